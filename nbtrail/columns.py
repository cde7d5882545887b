"""An answer's columns as they travel: arrays of numbers, and JSON for the rest.

The companion describes the form in server/src/query/columns.ts. Nothing but the
standard library is needed to read it; numpy and pyarrow, where they are, take
the bytes over without looking at each value.
"""

from __future__ import annotations

import datetime
import json
import sys
from array import array
from collections.abc import Iterator, Sequence
from typing import Any

from .converted import converted

#: The value of `Accept` that asks for this form.
CONTENT_TYPE = "application/x-nbtrail-columns"

_CODES = {"f64": "d", "i64": "q", "us": "q", "i32": "i", "text": "I"}
_EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)
#: Microseconds that a moment with a date can have; DuckDB's infinities lie beyond.
MOMENTS = 2**63 - 2


def read_answer(content: bytes) -> tuple[dict[str, Any], list[Column]]:
    """What an answer says of itself, and its columns."""
    end = content.index(b"\n")
    answer = json.loads(content[:end])
    rest, at = memoryview(content), end + 1
    columns = []
    for told in answer["columns"]:
        count, there = answer["row_count"], None
        packed = rest[at : at + told["bytes"]]
        at += told["bytes"]
        if told["nulls"]:
            there = rest[at : at + count]
            at += count
        columns.append(Column(told, count, packed, there))
    return answer, columns


class Column(Sequence[Any]):
    """One column's values, each with Python's own type; made when they are asked for."""

    def __init__(
        self, told: dict[str, Any], count: int, packed: memoryview, there: memoryview | None
    ) -> None:
        #: DuckDB's name of the type.
        self.kind: str = told["type"]
        self.layout: str = told["layout"]
        self.texts: list[str] = told.get("texts", [])
        self.packed = packed
        #: A byte a value, 0 where it is null; None when no value is.
        self.there = there
        self._count = count
        self._told = told
        self._all: list[Any] | None = None

    def __len__(self) -> int:
        return self._count

    def __getitem__(self, key: Any) -> Any:
        if self._all is not None or self.layout == "json":
            return self.values[key]
        if isinstance(key, slice):
            begin, end, step = key.indices(self._count)
            return self._made(begin, max(begin, end))[::step] if step > 0 else self.values[key]
        at = range(self._count)[key]
        return self._made(at, at + 1)[0]

    def __iter__(self) -> Iterator[Any]:
        return iter(self.values)

    @property
    def values(self) -> list[Any]:
        """All of them."""
        if self._all is None:
            if self.layout == "json":
                self._all = converted(self._told["values"], self.kind)
            else:
                self._all = self._made(0, self._count)
        return self._all

    def numpy(self) -> Any:
        """The numbers, moments in microseconds, or places in `texts`; nulls hold anything.

        Raises ImportError without numpy.
        """
        import numpy

        if self.layout == "bool":
            return numpy.frombuffer(self.packed, numpy.bool_)
        kind = {"f64": "<f8", "i64": "<i8", "us": "<i8", "i32": "<i4", "text": "<u4"}[self.layout]
        return numpy.frombuffer(self.packed, kind)

    def missing(self) -> Any:
        """A numpy mask, true where a value is null; None when no value is."""
        import numpy

        return None if self.there is None else numpy.frombuffer(self.there, numpy.uint8) == 0

    def _made(self, begin: int, end: int) -> list[Any]:
        values: list[Any]
        if self.layout == "bool":
            values = [value == 1 for value in self.packed[begin:end]]
        else:
            numbers = array(_CODES[self.layout])
            size = numbers.itemsize
            numbers.frombytes(self.packed[begin * size : end * size])
            if sys.byteorder == "big":
                numbers.byteswap()
            values = numbers.tolist()
        if self.layout == "text":
            texts = self.texts or [""]
            values = [texts[place] for place in values]
        elif self.layout == "us":
            values = [moment(value) for value in values]
        if self.there is not None:
            values = [
                value if there else None for value, there in zip(values, self.there[begin:end])
            ]
        return values


def moment(microseconds: int) -> datetime.datetime | str:
    """Aware; what lies beyond Python's calendar is text."""
    try:
        return _EPOCH + datetime.timedelta(microseconds=microseconds)
    except OverflowError:
        if abs(microseconds) > MOMENTS:
            return "infinity" if microseconds > 0 else "-infinity"
        return f"{microseconds} µs since 1970"
