"""timed_run: a program run once, with what it took. Standard library only."""
import os
import subprocess
import sys
import tempfile
import time
from typing import NamedTuple


class TimedRun(NamedTuple):
    wall_s: float
    cpu_s: float  # of all its threads and children
    peak_mb: float
    output: bytes


def timed_run(command, cwd=None):
    """What is no success ends this program, with its words."""
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors:
        begin = time.perf_counter()
        run = subprocess.Popen(command, cwd=cwd, stdout=output, stderr=errors)
        _, status, used = os.wait4(run.pid, 0)
        wall = time.perf_counter() - begin
        run.returncode = os.waitstatus_to_exitcode(status)
        for each in output, errors:
            each.seek(0)
        if run.returncode != 0:
            sys.exit(f"{' '.join(command)} ended with {run.returncode}:\n{errors.read().decode()}")
        return TimedRun(wall, used.ru_utime + used.ru_stime, used.ru_maxrss / 1e3, output.read())
