"""JSON values of a column with Python's own types.

What JSON cannot say comes as text (server/src/protocol.ts, `Cell`) and is turned
back here by the column's type.
"""

from __future__ import annotations

import datetime
import decimal
import re
from collections.abc import Callable
from typing import Any

INTEGERS = frozenset(
    {
        "TINYINT",
        "SMALLINT",
        "INTEGER",
        "BIGINT",
        "HUGEINT",
        "UTINYINT",
        "USMALLINT",
        "UINTEGER",
        "UBIGINT",
        "UHUGEINT",
    }
)


def converted(values: list[Any], kind: str) -> list[Any]:
    """A column with Python's types."""
    if kind.startswith("DECIMAL"):
        exact = decimal.Decimal if any(isinstance(value, str) for value in values) else float
        return [None if value is None else exact(value) for value in values]
    convert = _converter(kind)
    if convert is None:
        return values
    return [None if value is None else convert(value) for value in values]


def _converter(kind: str) -> Callable[[Any], Any] | None:
    if kind in INTEGERS:
        return int
    if kind in _CONVERTERS:
        return _CONVERTERS[kind]
    item = re.fullmatch(r"(.*)\[\d*\]", kind)
    if item:
        inner = item[1]
        return lambda values: converted(values, inner)
    return None


def _moment(text: str) -> datetime.datetime | str:
    """Aware for `…Z`, else naive; what lies beyond Python's calendar stays text."""
    try:
        return datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError:
        return text


def _date(text: str) -> datetime.date | str:
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        return text


def _time(text: str) -> datetime.time | str:
    try:
        return datetime.time.fromisoformat(text)
    except ValueError:
        return text


_INTERVAL = re.compile(r"(?:(-?\d+) days? ?)?(?:(-)?(\d+):(\d\d):(\d\d)(?:\.(\d+))?)?")


def _interval(text: str) -> datetime.timedelta | str:
    """`2 days 03:00:00.5`; months have no fixed length and stay text."""
    found = _INTERVAL.fullmatch(text)
    if not found or not text:
        return text
    days, sign, hours, minutes, seconds, fraction = found.groups()
    clock = datetime.timedelta(
        hours=int(hours or 0),
        minutes=int(minutes or 0),
        seconds=int(seconds or 0),
        microseconds=int((fraction or "0").ljust(6, "0")[:6]),
    )
    return datetime.timedelta(days=int(days or 0)) + (-clock if sign else clock)


_CONVERTERS: dict[str, Callable[[Any], Any]] = {
    "DOUBLE": float,
    "FLOAT": float,
    "TIMESTAMP WITH TIME ZONE": _moment,
    "TIMESTAMP": _moment,
    "TIMESTAMP_S": _moment,
    "TIMESTAMP_MS": _moment,
    "DATE": _date,
    "TIME": _time,
    "INTERVAL": _interval,
    "BLOB": bytes.fromhex,
}
