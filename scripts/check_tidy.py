#!/usr/bin/env python3
"""Holds the house together: include direction, forbidden calls, file shape. Run by ctest.

Rules (docs/ARCHITECTURE.md):
  1. A room includes only from lower floors and from itself, by full path from src/.
  2. No clock, sleep, random_device or environment call outside the files allowed to have it.
  3. Lines of at most 100 columns, no tabs, #pragma once in headers, no trailing blanks.
Standard library only. Exit code 1 and one line per finding when a rule is broken.
"""
import pathlib
import re
import sys

FLOORS = {"base": 0, "model": 1, "policy": 1, "ingest": 2, "scenario": 2, "run": 3,
          "fit": 4, "sizing": 4, "sim": 4, "pipeline": 4, "report": 5, "audit": 5, "spread": 5,
          "documents": 6, "page": 6, "cli": 7}

FORBIDDEN = re.compile(
    r"\b(steady_clock|system_clock|high_resolution_clock|random_device|sleep_for|sleep_until|"
    r"nanosleep|usleep|gettimeofday|clock_gettime|s?rand|getenv|mt19937)\b\s*(\(|::|\b)")
# file -> the calls it may make, each with its reason
ALLOWED = {
    "src/cli/progress.h": {"steady_clock"},  # how long a person has waited
    "src/cli/present_month.cc": {"system_clock"},  # where a forecast starts unless it is told
    "src/pipeline/steady_run_clock.h": {"steady_clock", "system_clock"},  # the pipeline's time, for all
    "src/pipeline/host/conductor.cc": {"sleep_until"},  # until something is due
    "src/pipeline/host/applied_answers.cc": {"sleep_for"},  # between two looks at the store
    "src/pipeline/host/pipeline.cc": {"sleep_for"},  # while a backlog drains
    "src/pipeline/host/run_pipeline.cc": {"sleep_for"},  # while a run goes on
    "src/pipeline/load/load_target.cc": {"sleep_for"},  # while a load goes on
    "src/pipeline/load/load_worker.cc": {"nanosleep"},  # until a batch has gathered
    "src/cli/serve_pipeline_command.cc": {"sleep_for"},  # until somebody ends it
    "src/pipeline/load/thread_cpu.h": {"clock_gettime"},  # was the generator itself the bottleneck
    "src/pipeline/ingress/ingress_worker.h": {"steady_clock"},  # timers of the event loop
    "src/pipeline/ingress/ingress_worker.cc": {"system_clock"},  # the Date header
    "src/pipeline/ingress/connection.h": {"steady_clock"},  # the timer of a leaky bucket
    "src/cli/spread_options.cc": {"getenv"},  # which of several processes this one is
    "src/cli/output.cc": {"getenv"},  # NO_COLOR, TERM, COLUMNS decide what a person sees
}

MAX_COLUMNS = 100


def room_of(path):
    return path.parts[1] if len(path.parts) > 2 else ""


def include_findings(path, text):
    room = room_of(path)
    if room not in FLOORS:
        yield f"{path}: the room {room!r} is not on the floor plan"
        return
    for number, line in enumerate(text.splitlines(), 1):
        match = re.match(r'\s*#include "([^"]+)"', line)
        if not match:
            continue
        target = match.group(1).split("/")[0]
        if target not in FLOORS or "/" not in match.group(1):
            yield f"{path}:{number}: include {match.group(1)!r} by its full path from src/"
        elif target != room and FLOORS[target] >= FLOORS[room]:
            yield f"{path}:{number}: {room} (floor {FLOORS[room]}) includes {target} (floor {FLOORS[target]})"


def forbidden_findings(path, text):
    allowed = ALLOWED.get(str(path), set())
    for number, line in enumerate(text.splitlines(), 1):
        code = line.split("//")[0]
        for match in FORBIDDEN.finditer(code):
            if match.group(1) not in allowed:
                yield f"{path}:{number}: {match.group(1)} is not allowed here"


def shape_findings(path, text):
    if path.suffix == ".h" and "#pragma once" not in text:
        yield f"{path}: a header without #pragma once"
    for number, line in enumerate(text.splitlines(), 1):
        if len(line) > MAX_COLUMNS:
            yield f"{path}:{number}: {len(line)} columns, at most {MAX_COLUMNS}"
        if "\t" in line or line != line.rstrip():
            yield f"{path}:{number}: tab or trailing blank"


def findings(root):
    files = [p.relative_to(root) for d in ("src", "tests", "bench") for p in (root / d).rglob("*")
             if p.suffix in (".h", ".cc")]
    if not files:
        yield "no source file found: the check looked in the wrong place"
    for path in sorted(files):
        text = (root / path).read_text(encoding="utf-8")
        yield from shape_findings(path, text)
        if path.parts[0] == "src":
            yield from include_findings(path, text)
            yield from forbidden_findings(path, text)


def main():
    root = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else ".").resolve()
    found = list(findings(root))
    for finding in found:
        print(finding)
    print(f"{len(found)} findings")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
