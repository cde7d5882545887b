"""Answers as data frames: pandas, polars and Arrow, with the types that DuckDB gave.

A null is the frame's own null, except in pandas' floats, where it is NaN. Where
numpy is installed, numbers go over as the bytes they are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .columns import MOMENTS
from .converted import INTEGERS

if TYPE_CHECKING:
    from .columns import Column


def pandas_frame(names: list[str], columns: list[Column]) -> Any:
    """A pandas DataFrame; two columns may have one name. Raises ImportError without pandas."""
    import pandas

    series = {index: _pandas_series(pandas, column) for index, column in enumerate(columns)}
    frame = pandas.DataFrame(series)
    frame.columns = pandas.Index(names)
    return frame


def polars_frame(names: list[str], columns: list[Column]) -> Any:
    """A polars DataFrame; of columns of one name the later ones are numbered. Raises ImportError."""
    import polars

    series = [_polars_series(polars, column).alias(name) for name, column in zip(distinct(names), columns)]
    return polars.DataFrame(series)


def arrow_table(names: list[str], columns: list[Column]) -> Any:
    """A pyarrow Table. Raises ImportError without pyarrow."""
    import pyarrow

    return pyarrow.table(
        [_arrow_array(pyarrow, column) for column in columns], names=distinct(names)
    )


def distinct(names: list[str]) -> list[str]:
    """The names, later ones of a kind numbered: `a`, `a_2`."""
    counts: dict[str, int] = {}
    told: list[str] = []
    for name in names:
        counts[name] = counts.get(name, 0) + 1
        told.append(name if counts[name] == 1 else f"{name}_{counts[name]}")
    return told


def _pandas_series(pandas: Any, column: Column) -> Any:
    import numpy

    if column.layout == "json" or not _plain_moments(column):
        return pandas.Series(column.values, dtype=_pandas_type(column.values, column.kind))
    numbers = column.numpy()
    missing = column.missing()
    if column.layout == "text":
        texts = numpy.array([*column.texts, None], dtype=object)
        return pandas.Series(texts[_places(numbers, missing, len(column.texts))])
    if column.layout == "us":
        moments = numbers.view("datetime64[us]")
        if missing is not None:
            moments = numpy.where(missing, numpy.datetime64("NaT", "us"), moments)
        return pandas.Series(moments).dt.tz_localize("UTC")
    if missing is None:
        return pandas.Series(numbers)
    if column.layout == "f64":
        return pandas.Series(numpy.where(missing, numpy.nan, numbers))
    if column.layout == "bool":
        return pandas.Series(pandas.arrays.BooleanArray(numbers.copy(), missing))
    return pandas.Series(pandas.arrays.IntegerArray(numbers.astype("int64"), missing))


def _polars_series(polars: Any, column: Column) -> Any:
    kinds = {
        "f64": polars.Float64,
        "i64": polars.Int64,
        "i32": polars.Int32,
        "bool": polars.Boolean,
        "text": polars.String,
        "us": polars.Datetime("us", "UTC"),
    }
    if column.layout == "json" or not _plain_moments(column):
        return polars.Series(values=column.values, strict=False)
    try:
        numbers = column.numpy()
    except ImportError:
        return polars.Series(values=column.values, dtype=kinds[column.layout])
    missing = column.missing()
    if column.layout == "text":
        texts = polars.Series(values=[*column.texts, None], dtype=polars.String)
        return texts.gather(polars.Series(values=_places(numbers, missing, len(column.texts))))
    series = polars.Series(values=numbers)
    if column.layout == "us":
        series = series.cast(kinds["us"])
    if missing is None:
        return series
    there = polars.Series(values=~missing)
    return polars.select(polars.when(there).then(series)).to_series()


def _arrow_array(pyarrow: Any, column: Column) -> Any:
    kinds = {
        "f64": pyarrow.float64(),
        "i64": pyarrow.int64(),
        "i32": pyarrow.int32(),
        "bool": pyarrow.bool_(),
        "text": pyarrow.string(),
        "us": pyarrow.timestamp("us", "UTC"),
    }
    if column.layout == "json" or not _plain_moments(column):
        try:
            return pyarrow.array(column.values)
        except pyarrow.ArrowInvalid:  # a column of several types
            return pyarrow.array([None if v is None else str(v) for v in column.values])
    try:
        numbers = column.numpy()
    except ImportError:
        return pyarrow.array(column.values, kinds[column.layout])
    missing = column.missing()
    if column.layout == "text":
        places = pyarrow.array(numbers, mask=missing)
        texts = pyarrow.array(column.texts or [""], pyarrow.string())
        return pyarrow.DictionaryArray.from_arrays(places, texts).cast(pyarrow.string())
    if column.layout == "us":
        numbers = numbers.view("datetime64[us]")
    return pyarrow.array(numbers, kinds[column.layout], mask=missing)


def _places(numbers: Any, missing: Any, null: int) -> Any:
    """Places in the texts, `null` for those that are missing."""
    import numpy

    return numbers if missing is None else numpy.where(missing, null, numbers)


def _plain_moments(column: Column) -> bool:
    """False when a moment is one of DuckDB's infinities, which frames have no word for."""
    if column.layout != "us" or len(column) == 0:
        return True
    try:
        numbers = column.numpy()
    except ImportError:
        return all(not isinstance(value, str) for value in column.values)
    return bool(numbers.max() <= MOMENTS and numbers.min() > -MOMENTS)


def _pandas_type(values: list[Any], kind: str) -> str | None:
    """Types that pandas would guess wrong where a value is missing."""
    if kind in INTEGERS:
        return "Int64" if any(value is None for value in values) else None
    if kind == "BOOLEAN" and any(value is None for value in values):
        return "boolean"
    return "float64" if kind in ("DOUBLE", "FLOAT") else None
