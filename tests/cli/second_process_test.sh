#!/bin/bash
# The load generator and the pipeline as two processes: `uslkit serve-pipeline` and `uslkit load`,
# with orders for the consumers meanwhile.
# usage: second_process_test.sh PROGRAM
set -euo pipefail
program=$1
work=$(mktemp -d)
server=
trap '[[ -z $server ]] || kill "$server" 2>/dev/null || true; rm -rf "$work"' EXIT

fail() { echo "second_process_test: $1" >&2; cat "$work"/*.err >&2; exit 1; }

cat >"$work/small.json" <<'END'
{
  "schema": 1, "name": "small", "duration": "1500ms", "warm_up": "200ms",
  "traffic": {"classes": [{"name": "orders", "rate": "1k/s", "size": "250B", "invalid_share": 0.02}]},
  "log": {"partitions": 2, "acks": "leader"},
  "consumers": {"count": 2, "batch_size": 50, "batch": {"t0": "2ms", "t1": "50us"}}
}
END

"$program" serve-pipeline "$work/small.json" --orders "$work/orders" >"$work/serve.out" 2>"$work/serve.err" &
server=$!
for _ in $(seq 600); do
  grep -q '^listening on' "$work/serve.out" && break
  kill -0 "$server" || fail "the server ended"
  sleep 0.1
done
target=$(sed -n 's|^listening on http://\(.*\)/events$|\1|p' "$work/serve.out")

# What is paused is still acknowledged; what is no order is told and changes nothing.
echo pause >"$work/orders"
echo 'kill all' >"$work/orders"
"$program" load "$work/small.json" --target "$target" -q --json >"$work/load.json" 2>"$work/load.err" ||
  fail "load ended with $?"
python3 - "$work/load.json" <<'END' || fail "the load's document is wrong"
import json, sys
run = json.load(open(sys.argv[1]))
(orders,) = run["classes"]
assert run["document"] == "load", run["document"]
assert 1000 < orders["sent"] < 2200, orders
assert orders["sent"] == sum(orders[key] for key in ("acked", "late_acks", "failed", "invalid", "unanswered")), orders
assert orders["acked"] > 0.95 * (orders["sent"] - orders["invalid"]), orders
assert orders["invalid"] > 0 and run["load_generator"]["posts_by_status"]["400"] > 0, orders
assert 0 < orders["ack_corrected"]["p50_ms"], orders
assert any("applied" in each for each in run["not_seen"]), run["not_seen"]
print(orders["acked"])
END
acked=$(python3 -c 'import json,sys; print(json.load(open(sys.argv[1]))["classes"][0]["acked"])' "$work/load.json")
echo resume >"$work/orders"
"$program" load "$work/small.json" --target "$target" --set /seed=2 >"$work/load.out" 2>"$work/load2.err" ||
  fail "the second load ended with $?"
grep -q 'not seen: whether acknowledged events were applied' "$work/load.out" || fail "load hides its limits"

kill -TERM "$server"
wait "$server" || fail "the server ended with $?"
server=
grep -q ' 0 waiting in ' "$work/serve.out" || fail "the backlog was not drained: $(cat "$work/serve.out")"
appended=$(sed -n 's/^\([0-9,.kM]*\) events appended.*/\1/p' "$work/serve.out")
[[ -n $appended ]] || fail "no count of events"
grep -q 'found "kill all"' "$work/serve.err" || fail "a line that is no order passed in silence"
[[ ! -e $work/orders ]] || fail "the pipe is still there"

# Nobody there: said at once, with the exit code of bad input.
code=0
"$program" load "$work/small.json" --target "$target" 2>"$work/nobody.err" || code=$?
[[ $code == 3 ]] || fail "a load against nobody ended with $code"
grep -q 'serve-pipeline' "$work/nobody.err" || fail "no hint"
code=0
"$program" load "$work/small.json" 2>"$work/usage.err" || code=$?
[[ $code == 2 ]] || fail "a load without a target ended with $code"
echo "two loads, $acked acknowledged by the first, $appended appended in all"
