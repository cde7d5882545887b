"""Columns out of numpy's arrays and of Python's lists."""

from __future__ import annotations

import datetime
import math
import sys
from array import array
from typing import Any

from .column import NO_TIME, OTHER, TEXT, Column

_NAN = math.nan
_EPOCH = datetime.datetime(1970, 1, 1)
_EPOCH_UTC = _EPOCH.replace(tzinfo=datetime.timezone.utc)
_MICROSECOND = datetime.timedelta(microseconds=1)


def array_columns(name: str, values: Any) -> list[Column]:
    """An array as one column, a structured one as a column for each of its fields."""
    if values.dtype.names is None:
        return [array_column(name, values)]
    prefix = "" if name == "value" else f"{name}."
    return [
        column
        for field in values.dtype.names
        for column in array_columns(f"{prefix}{field}", values[field])
    ]


def array_column(name: str, values: Any) -> Column:
    """An array's values along its first axis; a mask's are missing."""
    numpy = sys.modules["numpy"]
    mask = getattr(values, "mask", None)
    if mask is not None and hasattr(values, "filled"):
        hidden = numpy.broadcast_to(mask, values.shape)
        values = numpy.asarray(values)
        if hidden.any():
            return _masked(name, values, numpy.array(hidden))
    kind, dtype = values.dtype.kind, values.dtype
    if kind == "V" and dtype.name in ("bfloat16", "float8_e4m3fn", "float8_e5m2"):
        values = values.astype("f4")
        kind, dtype = "f", values.dtype
    if kind in "OUST":
        return listed_column(name, values.tolist())
    if not dtype.isnative:
        values = values.astype(dtype.newbyteorder("="))
        dtype = values.dtype
    shape = f"[{','.join(map(str, values.shape[1:]))}]" if values.ndim > 1 else ""
    if kind == "M":
        return moments_column(name, "datetime", values)
    if kind == "m":
        return moments_column(name, "duration", values)
    if dtype.itemsize in (16, 32) and dtype.char in "gG":
        values = _without_padding(values)
    known = {"i": "integer", "u": "integer", "f": "float", "b": "boolean"}.get(kind, "raw")
    return Column(name, known, ("boolean" if kind == "b" else dtype.name) + shape, values)


def _masked(name: str, values: Any, hidden: Any) -> Column:
    """What is hidden counts as missing, whatever is behind it."""
    numpy = sys.modules["numpy"]
    kind = values.dtype.kind
    if kind in "iub":
        found = array_column(name, numpy.where(hidden, values.dtype.type(0), values))
        found.missing = hidden
        return found
    if kind in "fcMm":
        blank = numpy.array("NaT" if kind in "Mm" else _NAN, values.dtype)
        return array_column(name, numpy.where(hidden, blank, values))
    pairs = zip(values.tolist(), hidden.tolist(), strict=True)
    return listed_column(name, [None if absent is True else value for value, absent in pairs])


def _without_padding(values: Any) -> Any:
    """Extended floats have ten bytes that count; what is in the others is anybody's guess."""
    numpy = sys.modules["numpy"]
    if numpy.finfo(values.dtype).nmant != 63:
        return values
    clean = numpy.array(values, order="C")
    clean.reshape(-1).view("u1").reshape(-1, 16)[:, 10:] = 0
    return clean


def moments_column(name: str, of: str, values: Any) -> Column:
    """Moments or durations in microseconds, or nanoseconds where these would lose something."""
    stem = values.dtype.str[1:3]
    if stem == "M8" and values.dtype.str.endswith("[D]"):
        return Column(name, "moment", "date", values.view("i8"), None, "D")
    for unit in ("us", "ns"):
        form = values.astype(f"{stem}[{unit}]")
        if bool((form.astype(values.dtype).view("i8") == values.view("i8")).all()):
            return Column(name, "moment", of, form.view("i8"), None, unit)
    unit = sys.modules["numpy"].datetime_data(values.dtype)[0]
    return Column(name, "raw", f"{of}[{unit}]", values.view("i8"))  # beyond what these reach


