#!/usr/bin/env bash
# The full crash campaigns of the pipeline: half an hour, where ctest runs seconds of them.
#   scripts/crash_campaign.sh [BUILD] [KILLS] [POWER_CUTS] [SUBJECT...]
# BUILD is a built tree (build/release), KILLS and POWER_CUTS count rounds per subject (1000, 10000).
# A subject is a program NAME below BUILD/tests/pipeline with the modes that crash_campaign.cc
# describes; without names all *_crash_subject are taken. SEED=n starts from another first seed.
# Says every ten seconds how far it is, and at the end prints one table; exit code 1 when anything
# acknowledged was lost, came twice or out of order, or when missing syncs were not caught.
set -euo pipefail
cd "$(dirname "$0")/.."

build=${1:-build/release}
kills=${2:-1000}
power_cuts=${3:-10000}
seed=${SEED:-1}
tools=$(realpath "$build")/tests/pipeline
shim=$tools/libpower_cut_shim.so

subjects=("${@:4}")
if [[ ${#subjects[@]} -eq 0 ]]; then
  for path in "$tools"/*_crash_subject; do subjects+=("$(basename "$path")"); done
fi

failed=0
rows=()

# campaign SUBJECT KIND COUNT [OPTION...]: one row of the table.
campaign() {
  local subject=$1 kind=$2 count=$3 output row
  shift 3
  local command=("$tools/crash_campaign" "$kind" "$count" "$tools/$subject")
  [[ $kind == kill ]] || command+=("$shim")
  echo "$subject: $kind $*" >&2
  output=$("${command[@]}" --seed "$seed" "$@" | tee /dev/stderr) || failed=1
  row=$(sed -nE 's/^[a-z]+: ([0-9]+) rounds, ([0-9]+) crashed.*, ([0-9]+) acknowledged, ([0-9]+) lost, ([0-9]+) twice, ([0-9]+) out of order, ([0-9]+) failed.*/\1 \2 \3 \4 \5 \6 \7/p' <<<"$output")
  rows+=("${subject%_crash_subject} $kind ${row:-ended-early}")
}

for subject in "${subjects[@]}"; do
  # A subject with many parts needs more operations to come to its work.
  operations=500
  files=(/)
  if [[ $subject == pipeline_crash_subject ]]; then operations=1500 files=(/log/ /store/); fi
  campaign "$subject" kill "$kills"
  campaign "$subject" power "$power_cuts" --operations "$operations"
  campaign "$subject" fault "$((power_cuts / 10))" --operations "$operations"
  for part in "${files[@]}"; do
    campaign "$subject" catch 200 --operations "$operations" --files "$part"
  done
done

echo
{
  echo "subject campaign rounds crashed acknowledged lost twice out-of-order failed"
  printf '%s\n' "${rows[@]}"
} | column -t
echo "(catch: syncs left out on purpose; there rounds must fail)"
exit $failed
