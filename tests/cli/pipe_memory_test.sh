#!/bin/sh
# Reads a CSV through a pipe that is larger than the memory the program may use, and expects the
# same rows as from one block of it. USLKIT_FLAT_MEMORY_MB=1024 makes it the full gigabyte.
# usage: pipe_memory_test.sh PROGRAM
set -eu
program=$1
megabytes=${USLKIT_FLAT_MEMORY_MB:-150}
cap_kilobytes=100000
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# A block of about one megabyte: X of N = 1, 2, 4, ... 64 under alpha = 0.03, beta = 0.0005, with a
# ripple of up to one percent.
awk 'BEGIN {
  for (i = 0; i < 11000; ++i)
    for (n = 1; n <= 64; n *= 2)
      printf "%d,%.4f\n", n,
             n * 1000 / (1 + 0.03 * (n - 1) + 0.0005 * n * (n - 1)) * (1 + (i * 7 + n) % 11 * 0.001)
}' >"$work/block"
blocks=$((megabytes * 1048576 / $(wc -c <"$work/block") + 1))

table() {
  echo "n,throughput"
  block=0
  while [ "$block" -lt "$1" ]; do
    cat "$work/block"
    block=$((block + 1))
  done
}

# run BLOCKS COMMAND...: feeds a table of so many blocks to the capped program.
run() {
  blocks_to_feed=$1
  shift
  table "$blocks_to_feed" | (ulimit -v "$cap_kilobytes" && exec "$program" "$@" -q)
}

first_columns() { cut -d, -f1,2 "$1" | awk -F, 'NR > 1 { printf "%s,%.6f\n", $1, $2 }'; }

run "$blocks" ingest - --to csv >"$work/long.csv"
run 2 ingest - --to csv >"$work/short.csv"
first_columns "$work/long.csv" >"$work/long"
first_columns "$work/short.csv" >"$work/short"
cmp "$work/long" "$work/short"
[ "$(wc -l <"$work/long")" -eq 7 ]
run "$blocks" fit - --json >"$work/fit.json"
grep -q '"document": "fit"' "$work/fit.json"
echo "read $blocks blocks twice within $cap_kilobytes kB of address space"
