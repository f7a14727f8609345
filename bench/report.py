#!/usr/bin/env python3
"""Runs the benchmarks and prints the table of README.md: each figure with its target and its peer.

    bench/report.py [BUILD_DIR]      default build/release; a quiet machine, about two minutes

Medians of five repetitions, in CPU time of one core. Standard library only.
"""
import json
import pathlib
import subprocess
import sys

MS, US = 1e6, 1e3  # nanoseconds

# title, benchmark, unit in ns (None: bytes per second), target, its peer or limit
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
]


def medians(program):
    text = subprocess.run(
        [program, "--benchmark_repetitions=5", "--benchmark_report_aggregates_only=true",
         "--benchmark_min_time=0.2", "--benchmark_format=json"],
        check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL).stdout
    to_ns = {"ns": 1, "us": US, "ms": MS, "s": 1e9}
    return {run["run_name"]: (run["cpu_time"] * to_ns[run["time_unit"]],
                              run.get("bytes_per_second"))
            for run in json.loads(text)["benchmarks"] if run["aggregate_name"] == "median"}


def line(found, title, name, unit, target, peers):
    time_ns, bytes_per_s = found[name]
    figure = f"{bytes_per_s / 1e6:.0f} MB/s" if unit is None else f"{time_ns / unit[1]:.3g} {unit[0]}"
    beside = ", ".join(f"{label} {found[peer][0] / time_ns:.2g} x its time" for label, peer in peers)
    return f"| {title} | {target} | {figure} | {beside} |"


def main():
    bench = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else "build/release") / "bench"
    found = {**medians(bench / "fit_bench"), **medians(bench / "csv_bench")}
    print("| what | target | measured | beside it, in the same run |\n|---|---|---|---|")
    for row in ROWS:
        print(line(found, *row))


main()
