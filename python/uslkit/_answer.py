"""Answers: documents of uslkit as objects whose attributes are the document's keys."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Dict, Iterator, List, Union

from . import _core
from ._errors import usage_error

if TYPE_CHECKING:
    import pandas

Path = Union[str, "os.PathLike[str]"]


def _view(value: Any) -> Any:
    if isinstance(value, dict):
        return Record(value)
    if isinstance(value, list):
        return [_view(each) for each in value]
    return value


class Record(Mapping):
    """A JSON object, by key (``record["peak"]``) and by attribute (``record.peak``). Read-only.

    Keys are those of ``--json`` on the command line, described in docs/json.md; units stand in
    them (``p99_ms``). ``None`` is what JSON calls null: open, infinite or unknown.
    """

    def __init__(self, values: Dict[str, Any]) -> None:
        self._values = values

    def __getitem__(self, key: str) -> Any:
        return _view(self._values[key])

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):  # asked by Python itself, copy and IPython, never a key
            raise AttributeError(name)
        if name in self._values:
            return self[name]
        raise AttributeError(f"{type(self).__name__} has no {name!r}; it has {', '.join(self)}")

    def __dir__(self) -> List[str]:
        return sorted({*super().__dir__(), *self})

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._values!r})"

    def to_dict(self) -> Dict[str, Any]:
        """The same as plain dicts, lists and values."""
        return {key: _plain(value) for key, value in self._values.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_plain(each) for each in value]
    return value


class Answer(Record):
    """The document of one command, and what Python can do with it besides."""

    def __init__(self, document: "_core.Document") -> None:
        self._document = document

    def __getattr__(self, name: str) -> Any:
        if name == "_values":  # converted when it is first asked for
            self._values = self._document.values()
            return self._values
        return super().__getattr__(name)

    def __repr__(self) -> str:
        return f"<uslkit {self._values['document']}: {', '.join(self)}>"

    def to_json(self) -> str:
        """The document as text, byte for byte what ``--json`` prints."""
        return self._document.text()

    def save(self, path: Path) -> None:
        """Writes the document to a file, whole or not at all. Raises OSError."""
        _core.write_file(os.fspath(path), self.to_json().encode())

    def frame(self, table: str) -> "pandas.DataFrame":
        """A table of the document as a pandas frame: a row for each element of the list ``table``.

        Keys of nested objects are joined by dots. Raises UsageError for a name that is no table,
        ImportError without pandas.
        """
        import pandas

        rows = self._values.get(table)
        if not isinstance(rows, list) or (rows and not isinstance(rows[0], dict)):
            tables = [key for key, value in self._values.items()
                      if isinstance(value, list) and value and isinstance(value[0], dict)]
            raise usage_error("table", repr(table), f"one of {', '.join(tables)}")
        return pandas.json_normalize(rows)


def frame_of(columns: Dict[str, Any]) -> "pandas.DataFrame":
    """Columns as a pandas frame."""
    import pandas

    return pandas.DataFrame(dict(columns), copy=False)


def columns_to_show() -> int:
    """Width of a printed report: that of the terminal, within reason."""
    import shutil

    return min(max(shutil.get_terminal_size((80, 24)).columns, 60), 100)
