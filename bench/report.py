#!/usr/bin/env python3
"""Runs the benchmarks and prints the table of README.md: each figure with its target and its peer.

    bench/report.py [BUILD_DIR]      default build/release; a quiet machine, about four minutes

Medians of five repetitions, in CPU time of one core. Standard library only.
"""
import json
import pathlib
import subprocess
import sys

NS, MS, US = 1, 1e6, 1e3  # nanoseconds

# title, benchmark, unit in ns (None: bytes per second; a text: that counter, in millions), target,
# its peer or limit
ROWS = [
    ("refit, 7 rows", "refit_relative/7", ("us", US), "<= 2 us",
     [("TinySolver", "refit_by_tiny_solver/7"), ("Ceres", "refit_by_ceres/7")]),
    ("refit, 32 rows", "refit_relative/32", ("us", US), "<= 2 us",
     [("TinySolver", "refit_by_tiny_solver/32"), ("Ceres", "refit_by_ceres/32")]),
    ("full fit with profile intervals, 7 rows", "full_fit_with_profiles/7", ("ms", MS),
     "<= 0.5 ms", [("one Ceres solve", "refit_by_ceres/7")]),
    ("full fit with profile intervals, 32 rows", "full_fit_with_profiles/32", ("ms", MS),
     "<= 0.5 ms", [("one Ceres solve", "refit_by_ceres/32")]),
    ("10,000 bootstrap refits, 7 rows", "bootstrap_10000_refits/7", ("ms", MS), "<= 20 ms", []),
    ("10,000 bootstrap refits, 32 rows", "bootstrap_10000_refits/32", ("ms", MS), "<= 20 ms", []),
    ("all of fit_usl, 32 rows", "whole_fit_usl/32", ("ms", MS), "", []),
    ("CSV to measurements", "BM_ingest_csv", None, ">= 200 MB/s",
     [("getline + strtod", "BM_getline_strtod"), ("SHA-256", "BM_hash_bytes"),
      ("line feeds", "BM_count_lines"), ("memcpy", "BM_copy_bytes")]),
    ("policy: token bucket, one decision", "token_bucket/2000000", ("ns", NS), "<= 10 ns", []),
    ("policy: sliding window, one decision", "sliding_window/2000000", ("ns", NS), "<= 10 ns", []),
    ("policy: PID limiter, one decision", "pid_limiter/2000000", ("ns", NS), "<= 10 ns", []),
    ("policy: circuit breaker, ask and record", "circuit_breaker", ("ns", NS), "<= 10 ns", []),
    ("simulate the tandem, requests", "tandem", "requests/s", ">= 4 M/s",
     [("binary heap", "tandem_on_a_binary_heap")]),
    ("simulate the tandem, events", "tandem", "events/s", ">= 15 M/s", []),
    ("simulate M/M/1, requests", "mm1", "requests/s", "", []),
    ("simulate batches of hundreds, requests", "large_batches", "requests/s", "", []),
    ("simulate stop the world, requests", "coordination", "requests/s", "", []),
    ("simulate a synchronous server, requests", "synchronous", "requests/s", "", []),
    ("calendar: hold with 42 pending", "calendar_hold/binary:0/pending:42", ("ns", NS), "",
     [("binary heap", "calendar_hold/binary:1/pending:42")]),
    ("calendar: hold with 32,000 pending", "calendar_hold/binary:0/pending:32000", ("ns", NS), "",
     [("binary heap", "calendar_hold/binary:1/pending:32000")]),
    ("next Poisson arrival", "arrivals/poisson", ("ns", NS), "", []),
    ("record one latency", "histogram_record", ("ns", NS), "", []),
]


def medians(program):
    text = subprocess.run(
        [program, "--benchmark_repetitions=5", "--benchmark_report_aggregates_only=true",
         "--benchmark_min_time=0.2", "--benchmark_format=json"],
        check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL).stdout
    to_ns = {"ns": 1, "us": US, "ms": MS, "s": 1e9}
    return {run["run_name"]: (run["cpu_time"] * to_ns[run["time_unit"]], run)
            for run in json.loads(text)["benchmarks"] if run["aggregate_name"] == "median"}


def line(found, title, name, unit, target, peers):
    time_ns, run = found[name]
    if unit is None:
        figure = f"{run['bytes_per_second'] / 1e6:.0f} MB/s"
    elif isinstance(unit, str):
        figure = f"{run[unit] / 1e6:.3g} M/s"
    else:
        figure = f"{time_ns / unit[1]:.3g} {unit[0]}"
    beside = ", ".join(f"{label} {found[peer][0] / time_ns:.2g} x its time" for label, peer in peers)
    return f"| {title} | {target} | {figure} | {beside} |"


def main():
    bench = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else "build/release") / "bench"
    found = {}
    for program in ("fit_bench", "csv_bench", "policy_bench", "sim_bench"):
        found.update(medians(bench / program))
    print("| what | target | measured | beside it, in the same run |\n|---|---|---|---|")
    for row in ROWS:
        print(line(found, *row))


main()
