#!/usr/bin/env bash
# One hour of the real pipeline at four fifths of its capacity, with its memory written down.
#   scripts/soak.sh USLKIT [DURATION] [FOLDER]     1h by default; FOLDER keeps memory.csv and run.json
# Every 20 s a line: seconds, resident, anonymous and mapped kB, threads, descriptors, MB on disk. The log keeps
# two minutes, so that the disk has an end too. Fails where an event is missing or applied twice, or where
# the anonymous memory at the end is more than 2 % above that of a third of the time.
set -euo pipefail
uslkit=$(realpath "${1:?the program, such as build/release/src/cli/uslkit}")
duration=${2:-1h}
folder=${3:-$(mktemp -d)}
cd "$(dirname "$0")/.."
mkdir -p "$folder/data"

"$uslkit" run scenarios/laptop_steady_80.json --set "/duration=$duration" --set /log/retention=2min \
  --set /series_interval=20s --dir "$folder/data" --no-parity -q -o "$folder/run.json" \
  >"$folder/run.txt" 2>"$folder/run.err" &
pid=$!
trap 'kill "$pid"' EXIT
began=$SECONDS
echo "seconds,resident_kb,anonymous_kb,mapped_kb,threads,descriptors,disk_mb" >"$folder/memory.csv"
while kill -0 "$pid" 2>/dev/null; do
  line=$(awk '/^VmRSS/{r=$2}/^RssAnon/{a=$2}/^RssFile/{f=$2}/^Threads/{t=$2}END{print r","a","f","t}' \
    "/proc/$pid/status" 2>/dev/null) || break
  descriptors=$(find "/proc/$pid/fd" -mindepth 1 2>/dev/null | wc -l)
  echo "$((SECONDS - began)),$line,$descriptors,$(du -sm "$folder/data" | cut -f1)" >>"$folder/memory.csv"
  sleep 20
done
code=0
wait "$pid" || code=$?
trap - EXIT
rm -r "$folder/data"

python3 - "$folder" "$code" <<'END'
import csv, json, sys
folder, code = sys.argv[1], int(sys.argv[2])
rows = [row for row in csv.DictReader(open(f"{folder}/memory.csv")) if row["anonymous_kb"]]
run = json.load(open(f"{folder}/run.json"))
third, last = (int(rows[i]["anonymous_kb"]) for i in (len(rows) // 3, -2))
delivery = run["pipeline"]["delivery"]
print(f"{delivery['applied']:,} events applied in {run['duration_s']:,.0f} s: {delivery['missing']} missing, "
      f"{delivery['undelivered']} undelivered, {delivery['expired']} expired, {run['totals']['applied_twice']} applied twice; "
      f"{'its SLO held' if code == 0 else 'its SLO did not hold: other work on this machine'}")
print(f"anonymous memory {third / 1e3:.1f} MB after a third, {last / 1e3:.1f} MB at the end "
      f"({100 * (last / third - 1):+.2f} %); {folder}/memory.csv")
whole = delivery["missing"] + delivery["undelivered"] + run["totals"]["applied_twice"] == 0
sys.exit(0 if code in (0, 99) and whole and last <= 1.02 * third else 1)
END
