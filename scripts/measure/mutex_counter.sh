#!/usr/bin/env bash
# Threads that pass one lock, in four ways. Usage: mutex_counter.sh [CSV name]... (default: all)
# Debian packages: g++
#   mutex_counter      threads sleep at a taken mutex; the two cores are the limit
#   spinlock_counter   waiters burn a core until the lock is free
#   mutex_remote_call  2 ms sleep between passes: N may exceed the cores; a queue that saturates
#   mutex_barrier      the same, all threads meet after each pass: Amdahl's law by construction
name=mutex_counter
. "$(dirname "$0")/common.sh"
install_packages g++

g++ -std=c++20 -O2 -pthread -o "$scratch/mutex_counter" "$scripts_dir/mutex_counter.cc"
compiler=$(g++ -dumpfullversion)

# sweep FILE WHAT FLAG...
wanted=" $* "
sweep() {
  local file=$1 what=$2 n
  shift 2
  if [ "$wanted" != "  " ] && [[ "$wanted" != *" $file "* ]]; then return; fi
  {
    csv_header "$what" "mutex_counter --threads N --seconds 1 $*" \
      "mutex_counter.cc, g++ $compiler -O2" "concurrency,throughput_per_s"
    for n in $(run_order); do
      wait_for_quiet
      "$scratch/mutex_counter" --threads "$n" --seconds 1 "$@"
    done
  } >"$scratch/$file.csv"
  mv "$scratch/$file.csv" "$data_dir/$file.csv"
}

sweep mutex_counter \
  "one std::mutex, local work four times as long as the hold" \
  --lock mutex --local-steps 4000 --hold-steps 1000
sweep spinlock_counter \
  "one spin lock, local work four times as long as the hold: preempted holders stall the waiters" \
  --lock spin --local-steps 4000 --hold-steps 1000
sweep mutex_remote_call \
  "one std::mutex held about 0.1 ms after a sleep of 2 ms that stands for a remote call" \
  --lock mutex --local-steps 0 --hold-steps 60000 --wait-us 2000
sweep mutex_barrier \
  "one std::mutex held about 0.1 ms after a sleep of 2 ms, all threads meet after each pass" \
  --lock mutex --local-steps 0 --hold-steps 60000 --wait-us 2000 --rounds barrier
