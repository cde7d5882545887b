"""Packed values as Python's own.

What Python's types cannot hold is text: infinite and very distant dates, times
with nanoseconds, intervals with months. No bytes raise here: where a value is
null, they mean nothing.
"""

from __future__ import annotations

import datetime
import decimal
import json
import struct
import uuid
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from .column_layout import CODES

if TYPE_CHECKING:
    from .columns import Column

#: What DuckDB means by infinity among microseconds and days; no time or date lies beyond.
ENDLESS = 2**63 - 1
ENDLESS_DAYS = 2**31 - 1

_EXACT = decimal.Context(prec=100, Emax=decimal.MAX_EMAX, Emin=decimal.MIN_EMIN)
_NAIVE = datetime.datetime(1970, 1, 1)
_EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)
_FIRST_DAY = datetime.date(1970, 1, 1).toordinal()
_DAY = 86_400_000_000
_MONTHS = struct.Struct("<iiq")


def values_of(column: Column, begin: int, end: int) -> list[Any]:
    """The values from `begin` to `end`; those that are null may be anything."""
    convert = _CONVERTED.get(column.type)
    if convert is not None:
        return convert(column, begin, end)
    if column.type in CODES:
        return list(column.integers(CODES[column.type], begin, end))
    return _texts(column, begin, end)


def interval_text(months: int, days: int, microseconds: int) -> str:
    """As DuckDB prints it: `1 year 2 months 3 days 04:05:06.5`."""
    years = abs(months) // 12 * (1 if months >= 0 else -1)
    parts = [
        f"{count} {name}{'' if abs(count) == 1 else 's'}"
        for count, name in ((years, "year"), (months - 12 * years, "month"), (days, "day"))
        if count
    ]
    if microseconds or not parts:
        seconds, rest = divmod(abs(microseconds), 1_000_000)
        clock = f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"
        fraction = f".{rest:06}".rstrip("0") if rest else ""
        parts.append(f"{'-' if microseconds < 0 else ''}{clock}{fraction}")
    return " ".join(parts)


def span_text(span: datetime.timedelta) -> str:
    """A timedelta as DuckDB prints it, days and time of one sign."""
    whole = span // datetime.timedelta(microseconds=1)
    days = abs(whole) // _DAY * (1 if whole >= 0 else -1)
    return interval_text(0, days, whole - days * _DAY)


def months_of(column: Column) -> Any:
    """Triples of months, days and microseconds."""
    return _MONTHS.iter_unpack(column.packed)


def wide_integers(column: Column, begin: int, end: int, signed: bool) -> list[int]:
    """Integers of 128 bits."""
    packed = bytes(column.packed[16 * begin : 16 * end])
    return [
        int.from_bytes(packed[at : at + 16], "little", signed=signed)
        for at in range(0, len(packed), 16)
    ]


def decimal_code(width: int) -> str | None:
    """The array module's type of a DECIMAL's integers; None for those of 128 bits."""
    return "h" if width <= 4 else "i" if width <= 9 else "q" if width <= 18 else None


def unscaled(column: Column, begin: int, end: int) -> list[int]:
    """DECIMAL without its point."""
    code = decimal_code(column.width)
    if code is None:
        return wide_integers(column, begin, end, True)
    return list(column.integers(code, begin, end))


def enum_code(count: int) -> str:
    """The array module's type of an ENUM's places."""
    return "B" if count <= 0xFF else "H" if count <= 0xFFFF else "I"


def _booleans(column: Column, begin: int, end: int) -> list[Any]:
    return [value == 1 for value in column.packed[begin:end]]


def _texts(column: Column, begin: int, end: int) -> list[Any]:
    texts = column.texts or [""]
    return [texts[place] for place in column.integers("I", begin, end)]


def _enums(column: Column, begin: int, end: int) -> list[Any]:
    places = column.integers(enum_code(len(column.texts)), begin, end)
    texts, most = column.texts, len(column.texts)
    return [texts[place] if place < most else None for place in places]


def _decimals(column: Column, begin: int, end: int) -> list[Any]:
    scale = -column.scale
    return [decimal.Decimal(value).scaleb(scale, _EXACT) for value in unscaled(column, begin, end)]


def _uuids(column: Column, begin: int, end: int) -> list[Any]:
    return [uuid.UUID(int=value ^ 1 << 127) for value in wide_integers(column, begin, end, False)]


def _dates(column: Column, begin: int, end: int) -> list[Any]:
    return [_date(days) for days in column.integers("i", begin, end)]


def _date(days: int) -> Any:
    try:
        return datetime.date.fromordinal(_FIRST_DAY + days)
    except (ValueError, OverflowError):
        if abs(days) >= ENDLESS_DAYS:
            return "infinity" if days > 0 else "-infinity"
        return f"{days} days since 1970"


