"""Answers as pandas DataFrames, with the types that DuckDB gave.

| DuckDB | pandas |
|---|---|
| BOOLEAN, integers up to 64 bits | their numpy type; pandas' nullable one where a value is missing |
| HUGEINT, UHUGEINT | int64 where all fit and none is missing, Int64 where all others fit, else Python's int |
| FLOAT, DOUBLE | float32, float64; a missing value is NaN |
| DECIMAL up to 15 digits | float64, which prints the same; wider ones are decimal.Decimal |
| VARCHAR | pandas' text |
| ENUM | an ordered Categorical |
| TIMESTAMP… | datetime64 of its unit, with the question's time zone where it has one |
| INTERVAL | timedelta64[us] where none has months |
| others | Python's own objects, as in `Result.rows` |
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .column_values import decimal_code, enum_code
from .result_names import infinite

if TYPE_CHECKING:
    from .columns import Column

_NULLABLE = frozenset(
    {"TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT"}
)
_UNITS = {
    "TIMESTAMP": "us",
    "TIMESTAMP_S": "s",
    "TIMESTAMP_MS": "ms",
    "TIMESTAMP_NS": "ns",
    "TIMESTAMP WITH TIME ZONE": "us",
}
_EXACT_DIGITS = 15


def pandas_frame(names: list[str], columns: list[Column], count: int) -> Any:
    """A pandas DataFrame; two columns may have one name. Raises ImportError without pandas."""
    import pandas

    series = {index: _series(pandas, column) for index, column in enumerate(columns)}
    frame = pandas.DataFrame(series, index=pandas.RangeIndex(count))
    frame.columns = pandas.Index(names, dtype=object if not names else None)
    return frame


def _series(pandas: Any, column: Column) -> Any:
    import numpy

    missing = column.missing()
    kind = column.type
    if kind == "BOOLEAN":
        truth = column.numpy("B") == 1
        return pandas.Series(
            truth if missing is None else pandas.arrays.BooleanArray(truth, missing)
        )
    if kind in _NULLABLE:
        numbers = column.numpy()
        if missing is None:
            return pandas.Series(numbers)
        numbers = numpy.where(missing, numbers.dtype.type(0), numbers)
        return pandas.Series(pandas.arrays.IntegerArray(numbers, missing))
    if kind in ("FLOAT", "DOUBLE"):
        numbers = column.numpy()
        return pandas.Series(
            numbers if missing is None else numpy.where(missing, numbers.dtype.type("nan"), numbers)
        )
    if kind == "DECIMAL" and column.width <= _EXACT_DIGITS:
        numbers = column.numpy(decimal_code(column.width)) / 10.0**column.scale
        return pandas.Series(
            numbers if missing is None else numpy.where(missing, numpy.nan, numbers)
        )
    if kind in ("HUGEINT", "UHUGEINT"):
        return _wide(pandas, column, missing)
    if kind == "VARCHAR":
        texts = numpy.array([*column.texts, None], dtype=object)
        places = column.numpy("I")
        if missing is not None:
            places = numpy.where(missing, len(column.texts), places)
        made = pandas.Series(texts[places])
        # Nothing but nulls, or nothing at all, is text as well.
        return made if column.texts else made.astype("str")
    if kind == "ENUM":
        places = column.numpy(enum_code(len(column.texts))).astype("int64")
        places = places if missing is None else numpy.where(missing, -1, places)
        return pandas.Series(pandas.Categorical.from_codes(places, column.texts, ordered=True))
    if kind in _UNITS:
        return _moments(pandas, column, missing)
    if kind == "INTERVAL":
        return _intervals(pandas, column, missing)
    return _objects(pandas, column.values)


def _objects(pandas: Any, values: list[Any]) -> Any:
    import numpy

    # Not numpy.array(values): it would make a matrix of lists that are equally long.
    made: Any = numpy.empty(len(values), dtype=object)
    for place, value in enumerate(values):
        made[place] = value
    return pandas.Series(made, dtype=object)


def _wide(pandas: Any, column: Column, missing: Any) -> Any:
    values = column.values
    if all(value is None or -(2**63) <= value < 2**63 for value in values):
        return pandas.Series(values, dtype="int64" if missing is None else "Int64")
    return _objects(pandas, values)


def _moments(pandas: Any, column: Column, missing: Any) -> Any:
    import numpy

    numbers = column.numpy()
    if infinite(column):
        return _objects(pandas, column.values)
    unit: Any = _UNITS[column.type]
    moments = numbers.view(f"datetime64[{unit}]")
    if missing is not None:
        moments = numpy.where(missing, numpy.datetime64("NaT", unit), moments)
    series = pandas.Series(moments)
    if column.type != "TIMESTAMP WITH TIME ZONE":
        return series
    return series.dt.tz_localize("UTC").dt.tz_convert(column.zone)


def _intervals(pandas: Any, column: Column, missing: Any) -> Any:
    import numpy

    parts = numpy.frombuffer(
        column.packed, numpy.dtype([("months", "<i4"), ("days", "<i4"), ("us", "<i8")])
    )
    there = slice(None) if missing is None else ~missing
    days, us = parts["days"].astype("float64"), parts["us"].astype("float64")
    if parts["months"][there].any() or (abs(days * 86_400e6 + us) > 9e18)[there].any():
        return _objects(pandas, column.values)
    microseconds = parts["days"].astype("int64") * 86_400_000_000 + parts["us"]
    spans = microseconds.view("timedelta64[us]")
    if missing is not None:
        spans = numpy.where(missing, numpy.timedelta64("NaT", "us"), spans)
    return pandas.Series(spans)
