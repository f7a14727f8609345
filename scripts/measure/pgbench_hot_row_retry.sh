#!/usr/bin/env bash
# Optimistic updates of one row on PostgreSQL: losers of the race roll back and try again.
# Debian packages: postgresql
name=pgbench_hot_row_retry
. "$(dirname "$0")/common.sh"
. "$(dirname "$0")/postgres.sh"
install_packages postgresql

# The commit does not wait for the disk here: what is measured is the work wasted by conflicts.
start_postgres shared_buffers=256MB synchronous_commit=off autovacuum_naptime=1s
psql -q -c 'CREATE TABLE hot_row(id int PRIMARY KEY, balance bigint) WITH (fillfactor = 10)' \
  -c 'INSERT INTO hot_row VALUES (1, 0)'
what="PostgreSQL, one hot row, REPEATABLE READ: conflicting transactions fail and are"
what+=" retried by the client"
{
  csv_header "$what" \
    "pgbench -n -f hot_row_retry.sql --max-tries=0 -c N -j $(nproc) -T 2" "$(pgbench --version)" \
    "concurrency,throughput_per_s,latency_ms"
  sweep_pgbench -n -f hot_row_retry.sql --max-tries=0
} >"$scratch/out.csv"
mv "$scratch/out.csv" "$data_dir/$name.csv"
