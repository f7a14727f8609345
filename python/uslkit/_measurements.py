"""Measurements: what a load test says, row by row."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, Dict, Iterable, List, Optional, Sequence, Union

import numpy
from numpy.typing import ArrayLike

from . import _core
from ._answer import Answer, Path, frame_of
from ._errors import usage_error

if TYPE_CHECKING:
    import pandas

#: Names that a frame may give its columns; the first one found is taken.
_CONCURRENCY = ("concurrency", "n", "N", "threads", "clients", "nodes", "workers")
_THROUGHPUT = ("throughput", "throughput_per_s", "x", "X")


class Measurements(Answer):
    """Runs at several concurrencies: N, X and, where measured, R. Replicates are separate rows.

    Parameters
    ----------
    concurrency : array of shape (rows,), or None
        N > 0: workers, threads, clients. NaN, or None for all: from Little's law, N = X R.
    throughput : array of shape (rows,)
        X > 0: successful operations per time unit.
    latency_s : array of shape (rows,), optional
        R: mean residence time in seconds; NaN where it was not measured.
    throughput_sd : array of shape (rows,), optional
        Known standard deviation of X, in its unit, for ``error_model="known-sd"``.
    error_ratio : array of shape (rows,), optional
        Failed / all, 0 to 1.
    concurrency_name, throughput_name : str
        What the axes are called.
    unit : "/s", "/min" or "/h"
        Time unit of the throughput.
    name : str
        What messages and documents call these measurements.

    Raises UsageError for arrays of unequal length, InputError for values that cannot be.
    """

    def __init__(self, concurrency: Optional[ArrayLike], throughput: ArrayLike, *,
                 latency_s: Optional[ArrayLike] = None,
                 throughput_sd: Optional[ArrayLike] = None,
                 error_ratio: Optional[ArrayLike] = None,
                 concurrency_name: str = "concurrency", throughput_name: str = "throughput",
                 unit: str = "/s", name: str = "arrays") -> None:
        self._take(_core.from_arrays(concurrency, throughput, latency_s, throughput_sd, error_ratio,
                                     source=name, concurrency_name=concurrency_name,
                                     throughput_name=throughput_name, unit=unit))

    def _take(self, core: Any) -> None:
        self._core = core
        self._document = core.document()

    @classmethod
    def _of(cls, core: Any) -> "Measurements":
        made = cls.__new__(cls)
        made._take(core)
        return made

    @classmethod
    def from_frame(cls, frame: "pandas.DataFrame", *, name: str = "frame",
                   unit: str = "/s") -> "Measurements":
        """From a pandas frame with the columns concurrency (or n, threads, clients, nodes, workers)
        and throughput (or x, throughput_per_s); latency_s or latency_ms, throughput_sd and
        error_ratio where there are such. Raises UsageError where N or X is missing.
        """
        def column(names: Sequence[str]) -> Optional[str]:
            return next((each for each in names if each in frame.columns), None)

        throughput = column(_THROUGHPUT)
        if throughput is None:
            raise usage_error("frame", f"the columns {', '.join(map(str, frame.columns))}",
                              f"a column called {' or '.join(_THROUGHPUT)}")
        concurrency = column(_CONCURRENCY)
        values: Dict[str, Any] = {key: frame[key].to_numpy(float) for key in
                                  ("latency_s", "throughput_sd", "error_ratio") if key in frame.columns}
        if "latency_ms" in frame.columns and "latency_s" not in values:
            values["latency_s"] = frame["latency_ms"].to_numpy(float) * 1e-3
        if concurrency is None and "latency_s" not in values:
            raise usage_error("frame", f"the columns {', '.join(map(str, frame.columns))}",
                              f"a column called {' or '.join(_CONCURRENCY)}",
                              "or a latency, from which N follows by Little's law")
        return cls(None if concurrency is None else frame[concurrency].to_numpy(float),
                   frame[throughput].to_numpy(float), unit=unit, name=name,
                   concurrency_name=concurrency or "concurrency", **values)

    @property
    def concurrency(self) -> numpy.ndarray:
        """N of each row, shape (rows,); a read-only view."""
        return self._core.columns()["concurrency"]

    @property
    def throughput(self) -> numpy.ndarray:
        """X of each row, shape (rows,); a read-only view."""
        return self._core.columns()["throughput"]

    @property
    def latency_s(self) -> numpy.ndarray:
        """R of each row in seconds, shape (rows,); NaN where it was not measured."""
        return self._core.columns()["latency_s"]

    def columns(self) -> Dict[str, numpy.ndarray]:
        """Every column by name, each of shape (rows,); absent values are NaN."""
        return dict(self._core.columns())

    def frame(self, table: str = "rows") -> "pandas.DataFrame":
        """The rows as a pandas frame, without columns that are all NaN."""
        if table != "rows":
            return super().frame(table)
        return frame_of(self.columns()).dropna(axis="columns", how="all")

    def __repr__(self) -> str:
        names = ", ".join(source["name"] for source in self._values["inputs"])
        return f"<uslkit measurements: {len(self._values['rows'])} rows of {names}>"


def read(files: Union[Path, Iterable[Path]], *, format: Optional[str] = None,
         n: Optional[float] = None, n_from_name: str = "", work: Optional[float] = None,
         delimiter: str = "", min_n: Optional[float] = None, unit: str = "",
         drop_first: float = 0, max_rows: int = 0) -> Measurements:
    """Reads CSV files or the output of load generators, recognised by content, as one sweep.

    Parameters
    ----------
    files : path, or several
    format : name of a format instead of recognising it (``uslkit fit --list-formats``)
    n : concurrency N of files that do not print it
    n_from_name : regular expression whose first group is N in the file's name: ``"c([0-9]+)"``
    work : operations in one timed run, for timings such as hyperfine's
    delimiter : field separator of a CSV: one character
    min_n : drop rows with N below this
    unit : "/s", "/min" or "/h" of a CSV that does not say
    drop_first : seconds to drop after every change of N (ramp-up), in time series
    max_rows : stop with an error above this many rows; 0: no limit

    Returns the rows; ``notes`` says what was derived, dropped or doubted.
    Raises InputError with file, line and column.
    """
    return Measurements._of(_core.read(
        _paths(files), format=format or "", n=n, n_from_name=n_from_name, work=work,
        delimiter=delimiter, min_n=min_n, unit=unit, drop_first=drop_first, max_rows=max_rows))


def _paths(files: Union[Path, Iterable[Path]]) -> List[str]:
    if isinstance(files, (str, os.PathLike)):
        return [os.fspath(files)]
    return [os.fspath(each) for each in files]


def measurements_of(data: Any, throughput: Optional[ArrayLike]) -> Measurements:
    """Whatever ``fit`` accepts, as measurements."""
    if throughput is not None:
        return Measurements(data, throughput)
    if isinstance(data, Measurements):
        return data
    if hasattr(data, "measurements"):  # a sweep
        return data.measurements()
    if hasattr(data, "columns") and hasattr(data, "to_numpy"):  # a pandas frame
        return Measurements.from_frame(data)
    if isinstance(data, (str, os.PathLike)):
        return read(data)
    if isinstance(data, (list, tuple)) and data and isinstance(data[0], (str, os.PathLike)):
        return read(data)
    raise usage_error("data", type(data).__name__,
                      "a file, files, Measurements, a Sweep, a pandas frame, or arrays of N and X",
                      "arrays: fit(concurrency, throughput)")
