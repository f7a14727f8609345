"""Fits of the Universal Scalability Law, and what they predict."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, Dict, Iterable, List, Optional, Union

import numpy
from numpy.typing import ArrayLike

from . import _core
from ._answer import Answer, Path, Record, columns_to_show, frame_of
from ._errors import usage_error
from ._law import Law
from ._measurements import measurements_of
from ._plot import Plot

if TYPE_CHECKING:
    import pandas

#: "12k/s" or "2ms" as the command line takes them, or a number: in the fit's unit, in seconds.
Quantity = Union[float, str]


class Fit(Answer):
    """A fit: parameters, peak, tests, rival models and a verdict, each with its uncertainty.

    Attributes are the keys of ``uslkit fit --json`` (docs/json.md); the most used:

    ``parameters.alpha.estimate`` and ``.interval95`` ``[lower, upper]``, also of beta and gamma;
    ``peak.concurrency``, ``peak.throughput`` (the same), ``peak.best_integer``;
    ``usability``, ``verdict`` (sentences), ``warnings``, ``models``, ``fit.r_squared``.
    An interval end that is None is open. ``print(fit)`` is the report of the command line.
    """

    def __init__(self, core: Any) -> None:
        super().__init__(core.document())
        self._core = core

    @property
    def law(self) -> Law:
        """The fitted curve; its time unit is that of the throughput."""
        return Law(*self._core.parameters())

    @property
    def alpha(self) -> Record:
        """Contention: estimate, standard_error, interval95, intervals."""
        return self["parameters"]["alpha"]

    @property
    def beta(self) -> Record:
        """Crosstalk: estimate, standard_error, interval95, intervals."""
        return self["parameters"]["beta"]

    @property
    def gamma(self) -> Record:
        """Throughput at N = 1: estimate, standard_error, interval95, intervals."""
        return self["parameters"]["gamma"]

    def throughput(self, concurrency: ArrayLike) -> numpy.ndarray:
        """X(N) of the fitted curve, in the unit of the measurements; the shape of ``concurrency``."""
        return self.law.throughput(concurrency)

    def latency_s(self, concurrency: ArrayLike) -> numpy.ndarray:
        """R(N) = N / X(N) of the fitted curve, in seconds; the shape of ``concurrency``."""
        return self.law.latency(concurrency) * self._core.time_unit_s()

    def columns(self, table: str = "rows") -> Dict[str, numpy.ndarray]:
        """``rows`` (measured, fitted, residuals, influence), ``band`` (the curve with its
        confidence and prediction bands) or ``draws`` (joint draws of alpha, beta, gamma) as arrays
        of shape (rows,): read-only views of the fit, no copies.
        """
        if table not in ("rows", "band", "draws"):
            raise usage_error("table", repr(table), "one of rows, band, draws")
        return dict(getattr(self._core, table)())

    def frame(self, table: str = "rows") -> "pandas.DataFrame":
        """``rows``, ``band``, ``draws`` or another list of the document as a pandas frame."""
        if table in ("rows", "band", "draws"):
            return frame_of(self.columns(table))
        return super().frame(table)

    def predict(self, n: Union[float, Iterable[float]] = (), *,
                throughput: Union[Quantity, Iterable[Quantity]] = (),
                latency: Union[Quantity, Iterable[Quantity]] = ()) -> Answer:
        """The same as ``uslkit.predict(fit, ...)``."""
        return predict(self, n, throughput=throughput, latency=latency)

    def next(self, *, target: str = "peak", max_n: int = 0, repeats: int = 3,
             draws: int = 200) -> Answer:
        """The same as ``uslkit.next(fit, ...)``."""
        return next(self, target=target, max_n=max_n, repeats=repeats, draws=draws)

    def plot(self, kind: str = "throughput") -> Plot:
        """throughput, efficiency, latency, residuals, overhead or dashboard."""
        return Plot(_core.plot_fit(self._core, kind))

    def report(self, *, verbose: bool = False, markdown: bool = False,
               width: Optional[int] = None) -> str:
        """What ``uslkit fit`` prints for people."""
        return self._core.report(width=width or columns_to_show(), verbose=verbose,
                                 markdown=markdown)

    def __str__(self) -> str:
        return self.report()

    def __repr__(self) -> str:
        law = self.law
        return f"<uslkit fit: alpha={law.alpha:.4g}, beta={law.beta:.4g}, gamma={law.gamma:.4g}>"


def fit(data: Any, throughput: Optional[ArrayLike] = None, *, error_model: str = "relative",
        gamma: Union[str, float] = "free", level: float = 0.95, bootstrap: str = "none",
        draws: int = 10_000, bayes: bool = False, robust: bool = True, unconstrained: bool = False,
        joint_draws: int = 2_000, seed: int = 1, label: str = "") -> Fit:
    """Fits X(N) = gamma N / (1 + alpha (N - 1) + beta N (N - 1)) to measurements.

    Parameters
    ----------
    data : a file or files of any known format, Measurements, a Sweep, a pandas frame, or an array
        of N of shape (rows,) with ``throughput`` beside it. For options of reading: ``read``.
    throughput : array of shape (rows,): X of each row, where ``data`` is an array
    error_model : how errors grow with X: "relative" (default), "additive", "known-sd", "replicates";
        decides more than any other option
    gamma : "free" (fitted), "fixed" (mean X at N = 1), "quadratic" (the spreadsheet's way), or a number
    level : confidence level of all intervals, 0.5 to 0.999
    bootstrap : "none", "residual", "parametric" or "replicates": percentile intervals as well
    draws : bootstrap refits, 100 to 10,000,000, about 2 us each
    bayes : posterior by grid quadrature: P(beta > 0), the peak, joint draws
    robust : flag outliers by a redescending fit, never removing a row
    unconstrained : keep coefficients below zero, to reproduce other tools
    joint_draws : joint draws of alpha, beta and gamma to keep, up to 1,000,000
    seed : of everything random; same seed, same bits
    label : name of this fit in its document

    Every number is that of ``uslkit fit`` for the same rows and options, bit for bit.
    Raises InputError for rows that cannot be used, FitNotUsable where no honest fit exists,
    UsageError for a wrong argument; KeyboardInterrupt at Ctrl-C, also during a long bootstrap.
    """
    measurements = measurements_of(data, throughput)
    return Fit(_core.fit(measurements._core, label, error_model=error_model, gamma=gamma,
                         level=level, bootstrap=bootstrap, draws=draws, bayes=bayes, robust=robust,
                         unconstrained=unconstrained, joint_draws=joint_draws, seed=seed))


def load_fit(path: Path) -> Fit:
    """A fit that ``Fit.save`` or ``uslkit fit -o`` kept. Raises InputError for anything else."""
    return Fit(_core.load_fit(os.fspath(path)))


def _several(asked: Any) -> List[Any]:
    if isinstance(asked, str) or numpy.ndim(asked) == 0:
        return [asked]
    return list(asked)


def predict(fit: Fit, n: Union[float, Iterable[float]] = (), *,
            throughput: Union[Quantity, Iterable[Quantity]] = (),
            latency: Union[Quantity, Iterable[Quantity]] = ()) -> Answer:
    """What a fit expects: at N workers, for a throughput, within a latency.

    Parameters
    ----------
    n : number or numbers > 0: throughput, latency, efficiency and what one more worker adds, at N
    throughput : how many workers reach it, or that none do and how many cells would: "12k/s", or a
        number in the fit's unit
    latency : how many workers keep the mean latency within it: "2ms", or a number of seconds

    Returns the document of ``uslkit predict --json``: the lists ``at_concurrency``,
    ``at_throughput`` and ``at_latency``, an element for each number asked, in order; each estimate
    with ``confidence`` (of the curve) and ``prediction`` (of one new run).
    Raises UsageError where nothing is asked, or a number cannot be.
    """
    numbers = [float(each) for each in _several(n)]
    throughputs = [each if isinstance(each, str) else float(each) for each in _several(throughput)]
    latencies = [each if isinstance(each, str) else float(each) for each in _several(latency)]
    if not (numbers or throughputs or latencies):
        raise usage_error("predict", "nothing to predict", "n, throughput or latency",
                          "for example predict(fit, 64)")
    return Answer(_core.predict(fit._core, n=numbers, throughput=throughputs, latency=latencies))


def next(fit: Fit, *, target: str = "peak", max_n: int = 0, repeats: int = 3,
         draws: int = 200) -> Answer:
    """Which N to measure next, and how much that is expected to narrow the answer.

    Parameters
    ----------
    target : what is to be known better: "peak", "alpha", "beta" or "throughput@64"
    max_n : largest N that can be run; 0: twice the largest measured
    repeats : runs that can be made
    draws : joint draws of the fit to average over

    Returns the document of ``uslkit next --json``: ``sentence``, ``recommended`` (N for each run,
    in order), ``candidates``, ``width_now``, ``width_after_recommended``.
    Raises FitNotUsable where no draw has a peak, UsageError for a wrong argument.
    """
    return Answer(_core.next(fit._core, target=target, max_n=max_n, repeats=repeats, draws=draws))


def plot_fits(fits: Dict[str, Fit]) -> Plot:
    """Several fits on the same axes, by name."""
    return Plot(_core.plot_fits([(name, each._core) for name, each in fits.items()]))
