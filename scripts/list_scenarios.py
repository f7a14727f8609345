#!/usr/bin/env python3
"""Writes docs/scenarios.md: what each file of scenarios/ shows, with its key figures as simulated.

    scripts/list_scenarios.py build/src/cli/uslkit

Runs every scenario on two threads, a quarter of an hour in all (a whole day of every request is among them), and
prints what each took: seconds, CPU seconds, megabytes. Standard library only.
"""
import json
import pathlib
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "bench"))

from timed_run import timed_run

# Heading, and the files below it in this order. What is named nowhere stands under the last one.
GROUPS = [
    ("Deployments of the papers", ["table7_4", "table7_8", "table7_16", "table7_32", "iot", "financial",
                                   "ecommerce_850k", "ecommerce_own_shard", "log_profiles"]),
    ("Surges", ["black_friday", "black_friday_24h", "black_friday_small", "black_friday_strict", "black_friday_database_900k",
                "black_friday_eager", "black_friday_zipf", "shock_absorber_10x", "synchronous_10x",
                "monolith_above_120k", "shock_absorber_130k",
                "autoscaling_by_cpu", "autoscaling_by_lag"]),
    ("Failures", ["financial_rebalance", "chaos_kill_20_percent", "chaos_kill_with_standbys",
                  "chaos_latency_500ms", "broker_loss", "cell_loss", "poison_pill",
                  "poison_pill_without_queue", "resharding", "clock_skew"]),
    ("Tenants", ["hot_tenant", "ddos_tenant", "ddos_tenant_limited"]),
    ("To be run for real (`uslkit run`), here simulated with the costs that the files state", [
        "laptop_steady_50", "laptop_steady_80", "laptop_surge", "laptop_synchronous", "laptop_slow_store",
        "laptop_consumer_loss", "laptop_skew", "laptop_overload", "laptop_fast", "workers_sweep"]),
    ("Classics, coordination and synchronous systems", []),
]

HEAD = """# Scenarios

Every file of [scenarios/](../scenarios) shows one thing: its `note` says what, its `expect` promises figures, and
ctest runs it and holds it to them (`ctest -L scenario`), to the conservation of every request and to
the hash of its whole way in [trajectory_hashes.csv](../tests/scenario_files/trajectory_hashes.csv).

    uslkit simulate scenarios/black_friday.json --expect
    uslkit simulate scenarios/black_friday_small.json --set /consumers/autoscaler/trigger=10s

The figures below are those of the files as they are, with their seed; the CPU time is that of all
threads, on the machine that wrote this page. This page is written by `scripts/list_scenarios.py`.
"""


def number(value):
    if value is None:
        return "none"
    if value >= 1e5:
        return count(value)
    return f"{value:.8g}" if 0.99 < value < 1 else f"{value:.4g}"


def figures(document, most=4):
    """The values behind the promises, each metric once."""
    seen = {}
    for each in document["assertions"]:
        metric = each["assertion"].split()[0]
        if not metric.startswith("theory.") and metric not in seen:
            seen[metric] = each.get("value")
    return "<br>".join(f"`{metric}` {number(value)}" for metric, value in list(seen.items())[:most])


def count(value):
    for limit, unit in ((1e6, "M"), (1e3, "k")):
        if value >= limit:
            return f"{value / limit:.3g}{unit}"
    return str(value)


def row(program, name):
    path = f"scenarios/{name}.json"
    run = timed_run([program, "simulate", path, "--expect", "--json", "--quiet", "--threads", "2"], cwd=ROOT)
    print(f"{name}: {run.wall_s:.1f} s, {run.cpu_s:.1f} s of CPU, {run.peak_mb:.0f} MB", flush=True)
    document = json.loads(run.output)
    return (f"| [{name}](../{path}) | {document['name']} | {figures(document)} | "
            f"{count(document['provenance']['events'])} | {run.cpu_s:.1f} s |")


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    program = str(pathlib.Path(sys.argv[1]).resolve())
    left = sorted(path.stem for path in (ROOT / "scenarios").glob("*.json"))
    text = HEAD
    for heading, names in GROUPS:
        named = {name for _, group in GROUPS for name in group}
        rows = [name for name in names if name in left] or [name for name in left if name not in named]
        text += f"\n## {heading}\n\n| file | what it shows | figures | events | CPU time |\n|---|---|---|---|---|\n"
        text += "".join(row(program, name) + "\n" for name in rows)
    (ROOT / "docs" / "scenarios.md").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