def listed_column(name: str, values: list[Any]) -> Column:
    """A column out of a list, by the types that are in it."""
    kinds = set(map(type, values))
    if any(kind.__name__ in ("NAType", "NaTType") for kind in kinds):
        values = without_marks(values)
        kinds = set(map(type, values))
    known = kinds - {type(None)}
    if known == {str, float} and all(value != value for value in values if type(value) is float):
        values = [value if type(value) is str else None for value in values]
        known = {str}
    if known and all(_is_scalar(kind) for kind in known):
        return _scalars(name, values, known)
    if known == {bool}:
        return _numbers(name, "boolean", "boolean", "b", values, False)
    if known == {int} and _fits(values):
        return _numbers(name, "integer", "int64", "q", values, 0)
    if known and known <= {int, float} and float in known:
        flat = array(
            "d", [_NAN if value is None or value != value else float(value) for value in values]
        )
        return Column(name, "float", "float64", _viewed(flat, "f8"))
    if known == {str} or not known:
        return Column(name, TEXT, TEXT if known else "null", values)
    if all(issubclass(kind, datetime.datetime) for kind in known):
        return _datetimes(name, values)
    if known == {datetime.date}:
        begin = _EPOCH.toordinal()
        flat = array(
            "q", [NO_TIME if value is None else value.toordinal() - begin for value in values]
        )
        return Column(name, "moment", "date", _viewed(flat, "i8"), None, "D")
    if all(issubclass(kind, datetime.timedelta) for kind in known):
        return _spans(name, "duration", values, lambda value: value // _MICROSECOND)
    only = known.pop().__name__.lower() if len(known) == 1 else "mixed"
    return Column(name, OTHER, only, values)


def without_marks(values: list[Any]) -> list[Any]:
    """None instead of pandas' words for what is missing."""
    return [None if type(value).__name__ in ("NAType", "NaTType") else value for value in values]


def _datetimes(name: str, values: list[Any]) -> Column:
    aware = any(value.tzinfo is not None for value in values if value is not None)
    kind = "datetime_utc" if aware else "datetime"
    return _spans(name, kind, values, _since_epoch)


def _since_epoch(moment: Any) -> int:
    """Microseconds of a moment, in UTC where it has a zone."""
    try:
        nanoseconds = getattr(moment, "value", None)  # pandas', whose own difference takes long
    except Exception:  # it lies beyond what nanoseconds reach
        nanoseconds = None
    if nanoseconds is not None:
        return int(nanoseconds) // 1000
    return int((moment - (_EPOCH if moment.tzinfo is None else _EPOCH_UTC)) // _MICROSECOND)


def _spans(name: str, kind: str, values: list[Any], micros: Any) -> Column:
    """Microseconds of each, and nanoseconds where pandas' have some that count."""
    flat = [NO_TIME if value is None else micros(value) for value in values]
    rests = [getattr(value, "nanosecond", getattr(value, "nanoseconds", 0)) for value in values]
    if not any(rests):
        return Column(name, "moment", kind, _viewed(array("q", flat), "i8"))
    finer = array(
        "q",
        [
            NO_TIME if span == NO_TIME else span * 1000 + rest % 1000
            for span, rest in zip(flat, rests, strict=True)
        ],
    )
    return Column(name, "moment", kind, _viewed(finer, "i8"), None, "ns")


def _is_scalar(kind: type) -> bool:
    return kind.__module__ == "numpy" and any(base.__name__ == "generic" for base in kind.__mro__)


def _scalars(name: str, values: list[Any], known: set[type]) -> Column:
    """A list of numpy's scalars as the array that they would be."""
    numpy = sys.modules["numpy"]
    present = numpy.array([value for value in values if value is not None])
    if present.dtype.kind not in "biufcmM":
        only = known.pop().__name__ if len(known) == 1 else "mixed"
        return Column(name, OTHER, only, values)
    if len(present) == len(values):
        return array_column(name, present)
    hidden = numpy.array([value is None for value in values])
    whole = numpy.zeros(len(values), present.dtype)
    whole[~hidden] = present
    return _masked(name, whole, hidden)


def _numbers(name: str, kind: str, shown: str, code: str, values: list[Any], blank: Any) -> Column:
    absent = [value is None for value in values]
    some = any(absent)
    flat = array(code, [blank if value is None else value for value in values] if some else values)
    mask = _viewed(array("b", absent), "?") if some else None
    return Column(name, kind, shown, _viewed(flat, "?" if code == "b" else "i8"), mask)


def _viewed(flat: array[Any], dtype: str) -> Any:
    """As a numpy array, where numpy is imported anyway."""
    numpy = sys.modules.get("numpy")
    return flat if numpy is None else numpy.frombuffer(flat, dtype=dtype)


def _fits(values: list[Any]) -> bool:
    whole = [value for value in values if value is not None]
    return bool(min(whole) >= -(2**63) and max(whole) < 2**63)
