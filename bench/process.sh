#!/usr/bin/env bash
# What the whole process `uslkit fit` costs on 32 rows, from exec to exit: the median and the worst
# of many runs. Target: 50 ms.
#   bench/process.sh [PROGRAM [RUNS]]
set -euo pipefail
cd "$(dirname "$0")/.."
program=${1:-build/release/src/cli/uslkit}
runs=${2:-41}

# run COMMAND...: its wall-clock milliseconds over all runs.
run() {
  local start end
  for ((i = 0; i < runs; ++i)); do
    start=${EPOCHREALTIME/[.,]/}
    "$@" > /dev/null 2>&1
    end=${EPOCHREALTIME/[.,]/}
    echo $((end - start))
  done | sort -n | awk -v name="$*" \
    '{ us[NR] = $1 } END { printf "%-50s median %6.2f ms  worst %6.2f ms\n", name, us[int((NR + 1) / 2)] / 1000, us[NR] / 1000 }'
}

run /bin/true  # the limit: a process that does nothing
run "$program" --version
run "$program" fit data/cisco_mysql.csv
run "$program" fit data/cisco_mysql.csv --json
