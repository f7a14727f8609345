"""Runs: scenarios simulated, or kept documents of simulations and of the real pipeline."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any, Dict, Iterable, List, Mapping, Optional, Tuple, Union

import numpy

from . import _core
from ._answer import Answer, Path, columns_to_show, frame_of
from ._errors import usage_error
from ._measurements import Measurements
from ._plot import Plot

if TYPE_CHECKING:
    import pandas

#: A scenario or request: the name of its file, or the same as a dict.
Document = Union[Path, Dict[str, Any]]
#: Changes: {"/ingress/nodes": 4}, or "/ingress/nodes=4" as --set takes them.
Changes = Union[Mapping[str, Any], Iterable[str]]


def sets_of(changes: Changes) -> List[str]:
    if isinstance(changes, Mapping):
        return [f"{pointer}={value if isinstance(value, str) else json.dumps(value)}"
                for pointer, value in changes.items()]
    if isinstance(changes, str):
        return [changes]
    return list(changes)


def document_of(document: Document) -> Union[str, Dict[str, Any]]:
    return document if isinstance(document, dict) else os.fspath(document)


class Run(Answer):
    """What a run did: counts, latencies, lags, series, SLO verdicts, theory beside simulation.

    Attributes are the keys of ``uslkit simulate --json`` (docs/json.md); the most used:

    ``totals`` (counts), ``throughput_per_s``, ``availability``, ``latency.ack.p99_ms``,
    ``latency.end_to_end.p99_ms``, ``lag.max_work_lag_s``, ``lag.drain_time_s``, ``slo`` (a list
    with ``text``, ``found``, ``bound``, ``met``), ``events``, ``theory``, ``provenance``.
    ``print(run)`` is the report of the command line.
    """

    def __init__(self, core: Any) -> None:
        super().__init__(core.document())
        self._core = core

    @property
    def series(self) -> Dict[str, numpy.ndarray]:
        """The time series, columns of shape (intervals,): read-only views, no copies.

        ``time_s`` is the start of each interval; rates are means over it, lags and backlog stand at
        its end.
        """
        return dict(self._core.series())

    @property
    def traces(self) -> Dict[str, Tuple[numpy.ndarray, numpy.ndarray]]:
        """What each policy decided over time: {name: (time_s, value)}, change points."""
        return dict(self._core.traces())

    @property
    def slo_met(self) -> bool:
        """Whether every objective of the scenario holds; also where it has none."""
        return all(objective["met"] for objective in self._values["slo"])

    def quantile_ms(self, probability: float, latency: str = "ack") -> float:
        """Any quantile of the latency ``ack`` or ``end_to_end``, in ms, from its histogram."""
        if latency not in ("ack", "end_to_end"):
            raise usage_error("latency", repr(latency), "ack or end_to_end")
        if not 0 <= probability <= 1:
            raise usage_error("probability", repr(probability), "a number from 0 to 1")
        return self._core.quantile_ms(probability, latency == "end_to_end")

    def frame(self, table: str = "series") -> "pandas.DataFrame":
        """``series``, or a list of the document (classes, partitions, slo, events, theory, ...)."""
        return frame_of(self.series) if table == "series" else super().frame(table)

    def plot(self, kind: str = "timeline") -> Plot:
        """timeline (load, work-lag, shed and consumers below each other), lag, latency, shed,
        partitions or heatmap. Raises InputError for another kind, or a run without such data.
        """
        return Plot(_core.plot_run(self._core, kind))

    def report(self, *, verbose: bool = False, markdown: bool = False,
               width: Optional[int] = None) -> str:
        """What ``uslkit simulate`` prints for people."""
        return self._core.report(width=width or columns_to_show(), verbose=verbose,
                                 markdown=markdown)

    def __str__(self) -> str:
        return self.report()

    def __repr__(self) -> str:
        return f"<uslkit run: {self._values['name'] or 'scenario'}, {self._values['duration_s']:g} s>"


def simulate(scenario: Document, *, set: Changes = (), seed: Optional[int] = None,
             duration: Optional[str] = None, replications: Optional[int] = None,
             costs: Optional[Path] = None, threads: int = 0) -> Run:
    """Runs a scenario on a virtual timeline, request by request.

    Parameters
    ----------
    scenario : file name, or a dict of the same form (docs/scenario-reference.md)
    set : changes: {"/consumers/count": 48, "/ingress/rate": "120k/s"}, applied in order
    seed : of everything random; same seed, same bits; None: the scenario's
    duration : simulated time, such as "20min"; None: the scenario's
    replications : independent repetitions, for intervals; None: the scenario's
    costs : a document of ``uslkit run --calibrate``: measured costs instead of the scenario's
    threads : 0: as many as there are cores; never changes a result

    Every number is that of ``uslkit simulate``, bit for bit. The GIL is released meanwhile.
    Raises InputError with everything that is wrong with the scenario; KeyboardInterrupt at Ctrl-C,
    after which nothing of the run is left.
    """
    sets = sets_of(set)
    for pointer, value in (("/seed", seed), ("/duration", duration), ("/replications", replications)):
        if value is not None:
            sets.append(f"{pointer}={value}")
    return Run(_core.simulate(document_of(scenario), sets=sets,
                              costs=os.fspath(costs) if costs else "", threads=threads))


def load_run(path: Path) -> Run:
    """A run that ``Run.save``, ``uslkit simulate -o`` or ``uslkit run -o`` kept.

    Raises InputError for anything else.
    """
    return Run(_core.load_run(os.fspath(path)))


class Sweep(Answer):
    """A scenario run at many points; ``rows`` has an element for each run, in order.

    ``fit(sweep)`` fits the law to it.
    """

    def measurements(self) -> Measurements:
        """N, X and R of the runs."""
        def column(key: str, scale: float = 1) -> numpy.ndarray:
            return numpy.array([numpy.nan if row[key] is None else row[key] * scale
                                for row in self._values["rows"]], dtype=float)

        return Measurements(column("concurrency"), column("throughput_per_s"),
                            latency_s=column("latency_ms", 1e-3), error_ratio=column("error_ratio"),
                            name="sweep")

    def frame(self, table: str = "rows") -> "pandas.DataFrame":
        """The runs as a pandas frame; what was varied is in columns called ``settings.POINTER``."""
        return super().frame(table)


def sweep(scenario: Document, vary: Union[str, Iterable[str], Mapping[str, Iterable[Any]]], *,
          set: Changes = (), zip: bool = False, repeats: int = 1, seed: Optional[int] = None,
          duration: Optional[str] = None, costs: Optional[Path] = None, threads: int = 0) -> Sweep:
    """Runs a scenario once for each value of a field, or for each combination of several.

    Parameters
    ----------
    scenario, set, seed, duration, costs, threads : as in ``simulate``
    vary : {"/workers": [1, 2, 4, 8]}, or "/workers=1..64*2" as --vary takes it; the first one is N
    zip : vary all fields together, step by step
    repeats : runs per point, up to 10,000; repetition r adds r to the seed

    Raises UsageError for what cannot be varied, InputError for a point that is not valid, before
    any runs; KeyboardInterrupt at Ctrl-C.
    """
    if isinstance(vary, Mapping):
        axes = [f"{pointer}={','.join(each if isinstance(each, str) else json.dumps(each) for each in _plain_values(values))}"
                for pointer, values in vary.items()]
    else:
        axes = [vary] if isinstance(vary, str) else list(vary)
    sets = sets_of(set)
    for pointer, value in (("/seed", seed), ("/duration", duration)):
        if value is not None:
            sets.append(f"{pointer}={value}")
    return Sweep(_core.sweep(document_of(scenario), vary=axes, sets=sets, zip=zip, repeats=repeats,
                             costs=os.fspath(costs) if costs else "", threads=threads))


def _plain_values(values: Iterable[Any]) -> List[Any]:
    return values.tolist() if isinstance(values, numpy.ndarray) else list(values)


def compare(before: Run, after: Run, *, names: Iterable[str] = ()) -> Answer:
    """Two runs, metric by metric, with a 95 % interval of each difference.

    Runs of one seed saw the same arrivals and are compared pair by pair. Returns the document of
    ``uslkit compare --json``: ``sentences``, and ``changes`` with ``before``, ``after``,
    ``difference`` and its interval. Raises InputError for runs that have nothing in common.
    """
    return Answer(_core.compare(before._core, after._core, names=list(names)))


def check_prediction(predicted: Run, measured: Run, *, tolerance: float = 0.15) -> Answer:
    """Did a simulation foretell the real run? As ``uslkit compare --prediction``.

    ``tolerance`` is the share by which a prediction may be off, but for the throughput (5 %).
    Returns ``holds`` and ``rows`` with ``predicted``, ``measured``, ``deviation``, ``within``.
    """
    return Answer(_core.check_prediction(predicted._core, measured._core,
                                         tolerance_percent=100 * tolerance))
