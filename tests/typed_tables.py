"""Random typed tables for the tests: types of DuckDB with values that Python has for them."""

from __future__ import annotations

import datetime
import decimal
from typing import Any

from hypothesis import strategies as st

from nbtrail.client.sql_types import SqlType

UTC = datetime.timezone.utc
_EXACT = decimal.Context(prec=60)

_NAIVE = st.datetimes(datetime.datetime(1700, 1, 1), datetime.datetime(2200, 1, 1))
_SECONDS = _NAIVE.map(lambda moment: moment.replace(microsecond=0))
_ENTRIES = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=4
)


def _integers(bits: int, signed: bool) -> st.SearchStrategy[int]:
    return (
        st.integers(-(2 ** (bits - 1)), 2 ** (bits - 1) - 1)
        if signed
        else st.integers(0, 2**bits - 1)
    )


_PLAIN: dict[str, st.SearchStrategy[Any]] = {
    "BOOLEAN": st.booleans(),
    "TINYINT": _integers(8, True),
    "SMALLINT": _integers(16, True),
    "INTEGER": _integers(32, True),
    "BIGINT": _integers(64, True),
    "HUGEINT": _integers(128, True),
    "UTINYINT": _integers(8, False),
    "USMALLINT": _integers(16, False),
    "UINTEGER": _integers(32, False),
    "UBIGINT": _integers(64, False),
    "UHUGEINT": _integers(128, False),
    "FLOAT": st.floats(width=32),
    "DOUBLE": st.floats(),
    "VARCHAR": st.text(st.characters(exclude_categories=["Cs"]), max_size=20),
    "BLOB": st.binary(max_size=20),
    "DATE": st.dates(),
    "TIME": st.times(),
    "TIME WITH TIME ZONE": st.times(
        timezones=st.just(datetime.timezone(datetime.timedelta(hours=5, minutes=30)))
    ),
    "TIMESTAMP": _NAIVE,
    "TIMESTAMP_S": _SECONDS,
    "TIMESTAMP_MS": _SECONDS,
    "TIMESTAMP_NS": _NAIVE,
    "TIMESTAMP WITH TIME ZONE": _NAIVE.map(lambda moment: moment.replace(tzinfo=UTC)),
    "INTERVAL": st.timedeltas(datetime.timedelta(-10_000), datetime.timedelta(10_000)),
    "UUID": st.uuids(),
}


@st.composite
def types(draw: Any, depth: int = 2) -> SqlType:
    """A type, nested at most that deep."""
    kinds = [*_PLAIN, "DECIMAL", "ENUM"]
    if depth:
        kinds += ["LIST", "ARRAY", "STRUCT", "MAP"] * 3
    kind = draw(st.sampled_from(kinds))
    if kind == "DECIMAL":
        width = draw(st.integers(1, 38))
        return SqlType("DECIMAL", width, draw(st.integers(0, width)))
    if kind == "ENUM":
        values = draw(st.lists(_ENTRIES, min_size=1, max_size=4, unique=True))
        return SqlType("ENUM", values=tuple(values))
    if kind == "LIST":
        return SqlType("LIST", children=(draw(types(depth - 1)),))
    if kind == "ARRAY":
        return SqlType("ARRAY", length=draw(st.integers(1, 3)), children=(draw(types(depth - 1)),))
    if kind == "STRUCT":
        names = draw(
            st.lists(_ENTRIES, min_size=1, max_size=3, unique_by=lambda name: name.lower())
        )
        return SqlType(
            "STRUCT", names=tuple(names), children=tuple(draw(types(depth - 1)) for _ in names)
        )
    if kind == "MAP":
        return SqlType(
            "MAP",
            children=(
                SqlType(draw(st.sampled_from(["VARCHAR", "BIGINT", "DATE"]))),
                draw(types(depth - 1)),
            ),
        )
    return SqlType(kind)


def values_of(kind: SqlType) -> st.SearchStrategy[Any]:
    """Values of that type, None among them."""
    if kind.name in _PLAIN:
        made = _PLAIN[kind.name]
    elif kind.name == "DECIMAL":
        most = 10**kind.width - 1
        made = st.integers(-most, most).map(
            lambda whole: decimal.Decimal(whole).scaleb(-kind.scale, _EXACT)
        )
    elif kind.name == "ENUM":
        made = st.sampled_from(kind.values)
    elif kind.name == "LIST":
        made = st.lists(values_of(kind.children[0]), max_size=3)
    elif kind.name == "ARRAY":
        made = st.lists(values_of(kind.children[0]), min_size=kind.length, max_size=kind.length)
    elif kind.name == "STRUCT":
        made = st.fixed_dictionaries(
            {name: values_of(child) for name, child in zip(kind.names, kind.children)}
        )
    else:
        keys = _PLAIN[kind.children[0].name]
        made = st.dictionaries(keys, values_of(kind.children[1]), max_size=3)
    return st.none() | made


@st.composite
def tables(draw: Any, most: int = 4) -> list[tuple[str, SqlType, list[Any]]]:
    """Columns of a table: name, type and values; names may come twice, or be empty."""
    rows = draw(st.integers(0, 5))
    names = st.sampled_from(["a", "A", "", "b c", 'q"', "ß"])
    columns = []
    for _ in range(draw(st.integers(1, most))):
        kind = draw(types())
        values = draw(st.lists(values_of(kind), min_size=rows, max_size=rows))
        columns.append((draw(names), kind, values))
    return columns


def same(one: Any, other: Any) -> bool:
    """Equal, NaN to NaN included."""
    if isinstance(one, float) and isinstance(other, float):
        return one == other or (one != one and other != other)
    if isinstance(one, (list, tuple)) and isinstance(other, (list, tuple)):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, dict) and isinstance(other, dict):
        return set(one) == set(other) and all(same(one[key], other[key]) for key in one)
    return one == other


def holds(kind: SqlType, *names: str) -> bool:
    """Whether the type, or a type in it, is one of these."""
    return kind.name in names or any(holds(child, *names) for child in kind.children)


def as_told(kind: SqlType, value: Any, library: str) -> Any:
    """The nearest form that the library has for the value, as README says."""
    if value is None:
        return None
    if kind.name == "TIME WITH TIME ZONE" and library != "pandas":
        return str(value)
    if kind.name == "UUID" and library == "polars":
        return str(value)
    if kind.name == "MAP":
        _, items = kind.children
        pairs = {key: as_told(items, item, library) for key, item in value.items()}
        return [{"key": k, "value": v} for k, v in pairs.items()] if library == "polars" else pairs
    if kind.name in ("LIST", "ARRAY"):
        return [as_told(kind.children[0], item, library) for item in value]
    if kind.name == "STRUCT":
        return {
            name: as_told(child, value[name], library)
            for name, child in zip(kind.names, kind.children)
        }
    return value
