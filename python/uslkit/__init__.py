"""uslkit: capacity planning with the Universal Scalability Law.

    import uslkit

    fit = uslkit.fit("sweep.txt")                  # or arrays: uslkit.fit(n, x); or a pandas frame
    print(fit)                                     # the report of the command line
    fit.peak.concurrency.interval95                # attributes are the keys of --json
    fit.frame("rows"), fit.columns("band")         # pandas, numpy

    plan = uslkit.size("shop.json", fits={"consumer": fit})
    run = uslkit.simulate(plan.scenario(), set={"/seed": 7})
    run.series["work_lag_s"], run.slo_met
    fit = uslkit.fit(uslkit.sweep("system.json", {"/workers": [1, 2, 4, 8, 16]}))

Numbers are those of the program ``uslkit``, bit for bit: it is the same library. Long calls let
other threads run and end at Ctrl-C. Errors are exceptions with ``place``, ``found``, ``allowed``
and ``hint``. See docs/python.md.
"""

from ._answer import Answer, Record
from ._audit import Audit, audit
from ._core import version as __version__
from ._errors import Fault, FitNotUsable, InputError, UsageError
from ._fit import Fit, fit, load_fit, next, plot_fits, predict
from ._law import Law, Peak
from ._measurements import Measurements, read
from ._plan import Plan, size
from ._plot import Plot
from ._run import Run, Sweep, check_prediction, compare, load_run, simulate, sweep

__all__ = [
    "Answer", "Audit", "Fault", "Fit", "FitNotUsable", "InputError", "Law", "Measurements", "Peak",
    "Plan", "Plot", "Record", "Run", "Sweep", "UsageError", "audit", "check_prediction", "compare",
    "fit", "load_fit", "load_run", "next", "plot_fits", "predict", "read", "simulate", "size",
    "sweep",
]
