"""Plots: drawn by uslkit itself, shown by notebooks as SVG, kept as SVG, PNG or PDF."""

from __future__ import annotations

import os
from typing import Any

from . import _core
from ._answer import Path


class Plot:
    """A finished drawing. The same data give the same bytes.

    ``title`` says the finding, ``description`` is the text for readers who cannot see it.
    """

    def __init__(self, plot: Any) -> None:
        self._plot = plot

    @property
    def title(self) -> str:
        return self._plot.title

    @property
    def description(self) -> str:
        return self._plot.description

    @property
    def svg(self) -> str:
        return self._plot.render("svg").decode()

    def save(self, path: Path) -> None:
        """Writes FILE.svg, FILE.png or FILE.pdf, whole or not at all.

        Raises InputError for another ending, OSError where the file cannot be written.
        """
        name = os.fspath(path)
        _core.write_file(name, self._plot.render(_core.plot_format_of(name)))

    def _repr_svg_(self) -> str:
        return self.svg

    def __repr__(self) -> str:
        return f"<uslkit plot: {self.title}>"
