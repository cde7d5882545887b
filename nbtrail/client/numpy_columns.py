"""Columns of numpy arrays, by their dtype and without a look at each value."""

from __future__ import annotations

from typing import Any

from ..notices.trail_error import TrailError
from .object_columns import packed_objects
from .packing import Packed, join, packed_texts
from .sql_types import (
    BOOLEAN,
    DATE,
    DOUBLE,
    FLOAT,
    INTERVAL,
    TIMESTAMPTZ,
    SqlType,
    struct_of,
)

_INTEGERS = {
    "i1": "TINYINT",
    "i2": "SMALLINT",
    "i4": "INTEGER",
    "i8": "BIGINT",
    "u1": "UTINYINT",
    "u2": "USMALLINT",
    "u4": "UINTEGER",
    "u8": "UBIGINT",
}
_UNITS = {"s": "TIMESTAMP_S", "ms": "TIMESTAMP_MS", "us": "TIMESTAMP", "ns": "TIMESTAMP_NS"}


def numpy_columns(name: str, values: Any) -> tuple[list[tuple[Any, Packed]], int]:
    """Columns of an array: of one dimension, of two (a column each), or with named fields."""
    missing = getattr(values, "mask", None)
    if values.dtype.names:
        flat = values.reshape(-1)
        hidden = None if missing is None else missing.reshape(-1)
        return _fields(flat, hidden), len(flat)
    if values.ndim == 1:
        return [("column0", packed_array(values, missing))], len(values)
    if values.ndim != 2:
        raise TrailError(
            "NT303",
            f"{name} is an array of {values.ndim} dimensions, and a table has rows and columns",
            "Give one with one or two: values.reshape(len(values), -1).",
        )
    columns = [
        (
            f"column{place}",
            packed_array(values[:, place], None if missing is None else missing[:, place]),
        )
        for place in range(values.shape[1])
    ]
    return columns, len(values)


def _fields(values: Any, missing: Any) -> list[tuple[Any, Packed]]:
    """A column for each named field; a mask has the same fields, each with its own."""
    masked = missing is not None and missing.dtype.names is not None
    return [
        (field, packed_array(values[field], missing[field] if masked else None))
        for field in values.dtype.names
    ]


def packed_array(values: Any, missing: Any = None) -> Packed:
    """A column of an array; `missing` is a mask, true where a value is null."""
    import numpy

    values = numpy.asarray(values)
    if missing is not None and missing.shape != values.shape:
        missing = None  # numpy's mask of nothing
    kind = values.dtype.kind
    if values.ndim > 1:
        return _arrays(values, missing)
    if values.dtype.names:
        whole = None if missing is None or missing.dtype.names else missing
        return packed_struct(_fields(values, missing), present(whole))
    if kind == "b":
        return fixed(BOOLEAN, values, missing, "u1")
    if kind in "iu":
        width = f"{kind}{values.dtype.itemsize}"
        return fixed(SqlType(_INTEGERS[width]), values, missing, width)
    if kind == "f":
        single = values.dtype.itemsize <= 4
        return fixed(FLOAT if single else DOUBLE, values, missing, "f4" if single else "f8")
    if kind == "c":
        return packed_struct(
            [("real", packed_array(values.real)), ("imag", packed_array(values.imag))],
            present(missing),
        )
    if kind == "M":
        return _moments(values, missing)
    if kind == "m":
        return _spans(values, missing)
    if kind in "UT":
        return packed_texts(_masked(values.tolist(), missing))
    return packed_objects(_masked(list(values), missing))


def fixed(kind: SqlType, values: Any, missing: Any, code: str) -> Packed:
    """Numbers of that numpy type, as the companion takes them."""
    return join(kind, values.astype(f"<{code}").tobytes(), present(missing))


def with_zone(packed_column: Packed) -> Packed:
    """Microseconds since 1970 as moments, which have a time zone."""
    packed_column.node["type"] = TIMESTAMPTZ.name
    return packed_column


def packed_struct(parts: list[tuple[str, Packed]], there: bytes | None) -> Packed:
    """A struct of columns."""
    kind = struct_of((name, SqlType("")) for name, _ in parts)
    return join(kind, b"", there, [part for _, part in parts])


def present(missing: Any) -> bytes | None:
    """A byte a value, 0 where the mask says that it is missing."""
    return None if missing is None else (~missing).astype("u1").tobytes()


def _masked(values: list[Any], missing: Any) -> list[Any]:
    if missing is None:
        return values
    return [None if is_missing else value for value, is_missing in zip(values, missing)]


def _arrays(values: Any, missing: Any) -> Packed:
    """Rows of equal shape: ARRAYs in ARRAYs."""
    hidden = None if missing is None else missing.reshape(-1, *values.shape[2:])
    item = packed_array(values.reshape(-1, *values.shape[2:]), hidden)
    kind = SqlType("ARRAY", length=values.shape[1])
    return join(kind, b"", None, [item])


def _moments(values: Any, missing: Any) -> Packed:
    import numpy

    unit = numpy.datetime_data(values.dtype)[0]
    nothing = numpy.isnat(values)
    missing = nothing if missing is None else nothing | missing
    if unit in ("Y", "M", "W", "D"):
        days = values.astype("datetime64[D]").astype("i8")
        return fixed(DATE, numpy.where(missing, 0, days), missing, "i4")
    if unit not in _UNITS:
        unit = "s" if unit in ("h", "m") else "ns"
    kind = SqlType(_UNITS[unit])
    numbers = values.astype(f"datetime64[{unit}]").astype("i8")
    return fixed(kind, numpy.where(missing, 0, numbers), missing, "i8")


def _spans(values: Any, missing: Any) -> Packed:
    """DuckDB's intervals have whole microseconds."""
    import numpy

    nothing = numpy.isnat(values)
    missing = nothing if missing is None else nothing | missing
    microseconds = numpy.where(missing, 0, values.astype("timedelta64[us]").astype("i8"))
    parts: Any = numpy.zeros(
        len(values), numpy.dtype([("months", "<i4"), ("days", "<i4"), ("us", "<i8")])
    )
    days = microseconds // 86_400_000_000
    parts["days"], parts["us"] = days, microseconds - days * 86_400_000_000
    return join(INTERVAL, parts.tobytes(), present(missing))
