#!/usr/bin/env bash
# Runs clang-tidy with the rules of .clang-tidy over src/, one process per core. Not part of ctest:
# it takes several minutes.
#   scripts/lint.sh             every file of src/
#   scripts/lint.sh fit/refit   files whose path under src/ matches this regular expression
set -euo pipefail
cd "$(dirname "$0")/.."
build=${BUILD_DIR:-build/lint}
cmake --preset clang -B "$build" -DUSLKIT_BUILD_TESTS=OFF -DCMAKE_EXPORT_COMPILE_COMMANDS=ON > /dev/null
exec run-clang-tidy-14 -quiet -p "$build" -j "$(nproc)" "^$PWD/src/.*${1:-}"
