#!/usr/bin/env bash
# Read-only point queries on PostgreSQL over the number of clients.
# Debian packages: postgresql
name=pgbench_select_only
. "$(dirname "$0")/common.sh"
. "$(dirname "$0")/postgres.sh"
install_packages postgresql

start_postgres shared_buffers=256MB
pgbench -i -q -s 10 >/dev/null 2>&1
what="PostgreSQL point SELECTs by primary key, scale 10, all in shared buffers, Unix"
what+=" socket"
{
  csv_header "$what" \
    "pgbench -S -M prepared -c N -j $(nproc) -T 2" "$(pgbench --version)" \
    "concurrency,throughput_per_s,latency_ms"
  sweep_pgbench -S -M prepared -n
} >"$scratch/out.csv"
mv "$scratch/out.csv" "$data_dir/$name.csv"
