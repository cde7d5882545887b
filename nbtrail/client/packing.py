"""Columns as the companion takes them: server/src/query/columns.ts describes the bytes."""

from __future__ import annotations

import datetime
import decimal
import struct
import sys
from array import array
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from .column_layout import ALIGNMENT, CODES
from .column_values import decimal_code, enum_code
from .sql_types import NULL, VARCHAR, SqlType

_NAIVE = datetime.datetime(1970, 1, 1)
_EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)
_FIRST_DAY = datetime.date(1970, 1, 1).toordinal()
_MICROSECOND = datetime.timedelta(microseconds=1)
_EXACT = decimal.Context(prec=100, Emax=decimal.MAX_EMAX, Emin=decimal.MIN_EMIN)


#: What a text takes in the companion besides its letters.
_TEXT = 16


@dataclass
class Packed:
    """A column: what its node says, and its bytes with those of its children."""

    node: dict[str, Any]
    parts: list[bytes] = field(default_factory=list)

    @property
    def size(self) -> int:
        """Bytes, texts in the node counted."""
        return sum(map(len, self.parts)) + _words(self.node)


def _words(node: dict[str, Any]) -> int:
    texts = [*node.get("texts", ()), *node.get("values", ())]
    own = sum(map(len, texts)) + _TEXT * len(texts)
    return own + sum(map(_words, node.get("children", ())))


def join(
    kind: SqlType,
    own: Any,
    there: bytes | None,
    children: Sequence[Packed] = (),
    **more: Any,
) -> Packed:
    """A column of its pieces; `there` has a byte a value, None where none is missing."""
    content = bytes(own)
    nulls = there is not None and 0 in there
    node = {**kind.head(), "bytes": len(content), "nulls": nulls, **more}
    parts = [_filled(content)]
    if there is not None and nulls:
        parts.append(_filled(there))
    if children:
        node["children"] = [child.node for child in children]
        parts.extend(part for child in children for part in child.parts)
    return Packed(node, parts)


def packed(kind: SqlType, values: Sequence[Any]) -> Packed:
    """Plain values of that type, None for a missing one."""
    if kind == VARCHAR:
        return packed_texts([_text(value) for value in values])
    there = bytes([value is not None for value in values])
    if kind == NULL:
        return join(kind, b"", bytes(len(values)))
    if kind.name in _NESTED:
        return _NESTED[kind.name](kind, values, there)
    if kind.name == "BLOB":
        blobs = [value or b"" for value in values]
        return join(kind, _words_of(map(len, blobs)) + b"".join(blobs), there)
    return join(kind, _fixed(kind, values), there)


def packed_texts(values: Sequence[str | None]) -> Packed:
    """Texts, each different one once."""
    known: dict[str, int] = {}
    places = array("I", bytes(4 * len(values)))
    missing = False
    for row, value in enumerate(values):
        if value is None:
            missing = True
        else:
            places[row] = known.setdefault(value, len(known))
    there = bytes([value is not None for value in values]) if missing else None
    return join(VARCHAR, _little(places), there, texts=list(known))


def _fixed(kind: SqlType, values: Sequence[Any]) -> bytes:
    convert = _CONVERTED.get(kind.name)
    if kind.name in ("HUGEINT", "UHUGEINT", "UUID"):
        signed = kind.name == "HUGEINT"
        convert = convert or int
        return b"".join(
            (0 if value is None else convert(value)).to_bytes(16, "little", signed=signed)
            for value in values
        )
    if kind.name == "INTERVAL":
        return b"".join(map(_interval, values))
    if kind.name == "DECIMAL":
        return _decimals(kind, values)
    if kind.name == "ENUM":
        places = {value: place for place, value in enumerate(kind.values)}
        chosen = [0 if value is None else places[value] for value in values]
        return _little(array(enum_code(len(kind.values)), chosen))
    convert = convert or (float if kind.name in ("FLOAT", "DOUBLE") else int)
    numbers: list[Any] = [0 if value is None else convert(value) for value in values]
    return _little(array(CODES[kind.name], numbers))


