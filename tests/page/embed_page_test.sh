#!/usr/bin/env bash
# -DUSLKIT_UPLOT_DIR: the chart library from an unpacked package, without npm and without a network.
#   embed_page_test.sh CMAKE SOURCE_DIR BUILD_DIR
set -euo pipefail
cmake=$1 source=$2 build=$3
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/bin"  # a PATH without npm

# embed FOLDER: as the build does it; what it says goes to $work/said.
embed() {
  PATH=$work/bin "$cmake" -DASSETS="$source/src/page/assets" -DOUTPUT="$work/page_assets.cc" -DWORK="$work/npm" \
    -DUPLOT_DIR="$1" -P "$source/cmake/embed_page.cmake" >"$work/said" 2>&1
}

fail() {
  echo "$1; it said:" >&2
  cat "$work/said" >&2
  exit 1
}

uplot=/usr/share/nodejs/uplot
[[ -d $build/src/page/npm/node_modules/uplot ]] && uplot=$build/src/page/npm/node_modules/uplot
[[ -f $uplot/dist/uPlot.iife.min.js ]] || uplot=$(sed -n 's/^USLKIT_UPLOT_DIR:PATH=//p' "$build/CMakeCache.txt")

cp -r "$uplot" "$work/uplot"
embed "$work/uplot" || fail 'an unpacked package was refused'
cmp "$work/page_assets.cc" "$build/src/page/page_assets.cc"  # the same bytes, whatever way they came

embed "$work/nothing" && fail 'a folder without the library was taken'
grep -q "no dist/uPlot.iife.min.js in USLKIT_UPLOT_DIR" "$work/said" || fail 'the folder is not named'

echo '// changed' >>"$work/uplot/dist/uPlot.iife.min.js"
embed "$work/uplot" && fail 'another library was taken'
grep -q 'expected 19c8d4c6' "$work/said" || fail 'the checksum is not named'

if [[ ! -d /usr/share/nodejs/uplot ]]; then
  embed '' && fail 'there was nothing to take'
  grep -q -e '-DUSLKIT_UPLOT_DIR=folder of the unpacked package' "$work/said" || fail 'the way out is not named'
fi
echo "USLKIT_UPLOT_DIR is used, checked, and named where it is needed"
