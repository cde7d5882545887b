"""What is said of a dataset's column: how much is missing and distinct, and where its numbers lie.

No value of a text is ever taken out. Where only every n-th row is looked at,
what is missing and distinct is not described.
"""

from __future__ import annotations

import datetime
import math
import sys
from array import array
from typing import Any

from .column import NO_TIME, OTHER, TEXT, UNREAD, Column, Rows

#: Distinct values are counted up to here.
MAX_DISTINCT = 10_000
_PROBE = 2 * MAX_DISTINCT
_EPOCH = datetime.datetime(1970, 1, 1)


def described_column(column: Column, whole: bool) -> dict[str, Any]:
    """A column as the journal's fact has it; not `whole` where rows were left out."""
    described: dict[str, Any] = {
        "name": column.name,
        "type": column.type,
        "missing": None,
        "distinct_values": None,
        "min_value": None,
        "max_value": None,
        "mean": None,
        "std": None,
    }
    if column.kind in ("raw", UNREAD):
        return described
    if isinstance(column.values, Rows):
        described["missing"] = column.values.missing if whole else None
        return described
    present = _present(column)
    if column.kind not in (TEXT, OTHER) and _cells(present) > 0:
        described.update(_spread(column, present))
    if whole:
        described["missing"] = _cells(column.values) - _cells(present)
        described["distinct_values"] = None if column.kind == OTHER else _distinct(present)
    return described


def _cells(values: Any) -> int:
    return int(getattr(values, "size", len(values)))


def _present(column: Column) -> Any:
    """Without what is missing."""
    values, missing = column.values, column.missing
    if isinstance(values, list):
        return [value for value in values if value is not None]
    if isinstance(values, array):
        if missing is not None:
            pairs = zip(values, missing, strict=True)
            return array(values.typecode, [value for value, absent in pairs if not absent])
        if column.kind == "moment":
            return array("q", [value for value in values if value != NO_TIME])
        return array(values.typecode, [value for value in values if value == value])
    numpy = sys.modules["numpy"]
    if missing is None and column.kind == "float":
        missing = numpy.isnan(values)
    elif missing is None and column.kind == "moment":
        missing = values == NO_TIME
    return values if missing is None or not missing.any() else values[~missing]


def _distinct(values: Any) -> int | None:
    """How many different values there are; a glance at some saves counting too many."""
    step = max(1, len(values) // _PROBE)
    if isinstance(values, (array, list)):
        if len(set(values[::step])) > MAX_DISTINCT:
            return None
        count = len(set(values))
    else:
        numpy = sys.modules["numpy"]
        flat = values.reshape(-1)
        step = max(1, flat.size // _PROBE)
        if len(numpy.unique(flat[::step])) > MAX_DISTINCT:
            return None
        pandas: Any = sys.modules.get("pandas")
        count = len(pandas.unique(flat) if hasattr(pandas, "unique") else numpy.unique(flat))
    return count if count <= MAX_DISTINCT else None


def _spread(column: Column, values: Any) -> dict[str, Any]:
    if column.kind == "moment":
        plain = isinstance(values, array)
        low, high = (min(values), max(values)) if plain else (values.min(), values.max())
        return {"min_value": _moment(column, int(low)), "max_value": _moment(column, int(high))}
    if isinstance(values, array):
        low, high = min(values), max(values)
        mean = sum(values) / len(values)
        away = sum((value - mean) * (value - mean) for value in values)
        deviation = math.sqrt(away / len(values))
    else:
        numpy = sys.modules["numpy"]
        with numpy.errstate(all="ignore"):
            low, high = values.min(), values.max()
            mean = float(values.mean(dtype="f8"))
            away = numpy.subtract(values, mean, dtype="f8").reshape(-1)
            deviation = math.sqrt(float(numpy.dot(away, away)) / away.size)
    described = {"mean": _finite(mean), "std": _finite(deviation)}
    if column.kind == "boolean":
        return described
    return {"min_value": str(low), "max_value": str(high), **described}


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None


def _moment(column: Column, value: int) -> str | None:
    """A moment in ISO 8601, a duration as Python shows it; None beyond Python's years."""
    try:
        if column.unit == "D":
            return (_EPOCH + datetime.timedelta(days=value)).date().isoformat()
        span = datetime.timedelta(microseconds=value // 1000 if column.unit == "ns" else value)
        if column.type == "duration":
            return str(span)
        return (_EPOCH + span).isoformat() + ("Z" if column.type == "datetime_utc" else "")
    except OverflowError:
        return None