def _decimals(kind: SqlType, values: Sequence[Any]) -> bytes:
    numbers = [
        0 if value is None else int(decimal.Decimal(value).scaleb(kind.scale, _EXACT))
        for value in values
    ]
    code = decimal_code(kind.width)
    if code is None:
        return b"".join(number.to_bytes(16, "little", signed=True) for number in numbers)
    return _little(array(code, numbers))


def _interval(value: Any) -> bytes:
    """Of a timedelta, or of a triple of months, days and microseconds."""
    if value is None:
        return bytes(16)
    if isinstance(value, datetime.timedelta):
        return struct.pack("<iiq", 0, value.days, value.seconds * 1_000_000 + value.microseconds)
    return struct.pack("<iiq", *value)


def _timestamp(value: Any) -> int:
    """Microseconds since 1970 of a date, or of a time without a zone."""
    if not isinstance(value, datetime.datetime):
        value = datetime.datetime(value.year, value.month, value.day)
    return int((value - _NAIVE) // _MICROSECOND)


def _time(value: Any) -> int:
    seconds = (value.hour * 60 + value.minute) * 60 + value.second
    return int(seconds * 1_000_000 + value.microsecond)


def _time_with_zone(value: Any) -> int:
    offset = value.utcoffset() or datetime.timedelta()
    return _time(value) << 24 | 57_599 - int(offset.total_seconds())


_CONVERTED: dict[str, Callable[[Any], Any]] = {
    "DATE": lambda value: value.toordinal() - _FIRST_DAY,
    "TIME": _time,
    "TIME WITH TIME ZONE": _time_with_zone,
    "TIMESTAMP": _timestamp,
    "TIMESTAMP_S": lambda value: _timestamp(value) // 1_000_000,
    "TIMESTAMP_MS": lambda value: _timestamp(value) // 1_000,
    "TIMESTAMP_NS": lambda value: (
        int(value) if isinstance(value, int) else _timestamp(value) * 1000
    ),
    "TIMESTAMP WITH TIME ZONE": lambda value: (value - _EPOCH) // _MICROSECOND,
    "UUID": lambda value: value.int ^ 1 << 127,
}


def _lists(kind: SqlType, values: Sequence[Any], there: bytes) -> Packed:
    items = [item for value in values if value is not None for item in value]
    return join(kind, _lengths(values), there, [packed(kind.children[0], items)])


def _maps(kind: SqlType, values: Sequence[Any], there: bytes) -> Packed:
    keys = [key for value in values if value is not None for key in value]
    items = [item for value in values if value is not None for item in value.values()]
    parts = [packed(kind.children[0], keys), packed(kind.children[1], items)]
    return join(kind, _lengths(values), there, parts)


def _arrays(kind: SqlType, values: Sequence[Any], there: bytes) -> Packed:
    nothing = [None] * kind.length
    items = [item for value in values for item in (nothing if value is None else value)]
    return join(kind, b"", there, [packed(kind.children[0], items)])


def _structs(kind: SqlType, values: Sequence[Any], there: bytes) -> Packed:
    parts = [
        packed(child, [None if value is None else value.get(name) for value in values])
        for name, child in zip(kind.names, kind.children)
    ]
    return join(kind, b"", there, parts)


_NESTED: dict[str, Callable[[SqlType, Sequence[Any], bytes], Packed]] = {
    "LIST": _lists,
    "MAP": _maps,
    "ARRAY": _arrays,
    "STRUCT": _structs,
}


def _lengths(values: Sequence[Any]) -> bytes:
    return _words_of(0 if value is None else len(value) for value in values)


def _words_of(numbers: Any) -> bytes:
    return _little(array("I", numbers))


def _text(value: Any) -> str | None:
    """Text of a value among texts; NaN is pandas' sign for a missing one."""
    if value is None or value != value:
        return None
    return value if isinstance(value, str) else str(value)


def _little(numbers: array[Any]) -> bytes:
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers.tobytes()


def _filled(piece: bytes) -> bytes:
    return piece + bytes(-len(piece) % ALIGNMENT)
