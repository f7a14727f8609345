# What every sweep in this folder shares: packages, randomised order, the comment block of a CSV.
# Sourced, not run. A sweep sets `name`, then calls these functions.

set -euo pipefail

scripts_dir=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
data_dir=${USLKIT_MEASURED_DIR:-$scripts_dir/../../data/measured}
mkdir -p "$data_dir/raw"
data_dir=$(cd "$data_dir" && pwd)

# One log2-like ladder for all sweeps, dense at low N where alpha and gamma are decided.
levels=${USLKIT_LEVELS:-"1 2 3 4 6 8 12 16 24 32 48 64"}
replicates=${USLKIT_REPLICATES:-2}
order_seed=${USLKIT_ORDER_SEED:-20}

# Everything a sweep starts works in one scratch folder that disappears with the sweep.
scratch=$(mktemp -d)
server_pid=""
clean_up() {
  # The server is stopped by the pid that was started, never by name.
  if [ -n "$server_pid" ] && kill -0 "$server_pid" 2>/dev/null; then
    kill "$server_pid"
    for _ in $(seq 100); do kill -0 "$server_pid" 2>/dev/null || break; sleep 0.1; done
  fi
  rm -rf "$scratch"
}
trap clean_up EXIT

install_packages() {
  local missing=() package
  for package in "$@"; do
    dpkg -s "$package" >/dev/null 2>&1 || missing+=("$package")
  done
  if [ ${#missing[@]} -gt 0 ]; then
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "${missing[@]}" >&2
  fi
}

# The baseline N = 1 opens and closes the sweep, so that drift of the machine shows in the rows.
# Between them every level comes `replicates` times in an order that the seed alone decides.
run_order() {
  local level index
  echo 1
  for index in $(seq "$replicates"); do
    for level in $levels; do echo "$level"; done
  done | shuf --random-source=<(yes "$order_seed")
  echo 1
}

# csv_header WHAT COMMAND TOOL_VERSION COLUMNS
csv_header() {
  echo "# $1"
  echo "# command per row: $2"
  echo "# script: scripts/measure/$name.sh; tool: $3"
  echo "# machine: $(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -1), $(nproc) cores" \
    "(virtual machine), Linux $(uname -r | cut -d- -f1), $(date -u +%Y-%m-%d)"
  echo "# load generator and system share these cores; rows stand in the order they were run"
  echo "# (order randomised with seed $order_seed, N = 1 first and last to show drift)"
  echo "$4"
}

# A run that starts while something else uses the cores measures that something. Waits, 15 s at
# most, for a fifth of a second in which the cores are at least 90 % idle.
wait_for_quiet() {
  local attempt idle_before total_before idle_after total_after
  for attempt in $(seq 75); do
    read -r total_before idle_before < <(cpu_ticks)
    sleep 0.2
    read -r total_after idle_after < <(cpu_ticks)
    if ((10 * (idle_after - idle_before) >= 9 * (total_after - total_before))); then return 0; fi
  done
  echo "$name: the machine was not quiet before a run" >&2
}

# All ticks of all cores, and the idle ones among them.
cpu_ticks() {
  awk '/^cpu /{print $2 + $3 + $4 + $5 + $6 + $7 + $8 + $9, $5 + $6}' /proc/stat
}

wait_until() {
  local attempt
  for attempt in $(seq 100); do
    "$@" >/dev/null 2>&1 && return 0
    sleep 0.1
  done
  echo "gave up after 10 s waiting for: $*" >&2
  return 1
}
