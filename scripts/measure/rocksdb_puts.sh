#!/usr/bin/env bash
# Random puts into one RocksDB over the number of writing threads; the log is written, not synced.
# Debian packages: rocksdb-tools
name=rocksdb_puts
. "$(dirname "$0")/common.sh"
install_packages rocksdb-tools

: >"$data_dir/raw/$name.txt"
what="RocksDB random puts, 16-byte keys, 100-byte values, write-ahead log on, sync=false,"
what+=" fresh database per run"
{
  csv_header "$what" \
    "db_bench --benchmarks=fillrandom --threads=N --duration=2 --sync=0" \
    "db_bench of rocksdb-tools $(dpkg-query -W -f '${Version}' rocksdb-tools)" \
    "concurrency,throughput_per_s"
  for n in $(run_order); do
    wait_for_quiet
    db_bench --benchmarks=fillrandom --db="$scratch/db" --threads="$n" --num=1000000 --duration=2 \
      --sync=0 --value_size=100 --compression_type=none >"$scratch/run.txt" 2>/dev/null
    rm -rf "$scratch/db"
    { echo "# threads $n"; grep -a '^fillrandom' "$scratch/run.txt"; } >>"$data_dir/raw/$name.txt"
    awk -v n="$n" '/^fillrandom/{
      for (i = 1; i <= NF; ++i) if ($i == "ops/sec") print n "," $(i - 1)
    }' "$scratch/run.txt"
  done
} >"$scratch/out.csv"
mv "$scratch/out.csv" "$data_dir/$name.csv"
