"""A column of a dataset in the one form that every library's columns are brought into.

A column's values are a numpy array, an `array` of the standard library (lists,
while nobody has imported numpy), a list of texts, or other objects, which may be
taken out of their library only as far as they are looked at (`Rows`). Integers
and booleans say which values are missing in a mask and hold 0 there; missing
floats are NaN; moments are whole microseconds (nanoseconds where they need it)
since 1970 in UTC, with `NO_TIME` for none.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

#: A moment that is missing: numpy's NaT.
NO_TIME = -(2**63)
TEXT, OTHER, UNREAD = "text", "other", "unread"


class Rows:
    """Objects that their library has in another form: every how manyth is made when it is asked for."""

    def __init__(self, count: int, missing: int, every: Callable[[int], list[Any]]) -> None:
        self._count = count
        #: How many are missing.
        self.missing = missing
        self._every = every

    def __len__(self) -> int:
        return self._count

    def __getitem__(self, rows: slice) -> Rows | list[Any]:
        step = rows.step or 1
        return Rows(-(-self._count // step), self.missing, lambda more: self._every(step * more))

    def every(self, stride: int) -> list[Any]:
        """Python's own objects, None for missing ones."""
        return self._every(stride)


class NotUnderstood(Exception):
    """Why the data has no columns, and what to give instead."""


class Made:
    """Values that are put together when they are read."""

    def __init__(self, make: Callable[[], Any], count: int) -> None:
        self.make = make
        self._count = count

    def __len__(self) -> int:
        return self._count


#: A name and what holds the values.
Piece = tuple[str, Any]


@dataclass(slots=True)
class Column:
    """One column; `kind` is integer, float, boolean, moment, raw, text, other or unread."""

    name: str
    kind: str
    #: As views show it: int64, float32, boolean, text, datetime, date, …
    type: str
    values: Any
    #: True where a value is missing; None where the values say so themselves.
    missing: Any = None
    #: Of moments: us, ns or D.
    unit: str = "us"
    #: Rows of the dataset that it belongs to, where these are not its values.
    of_rows: int | None = None
    #: Why it could not be read, or not as far as to tell two contents apart.
    problem: str | None = None

    @property
    def rows(self) -> int:
        return len(self.values) if self.of_rows is None else self.of_rows

    @property
    def bytes(self) -> int:
        """Bytes of the values, eight for each that is an object."""
        return int(getattr(self.values, "nbytes", 8 * len(self.values)))

    def every(self, stride: int) -> Column:
        """Every how manyth row of it, in one piece of memory: it is gone through several times."""
        values = self.values[::stride]
        missing = None if self.missing is None else self.missing[::stride]
        if hasattr(values, "flags"):
            values = sys.modules["numpy"].ascontiguousarray(values)
        return Column(
            self.name, self.kind, self.type, values, missing, self.unit, self.of_rows, self.problem
        )


def unread_column(name: str, rows: int, error: BaseException) -> Column:
    """A column of which nothing but its name is known. The error's text could hold what is in the data."""
    return Column(name, UNREAD, "unreadable", [], None, "us", rows, type(error).__name__)
