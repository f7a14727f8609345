#!/usr/bin/env bash
# Builds the Containerfile without an engine, from a Debian made here since no registry can be asked, and
# works in the image as it is set up: its entry point, its user, files of the host under /work.
#   tests/package/image_test.sh DEBIAN_TAR DEB
set -euo pipefail
debian=$1
deb=$2
root=$(cd "$(dirname "$0")/../.." && pwd)
work=$(mktemp -d)
store() { buildah --storage-driver vfs --root "$work/store" --runroot "$work/run" "$@"; }
trap 'store rm -a >/dev/null 2>&1 || true; rm -rf "$work"' EXIT

mkdir -p "$work/context/dist"
cp "$deb" "$work/context/dist/"
cp "$root/Containerfile" "$work/context/"
base=$(store from scratch)
store add -q "$base" "$debian" / >/dev/null
store commit -q --rm "$base" localhost/debian >/dev/null
store bud -q --isolation chroot --build-arg BASE=localhost/debian -t uslkit "$work/context" \
  >"$work/build.log" 2>&1 || { cat "$work/build.log"; exit 1; }

image=$(store from localhost/uslkit)
entry=$(store inspect --format '{{index .OCIv1.Config.Entrypoint 0}}' localhost/uslkit)
[[ $entry == uslkit ]] || { echo "the entry point is '$entry'"; exit 1; }
[[ $(store run --isolation chroot "$image" id -u) == 65532 ]] || { echo "it runs as root"; exit 1; }
answer=$(store run --isolation chroot -v "$root/data:/work/data:ro" "$image" \
  "$entry" fit -q --json data/cisco_mysql.csv)
grep -q '"schema_version"' <<<"$answer"
echo "the image was built and answers"
