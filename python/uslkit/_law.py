"""The Universal Scalability Law itself."""

from __future__ import annotations

from typing import NamedTuple, Optional

import numpy
from numpy.typing import ArrayLike

from . import _core


class Peak(NamedTuple):
    """The highest point of a curve."""

    concurrency: float  #: N* = sqrt((1 - alpha) / beta), at least 1
    throughput: float  #: X(N*)
    best_integer: int  #: the whole N with the largest X(N)


class Law(NamedTuple):
    """X(N) = gamma N / (1 + alpha (N - 1) + beta N (N - 1)).

    ``alpha``: contention, the share of work that is serialised. ``beta``: crosstalk, the cost of
    pairwise exchange. ``gamma``: throughput of one worker, which sets the time unit of everything.

    Methods take a number or an array of any shape and return an array of the same shape (0-d for a
    number). Contiguous arrays of doubles are read where they are.
    """

    alpha: float
    beta: float
    gamma: float

    def throughput(self, concurrency: ArrayLike) -> numpy.ndarray:
        """X(N), per time unit of gamma."""
        return _core.law_throughput(concurrency, *self)

    def latency(self, concurrency: ArrayLike) -> numpy.ndarray:
        """R(N) = N / X(N) (Little's law), in time units of gamma."""
        return _core.law_latency(concurrency, *self)

    def efficiency(self, concurrency: ArrayLike) -> numpy.ndarray:
        """X(N) / (gamma N): the useful share of each worker."""
        return _core.law_efficiency(concurrency, *self)

    def concurrency_at_throughput(self, throughput: ArrayLike) -> numpy.ndarray:
        """The N before the peak with X(N) = X; NaN above the peak."""
        return _core.law_concurrency_at_throughput(throughput, *self)

    def concurrency_at_latency(self, latency: ArrayLike) -> numpy.ndarray:
        """The N with R(N) = R; NaN where there is none."""
        return _core.law_concurrency_at_latency(latency, *self)

    @property
    def peak(self) -> Optional[Peak]:
        """Where throughput is highest; None for a curve that never turns (beta = 0)."""
        peak = _core.law_peak(*self)
        return Peak(*peak) if peak else None

    @property
    def throughput_limit(self) -> float:
        """sup X(N): X(N*), gamma / alpha without crosstalk, infinite without both."""
        return _core.law_throughput_limit(*self)
