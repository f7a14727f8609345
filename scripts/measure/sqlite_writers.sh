#!/usr/bin/env bash
# Threads that commit to one SQLite file: one writer at a time, the others sleep and poll.
# Debian packages: g++ libsqlite3-dev
name=sqlite_writers
. "$(dirname "$0")/common.sh"
install_packages g++ libsqlite3-dev

g++ -std=c++20 -O2 -pthread -o "$scratch/sqlite_writers" "$scripts_dir/sqlite_writers.cc" -lsqlite3
what="SQLite in WAL mode, synchronous=NORMAL: each commit updates one row, the busy handler polls"
what+=" with growing sleeps"
version=$(dpkg-query -W -f '${Version}' libsqlite3-0)
{
  csv_header "$what" "sqlite_writers FILE N 1.5" \
    "sqlite_writers.cc, SQLite $version, g++ $(g++ -dumpfullversion) -O2" \
    "concurrency,throughput_per_s,latency_ms"
  for n in $(run_order); do
    wait_for_quiet
    "$scratch/sqlite_writers" "$scratch/test.db" "$n" 1.5
    rm -f "$scratch"/test.db*
  done
} >"$scratch/out.csv"
mv "$scratch/out.csv" "$data_dir/$name.csv"
