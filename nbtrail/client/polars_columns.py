"""Columns of polars frames, by their dtype; pyarrow is not needed.

numpy is, for the types; without it they are those of the values.
"""

from __future__ import annotations

from typing import Any

from .object_columns import packed_objects
from .packing import Packed, join, packed, packed_texts
from .sql_types import BLOB, DATE, DIGITS, HUGEINT, UHUGEINT, SqlType

_UNITS = {"ms": "TIMESTAMP_MS", "us": "TIMESTAMP", "ns": "TIMESTAMP_NS"}


def polars_columns(frame: Any) -> tuple[list[tuple[Any, Packed]], int]:
    """Columns of a DataFrame."""
    columns = [(series.name, packed_polars(series)) for series in frame.get_columns()]
    return columns, frame.height


def packed_polars(series: Any) -> Packed:
    """A column of a Series."""
    try:
        import numpy  # noqa: F401  (polars itself fails hard without it)

        from .numpy_columns import fixed, packed_array, present, with_zone

        missing = series.is_null().to_numpy() if series.null_count() else None
    except ImportError:
        return packed_objects(series.to_list())
    kind = series.dtype
    name = kind.base_type().__name__
    if name == "Null":
        return packed_objects([None] * len(series))
    if name in ("String", "Categorical"):
        import polars

        return packed_texts(series.cast(polars.String).to_list())
    if name == "Boolean" or (kind.is_numeric() and name not in ("Int128", "UInt128", "Decimal")):
        return packed_array(_numbers(series), missing)
    if name in ("Int128", "UInt128"):
        return packed(HUGEINT if name == "Int128" else UHUGEINT, series.to_list())
    if name == "Decimal":
        return packed(SqlType("DECIMAL", kind.precision or DIGITS, kind.scale), series.to_list())
    if name == "Binary":
        return packed(BLOB, series.to_list())
    if name == "Enum":
        return _enum(series, missing)
    if name == "Date":
        return fixed(DATE, _numbers(series), missing, "i4")
    if name == "Datetime":
        if kind.time_zone is None:
            return fixed(SqlType(_UNITS[kind.time_unit]), _numbers(series), missing, "i8")
        moments = _numbers(series).astype("i8").view(f"datetime64[{kind.time_unit}]")
        return with_zone(packed_array(moments.astype("datetime64[us]"), missing))
    if name == "Duration":
        spans = _numbers(series).astype("i8").view(f"timedelta64[{kind.time_unit}]")
        return packed_array(spans, missing)
    if name == "Time":
        # Always nanoseconds in polars, and hardly ever meant as such.
        nanoseconds = _numbers(series)
        if (nanoseconds % 1000).any():
            return fixed(SqlType("TIME_NS"), nanoseconds, missing, "i8")
        return fixed(SqlType("TIME"), nanoseconds // 1000, missing, "i8")
    if name == "Array" and kind.size:
        items = packed_polars(_array_items(series))
        return join(SqlType("ARRAY", length=kind.size), b"", present(missing), [items])
    if name == "List":
        lengths = series.list.len().fill_null(0)
        full = series.filter(lengths > 0)
        items = packed_polars(full.explode() if len(full) else _none_of(kind.inner))
        own = lengths.to_numpy().astype("<u4").tobytes()
        return join(SqlType("LIST"), own, present(missing), [items])
    if name == "Struct" and kind.fields:
        return _struct(series, missing)
    return packed_objects(series.to_list())


def _numbers(series: Any) -> Any:
    """What lies behind the values; a null is 0."""
    physical = series.to_physical()
    if physical.null_count():
        is_truth = physical.dtype.base_type().__name__ == "Boolean"
        physical = physical.fill_null(False if is_truth else 0)
    return physical.to_numpy()


def _array_items(series: Any) -> Any:
    """The items of all arrays one after the other, as many nulls for one that is missing."""
    import numpy
    import polars

    size, there = series.dtype.size, series.drop_nulls()
    inner = polars.List(series.dtype.inner)
    if not len(there):
        return _none_of(series.dtype.inner, len(series) * size)
    items = there.cast(inner).explode()
    if not series.null_count():
        return items
    present: Any = numpy.repeat(series.is_not_null().to_numpy(), size)
    places = polars.Series(numpy.cumsum(present) - 1)
    return items.gather(polars.select(polars.when(polars.Series(present)).then(places)).to_series())


def _none_of(kind: Any, count: int = 0) -> Any:
    import polars

    return polars.Series([None] * count, dtype=kind)


def _enum(series: Any, missing: Any) -> Packed:
    from .numpy_columns import fixed

    words = series.dtype.categories.to_list()
    if not words:
        return packed_objects([None] * len(series))
    width = "u1" if len(words) <= 0xFF else "u2" if len(words) <= 0xFFFF else "u4"
    return fixed(SqlType("ENUM", values=tuple(words)), _numbers(series), missing, width)


def _struct(series: Any, missing: Any) -> Packed:
    from .numpy_columns import packed_struct, present

    names = [field.name for field in series.dtype.fields]
    lowered = [name.lower() for name in names]
    if "" in lowered or len(set(lowered)) < len(names):
        return packed_objects(series.to_list())
    parts = [(name, packed_polars(series.struct.field(name))) for name in names]
    return packed_struct(parts, present(missing))
