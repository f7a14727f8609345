#!/usr/bin/env bash
# A private Redis for tests: its own data, its own port of the loopback interface.
#   redis.sh start DIR    creates or restarts it, on the same port; prints redis://127.0.0.1:PORT
#   redis.sh stop DIR     stops it in good order
#   redis.sh crash DIR    kills it with SIGKILL, as a crash test wants it
# DIR is created if missing and is the caller's to remove. Only the process whose id stands in DIR
# is ever stopped. Exit code 77: Redis cannot be had here; the reason is on stderr.
# SETTINGS="name=value ..." in the environment is passed to the server; without it, every write is
# synced before it is answered (appendonly yes, appendfsync always).
set -euo pipefail

source "$(dirname "$0")/common.sh"
command=${1:?start, stop or crash}
directory=${2:?a directory}
server=$(command -v redis-server) ||
  unavailable "redis-server is not installed; scripts/install_packages.sh test does it"

# The id of our server, if it runs.
server_pid() { own_pid "$directory/redis.pid" ":$(cat "$directory/port" 2>/dev/null)"; }

launch() {
  local port=$1 setting options=(--appendonly yes --appendfsync always)
  for setting in ${SETTINGS:-}; do options+=("--${setting%%=*}" "${setting#*=}"); done
  "$server" --port "$port" --bind 127.0.0.1 --dir "$directory" --daemonize yes --save "" \
    --pidfile "$directory/redis.pid" --logfile "$directory/server.log" "${options[@]}" \
    </dev/null >/dev/null 2>&1
  # Open is not yet ready: after a crash it first reads its file.
  for _ in $(seq 300); do
    if is_open "$port" && server_pid >/dev/null; then
      printf 'PING\r\nQUIT\r\n' | timeout 5 bash -c "exec 3<>/dev/tcp/127.0.0.1/$port; cat >&3; cat <&3" \
        2>/dev/null | grep -q PONG && return 0
    fi
    if grep -q 'Failed listening' "$directory/server.log"; then return 1; fi
    sleep 0.1
  done
  return 1
}

start() {
  mkdir -p "$directory"
  directory=$(cd "$directory" && pwd)
  if server_pid >/dev/null; then echo "redis://127.0.0.1:$(cat "$directory/port")"; exit 0; fi
  local attempt port
  for attempt in 1 2 3 4 5; do
    port=$(cat "$directory/port" 2>/dev/null || echo $((20000 + RANDOM % 12000)))
    if [[ ! -e "$directory/port" ]] && is_open "$port"; then continue; fi
    local is_new=no
    if [[ ! -e "$directory/port" ]]; then is_new=yes; echo "$port" >"$directory/port"; fi
    if launch "$port"; then echo "redis://127.0.0.1:$port"; exit 0; fi
    if [[ $is_new == yes ]]; then rm "$directory/port"; fi
  done
  unavailable "the server did not start, see $directory/server.log"
}

case $command in
  start) start ;;
  stop)
    if pid=$(server_pid); then kill "$pid"; wait_for_end "$pid" 30; fi ;;
  crash)
    pid=$(server_pid) || { echo "no server in $directory" >&2; exit 1; }
    kill -KILL "$pid"
    wait_for_end "$pid" 30 ;;
  *) echo "unknown command $command" >&2; exit 2 ;;
esac
