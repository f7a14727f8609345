#!/usr/bin/env bash
# Installs every Debian package that uslkit needs.
#   scripts/install_packages.sh            what building and running needs
#   scripts/install_packages.sh test       that, and what the tests, checks and benchmarks need
#   scripts/install_packages.sh peers      that, and the simulators of bench/sim_peers.py (optional)
set -euo pipefail

build=(
  ca-certificates g++ make cmake ninja-build pkg-config git
  libceres-dev libeigen3-dev libgoogle-glog-dev   # least squares
  libcli11-dev                                    # command line
  nlohmann-json3-dev                              # JSON
  libfmt-dev                                      # text
  libboost-dev                                    # Boost.Math: distribution quantiles; Asio: sockets
  libcairo2-dev                                   # PNG and PDF
  nettle-dev                                      # SHA-256 of the inputs
  libmuparser-dev                                 # formulas in claims files
  liblmdb-dev libpq-dev                           # state stores of the pipeline
  librdkafka-dev libhiredis-dev                   # Kafka and Redis as logs of the pipeline
  libsimdjson-dev                                 # events of the pipeline's ingress
  openmpi-bin libopenmpi-dev                      # runs spread by mpirun (optional)
)
test=(
  doctest-dev libbenchmark-dev
  postgresql                                      # a private server for the tests of the state store
  redis-server openjdk-17-jre-headless maven      # private servers for the tests of the logs
  python3 python3-jsonschema                      # published schemas against real output
  python3-markdown-it                             # hostile names in Markdown, as a renderer sees them
  clang-14 clang-format-14 clang-tidy-14 libomp-14-dev  # the second compiler, layout, lint
  bash zsh fish man-db                            # completions and the man page are really loaded
  librsvg2-bin poppler-utils                      # plots rendered by someone else's code
  python3-yaml python3-kubernetes                 # job files against the API's own model
  chromium                                        # the report page in a real browser
  pybind11-dev python3-dev python3-numpy python3-pandas python3-pytest python3-venv  # the Python module
  dpkg-dev lintian mmdebstrap buildah             # packages and image, installed into a clean Debian
  python3-nbclient python3-nbconvert python3-ipykernel  # notebooks are executed
)
peers=(
  python3-simpy3 libns3-dev libsystemc-dev        # other simulators, to compare with
)

packages=("${build[@]}")
if [[ "${1:-}" == test || "${1:-}" == peers ]]; then packages+=("${test[@]}"); fi
if [[ "${1:-}" == peers ]]; then packages+=("${peers[@]}"); fi

# npm fetches the chart library that a report page embeds; Node's own packages bring it along.
command -v npm >/dev/null || packages+=(npm)

installed=$(dpkg-query -W -f '${db:Status-Status} ${Package}\n' "${packages[@]}" 2>/dev/null || true)
missing=()
for package in "${packages[@]}"; do
  grep -qx "installed $package" <<<"$installed" || missing+=("$package")
done
if [[ ${#missing[@]} -eq 0 ]]; then exit 0; fi

sudo=()
if [[ $EUID -ne 0 ]]; then sudo=(sudo); fi
echo "Installing: ${missing[*]}" >&2
"${sudo[@]}" apt-get update -qq >&2
DEBIAN_FRONTEND=noninteractive "${sudo[@]}" apt-get install -y -qq --no-install-recommends \
  "${missing[@]}" >&2