def _time(microseconds: int, zone: datetime.tzinfo | None = None) -> Any:
    seconds, rest = divmod(microseconds, 1_000_000)
    try:
        return datetime.time(seconds // 3600, seconds // 60 % 60, seconds % 60, rest, zone)
    except (ValueError, OverflowError):
        return interval_text(0, 0, microseconds)  # 24:00:00


def _times(column: Column, begin: int, end: int) -> list[Any]:
    return [_time(value) for value in column.integers("q", begin, end)]


def _times_ns(column: Column, begin: int, end: int) -> list[Any]:
    return [
        f"{_time(value // 1000).isoformat('microseconds')}{value % 1000:03}"
        if value % 1000 and 0 <= value < 1000 * _DAY
        else _time(value // 1000)
        for value in column.integers("q", begin, end)
    ]


def _times_tz(column: Column, begin: int, end: int) -> list[Any]:
    values = []
    for bits in column.integers("Q", begin, end):
        offset = datetime.timedelta(seconds=57_599 - (bits & 0xFFFFFF))
        inside = abs(offset) < datetime.timedelta(days=1)
        values.append(_time(bits >> 24, datetime.timezone(offset) if inside else None))
    return values


def _moments(scale: int) -> Callable[[Column, int, int], list[Any]]:
    def made(column: Column, begin: int, end: int) -> list[Any]:
        return [_moment(value, scale) for value in column.integers("q", begin, end)]

    return made


def _local(moment: datetime.datetime, zone: datetime.tzinfo) -> datetime.datetime:
    try:
        return moment.astimezone(zone)
    except OverflowError:  # the first or last hours of the calendar
        return moment


def _moment(value: int, scale: int, epoch: datetime.datetime = _NAIVE) -> Any:
    """`scale` microseconds are one of the value's units."""
    try:
        return epoch + datetime.timedelta(0, 0, value * scale)
    except OverflowError:
        return _beyond(value, value * scale)


def _moments_ns(column: Column, begin: int, end: int) -> list[Any]:
    values = []
    for value in column.integers("q", begin, end):
        if abs(value) >= ENDLESS:
            values.append(_beyond(value, value))
        else:
            moment = _moment(value // 1000, 1)
            rest = value % 1000
            values.append(
                f"{moment.isoformat(timespec='microseconds')}{rest:03}" if rest else moment
            )
    return values


def _moments_tz(column: Column, begin: int, end: int) -> list[Any]:
    numbers = column.integers("q", begin, end)
    moments = [_moment(value, 1, _EPOCH) for value in numbers]
    if column.zone is datetime.timezone.utc:
        return moments
    zone = column.zone
    return [moment if isinstance(moment, str) else _local(moment, zone) for moment in moments]


def _beyond(value: int, microseconds: int) -> str:
    if abs(value) >= ENDLESS:
        return "infinity" if value > 0 else "-infinity"
    return f"{microseconds} µs since 1970"


def _intervals(column: Column, begin: int, end: int) -> list[Any]:
    values: list[Any] = []
    for months, days, microseconds in _MONTHS.iter_unpack(column.packed[16 * begin : 16 * end]):
        try:
            if months:
                raise OverflowError("a month has no fixed length")
            values.append(datetime.timedelta(days, 0, microseconds))
        except OverflowError:
            values.append(interval_text(months, days, microseconds))
    return values


def _blobs(column: Column, begin: int, end: int) -> list[Any]:
    first, offsets = 4 * len(column), column.offsets
    return [
        bytes(column.packed[first + offsets[row] : first + offsets[row + 1]])
        for row in range(begin, end)
    ]


def _lists(column: Column, begin: int, end: int) -> list[Any]:
    offsets = column.offsets
    first = offsets[begin]
    items = column.children[0].made(first, offsets[end])
    return [items[offsets[row] - first : offsets[row + 1] - first] for row in range(begin, end)]


def _arrays(column: Column, begin: int, end: int) -> list[Any]:
    length = column.length
    items = column.children[0].made(begin * length, end * length)
    return [items[at : at + length] for at in range(0, len(items), length)]


def _structs(column: Column, begin: int, end: int) -> list[Any]:
    rows = zip(*(child.made(begin, end) for child in column.children))
    return list(rows) if column.is_tuple else [dict(zip(column.names, row)) for row in rows]


def _maps(column: Column, begin: int, end: int) -> list[Any]:
    offsets = column.offsets
    first, last = offsets[begin], offsets[end]
    keys, values = (child.made(first, last) for child in column.children)
    keys = [_hashable(key) for key in keys]
    return [
        dict(
            zip(
                keys[offsets[row] - first : offsets[row + 1] - first],
                values[offsets[row] - first : offsets[row + 1] - first],
            )
        )
        for row in range(begin, end)
    ]


def _hashable(key: Any) -> Any:
    """Lists as tuples, and dicts as tuples of pairs."""
    if isinstance(key, (list, tuple)):
        return tuple(_hashable(item) for item in key)
    if isinstance(key, dict):
        return tuple((name, _hashable(item)) for name, item in key.items())
    return key


def _unions(column: Column, begin: int, end: int) -> list[Any]:
    members = [child.made(begin, end) for child in column.children]
    tags = column.packed[begin:end]
    return [members[tag][row] if tag < len(members) else None for row, tag in enumerate(tags)]


_CONVERTED: dict[str, Callable[[Column, int, int], list[Any]]] = {
    "BOOLEAN": _booleans,
    "VARCHAR": _texts,
    "ENUM": _enums,
    "HUGEINT": lambda column, begin, end: wide_integers(column, begin, end, True),
    "UHUGEINT": lambda column, begin, end: wide_integers(column, begin, end, False),
    "BIGNUM": lambda column, begin, end: [int(text or 0) for text in _texts(column, begin, end)],
    "VARIANT": lambda column, begin, end: [
        json.loads(text or "null") for text in _texts(column, begin, end)
    ],
    "DECIMAL": _decimals,
    "UUID": _uuids,
    "DATE": _dates,
    "TIME": _times,
    "TIME_NS": _times_ns,
    "TIME WITH TIME ZONE": _times_tz,
    "TIMESTAMP": _moments(1),
    "TIMESTAMP_S": _moments(1_000_000),
    "TIMESTAMP_MS": _moments(1_000),
    "TIMESTAMP_NS": _moments_ns,
    "TIMESTAMP WITH TIME ZONE": _moments_tz,
    "INTERVAL": _intervals,
    "BLOB": _blobs,
    "LIST": _lists,
    "ARRAY": _arrays,
    "STRUCT": _structs,
    "MAP": _maps,
    "UNION": _unions,
}
