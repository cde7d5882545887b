"""Typed tables there and back: what is given to a question comes out of it as it was."""

from __future__ import annotations

import datetime
import json
import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from typed_tables import as_told, holds, same, tables, types, values_of

from nbtrail.client import sql
from nbtrail.client.packing import packed
from nbtrail.client.result import Result
from nbtrail.client.sql_types import SqlType
from nbtrail.stop import stop

UTC = datetime.timezone.utc

rounds = settings(
    max_examples=60,
    deadline=None,
    print_blob=True,
    suppress_health_check=[
        HealthCheck.too_slow,
        HealthCheck.data_too_large,
        HealthCheck.filter_too_much,
    ],
)


@pytest.fixture(scope="module", autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("store") / "home"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NBTRAIL_HOME", str(folder))
        patch.setenv("NBTRAIL_TZ", "UTC")
        yield folder
        stop()


def answer_of(columns: list[tuple[str, SqlType, list[Any]]]) -> Result:
    """The table as an answer has it."""
    made = [(name, kind.name, packed(kind, values)) for name, kind, values in columns]
    told = {
        "columns": [{"name": name, "type": kind, "node": one.node} for name, kind, one in made],
        "row_count": len(columns[0][2]),
        "truncated": False,
        "elapsed_ms": 0,
    }
    parts = [part for *_, one in made for part in one.parts]
    return Result(json.dumps(told).encode() + b"\n" + b"".join(parts))


def told(columns: list[tuple[str, SqlType, list[Any]]], library: str) -> list[tuple[Any, ...]]:
    return list(
        zip(*([as_told(kind, value, library) for value in values] for _, kind, values in columns))
    )


@rounds
@given(tables())
def test_an_arrow_table_of_any_types_comes_back_as_it_was(columns: list[Any]) -> None:
    table = answer_of(columns).arrow()
    back = sql("FROM mine", mine=table)
    assert same(back.rows, told(columns, "pyarrow"))
    again = back.arrow()
    assert again.column_names == back.columns
    # Arrow has words of an ENUM with its values, and none of a 128-bit integer.
    exact = [not holds(kind, "HUGEINT", "UHUGEINT", "ENUM") for _, kind, _ in columns]
    for place in (place for place, is_exact in enumerate(exact) if is_exact):
        assert again.column(place).type == table.column(place).type


@rounds
@given(tables())
def test_a_polars_frame_of_any_types_comes_back_as_it_was(columns: list[Any]) -> None:
    frame = answer_of(columns).pl()
    back = sql("FROM mine", mine=frame)
    assert same(back.rows, told(columns, "polars"))
    # polars has no seconds and no intervals of nanoseconds; all its own types stay.
    assert list(back.pl().schema.values()) == list(frame.schema.values())


@rounds
@given(tables())
def test_a_pandas_frame_of_any_types_comes_back_as_it_was(columns: list[Any]) -> None:
    columns = [column for column in columns if not holds(column[1], "MAP")] or [
        ("a", SqlType("BIGINT"), [1, None])
    ]
    frame = answer_of(columns).df()
    back = sql("FROM mine", mine=frame)
    for place, (_, kind, values) in enumerate(columns):
        got = list(back[back.columns[place]])
        if kind.name in ("FLOAT", "DOUBLE"):
            values = [math.nan if value is None else value for value in values]
        elif kind.name == "DECIMAL" and kind.width <= 15:
            values = [math.nan if value is None else float(value) for value in values]
        else:
            values = [as_told(kind, value, "pandas") for value in values]
        assert same(got, values), kind
    # Objects tell their type by their values; all other columns keep theirs without any.
    typed = [place for place, dtype in enumerate(frame.dtypes) if dtype != "O"]
    assert [back.df().dtypes.iloc[place] for place in typed] == [
        frame.dtypes.iloc[place] for place in typed
    ]


@rounds
@given(st.data())
def test_a_parameter_of_any_type_comes_back_as_it_was(data: st.DataObject) -> None:
    kind = data.draw(types())
    value = data.draw(values_of(kind))
    back = sql("SELECT $x", x=value).scalar()
    assert loosely(back) == loosely(value)


@pytest.mark.parametrize("entry", [{"\0": None}, {"a\0b": 1, "a": 2}, {"in": {"\0": 1}}])
def test_names_that_hold_a_nul_come_back_whole(entry: dict[str, Any]) -> None:
    assert loosely(sql("SELECT $x", x=entry).scalar()) == entry
    table = pyarrow.Table.from_pylist([{"entry": entry}])
    assert loosely(sql("SELECT entry FROM entries", entries=table).scalar()) == entry


def loosely(value: Any) -> Any:
    """Without what a lone value cannot tell: -0.0, NaN's identity, and the order of names."""
    if isinstance(value, float):
        return "NaN" if math.isnan(value) else value
    if isinstance(value, (list, tuple)):
        return [loosely(item) for item in value]
    if isinstance(value, dict):
        return {key: loosely(item) for key, item in value.items()}
    return value
