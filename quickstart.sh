#!/usr/bin/env bash
# From a fresh Debian machine to a first answer: installs, builds, fits measured data.
set -euo pipefail
cd "$(dirname "$0")"

scripts/install_packages.sh
cmake -S . -B build/quickstart -G Ninja -DCMAKE_BUILD_TYPE=Release -DUSLKIT_BUILD_TESTS=OFF \
  -DUSLKIT_UNITY=ON >&2
cmake --build build/quickstart >&2

uslkit=build/quickstart/src/cli/uslkit
echo >&2
echo "\$ uslkit fit data/cisco_mysql.csv" >&2
"$uslkit" fit data/cisco_mysql.csv
echo >&2
echo "The program is $uslkit; try: $uslkit help" >&2
