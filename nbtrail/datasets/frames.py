"""Columns out of pandas', polars' and pyarrow's, read by their own fast ways.

What has no counterpart among numbers, texts and moments (lists, structs,
decimals, periods, …) is left in its library, and every how manyth row of it is
made into Python's own objects when it is looked at.
"""

from __future__ import annotations

import math
import sys
from typing import Any

from .arrays import array_column, listed_column, moments_column, without_marks
from .column import NO_TIME, OTHER, Column, Rows
from .nanoseconds import arrow_objects, polars_objects

_NAN = math.nan
#: What Python calls the objects of pyarrow's types, by the beginning of their names.
_ARROW_OBJECTS = {
    "decimal32": "decimal", "decimal64": "decimal", "decimal128": "decimal", "decimal256": "decimal",
    "time32": "time", "time64": "time", "list": "list", "large_list": "list", "fixed_size_list": "list",
    "list_view": "list", "large_list_view": "list", "map": "list", "struct": "dict",
    "binary": "bytes", "large_binary": "bytes", "binary_view": "bytes", "fixed_size_binary": "bytes",
}  # fmt: skip
_POLARS_OBJECTS = {
    "Time": "time", "Decimal": "decimal", "List": "list", "Array": "list", "Struct": "dict", "Binary": "bytes",
}  # fmt: skip


def pandas_column(name: str, series: Any) -> Column:
    """A Series'."""
    dtype = series.dtype
    kind = getattr(dtype, "kind", "O")
    if type(dtype).__module__.startswith("numpy"):
        return array_column(name, series.to_numpy())
    word = type(dtype).__name__
    if word == "ArrowDtype":
        return arrow_column(name, series.array.__arrow_array__())
    if word == "SparseDtype":
        return array_column(name, sys.modules["numpy"].asarray(series.array.to_dense()))
    if hasattr(dtype, "categories"):
        return listed_column(name, series.astype(object).tolist())
    if kind == "M" and getattr(dtype, "tz", None) is not None:
        return moments_column(name, "datetime_utc", series.dt.tz_convert(None).to_numpy())
    if kind in "iubf":
        width = str(dtype).lower().partition("[")[0].replace("double", "float64")
        plain = "bool" if kind == "b" else width
        if kind == "f":
            return array_column(name, series.to_numpy(dtype=plain, na_value=_NAN))
        found = array_column(name, series.fillna(False if kind == "b" else 0).to_numpy(dtype=plain))
        if series.hasnans:
            found.missing = series.isna().to_numpy()
        return found
    if word in ("PeriodDtype", "IntervalDtype", "GeometryDtype"):
        missing = int(series.isna().sum())
        rows = Rows(
            len(series), missing, lambda stride: without_marks(series.iloc[::stride].tolist())
        )
        return _objects(name, rows, {"G": "geometry"}.get(word[0], word[:-5].lower()))
    return listed_column(name, series.tolist())


def polars_column(name: str, series: Any) -> Column:
    """A Series'."""
    dtype = series.dtype
    word = str(dtype).partition("(")[0]
    whole, boolean = dtype.is_integer(), word == "Boolean"
    if (whole and not word.endswith("128")) or boolean:
        found = array_column(name, series.fill_null(0 if whole else False).to_numpy())
        if series.null_count():
            found.missing = series.is_null().to_numpy()
        return found
    if dtype.is_float():
        return array_column(name, series.to_numpy())
    if dtype.is_temporal() and word != "Time":
        found = array_column(name, series.to_numpy())
        if getattr(dtype, "time_zone", None):
            found.type = "datetime_utc"
        return found
    if word in _POLARS_OBJECTS:
        rows = Rows(
            len(series),
            series.null_count(),
            lambda stride: polars_objects(series.gather_every(stride)),
        )
        return _objects(name, rows, _POLARS_OBJECTS[word])
    return listed_column(name, series.to_list())


def arrow_column(name: str, values: Any) -> Column:
    """An Array's or a ChunkedArray's."""
    kind = str(values.type)
    word = kind.partition("<")[0].partition("[")[0].partition("(")[0]
    if hasattr(values.type, "storage_type"):  # an extension type
        return arrow_column(name, _each_chunk(values, lambda chunk: chunk.storage))
    if word == "dictionary":
        return arrow_column(name, values.cast(values.type.value_type))
    if word == "run_end_encoded":
        import pyarrow.compute

        return arrow_column(name, _each_chunk(values, pyarrow.compute.run_end_decode))
    whole, boolean = kind.startswith(("int", "uint")), kind == "bool"
    if whole or boolean:
        filled = values.fill_null(0 if whole else False) if values.null_count else values
        found = array_column(name, _numpy_of(filled))
        if values.null_count:
            found.missing = _numpy_of(values.is_null())
        return found
    if kind in ("float", "double", "halffloat") or word in ("timestamp", "duration"):
        found = array_column(name, _numpy_of(values))
        if "tz=" in kind:
            found.type = "datetime_utc"
        return found
    if word in ("date32", "date64") and values.null_count < len(values):
        days = values.cast("date32").cast("int32").cast("int64")
        flat = _numpy_of(days.fill_null(NO_TIME) if days.null_count else days)
        return Column(name, "moment", "date", flat, None, "D")
    if word in _ARROW_OBJECTS or word == "month_day_nano_interval":
        rows = Rows(len(values), values.null_count, lambda stride: _every(values, stride))
        return _objects(name, rows, _ARROW_OBJECTS.get(word, "monthdaynano"))
    return listed_column(name, values.to_pylist())


def _objects(name: str, rows: Rows, word: str) -> Column:
    """A column of Python's objects, or one in which nothing is there."""
    if rows.missing == len(rows):
        return listed_column(name, [None] * len(rows))
    return Column(name, OTHER, word, rows)


def _every(values: Any, stride: int) -> list[Any]:
    """Arrow's values at these places as Python's."""
    taken = values
    if stride > 1:
        places = range(0, len(values), stride)
        taken = values.take(sys.modules["pyarrow"].array(places, "int64"))
    return arrow_objects(taken)


def _each_chunk(values: Any, change: Any) -> Any:
    if not hasattr(values, "chunks"):
        return change(values)
    pyarrow = sys.modules["pyarrow"]
    chunks = [change(chunk) for chunk in values.chunks]
    return pyarrow.chunked_array(chunks) if chunks else change(pyarrow.array([], values.type))


def _numpy_of(values: Any) -> Any:
    """A chunked array's numbers, or an array's, which asks whether it may copy."""
    return values.to_numpy() if hasattr(values, "chunks") else values.to_numpy(zero_copy_only=False)
