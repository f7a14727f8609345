#!/usr/bin/env bash
# GET requests to one Redis server (one thread executes commands) over the number of connections.
# Debian packages: redis-server redis-tools
name=redis_get
. "$(dirname "$0")/common.sh"
install_packages redis-server redis-tools

socket=$scratch/redis.sock
redis-server --port 0 --unixsocket "$socket" --save '' --appendonly no --dir "$scratch" >/dev/null &
server_pid=$!
wait_until redis-cli -s "$socket" ping
# Without -r the benchmark asks for the key of this literal name; absent, it would time misses.
redis-cli -s "$socket" set key:__rand_int__ 0123456789abcdef >/dev/null

: >"$data_dir/raw/$name.txt"
what="Redis GET of 16 bytes, no persistence, Unix socket, one request in flight per connection"
{
  csv_header "$what" \
    "redis-benchmark -s SOCKET -t get -c N -n REQUESTS --csv (40k requests at N = 1, else 120k)" \
    "$(redis-benchmark --version)" "concurrency,throughput_per_s,latency_ms"
  for n in $(run_order); do
    wait_for_quiet
    requests=$((n == 1 ? 40000 : 120000))
    redis-benchmark -s "$socket" -t get -c "$n" -n "$requests" --csv \
      2>/dev/null >"$scratch/run.txt"
    { echo "# clients $n"; cat "$scratch/run.txt"; } \
      >>"$data_dir/raw/$name.txt"
    # Columns: "test","rps","avg_latency_ms","min_latency_ms",...
    awk -F'","' -v n="$n" '/^"GET"/{print n "," $2 "," $3}' "$scratch/run.txt"
  done
} >"$scratch/out.csv"
mv "$scratch/out.csv" "$data_dir/$name.csv"
