"""An answer's columns as they travel: bytes in Arrow's layout behind a line of JSON.

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
from itertools import accumulate
from typing import Any

from ..companion.time_zone import zone_of
from ..notices.trail_error import TrailError
from .column_layout import ALIGNMENT, CODES
from .column_values import values_of


def read_answer(content: bytes) -> tuple[dict[str, Any], list[Column]]:
    """What an answer says of itself, and its columns.

    Raises TrailError NT501 for an answer of a companion that has another form of it.
    """
    end = content.index(b"\n")
    answer = json.loads(content[:end])
    if any("node" not in column for column in answer["columns"]):
        raise TrailError(
            "NT501",
            "The companion that runs is of another version of nbtrail",
            "Restart JupyterLab, or end the process that `nbtrail status` names.",
        )
    zone = zone_of(answer.get("time_zone", "UTC")) or datetime.timezone.utc
    body = _Body(memoryview(content), end + 1, zone)
    columns = [
        Column(column["type"], column["node"], answer["row_count"], body)
        for column in answer["columns"]
    ]
    return answer, columns


class _Body:
    """The bytes behind the head, taken piece by piece."""

    def __init__(self, content: memoryview, at: int, zone: datetime.tzinfo) -> None:
        self.zone = zone
        self._content = content
        self._at = at

    def take(self, size: int) -> memoryview:
        piece = self._content[self._at : self._at + size]
        self._at += -(-size // ALIGNMENT) * ALIGNMENT
        return piece


class Column(Sequence[Any]):
    """One column's values, each with Python's own type; made when they are asked for."""

    def __init__(self, kind: str, node: dict[str, Any], count: int, body: _Body) -> None:
        #: DuckDB's name of the type, and the same without what is in brackets.
        self.kind = kind
        self.type: str = node["type"]
        self.width: int = node.get("width", 0)
        self.scale: int = node.get("scale", 0)
        #: Different texts of VARCHAR, or the values of ENUM.
        self.texts: list[str] = node.get("texts") or node.get("values") or []
        #: Of STRUCT and UNION.
        self.names: list[str] = node.get("names", [])
        #: Items of each ARRAY.
        self.length: int = node.get("length", 0)
        #: The zone that TIMESTAMP WITH TIME ZONE is shown in.
        self.zone = body.zone
        self.packed = body.take(node["bytes"])
        #: A byte a value, 0 where it is null; None when no value is.
        self.there = body.take(count) if node["nulls"] else None
        self._count = count
        self._all: list[Any] | None = None
        self._offsets: list[int] | None = None
        items = count
        if self.type in ("LIST", "MAP"):
            items = self.offsets[-1]
        elif self.type == "ARRAY":
            items = count * self.length
        self.children = [Column("", child, items, body) for child in node.get("children", [])]

    def __len__(self) -> int:
        return self._count

    def __getitem__(self, key: Any) -> Any:
        if self._all is not None:
            return self._all[key]
        if isinstance(key, slice):
            begin, end, step = key.indices(self._count)
            return self.made(begin, max(begin, end))[::step] if step > 0 else self.values[key]
        at = range(self._count)[key]
        return self.made(at, at + 1)[0]

    def __iter__(self) -> Iterator[Any]:
        return iter(self.values)

    @property
    def values(self) -> list[Any]:
        """All of them."""
        if self._all is None:
            self._all = self.made(0, self._count)
        return self._all

    @property
    def is_tuple(self) -> bool:
        """A STRUCT whose entries have no names."""
        return self.type == "STRUCT" and all(name == "" for name in self.names)

    @property
    def offsets(self) -> list[int]:
        """Where each LIST, MAP or BLOB begins, and where the last one ends."""
        if self._offsets is None:
            self._offsets = [0, *accumulate(self.integers("I", 0, self._count))]
        return self._offsets

    def integers(self, code: str, begin: int, end: int) -> Any:
        """Numbers of the array module's type from the packed bytes."""
        numbers = array(code)
        size = numbers.itemsize
        numbers.frombytes(self.packed[begin * size : end * size])
        if sys.byteorder == "big":
            numbers.byteswap()
        return numbers

    def made(self, begin: int, end: int) -> list[Any]:
        """Values with Python's types."""
        values = values_of(self, begin, end)
        if self.there is not None:
            there = self.there[begin:end]
            values = [value if present else None for value, present in zip(values, there)]
        return values

    def numpy(self, code: str | None = None) -> Any:
        """Fixed-width numbers as they travel; nulls hold anything. Raises ImportError."""
        import numpy

        kind = numpy.dtype(code or CODES[self.type]).newbyteorder("<")
        return numpy.frombuffer(self.packed, kind, self._count)

    def missing(self) -> Any:
        """A numpy mask, true where a value is null; None when no value is."""
        import numpy

        return None if self.there is None else numpy.frombuffer(self.there, numpy.uint8) == 0
