#!/usr/bin/env python3
"""Measures how well simulations predict real runs, and writes docs/validation.md.

    scripts/validate_predictions.py build/release/src/cli/uslkit

Runs the pipeline for real, some four minutes; wants a quiet machine. Calibrates once, at half load, and predicts
everything from that. Standard library only.
"""
import json
import os
import pathlib
import platform
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
CALIBRATION = "laptop_steady_50"
SCENARIOS = ["laptop_steady_50", "laptop_steady_80", "laptop_surge", "laptop_slow_store", "laptop_consumer_loss",
             "laptop_skew"]

HEAD = """# Predictions against measurements

How far may one believe a simulation? Each scenario below was simulated, then run for real by the reference pipeline on one machine, and
the two put side by side by `uslkit compare --prediction`. The costs of the stages were measured **once**, by a run at half load with another seed
(`uslkit run scenarios/laptop_steady_50.json --seed 2 --calibrate`), and every prediction, of whatever load and fault, was made from them.

Written by `scripts/validate_predictions.py` on {machine}.

| scenario | | predicted | measured | off by | allowed | |
|---|---|---:|---:|---:|---:|---|
"""

TAIL = """
The measured costs: processing t0 = {p_t0:.2f} ms, t1 = {p_t1:.1f} us, cv = {p_cv:.3f}; writing t0 = {w_t0:.2f} ms, t1 = {w_t1:.1f} us, cv = {w_cv:.3f};
acks p50 = {ack_p50:.2f} ms, p99 = {ack_p99:.2f} ms.

Every run: nothing lost, nothing twice ({applied:,} events applied in all), and {calls:,} calls of policies answered again by the simulator's,
bit for bit.

## How to read it

- *Off by* is predicted / measured - 1. A difference counts where it is above the share allowed **and** above what the instruments tell: 2 ms, 0.1 s of lag,
  two rows of the series.
- Prediction and run meet the same requests at the same moments (one seed names the streams of both); what is left are service times, the machine's
  scheduler and its disk.
- `work-lag` is backlog / nominal service rate, the real run's rate being the scenario's, corrected by the ratio of the time that all its batches took to the
  time that they should have taken.

## What is not predicted, and why

- **Acks at other loads.** They are an input: the quantiles measured at the calibration. Where the ingress shares two processors with everything else, its
  latency grows with the load in a way that no stage of the model stands for. Predict acks from a calibration at that load.
- **Anything within a few milliseconds**: a wake-up on a busy machine costs up to a time slice. Here batches take 10 to 50 ms.
- **A disk that is shared.** With `acks: all` each batch of appends waits for an fsync; while another program syncs much, those took ten times as long, and a
  calibration from such minutes predicts nothing. `run` says when its load generator was late: then look for the neighbour first.
- **Consumers that compute** (`work: spin`) on fewer processors than consumers: they slow each other down, which is a USL to be measured
  (`uslkit run scenarios/workers_sweep.json --vary /consumers/count=1,2,4,8 | uslkit fit -`), not a T(b).
"""


def uslkit(program, *arguments):
    return subprocess.run([program, *arguments], cwd=ROOT, check=False, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          text=True)


def number(value):
    if value is None:
        return "-"
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"


def rows_of(name, check, document):
    lines = []
    for row in check["rows"]:
        off = f"{100 * row['deviation']:+.1f} %" if row["deviation"] is not None else ""
        label = {"throughput_per_s": "throughput", "latency.end_to_end.p50_ms": "end to end p50",
                 "latency.end_to_end.p99_ms": "end to end p99", "lag.max_work_lag_s": "peak work-lag",
                 "lag.drain_after_peak_s": "drain after the peak"}[row["metric"]]
        first = f"[{name}](../scenarios/{name}.json)" if not lines else ""
        lines.append(f"| {first} | {label} ({row['unit']}) | {number(row['predicted'])} | {number(row['measured'])} | {off} "
                     f"| {100 * row['allowed']:.0f} % | {'within' if row['within'] else '**off**'} |")
    if not document["pipeline"]["load_generator"]["valid"]:
        lines.append("| | the load generator was late: not a quiet machine | | | | | |")
    return lines


def main():
    program = os.path.abspath(sys.argv[1])
    scratch = pathlib.Path(tempfile.mkdtemp(prefix="uslkit-validate-"))
    costs = scratch / "costs.json"
    print("calibrating", file=sys.stderr)
    uslkit(program, "run", f"scenarios/{CALIBRATION}.json", "--seed", "2", "-q", "--calibrate", str(costs))
    lines, applied, calls, good = [], 0, 0, True
    for name in SCENARIOS:
        predicted, measured = scratch / f"p_{name}.json", scratch / f"m_{name}.json"
        print(name, file=sys.stderr)
        uslkit(program, "simulate", f"scenarios/{name}.json", "--costs", str(costs), "-q", "-o", str(predicted))
        uslkit(program, "run", f"scenarios/{name}.json", "-q", "-o", str(measured))
        check = json.loads(uslkit(program, "compare", str(predicted), str(measured), "--prediction", "--json", "-q").stdout)
        document = json.loads(measured.read_text())
        lines += rows_of(name, check, document)
        applied += document["pipeline"]["delivery"]["applied"]
        calls += document["pipeline"]["parity"]["calls"]
        good = good and check["holds"] and document["pipeline"]["delivery"]["missing"] == 0
        good = good and document["pipeline"]["parity"]["different"] == 0
    document = json.loads(costs.read_text())
    batches = document["pipeline"]["costs_of_batches"]
    ack = document["latency"]["ack"]
    page = HEAD.format(machine=f"{os.cpu_count()} processors, Linux {platform.release().split('-')[0]}") + "\n".join(lines)
    page += "\n" + TAIL.format(
        p_t0=batches["processing"]["t0_ms"], p_t1=batches["processing"]["t1_us"], p_cv=batches["processing"]["cv"],
        w_t0=batches["writing"]["t0_ms"], w_t1=batches["writing"]["t1_us"], w_cv=batches["writing"]["cv"],
        ack_p50=ack["p50_ms"], ack_p99=ack["p99_ms"], applied=applied, calls=calls)
    (ROOT / "docs" / "validation.md").write_text(page)
    print("docs/validation.md written;", "every prediction holds" if good else "NOT every prediction holds")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
