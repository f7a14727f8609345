"""What uslkit raises: errors that say where, what was found, what is allowed and how to mend it."""

from __future__ import annotations

from typing import List, NamedTuple


class Fault(NamedTuple):
    """One thing that is wrong with an input."""

    place: str  #: "shop.json:3:11 (/rate)", or the name of an argument
    source: str  #: the file or argument alone
    line: int  #: from 1; 0 where there is none
    column: int  #: from 1, in bytes; 0 where there is none
    pointer: str  #: JSON pointer such as "/consumers/count"; may be empty
    found: str  #: what stands there
    allowed: str  #: the rule
    hint: str  #: the remedy; may be empty


class InputError(ValueError):
    """An input cannot be used: a file, a scenario, a request, an array.

    The text of the error is what the program ``uslkit`` prints. ``place``, ``found``, ``allowed``
    and ``hint`` are those of the first fault; ``faults`` lists all of them, because a scenario is
    told everything that is wrong with it at once.
    """

    def __init__(self, message: str, faults: List[dict]) -> None:
        super().__init__(message)
        self.faults = [Fault(**fault) for fault in faults]

    @property
    def place(self) -> str:
        return self.faults[0].place

    @property
    def found(self) -> str:
        return self.faults[0].found

    @property
    def allowed(self) -> str:
        return self.faults[0].allowed

    @property
    def hint(self) -> str:
        return self.faults[0].hint


class UsageError(InputError):
    """An argument is wrong; ``place`` is its name."""


class FitNotUsable(InputError):
    """The measurements were read well, but no honest fit of them exists."""


def usage_error(place: str, found: str, allowed: str, hint: str = "") -> UsageError:
    """A UsageError that was noticed in Python, in the form of all others."""
    lines = [f"{place}: error: found {found}", f"  allowed: {allowed}"]
    if hint:
        lines.append(f"  hint: {hint}")
    fault = dict(place=place, source=place, line=0, column=0, pointer="", found=found,
                 allowed=allowed, hint=hint)
    return UsageError("\n".join(lines), [fault])
