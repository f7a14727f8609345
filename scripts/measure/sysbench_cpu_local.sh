#!/usr/bin/env bash
# Prime numbers by sysbench over the number of threads: no shared state at all, only two cores.
# Debian packages: sysbench
name=sysbench_cpu_local
. "$(dirname "$0")/common.sh"
install_packages sysbench

: >"$data_dir/raw/$name.txt"
{
  csv_header "sysbench cpu: threads that share nothing but the cores" \
    "sysbench cpu --cpu-max-prime=10000 --time=1 --threads=N run" "$(sysbench --version)" \
    "concurrency,throughput_per_s,latency_ms"
  for n in $(run_order); do
    wait_for_quiet
    sysbench cpu --cpu-max-prime=10000 --time=1 --threads="$n" run >"$scratch/run.txt"
    cat "$scratch/run.txt" >>"$data_dir/raw/$name.txt"
    awk -v n="$n" '/events per second:/{rate = $4} $1 == "avg:"{latency = $2}
      END{print n "," rate "," latency}' "$scratch/run.txt"
  done
} >"$scratch/out.csv"
mv "$scratch/out.csv" "$data_dir/$name.csv"
