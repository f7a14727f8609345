#!/usr/bin/env bash
# What `uslkit report` returns and says: exit codes, formats by name, files that are no documents.
#   report_command_test.sh USLKIT    (from the root of the repository)
set -euo pipefail
uslkit=$1
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
checks=0

# expect CODE TEXT ARGUMENTS...: exit code, and a part of what is said on stdout or stderr.
expect() {
  local code=0 said
  said=$("$uslkit" report "${@:3}" 2>&1 </dev/null) || code=$?
  if [[ $code -ne $1 || $said != *"$2"* ]]; then
    echo "report ${*:3}: exit code $code, expected $1 and \"$2\"; it said:" >&2
    echo "${said:0:2000}" >&2
    exit 1
  fi
  checks=$((checks + 1))
}

fit=$folder/fit.json audit=$folder/audit.json predict=$folder/predict.json
"$uslkit" fit data/specsdm91.csv --quiet --json >"$fit"
"$uslkit" audit data/claims/vendor_example.json --quiet --json >"$audit" || true
"$uslkit" predict "$fit" --n 4 --quiet --json >"$predict"
head -c 3000 "$fit" >"$folder/broken.json"
kept=tests/data/kept/run_8c3e0d36.json  # before runs told of partitions over time
echo '{"a": 1}' >"$folder/foreign.json"

expect 0 '# Capacity report' "$fit"
expect 0 '<!doctype html>' "$fit" --to html
expect 0 'My title' "$fit" --title 'My title'
expect 0 'checks broken' "$fit" -o "$folder/report.html"
expect 0 'checks broken' "$fit" -o "$folder/report.md" --junit "$folder/slo.xml"
expect 0 '' "$fit" --strict
expect 0 'A shop, kept by an earlier version' "$kept" --to html
expect 99 'does not hold' "$audit" --strict
expect 0 'does not hold' "$audit"
expect 2 'found no file'
expect 2 'a name that ends in .html or .md' "$fit" -o report.pdf
expect 2 'standard input named 2 times' - -
expect 3 'broken.json:' "$folder/broken.json"
expect 3 'a document of kind "predict"' "$predict"
expect 3 'a document that uslkit wrote' "$folder/foreign.json"
expect 3 'no such file' "$folder/missing.json"
expect 1 'cannot create' "$fit" -o "$folder/no/such/folder.html"

[[ $(head -c 15 "$folder/report.html") == '<!doctype html>' ]]
grep -q '<testsuites name="uslkit"' "$folder/slo.xml"
cat "$fit" | "$uslkit" report - --to md | grep -q '# Capacity report'
for kind in timeline lag latency shed partitions; do
  "$uslkit" plot "$kept" --quiet --kind "$kind" -o "$folder/$kind.svg" || [[ $kind == shed ]]
done
said=$("$uslkit" plot "$kept" --quiet --kind heatmap -o "$folder/heat.svg" 2>&1) && exit 1
[[ $said == *'run the scenario again'* ]]
echo "$checks checks passed"
