#!/usr/bin/env bash
# A small static page from nginx by wrk over the number of connections. One worker on core 0, wrk
# on core 1: left to the scheduler, N = 1 takes one of two values, three times apart, with the cores
# they land on. Needs two cores.
# Debian packages: nginx-light wrk curl
name=nginx_wrk
. "$(dirname "$0")/common.sh"
install_packages nginx-light wrk curl

port=18090
mkdir "$scratch/html" "$scratch/logs"
chmod 755 "$scratch" "$scratch/html"
head -c 1024 /dev/zero | tr '\0' 'x' >"$scratch/html/index.html"
cat >"$scratch/nginx.conf" <<CONF
daemon off;
pid $scratch/nginx.pid;
error_log $scratch/logs/error.log;
worker_processes 1;
events { worker_connections 512; }
http {
  access_log off;
  keepalive_requests 1000000000;
  open_file_cache max=16;
  server { listen 127.0.0.1:$port; root $scratch/html; }
}
CONF
taskset -c 0 nginx -c "$scratch/nginx.conf" -p "$scratch" 2>/dev/null &
server_pid=$!
wait_until curl -s -o /dev/null "http://127.0.0.1:$port/"

: >"$data_dir/raw/$name.txt"
{
  csv_header "nginx, one worker, static file of 1 KiB over loopback HTTP/1.1 keep-alive" \
    "taskset -c 1 wrk -t 1 -c N -d 2s --latency http://127.0.0.1:$port/" \
    "$(wrk -v 2>&1 | head -1 | cut -d' ' -f1-3)" "concurrency,throughput_per_s,latency_ms"
  for n in $(run_order); do
    wait_for_quiet
    taskset -c 1 wrk -t 1 -c "$n" -d 2s --latency "http://127.0.0.1:$port/" >"$scratch/run.txt"
    cat "$scratch/run.txt" >>"$data_dir/raw/$name.txt"
    # wrk prints the mean latency with a unit (us, ms or s).
    awk -v n="$n" '
      $1 == "Latency" && NF == 5 {
        value = $2 + 0
        latency = $2 ~ /us$/ ? value / 1000 : $2 ~ /ms$/ ? value : value * 1000
      }
      /^Requests\/sec:/ {print n "," $2 "," latency}' "$scratch/run.txt"
  done
} >"$scratch/out.csv"
mv "$scratch/out.csv" "$data_dir/$name.csv"
