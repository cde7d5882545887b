"""Answers as polars DataFrames, with the types that DuckDB gave.

Where polars has no such type: a MAP is a list of structs of key and value, a
UNION a struct of its members, of which one is there. A UUID, TIME WITH TIME ZONE,
BIT, BIGNUM and VARIANT (as JSON) are text; so is a column of intervals when one
has months, of dates when one is infinite, of times when one is 24:00:00. Entries
of a struct without names are called "0", "1", …
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .column_values import months_of
from .result_names import distinct, entry_names, infinite, within_a_day, zone_name

if TYPE_CHECKING:
    from .columns import Column

_DAY = 86_400_000_000
#: Types whose values polars takes from integers: the factor to its unit.
_UNITS = {
    "TIMESTAMP": ("us", 1),
    "TIMESTAMP_S": ("ms", 1000),
    "TIMESTAMP_MS": ("ms", 1),
    "TIMESTAMP_NS": ("ns", 1),
    "TIMESTAMP WITH TIME ZONE": ("us", 1),
}


def polars_frame(names: list[str], columns: list[Column], count: int) -> Any:
    """A polars DataFrame; of columns of one name the later ones are numbered. Raises ImportError."""
    import polars

    series = [_series(polars, column).alias(name) for name, column in zip(distinct(names), columns)]
    return polars.DataFrame(series)


def _series(polars: Any, column: Column) -> Any:
    kind = _kind(polars, column)
    try:
        fast = _from_numbers(polars, column)
    except ImportError:  # no numpy
        fast = None
    if fast is None:
        fast = polars.Series(
            values=_plain(column, 0, len(column)), dtype=_kind(polars, column, physical=True)
        )
    return fast if fast.dtype == kind else fast.cast(kind)


def _from_numbers(polars: Any, column: Column) -> Any:
    """By way of numpy, without a look at each value; None where that is not possible."""
    is_clock = column.type == "DATE" or _UNITS.get(column.type, ("", 0))[1] == 1
    if column.type in _SIMPLE or (is_clock and not infinite(column)):
        series = polars.Series(values=column.numpy())
    elif column.type == "BOOLEAN":
        series = polars.Series(values=column.numpy("B") == 1)
    elif column.type == "VARCHAR":
        places = column.numpy("I")
        missing = column.missing()
        if missing is not None:
            import numpy

            places = numpy.where(missing, len(column.texts), places)
        texts = polars.Series(values=[*column.texts, None], dtype=polars.String)
        return texts.gather(polars.Series(values=places))
    else:
        return None
    missing = column.missing()
    if missing is None:
        return series
    return polars.select(polars.when(polars.Series(values=~missing)).then(series)).to_series()


_SIMPLE = frozenset(
    {"TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT"}
) | {"FLOAT", "DOUBLE"}


def _kind(polars: Any, column: Column, physical: bool = False) -> Any:
    """polars' type of the column, or the one of what `_plain` gives."""
    name = {
        "BOOLEAN": "Boolean",
        "TINYINT": "Int8",
        "SMALLINT": "Int16",
        "INTEGER": "Int32",
        "BIGINT": "Int64",
        "HUGEINT": "Int128",
        "UTINYINT": "UInt8",
        "USMALLINT": "UInt16",
        "UINTEGER": "UInt32",
        "UBIGINT": "UInt64",
        "UHUGEINT": "UInt128",
        "FLOAT": "Float32",
        "DOUBLE": "Float64",
        "BLOB": "Binary",
        "NULL": "Null",
    }.get(column.type)
    if name is not None:
        return getattr(polars, name, polars.String)
    if column.type in _UNITS and not infinite(column):
        zone = zone_name(column) if column.type == "TIMESTAMP WITH TIME ZONE" else None
        return polars.Int64 if physical else polars.Datetime(_UNITS[column.type][0], zone)
    if column.type == "DATE" and not infinite(column):
        return polars.Int32 if physical else polars.Date
    if column.type in ("TIME", "TIME_NS") and within_a_day(column):
        return polars.Int64 if physical else polars.Time
    if column.type == "INTERVAL" and _has_fixed_length(column):
        return polars.Int64 if physical else polars.Duration("us")
    if column.type == "DECIMAL":
        return polars.Decimal(column.width, column.scale)
    if column.type == "ENUM":
        return polars.String if physical else polars.Enum(column.texts)
    inside = [_kind(polars, child, physical) for child in column.children]
    if column.type == "LIST":
        return polars.List(inside[0])
    if column.type == "ARRAY":
        return polars.Array(inside[0], column.length)
    if column.type == "MAP":
        return polars.List(polars.Struct({"key": inside[0], "value": inside[1]}))
    if column.type in ("STRUCT", "UNION"):
        return polars.Struct(dict(zip(entry_names(column), inside)))
    return polars.String


def _plain(column: Column, begin: int, end: int) -> list[Any]:
    """Values as polars takes them: numbers for times, dicts for structs, text for what it has not."""
    values = _plain_values(column, begin, end)
    if column.there is not None:
        there = column.there[begin:end]
        values = [value if present else None for value, present in zip(values, there)]
    return values


def _plain_values(column: Column, begin: int, end: int) -> list[Any]:
    kind = column.type
    if kind in _UNITS and not infinite(column):
        return [value * _UNITS[kind][1] for value in column.integers("q", begin, end)]
    if kind == "DATE" and not infinite(column):
        return list(column.integers("i", begin, end))
    if kind in ("TIME", "TIME_NS") and within_a_day(column):
        factor = 1000 if kind == "TIME" else 1
        return [value * factor for value in column.integers("q", begin, end)]
    if kind == "INTERVAL" and _has_fixed_length(column):
        return [days * _DAY + rest for _, days, rest in [*months_of(column)][begin:end]]
    if kind in ("LIST", "MAP"):
        offsets = column.offsets
        first, last = offsets[begin], offsets[end]
        parts = [_plain(child, first, last) for child in column.children]
        items = parts[0] if kind == "LIST" else [{"key": k, "value": v} for k, v in zip(*parts)]
        return [items[offsets[row] - first : offsets[row + 1] - first] for row in range(begin, end)]
    if kind == "ARRAY":
        items = _plain(column.children[0], begin * column.length, end * column.length)
        return [items[at : at + column.length] for at in range(0, len(items), column.length)]
    if kind in ("STRUCT", "UNION"):
        names = entry_names(column)
        rows = zip(*(_plain(child, begin, end) for child in column.children))
        return [dict(zip(names, row)) for row in rows]
    values = column.made(begin, end)
    if kind in _AS_THEY_ARE:
        return values
    if kind in ("VARIANT", "BIGNUM"):
        return [
            column.texts[place] if column.texts else None
            for place in column.integers("I", begin, end)
        ]
    return [None if value is None else str(value) for value in values]


_AS_THEY_ARE = _SIMPLE | {"BOOLEAN", "HUGEINT", "UHUGEINT", "DECIMAL", "BLOB", "ENUM", "VARCHAR"}


def _has_fixed_length(column: Column) -> bool:
    there = column.there or b"\1" * len(column)
    return all(
        months == 0 and abs(days * _DAY + rest) < 2**63
        for (months, days, rest), present in zip(months_of(column), there)
        if present
    )
