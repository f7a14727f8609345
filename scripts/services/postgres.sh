#!/usr/bin/env bash
# A private PostgreSQL for tests: its own data, reached only by a Unix socket of its own directory.
#   postgres.sh start DIR    creates or restarts it; prints the URL to connect to
#   postgres.sh stop DIR     stops it in good order
#   postgres.sh crash DIR    kills it with SIGKILL, as a crash test wants it
# DIR is created if missing and is the caller's to remove. Only the process whose id stands in DIR
# is ever stopped. Exit code 69: PostgreSQL cannot be had here; the reason is on stderr.
# SETTINGS="name=value ..." in the environment is passed to the server.
set -euo pipefail

unavailable() { echo "$1" >&2; exit 69; }

command=${1:?start, stop or crash}
directory=${2:?a directory}
binaries=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -1)
[[ -n "$binaries" && -x "$binaries/initdb" ]] || unavailable "PostgreSQL is not installed"

# PostgreSQL refuses to run as root.
as_owner=()
if [[ $EUID -eq 0 ]]; then
  id postgres >/dev/null 2>&1 || unavailable "running as root, and there is no user postgres"
  as_owner=(runuser -u postgres --)
fi
run() { (cd / && "${as_owner[@]}" "$@"); }

start() {
  local setting options=()
  mkdir -p "$directory"
  directory=$(cd "$directory" && pwd)
  chmod 700 "$directory"
  if [[ $EUID -eq 0 ]]; then chown postgres "$directory"; fi
  if [[ ! -e "$directory/data/PG_VERSION" ]]; then
    run "$binaries/initdb" -D "$directory/data" -A trust -U postgres --no-locale -E UTF8 \
      --no-sync >"$directory/initdb.log" || unavailable "initdb failed, see $directory/initdb.log"
  fi
  for setting in ${SETTINGS:-}; do options+=(-c "$setting"); done
  # -w waits until it answers; after a crash that is when recovery has ended.
  run "$binaries/pg_ctl" start -w -t 60 -D "$directory/data" -l "$directory/server.log" -o \
    "-c listen_addresses='' -c unix_socket_directories='$directory' ${options[*]:-}" \
    >/dev/null || unavailable "the server did not start, see $directory/server.log"
  echo "postgresql://postgres@/postgres?host=$directory"
}

server_pid() { head -1 "$directory/data/postmaster.pid" 2>/dev/null; }

case $command in
  start) start ;;
  stop) run "$binaries/pg_ctl" stop -w -m fast -D "$(cd "$directory" && pwd)/data" >/dev/null ;;
  crash)
    pid=$(server_pid) || { echo "no server in $directory" >&2; exit 1; }
    kill -KILL "$pid"
    # Its children notice the death and go; only then may another one start.
    for _ in $(seq 300); do
      run "$binaries/pg_ctl" status -D "$(cd "$directory" && pwd)/data" >/dev/null 2>&1 || exit 0
      sleep 0.1
    done
    echo "process $pid does not end" >&2; exit 1 ;;
  *) echo "unknown command $command" >&2; exit 2 ;;
esac
