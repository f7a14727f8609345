#!/usr/bin/env bash
# p99 of admitted requests at one and at ten times the load that fits, while 429s shed the rest.
#   scripts/overload_latency.sh USLKIT [ROUNDS] [uslkit run's options...]
# Runs scenarios/laptop_overload.json for real, by turns at 1,200/s and at 12,000/s, ROUNDS (3) times
# each, and prints a line a run and the ratio of the medians. Latencies are those of acknowledged
# requests, from their intended send. 45 s a round; wants a machine that does nothing else.
set -euo pipefail
uslkit=${1:?the program, such as build/release/src/cli/uslkit}
rounds=${2:-3}
shift $(($# < 2 ? $# : 2))
scenario=$(cd "$(dirname "$0")/.." && pwd)/scenarios/laptop_overload.json
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

printf '%-6s %9s %9s %9s %9s %9s  %s\n' load 'sent/s' 'acked/s' '429 %' 'p50 ms' 'p99 ms' 'generator'
for round in $(seq "$rounds"); do
  for load in 1x 10x; do
    rate=12k/s
    [[ $load == 1x ]] && rate=1.2k/s
    # The scenario's own expectations are those of the tenfold load.
    "$uslkit" run "$scenario" --set "/traffic/classes/0/rate=$rate" -q --json "$@" \
      >"$work/$load.$round.json" || [[ $? == 99 ]]
    python3 - "$work/$load.$round.json" "$load" <<'END'
import json, sys
run = json.load(open(sys.argv[1]))
load, totals = run["pipeline"]["load_generator"], run["totals"]
ack = load["ack_corrected"]
print(f"{sys.argv[2]:<6} {totals['arrived'] / run['duration_s']:9.0f} {totals['acked'] / run['duration_s']:9.0f} "
      f"{100 * totals['rejected'].get('rate_limit', 0) / totals['arrived']:9.1f} {ack['p50_ms']:9.3f} {ack['p99_ms']:9.3f}  "
      f"{'kept its schedule' if load['valid'] else 'NOT VALID: ' + '; '.join(load['reasons'])}")
END
  done
done
python3 - "$work" <<'END'
import glob, json, statistics, sys
def median(load, quantile):
    runs = [json.load(open(name)) for name in glob.glob(f"{sys.argv[1]}/{load}.*.json")]
    return statistics.median(run["pipeline"]["load_generator"]["ack_corrected"][quantile] for run in runs)
for quantile in ("p50_ms", "p99_ms"):
    one, ten = median("1x", quantile), median("10x", quantile)
    ratio = f"ratio {ten / one:.2f}" if one > 0 else "no ratio: nothing was admitted at 1x"
    print(f"{quantile[:3]} of admitted requests, median of the runs: {one:.3f} ms at 1x, {ten:.3f} ms at 10x, {ratio}")
END
