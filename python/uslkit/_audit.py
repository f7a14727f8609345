"""Audits: published claims, computed again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Iterable, Union

from . import _core
from ._answer import Answer, Path
from ._measurements import _paths

if TYPE_CHECKING:
    import pandas


class Audit(Answer):
    """Claims with their verdicts: ``summary`` counts them, ``files[i].claims`` has each in full."""

    def frame(self, table: str = "claims") -> "pandas.DataFrame":
        """Every claim of every file as a pandas frame, a row each."""
        import pandas

        if table != "claims":
            return super().frame(table)
        return pandas.json_normalize([claim for file in self._values["files"]
                                      for claim in file["claims"]])


def audit(files: Union[Path, Iterable[Path]], *, families: Iterable[str] = (),
          ids: Iterable[str] = (), threads: int = 0) -> Audit:
    """Judges published claims: every formula is evaluated now, none is remembered.

    Parameters
    ----------
    files : claims files (docs/claims-reference.md)
    families, ids : only these; "R34" selects R34a and R34b as well
    threads : of the simulations that claims name; never changes a result

    Verdicts are OK, CONDITIONAL, CONTRADICTED, BUG and UNDERDETERMINED. Raises InputError with
    every formula that cannot be computed; KeyboardInterrupt at Ctrl-C.
    """
    return Audit(_core.audit(_paths(files), families=list(families), ids=list(ids), threads=threads))
