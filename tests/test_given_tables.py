"""Tables that are given to a question, in whichever form they come."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy
import pandas
import polars
import pyarrow
import pyarrow.dataset
import pytest

from nbtrail.client import sql
from nbtrail.notices.trail_error import TrailError
from nbtrail.stop import stop


@pytest.fixture(scope="module", autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("store") / "home"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NBTRAIL_HOME", str(folder))
        patch.setenv("NBTRAIL_TZ", "UTC")
        yield folder
        stop()


def described(table: Any) -> dict[str, str]:
    """Names and types of the columns."""
    return {name: kind for name, kind, *_ in sql("DESCRIBE SELECT * FROM mine", mine=table)}


def test_tables_come_in_many_forms() -> None:
    rows = [(1, "x"), (2, None)]
    columns = {"a": [1, 2], "b": ["x", None]}
    table = pyarrow.table(columns)
    for mine in (
        columns,
        [{"a": 1, "b": "x"}, {"a": 2}],
        pandas.DataFrame(columns),
        polars.DataFrame(columns),
        polars.DataFrame(columns).lazy(),
        table,
        table.to_batches()[0],
        table.to_reader(),
        pyarrow.dataset.dataset(table),
        {"a": numpy.array([1, 2]), "b": pandas.Series(["x", None])},
    ):
        assert sql("FROM mine", mine=mine).rows == rows, type(mine)
    assert sql("FROM mine", mine=numpy.eye(2)).columns == ["column0", "column1"]
    kind = [("a", "i4"), ("b", [("c", "i4"), ("d", "i4")]), ("e", "i4", (2,))]
    hidden = [(True, (True, False), [False, True]), (False, (False, True), [True, False])]
    masked: Any = numpy.ma.array(
        [(1, (2, 3), [4, 5]), (6, (7, 8), [9, 0])], mask=hidden, dtype=kind
    )
    assert sql("FROM masked", masked=masked).rows == [
        (None, {"c": None, "d": 3}, [4, None]),
        (6, {"c": 7, "d": None}, [None, 0]),
    ]
    named = numpy.array([(1, "x")], dtype=[("p", "i4"), ("q", "U5")])
    assert described(named) == {"p": "INTEGER", "q": "VARCHAR"}
    assert sql("FROM mine", mine=pandas.Series([1], name="s")).columns == ["s"]


def test_a_table_stands_wherever_a_table_can() -> None:
    mine = pandas.DataFrame({"a": [1, 2], "b": ["x", "y"]})
    assert sql("DESCRIBE mine", mine=mine)["column_name"] == ["a", "b"]
    assert sql("SUMMARIZE mine", mine=mine)["max"] == ["2", "y"]
    assert sql("WITH twice AS (SELECT a * 2 AS a FROM mine) FROM twice", mine=mine).rows == [
        (2,),
        (4,),
    ]
    assert sql("FROM mine m1, mine m2 LIMIT 1", mine=mine).rows == [(1, "x", 1, "x")]
    assert sql("PIVOT mine ON b IN ('x', 'y') USING sum(a)", mine=mine).columns == ["x", "y"]
    assert sql("SELECT a FROM mine WHERE b = $b", mine=mine, b="y").rows == [(2,)]
    with pytest.raises(TrailError) as caught:
        sql("SELECT nothing FROM mine", mine=mine)
    assert (caught.value.start, caught.value.end) == (7, 14)


def test_columns_without_a_name_or_with_one_name_stand_side_by_side() -> None:
    doubled = pandas.DataFrame([[1, 2, 3, 4, 5]], columns=["a", "A", "a_1", "", None])
    assert sql("FROM mine", mine=doubled).columns == ["a", "A_1", "a_1_1", "column3", "column4"]
    levels = pandas.DataFrame(
        [[1, 2]], columns=pandas.MultiIndex.from_tuples([("a", "x"), ("b", "")])
    )
    assert sql("FROM mine", mine=levels).columns == ["a_x", "b"]
    assert sql("FROM mine", mine=pandas.DataFrame([[1]], columns=['q"'])).columns == ['q"']


@pytest.mark.parametrize(
    ("query", "mine", "told"),
    [
        ("SELECT $mine", pandas.DataFrame({"a": [1]}), "Ask it without the \\$ sign: FROM mine"),
        (
            "FROM mine",
            {"a": [1], "b": [1, 2]},
            "The columns of mine are not equally long: a 1, b 2",
        ),
        ("FROM mine", numpy.zeros((1, 1, 1)), "an array of 3 dimensions"),
        ("FROM mine", pandas.DataFrame(), "mine has no columns"),
        ("FROM mine", 5, "There is no table or view mine"),
    ],
)
def test_what_is_no_table_is_told_in_a_sentence(query: str, mine: Any, told: str) -> None:
    with pytest.raises(TrailError, match=told):
        sql(query, mine=mine)


def test_a_view_cannot_be_replaced() -> None:
    with pytest.raises(TrailError, match="NT303: runs is a view of the history"):
        sql("FROM runs", runs=pandas.DataFrame({"a": [1]}))


def test_tables_that_are_too_large_are_told_so() -> None:
    with pytest.raises(TrailError, match="NT311: The tables of the question take 153 MiB, and 64"):
        sql("FROM mine", mine=numpy.zeros(20_000_000))


def test_a_million_rows_can_be_given() -> None:
    mine = pandas.DataFrame({"i": numpy.arange(1_000_000), "w": ["a", "b"] * 500_000})
    assert sql("SELECT sum(i), count(DISTINCT w) FROM mine", mine=mine).rows == [
        (499_999_500_000, 2)
    ]


def test_questions_need_no_other_library() -> None:
    """Values, tables and answers, with polars alone and with nothing at all."""
    code = """
import sys
sys.modules.update(dict.fromkeys(sys.argv[1].split(","), None))
from nbtrail.client import sql
answer = sql("SELECT 1.5::DECIMAL(4,1) AS d, [NULL, DATE '2026-01-01'] AS l, INTERVAL '1 day' AS i, $x AS x", x=b"x")
assert len(answer.rows[0]) == 4 and answer.types[3] == "BLOB"
assert sql("FROM d", d={"a": [1, None], "b": ["x", None]}).rows == [(1, "x"), (None, None)]
if sys.modules.get("polars", 1):
    import polars
    assert answer.pl().height == 1
    assert sql("FROM d", d=polars.DataFrame({"a": [1, None]})).rows == [(1,), (None,)]
"""
    for missing in ("numpy,pandas,pyarrow", "numpy,pandas,pyarrow,polars"):
        done = subprocess.run([sys.executable, "-c", code, missing], capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
