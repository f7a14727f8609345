#!/usr/bin/env bash
# Durable TPC-B-like transactions on PostgreSQL that all update the one row of pgbench_branches.
# Debian packages: postgresql
name=pgbench_tpcb_scale1
. "$(dirname "$0")/common.sh"
. "$(dirname "$0")/postgres.sh"
install_packages postgresql

start_postgres shared_buffers=256MB
pgbench -i -q -s 1 >/dev/null 2>&1
what="PostgreSQL TPC-B-like, scale 1: every transaction locks the same branch row until its"
what+=" commit is on disk"
{
  csv_header "$what" \
    "pgbench -M prepared -c N -j $(nproc) -T 2 (scale 1, synchronous_commit=on)" \
    "$(pgbench --version)" "concurrency,throughput_per_s,latency_ms"
  sweep_pgbench -M prepared
} >"$scratch/out.csv"
mv "$scratch/out.csv" "$data_dir/$name.csv"
