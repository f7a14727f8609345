# A private PostgreSQL in the scratch folder, reached by a Unix socket only.
# Sourced after common.sh.

# start_postgres SETTING...   each setting as name=value
start_postgres() {
  local binaries setting options=""
  binaries=$(ls -d /usr/lib/postgresql/*/bin | sort -V | tail -1)
  chmod 755 "$scratch"
  mkdir "$scratch/pg" "$scratch/socket"
  chown postgres "$scratch/pg" "$scratch/socket"
  # PostgreSQL refuses to run as root, hence runuser.
  (cd / && runuser -u postgres -- \
    "$binaries/initdb" -D "$scratch/pg" -A trust -U postgres) >/dev/null
  for setting in "$@"; do options="$options -c $setting"; done
  options="-c listen_addresses='' -c unix_socket_directories=$scratch/socket$options"
  (cd / && runuser -u postgres -- \
    "$binaries/pg_ctl" -D "$scratch/pg" -w -l "$scratch/pg/server.log" -o "$options" start) \
    >/dev/null
  server_pid=$(head -1 "$scratch/pg/postmaster.pid")
  export PGHOST=$scratch/socket PGUSER=postgres PGDATABASE=postgres
}

# pgbench_row N FILE: one CSV row from one pgbench summary.
pgbench_row() {
  awk -v n="$1" '/^tps = /{tps = $3} /^latency average/{latency = $4}
    END{print n "," tps "," latency}' "$2"
}

# sweep_pgbench PGBENCH_ARGUMENT...: raw text to raw/$name.txt, rows to stdout.
sweep_pgbench() {
  local n
  : >"$data_dir/raw/$name.txt"
  for n in $(run_order); do
    wait_for_quiet
    # pgbench prints the script's name, so it runs where that name needs no folder.
    (cd "$scripts_dir" && pgbench "$@" -c "$n" -j "$(nproc)" -T 2) >"$scratch/run.txt" 2>/dev/null
    cat "$scratch/run.txt" >>"$data_dir/raw/$name.txt"
    pgbench_row "$n" "$scratch/run.txt"
  done
}
