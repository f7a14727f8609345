#!/usr/bin/env python3
"""Our two engines beside SimPy, ns-3 and SystemC on the same two models, in the same rounds.

    bench/sim_peers.py [BUILD_DIR] [ROUNDS]      default build/release, 7 rounds; about a minute

Prints a Markdown table: medians over the rounds of requests per second of CPU time, the mean that
each simulator found, and how many times as fast ours is. Peers whose package is absent are skipped
with a word (scripts/install_packages.sh peers). Standard library only.

The rounds are interleaved, so that all share the machine's good and bad moments; and each run uses
a fresh copy of the program file: copies of one program have been seen to run at two speeds, stable
per copy, by where their pages happen to lie.
"""
import json
import math
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
# The mean that theory or 480 million requests on another engine give, and n times the variance of
# the mean of n requests: further than 4.5 standard errors off, a peer runs another model.
TRUTH_US = {"tandem": (750.32, 5.5e5), "mm1": (5.0, 2088)}


class Peer:
    """A command that prints one line of JSON; `requests` by model take about a second."""

    def __init__(self, name, command, requests, options=()):
        self.name, self.command, self.requests, self.options = name, command, requests, options

    def run(self, model, seed, folder):
        program = pathlib.Path(self.command[-1])
        copy = shutil.copy(program, pathlib.Path(folder) / program.name)
        command = [*self.command[:-1], str(copy), model, str(self.requests[model]), str(seed),
                   *self.options]
        quiet = {**os.environ, "SYSTEMC_DISABLE_COPYRIGHT_MESSAGE": "1"}
        out = subprocess.run(command, check=True, stdout=subprocess.PIPE, env=quiet, text=True)
        return json.loads(out.stdout.splitlines()[-1])


def python_with_simpy():
    """Debian's own interpreter has Debian's packages, the first one on the path perhaps not."""
    for python in ("python3", "/usr/bin/python3"):
        asked = subprocess.run(
            [python, "-c", "import simpy; assert simpy.__version__.startswith('3')"],
            stderr=subprocess.DEVNULL, check=False)
        if asked.returncode == 0:
            return python
    return None


def present_peers(programs):
    peers = [Peer("uslkit, by stages", [programs / "uslkit_peer"],
                  {"tandem": 10_000_000, "mm1": 30_000_000}, ["sweep"]),
             Peer("uslkit, event by event", [programs / "uslkit_peer"],
                  {"tandem": 2_000_000, "mm1": 4_000_000}, ["event"])]
    if (programs / "systemc_peer").exists():
        peers.append(Peer("SystemC (SC_METHOD)", [programs / "systemc_peer"],
                          {"tandem": 1_500_000, "mm1": 4_000_000}))
    else:
        skipped("SystemC", "libsystemc-dev")
    if (programs / "ns3_peer").exists():
        for scheduler, note in (("List", "its fastest here"), ("Map", "its default")):
            peers.append(Peer(f"ns-3, {scheduler}Scheduler ({note})", [programs / "ns3_peer"],
                              {"tandem": 1_000_000, "mm1": 2_000_000},
                              [f"ns3::{scheduler}Scheduler"]))
    else:
        skipped("ns-3", "libns3-dev")
    python = python_with_simpy()
    if python:
        peers.append(Peer("SimPy 3", [python, HERE / "peers" / "simpy_peer.py"],
                          {"tandem": 60_000, "mm1": 120_000}))
    else:
        skipped("SimPy 3", "python3-simpy3")
    return peers


def skipped(name, package):
    print(f"{name} is skipped: {package} is not installed, or was not when the benchmarks were "
          "built (scripts/install_packages.sh peers)", file=sys.stderr)


def measure(peers, model, rounds):
    samples = {peer.name: [] for peer in peers}
    for seed in range(1, rounds + 1):
        for peer in peers:
            with tempfile.TemporaryDirectory() as folder:
                samples[peer.name].append(peer.run(model, seed, folder))
    return samples


def mean_us(samples):
    requests = sum(sample["requests"] for sample in samples)
    mean = sum(sample["mean_us"] * sample["requests"] for sample in samples) / requests
    return mean, requests


def print_table(model, samples):
    """Returns whether all agree on the mean."""
    speeds = {name: [sample["requests_per_s"] for sample in found]
              for name, found in samples.items()}
    ours = statistics.median(next(iter(speeds.values())))
    truth, variance = TRUTH_US[model]
    print(f"| {model} | requests/s | of the rounds | mean | ours is |\n|---|---|---|---|---|")
    agree = True
    for name, found in samples.items():
        speed = statistics.median(speeds[name])
        mean, requests = mean_us(found)
        agree = agree and abs(mean - truth) <= 4.5 * math.sqrt(variance / requests)
        ratio = "" if speed == ours else f"{ours / speed:.3g} x as fast"
        print(f"| {name} | {speed / 1e6:.3g} M | {min(speeds[name]) / 1e6:.3g} to "
              f"{max(speeds[name]) / 1e6:.3g} M | {mean:.2f} | {ratio} |")
    print()
    return agree


def main():
    build = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else "build/release")
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 7
    peers = present_peers(build / "bench" / "peers")
    agree = [print_table(model, measure(peers, model, rounds)) for model in TRUTH_US]
    if not all(agree):
        sys.exit("A simulator's mean is far from the truth: these are not the same models.")


main()
