#!/usr/bin/env python3
"""What a simulated request costs, the longer the run: CSV to stdout, a picture with --svg.

    bench/flat_cost.py USLKIT SCENARIO --durations 15s,150s,25min,4h --set /series_interval=5s \
        --svg docs/pictures/flat_cost.svg
    bench/flat_cost.py ... --also 17586000000=1111.2        # requests=CPU_s of a run that was measured before

CPU seconds of whole runs (start and output included) on two threads, and the memory they took at most; the
least of --rounds. Standard library only.
"""
import argparse
import json
import math
import os

from timed_run import timed_run

WIDTH, HEIGHT = 640, 320
LEFT, RIGHT, TOP, BOTTOM = 70, 20, 40, 56


def run_of(options, duration):
    return timed_run([options.uslkit, "simulate", options.scenario, "--json", "-q", "--threads", "2", "--set",
                      f"/duration={duration}", *options.set])


def text(x, y, words, anchor="middle"):
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{words}</text>'


def picture(points, title):
    """Cost per request over the number of requests, on a logarithmic axis that starts at 0 upwards."""
    decades = range(math.floor(math.log10(points[0][0])), math.ceil(math.log10(points[-1][0])) + 1)
    most = 20 * math.ceil(max(cost for _, cost in points) / 20)
    span = decades[-1] - decades[0]
    at = lambda requests: LEFT + (math.log10(requests) - decades[0]) / span * (WIDTH - LEFT - RIGHT)
    up = lambda cost: HEIGHT - BOTTOM - cost / most * (HEIGHT - TOP - BOTTOM)
    parts = [text(WIDTH / 2, 22, title)]
    for cost in range(0, most + 1, 20):
        parts.append(f'<path d="M{LEFT} {up(cost):.1f}H{WIDTH - RIGHT}" stroke="#d0d7de"/>')
        parts.append(text(LEFT - 8, up(cost) + 4, cost, "end"))
    for decade in decades:
        parts.append(text(at(10 ** decade), HEIGHT - BOTTOM + 20, f"10<tspan dy=\"-5\" font-size=\"9\">{decade}</tspan>"))
    parts.append(text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 12, "requests simulated"))
    parts.append(f'<g transform="rotate(-90 18 {HEIGHT / 2})">{text(18, HEIGHT / 2, "CPU time per request (ns)")}</g>')
    line = " ".join(f"{at(requests):.1f},{up(cost):.1f}" for requests, cost in points)
    parts.append(f'<polyline points="{line}" fill="none" stroke="#00467f" stroke-width="2"/>')
    for requests, cost in points:
        parts.append(f'<circle cx="{at(requests):.1f}" cy="{up(cost):.1f}" r="4" fill="#00467f"/>')
        parts.append(text(at(requests), up(cost) - 10, f"{cost:.0f}"))
    return (f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" viewBox="0 0 {WIDTH} {HEIGHT}" '
            f'font-family="DejaVu Sans, sans-serif" font-size="12" fill="#1a1a1a"><rect width="{WIDTH}" '
            f'height="{HEIGHT}" fill="#fff"/>' + "\n".join(parts) + "</svg>\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("uslkit")
    parser.add_argument("scenario")
    parser.add_argument("--durations", required=True)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--also", action="append", default=[])
    parser.add_argument("--set", action="append", default=[])
    parser.add_argument("--svg")
    options = parser.parse_args()
    options.set = [word for setting in options.set for word in ("--set", setting)]
    points = []
    print("requests,cpu_s,ns_per_request,peak_mb")
    for duration in options.durations.split(","):
        best = min((run_of(options, duration) for _ in range(options.rounds)), key=lambda run: run.cpu_s)
        requests = json.loads(best.output)["totals"]["arrived"]
        points.append((requests, 1e9 * best.cpu_s / requests))
        print(f"{requests},{best.cpu_s:.2f},{points[-1][1]:.1f},{best.peak_mb:.0f}", flush=True)
    for known in options.also:
        requests, cpu = (float(value) for value in known.split("="))
        points.append((requests, 1e9 * cpu / requests))
    if options.svg:
        with open(options.svg, "w", encoding="utf-8") as file:
            file.write(picture(sorted(points), os.path.basename(options.scenario)))


if __name__ == "__main__":
    main()
