#!/usr/bin/env bash
# Packs this build, judges the packages, installs them into a clean Debian and works with them there.
#   tests/package/package_test.sh BUILD_DIR CPACK
# Exit code 77: skipped, and the reason is said.
set -euo pipefail
build=$1
cpack=$2
here=$(cd "$(dirname "$0")" && pwd)
skip() { echo "skipped: $1"; exit 77; }
fail() { echo "$1"; exit 1; }

for tool in dpkg-shlibdeps lintian mmdebstrap; do
  command -v "$tool" >/dev/null || skip "no $tool; scripts/install_packages.sh test installs it"
done
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# The same build gives the same bytes. (cpack writes the umask into the headers of the archive.)
export SOURCE_DATE_EPOCH=1795867200
umask 022
"$cpack" --config "$build/CPackConfig.cmake" -B "$work/first" >"$work/cpack.log"
"$cpack" --config "$build/CPackConfig.cmake" -B "$work/second" >>"$work/cpack.log"
packages=("$work"/first/*.deb)
[[ ${#packages[@]} -ge 2 ]] || fail "cpack made ${#packages[@]} packages, not uslkit and libuslkit-dev"
for package in "${packages[@]}"; do
  cmp "$package" "$work/second/$(basename "$package")" || fail "not reproducible: $package"
done

complaints=$(lintian --allow-root --tag-display-limit 0 "${packages[@]}" 2>&1) || true
if grep -E '^[EW]:' <<<"$complaints"; then fail "lintian complains"; fi

[[ $EUID -eq 0 ]] || skip "packages are fine; only root can install them into a clean Debian"
mmdebstrap --mode=root --variant=apt --quiet bookworm "$work/debian.tar" >"$work/debian.log" 2>&1 ||
  skip "packages are fine; no clean Debian to be had: $(tail -n 1 "$work/debian.log")"
mkdir "$work/root"
tar -C "$work/root" -xf "$work/debian.tar"
cp "$work"/first/uslkit_*.deb "$here/main_job.sh" "$work/root/tmp/"
[[ ! -e /etc/resolv.conf ]] || cp -L /etc/resolv.conf "$work/root/etc/"
chroot "$work/root" sh -ec 'apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends /tmp/uslkit_*.deb' \
  >"$work/install.log" 2>&1 || { cat "$work/install.log"; fail "cannot be installed"; }
chroot "$work/root" setpriv --reuid 65532 --regid 65532 --clear-groups sh /tmp/main_job.sh

modules=("$work"/first/python3-uslkit_*.deb)
if [[ -f ${modules[0]} ]]; then
  cp "${modules[0]}" "$work/root/tmp/"
  chroot "$work/root" sh -ec 'DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
    /tmp/python3-uslkit_*.deb' >"$work/install.log" 2>&1 || { cat "$work/install.log"; fail "python3-uslkit cannot be installed"; }
  chroot "$work/root" setpriv --reuid 65532 --regid 65532 --clear-groups python3 -c '
import uslkit
fit = uslkit.fit("/usr/share/uslkit/data/specsdm91.csv")
assert 80 < fit.peak.concurrency.estimate < 100
print("the installed module fits")'
fi

command -v buildah >/dev/null || skip "packages are fine; no buildah to build the image with"
"$here/image_test.sh" "$work/debian.tar" "$work"/first/uslkit_*.deb
