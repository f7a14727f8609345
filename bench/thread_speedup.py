#!/usr/bin/env python3
"""How uslkit scales over threads, or over processes of mpirun, as a CSV that `uslkit fit` reads.

    bench/thread_speedup.py USLKIT SCENARIO [--counts 1,2,4] [--rounds 7] [--set /POINTER=VALUE] [--mpi] [--all]
                            > threads.csv
    uslkit fit threads.csv

Each round runs every count once, in another order, so that what else the machine does spreads over
all of them. A run is the whole program, start and output included. Printed is the fastest run of
each count (the others had more company), or every run with --all. Standard library only.
"""
import argparse
import os
import random
import sys

from timed_run import timed_run


def command_of(options, count):
    program = [options.uslkit, "simulate", options.scenario, "--json", "-q"]
    for setting in options.set:
        program += ["--set", setting]
    if not options.mpi:
        return program + ["--threads", str(count)]
    mpirun = ["mpirun", "-n", str(count), "--oversubscribe", "--allow-run-as-root", "--bind-to",
              "none"]
    return mpirun + program + ["--threads", "1"]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("uslkit")
    parser.add_argument("scenario")
    parser.add_argument("--counts", default="1,2,3,4,6,8")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--set", action="append", default=[])
    parser.add_argument("--mpi", action="store_true")
    parser.add_argument("--all", action="store_true")
    options = parser.parse_args()
    counts = [int(count) for count in options.counts.split(",")]
    runs = {count: [] for count in counts}
    outputs = set()
    order = random.Random(1)
    for _ in range(options.rounds):
        for count in order.sample(counts, len(counts)):
            run = timed_run(command_of(options, count))
            runs[count].append((run.wall_s, run.cpu_s))
            outputs.add(run.output)
    if len(outputs) != 1:
        sys.exit("the result depends on the number of threads or processes")
    print("concurrency,throughput_per_s,cpu_s")
    for count in counts:
        for wall, cpu in sorted(runs[count])[:None if options.all else 1]:
            print(f"{count},{1 / wall:.6g},{cpu:.4g}")
    print(f"{os.cpu_count()} cores, {options.rounds} rounds, the same bytes from every run",
          file=sys.stderr)


if __name__ == "__main__":
    main()
