"""DuckDB's types as the companion takes them, and which one Python's values have.

A type comes from the types of values, never from how they look: text that reads
like a number is text. Where values of several types meet, numbers widen, dates
become timestamps, and other mixtures are text.
"""

from __future__ import annotations

import datetime
import decimal
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any


@dataclass(frozen=True)
class SqlType:
    """A type; what belongs to which, server/src/query/columns.ts tells."""

    name: str
    width: int = 0
    scale: int = 0
    values: tuple[str, ...] = ()
    length: int = 0
    names: tuple[str, ...] = ()
    children: tuple[SqlType, ...] = ()

    def head(self) -> dict[str, Any]:
        """What a column's node says of its type."""
        more: dict[str, Any] = {"type": self.name}
        if self.name == "DECIMAL":
            more.update(width=self.width, scale=self.scale)
        elif self.name == "ENUM":
            more["values"] = list(self.values)
        elif self.name == "ARRAY":
            more["length"] = self.length
        elif self.name in ("STRUCT", "UNION"):
            more["names"] = list(self.names)
        return more


NULL = SqlType("NULL")
BOOLEAN = SqlType("BOOLEAN")
INTEGER = SqlType("INTEGER")
BIGINT = SqlType("BIGINT")
UBIGINT = SqlType("UBIGINT")
HUGEINT = SqlType("HUGEINT")
UHUGEINT = SqlType("UHUGEINT")
FLOAT = SqlType("FLOAT")
DOUBLE = SqlType("DOUBLE")
VARCHAR = SqlType("VARCHAR")
BLOB = SqlType("BLOB")
DATE = SqlType("DATE")
TIME = SqlType("TIME")
TIMETZ = SqlType("TIME WITH TIME ZONE")
TIMESTAMP = SqlType("TIMESTAMP")
TIMESTAMP_NS = SqlType("TIMESTAMP_NS")
TIMESTAMPTZ = SqlType("TIMESTAMP WITH TIME ZONE")
INTERVAL = SqlType("INTERVAL")
UUID = SqlType("UUID")

#: Most digits of a DECIMAL.
DIGITS = 38


def list_of(item: SqlType) -> SqlType:
    return SqlType("LIST", children=(item,))


def struct_of(entries: Iterable[tuple[str, SqlType]]) -> SqlType:
    names, children = zip(*entries)
    return SqlType("STRUCT", names=tuple(names), children=tuple(children))


def type_of(values: Sequence[Any]) -> SqlType:
    """The type that all of the values have; of plain values (plain_values.py), None for a missing one."""
    present = [value for value in values if value is not None]
    kinds = {_kind(value) for value in present}
    if "float" in kinds and not kinds <= _NUMBERS:
        # Among words NaN is pandas' sign for a missing one.
        present = [value for value in present if value == value]
        kinds = {_kind(value) for value in present}
    if not kinds:
        return NULL
    if kinds == {"bool"}:
        return BOOLEAN
    if kinds <= {"bool", "int"}:
        return _integers(present)
    if kinds <= {"bool", "int", "decimal"}:
        return _decimals(present)
    if kinds <= _NUMBERS:
        return DOUBLE
    if kinds == {"list"}:
        return list_of(type_of([item for value in present for item in value]))
    if kinds == {"dict"}:
        return _of_dicts(present)
    if kinds == {"date", "timestamp"}:
        return TIMESTAMP
    if kinds <= {"timestamp", "nanoseconds", "date"} and "nanoseconds" in kinds:
        return TIMESTAMP_NS
    return _SINGLE.get(kinds.pop(), VARCHAR) if len(kinds) == 1 else VARCHAR


_NUMBERS = frozenset({"bool", "int", "float", "decimal"})
_SINGLE = {
    "text": VARCHAR,
    "bytes": BLOB,
    "date": DATE,
    "time": TIME,
    "timetz": TIMETZ,
    "timestamp": TIMESTAMP,
    "nanoseconds": TIMESTAMP_NS,
    "timestamptz": TIMESTAMPTZ,
    "span": INTERVAL,
    "uuid": UUID,
}


def without_null(kind: SqlType, instead: SqlType) -> SqlType:
    """The type with another one where nothing but missing values told what it is."""
    if kind == NULL:
        return instead
    children = tuple(without_null(child, instead) for child in kind.children)
    return kind if children == kind.children else replace(kind, children=children)


class Nanoseconds(int):
    """A time without a zone that has nanoseconds, since 1970; Python has no type for it."""


def _kind(value: Any) -> str:
    for kind, name in _KINDS:  # noqa: B007 - used below
        if isinstance(value, kind):
            break
    else:
        return "other"
    if name == "timestamp" and value.tzinfo is not None:
        return "timestamptz"
    if name == "time" and value.utcoffset() is not None:
        return "timetz"
    if name == "decimal" and not value.is_finite():
        return "float"
    return name


_KINDS: tuple[tuple[Any, str], ...] = (
    (bool, "bool"),
    (Nanoseconds, "nanoseconds"),
    (int, "int"),
    (float, "float"),
    (str, "text"),
    (datetime.datetime, "timestamp"),
    (datetime.date, "date"),
    (datetime.time, "time"),
    (datetime.timedelta, "span"),
    (decimal.Decimal, "decimal"),
    (bytes, "bytes"),
    (uuid.UUID, "uuid"),
    (list, "list"),
    (dict, "dict"),
)


def _integers(values: list[Any]) -> SqlType:
    """The narrowest of 64 and 128 bits; what is beyond is text."""
    least, most = min(values), max(values)
    if least >= -(2**63) and most < 2**63:
        return BIGINT
    if least >= 0 and most < 2**64:
        return UBIGINT
    if least >= -(2**127) and most < 2**127:
        return HUGEINT
    return UHUGEINT if least >= 0 and most < 2**128 else VARCHAR


def _decimals(values: list[Any]) -> SqlType:
    """Wide enough for the digits of all of them; what is beyond is text."""
    whole, scale = 1, 0
    for value in values:
        _, digits, exponent = decimal.Decimal(value).as_tuple()
        assert isinstance(exponent, int)  # the others are floats, see _kind
        scale = max(scale, -exponent)
        whole = max(whole, len(digits) + exponent)
    if whole + scale <= DIGITS:
        return SqlType("DECIMAL", whole + scale, scale)
    return VARCHAR if scale else _integers([int(value) for value in values])


def _of_dicts(values: list[dict[Any, Any]]) -> SqlType:
    """STRUCT of all names that occur; MAP where keys are no names: DuckDB ends one at a NUL."""
    names = {key: None for value in values for key in value}
    lowered = {name.lower() for name in names if isinstance(name, str) and "\0" not in name}
    if names and len(lowered) == len(names) and "" not in lowered:
        return struct_of((name, type_of([value.get(name) for value in values])) for name in names)
    keys = type_of([key for value in values for key in value])
    items = type_of([item for value in values for item in value.values()])
    return SqlType("MAP", children=(keys, items))
