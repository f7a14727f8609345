#!/bin/sh
# Installs this build to a temporary prefix and builds and runs a program that knows nothing of the
# source tree: only find_package(uslkit). Usage: find_package_test.sh BUILD_DIR CMAKE COMPILER
set -eu
build=$1
cmake=$2
compiler=$3
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

"$cmake" --install "$build" --prefix "$work/prefix" >"$work/install.log"
mkdir "$work/consumer"
cat >"$work/consumer/CMakeLists.txt" <<'END'
cmake_minimum_required(VERSION 3.25)
project(consumer LANGUAGES CXX)
find_package(uslkit 0.1 REQUIRED)
add_executable(consumer main.cc)
target_link_libraries(consumer PRIVATE uslkit::fit uslkit::report)
END
cat >"$work/consumer/main.cc" <<'END'
#include <cstdio>

#include "fit/fit_usl.h"
#include "report/fit_report.h"

int main() {
  uslkit::Measurements measurements;
  for (const double n : {1.0, 2.0, 4.0, 8.0, 16.0, 32.0}) {
    uslkit::Measurement row;
    row.concurrency = n;
    row.throughput = uslkit::usl_throughput({0.05, 0.001, 100}, n);
    measurements.rows.push_back(row);
  }
  const uslkit::UslFit fit = uslkit::fit_usl(measurements);
  std::fputs(uslkit::fit_report_text(fit).c_str(), stderr);
  std::printf("%.6f\n", fit.parameters.alpha);
}
END
"$cmake" -S "$work/consumer" -B "$work/consumer/build" -DCMAKE_PREFIX_PATH="$work/prefix" \
  -DCMAKE_CXX_COMPILER="$compiler" >"$work/configure.log"
"$cmake" --build "$work/consumer/build" >"$work/build.log"
answer=$("$work/consumer/build/consumer" 2>"$work/report.txt")
[ "$answer" = 0.050000 ] || { echo "alpha was $answer, not 0.050000"; exit 1; }

# A consumer that asks for another minor version must be refused.
sed -i 's/find_package(uslkit 0.1 /find_package(uslkit 0.2 /' "$work/consumer/CMakeLists.txt"
if "$cmake" -S "$work/consumer" -B "$work/consumer/other" -DCMAKE_PREFIX_PATH="$work/prefix" \
  -DCMAKE_CXX_COMPILER="$compiler" >"$work/other.log" 2>&1; then
  echo "version 0.2 was accepted"
  exit 1
fi

# The installed program, its page, its completions and its data.
prefix=$work/prefix
"$prefix/bin/uslkit" fit --quiet "$prefix/share/uslkit/data/specsdm91.csv" >"$work/fit.txt"
for file in share/man/man1/uslkit.1 share/bash-completion/completions/uslkit \
  share/zsh/vendor-completions/_uslkit share/fish/vendor_completions.d/uslkit.fish \
  share/uslkit/schemas/fit.schema.json include/uslkit/model/usl.h; do
  [ -s "$prefix/$file" ] || { echo "$file is missing"; exit 1; }
done
