#!/usr/bin/env bash
# The full crash campaigns of the pipeline: minutes, where ctest runs seconds of them.
#   scripts/crash_campaign.sh [BUILD] [KILLS] [POWER_CUTS] [SUBJECT...]
# BUILD is a built tree (build/release), KILLS and POWER_CUTS count rounds per subject (1000, 10000).
# A subject is a program NAME below BUILD/tests/pipeline with the modes that crash_campaign.cc
# describes; without names all *_crash_subject are taken. SEED=n starts from another first seed.
# Prints one line of counts per campaign; exit code 1 when anything acknowledged was lost, came
# twice or out of order, or when a build without syncs was not caught.
set -euo pipefail
cd "$(dirname "$0")/.."

build=${1:-build/release}
kills=${2:-1000}
power_cuts=${3:-10000}
seed=${SEED:-1}
tools=$PWD/$build/tests/pipeline
shim=$tools/libpower_cut_shim.so

subjects=("${@:4}")
if [[ ${#subjects[@]} -eq 0 ]]; then
  for path in "$tools"/*_crash_subject; do subjects+=("$(basename "$path")"); done
fi

failed=0
for subject in "${subjects[@]}"; do
  echo "$subject:"
  "$tools/crash_campaign" kill "$kills" "$tools/$subject" "$seed" || failed=1
  "$tools/crash_campaign" power "$power_cuts" "$tools/$subject" "$shim" "$seed" || failed=1
  "$tools/crash_campaign" catch 200 "$tools/$subject" "$shim" "$seed" || failed=1
done
exit $failed
