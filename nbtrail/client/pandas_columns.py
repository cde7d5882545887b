"""Columns of pandas frames, by their dtype. The index is left out, as DuckDB leaves it."""

from __future__ import annotations

from typing import Any

from .arrow_columns import packed_arrow
from .numpy_columns import (
    packed_array,
    packed_struct,
    present,
    with_zone,
)
from .object_columns import packed_objects
from .packing import Packed, join, packed_texts
from .sql_types import SqlType


def pandas_columns(frame: Any) -> tuple[list[tuple[Any, Packed]], int]:
    """Columns of a DataFrame, by place: two may have one name."""
    columns = [
        (label, packed_series(frame.iloc[:, place])) for place, label in enumerate(frame.columns)
    ]
    return columns, len(frame)


def packed_series(series: Any) -> Packed:
    """A column of a Series or an Index."""
    dtype = series.dtype
    name = type(dtype).__name__
    if name == "ArrowDtype":
        return packed_arrow(series.array.__arrow_array__())
    if name == "StringDtype":
        return _texts(series)
    if name == "CategoricalDtype":
        return _categories(series)
    if name == "SparseDtype":
        return packed_array(series.sparse.to_dense().to_numpy())
    if name == "DatetimeTZDtype":
        utc = series.dt.tz_convert("UTC").dt.tz_localize(None)
        return with_zone(packed_array(utc.to_numpy().astype("datetime64[us]")))
    if name == "PeriodDtype":
        return packed_array(series.dt.start_time.to_numpy())
    if name == "IntervalDtype":
        return _intervals(series)
    if name in _MASKED:
        missing = series.isna().to_numpy()
        kind = dtype.numpy_dtype
        return packed_array(series.to_numpy(kind, na_value=kind.type(0)), missing)
    if isinstance(getattr(dtype, "kind", None), str) and not hasattr(dtype, "na_value"):
        return packed_array(series.to_numpy())
    return packed_objects(list(series))


_MASKED = frozenset(
    {"BooleanDtype", "Float32Dtype", "Float64Dtype"}
    | {f"{sign}Int{size}Dtype" for sign in ("", "U") for size in (8, 16, 32, 64)}
)


def _texts(series: Any) -> Packed:
    import numpy
    import pandas

    codes, texts = pandas.factorize(series)
    missing = codes < 0
    places = numpy.where(missing, 0, codes)
    kind = SqlType("VARCHAR")
    return join(kind, places.astype("<u4").tobytes(), present(missing), texts=list(map(str, texts)))


def _categories(series: Any) -> Packed:
    """ENUM where the categories are texts; else what the categories are."""
    import numpy

    categories = series.cat.categories
    values = list(categories)
    codes = series.cat.codes.to_numpy()
    missing = codes < 0
    if values and all(isinstance(value, str) for value in values):
        kind = SqlType("ENUM", values=tuple(values))
        width = "u1" if len(values) <= 0xFF else "u2" if len(values) <= 0xFFFF else "u4"
        places = numpy.where(missing, 0, codes).astype(f"<{width}")
        return join(kind, places.tobytes(), present(missing))
    if not values:
        return packed_texts([None] * len(series))
    taken = categories.take(numpy.where(missing, 0, codes))
    if isinstance(taken.dtype, numpy.dtype):
        return packed_array(taken.to_numpy(), missing)
    return packed_series(taken.to_series(index=series.index).where(~missing))


def _intervals(series: Any) -> Packed:
    """The two ends, and which of them belongs to it."""
    import numpy

    array = series.array
    closed = numpy.full(len(series), series.dtype.closed)
    parts = [
        ("left", packed_series(array.left)),
        ("right", packed_series(array.right)),
        ("closed", packed_array(closed)),
    ]
    return packed_struct(parts, present(series.isna().to_numpy()))
