"""Answers in Python: types, frames, and tables that show other people's text as text."""

from __future__ import annotations

import datetime
import json
import math
import sys
from typing import Any

import pytest

from nbtrail.client.packing import packed
from nbtrail.client.result import Result
from nbtrail.client.result_payload import MIME
from nbtrail.client.sql_types import VARCHAR, SqlType, list_of
from nbtrail.notices.trail_error import TrailError

UTC = datetime.timezone.utc


def answer(*columns: tuple[str, SqlType | str, list[Any]], truncated: bool = False) -> Result:
    """A result of (name, type, values), as the companion sends it."""
    made = []
    for name, kind, values in columns:
        kind = SqlType(kind) if isinstance(kind, str) else kind
        made.append((name, kind.name, packed(kind, values)))
    told = {
        "columns": [{"name": name, "type": kind, "node": one.node} for name, kind, one in made],
        "row_count": len(columns[0][2]) if columns else 0,
        "truncated": truncated,
        "elapsed_ms": 1.5,
        "version": 3,
        "time_zone": "UTC",
    }
    parts = [part for *_, one in made for part in one.parts]
    return Result(json.dumps(told).encode() + b"\n" + b"".join(parts))


def mixed() -> Result:
    """Columns of several types, the second of three rows null."""
    begin = datetime.datetime(1970, 1, 1, tzinfo=UTC)
    return answer(
        ("f", "DOUBLE", [0.5, None, math.nan]),
        ("i", "BIGINT", [2**53 + 1, None, -1]),
        ("s", "INTEGER", [7, None, -7]),
        ("b", "BOOLEAN", [True, None, False]),
        (
            "t",
            "TIMESTAMP WITH TIME ZONE",
            [
                begin + datetime.timedelta(seconds=1.5),
                None,
                begin - datetime.timedelta(microseconds=1),
            ],
        ),
        ("w", "VARCHAR", ["b", None, "ä"]),
    )


def test_nan_comes_back_as_nan() -> None:
    assert math.isnan(answer(("x", "DOUBLE", [math.nan])).scalar())


def test_rows_columns_and_items_are_at_hand() -> None:
    result = answer(("a", "BIGINT", [1, 2, 3]), ("b", "VARCHAR", ["x", "y", None]))
    assert result.columns == ["a", "b"]
    assert result.rows == [(1, "x"), (2, "y"), (3, None)]
    assert list(result) == result.rows
    assert len(result) == 3
    assert result[-1] == (3, None)
    assert result[:2] == result.rows[:2]
    assert result["b"] == ["x", "y", None]
    assert result.dicts()[0] == {"a": 1, "b": "x"}
    with pytest.raises(ValueError, match="3 rows and 2 columns"):
        result.scalar()
    with pytest.raises(KeyError, match="the columns are a, b"):
        result["c"]
    with pytest.raises(IndexError):
        result[3]


def test_an_empty_answer_keeps_its_columns() -> None:
    result = answer(("a", "DOUBLE", []), ("b", "VARCHAR", []))
    assert result.rows == []
    assert list(result.df().columns) == ["a", "b"]
    assert "0 rows" in repr(result)


def test_frames_keep_integers_times_and_columns_of_one_name() -> None:
    result = answer(
        ("n", "BIGINT", [1, None]),
        (
            "t",
            "TIMESTAMP WITH TIME ZONE",
            [datetime.datetime(2026, 11, 24, 8, 12, 30, tzinfo=UTC), None],
        ),
        ("x", "DOUBLE", [math.nan, 2]),
        ("x", "VARCHAR", ["a", "b"]),
    )
    frame = result.df()
    assert [str(kind) for kind in frame.dtypes[:3]] == [
        "Int64",
        frame.dtypes.iloc[1].name,
        "float64",
    ]
    assert str(frame.dtypes.iloc[1].tz) == "UTC"
    assert list(frame.columns) == ["n", "t", "x", "x"]


def test_polars_gets_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    polars = pytest.importorskip("polars")
    result = answer(("n", "BIGINT", [1, None]), ("n", "VARCHAR", ["a", "b"]))
    assert result.pl().schema == {"n": polars.Int64, "n_1": polars.String}
    monkeypatch.setitem(sys.modules, "pandas", None)
    assert isinstance(result.df(), polars.DataFrame)


def test_without_pandas_and_polars_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pandas", None)
    monkeypatch.setitem(sys.modules, "polars", None)
    with pytest.raises(TrailError, match=r"NT312: Neither pandas nor polars.*pip install pandas"):
        answer(("n", "BIGINT", [1])).df()


def test_text_of_others_shows_as_text() -> None:
    evil = "<script>alert(1)</script>\x1b[31m\u202eabc\nnext"
    result = answer((evil, "VARCHAR", [evil]), ("tags", list_of(VARCHAR), [[evil]]))
    for shown in (repr(result), result._repr_html_()):
        assert all(c.isprintable() or c == "\n" for c in shown)
        assert "\\u001b[31m" in shown
    assert "<script" not in result._repr_html_()
    assert len(repr(result).splitlines()) == 4


def test_long_answers_are_shown_in_part_and_say_so() -> None:
    result = answer(("n", "BIGINT", list(range(5000))), truncated=True)
    assert repr(result).endswith("the first 5,000 rows; limit= gives more, 20 shown")
    assert result._repr_html_().count("<tr>") == 21


def test_a_notebook_keeps_the_first_rows_as_data_with_exact_values() -> None:
    moment = "2026-11-24T08:12:30.123456Z"
    told = datetime.datetime.fromisoformat("2026-11-24T08:12:30.123456+00:00")
    result = answer(
        ("n", "BIGINT", [9007199254740993, 1]),
        ("x", "DOUBLE", [math.nan, 0.5]),
        ("t", "TIMESTAMP WITH TIME ZONE", [told, None]),
        ("tags", list_of(VARCHAR), [["a"], []]),
    )
    shown = result._repr_mimebundle_()[MIME]
    assert shown["columns"][0] == {"name": "n", "type": "BIGINT"}
    assert shown["data"] == [["9007199254740993", 1], ["NaN", 0.5], [moment, None], [["a"], []]]
    assert json.loads(json.dumps(shown, allow_nan=False)) == shown


def test_a_notebook_carries_no_more_rows_than_it_should() -> None:
    many = answer(("n", "BIGINT", list(range(5000))))._repr_mimebundle_()[MIME]
    assert (len(many["data"][0]), many["row_count"]) == (1000, 5000)
    wide = answer(("source", "VARCHAR", ["x" * 100_000] * 50))._repr_mimebundle_()[MIME]
    assert 0 < len(wide["data"][0]) < 10
    assert answer(("n", "BIGINT", []))._repr_mimebundle_()[MIME]["data"] == [[]]


def test_packed_columns_have_the_same_values() -> None:
    rows = mixed().rows
    begin = datetime.datetime(1970, 1, 1, tzinfo=UTC)
    assert rows[0] == (0.5, 2**53 + 1, 7, True, begin + datetime.timedelta(seconds=1.5), "b")
    assert rows[1] == (None,) * 6
    assert math.isnan(rows[2][0])
    assert rows[2][1:] == (-1, -7, False, begin - datetime.timedelta(microseconds=1), "ä")
    assert mixed()[0] == rows[0]
    assert mixed()[-2] == rows[1]
    assert mixed()["w"] == ["b", None, "ä"]
    with pytest.raises(IndexError):
        mixed()[3]


def test_packed_columns_become_frames_of_their_types() -> None:
    frame = mixed().df()
    assert [str(kind) for kind in frame.dtypes[:4]] == ["float64", "Int64", "Int32", "boolean"]
    assert str(frame["t"].dt.tz) == "UTC"
    assert frame.isna().iloc[1].all()
    assert frame["i"].iloc[0] == 2**53 + 1
    assert frame["w"].tolist()[::2] == ["b", "ä"]
    assert frame["t"].iloc[0].to_pydatetime() == mixed()[0][4]


def test_packed_columns_become_polars_and_arrow() -> None:
    polars = pytest.importorskip("polars")
    frame = mixed().pl()
    assert list(frame.schema.values()) == [
        polars.Float64,
        polars.Int64,
        polars.Int32,
        polars.Boolean,
        polars.Datetime("us", "UTC"),
        polars.String,
    ]
    assert frame.rows()[:2] == mixed().rows[:2]
    pyarrow = pytest.importorskip("pyarrow")
    table = mixed().arrow()
    assert table.schema.field("t").type == pyarrow.timestamp("us", "UTC")
    assert [list(row.values()) for row in table.to_pylist()][:2] == [
        list(row) for row in mixed().rows[:2]
    ]


def test_show_prints_as_many_rows_as_asked(capsys: pytest.CaptureFixture[str]) -> None:
    answer(("n", "BIGINT", list(range(50)))).show(3)
    assert [line.strip() for line in capsys.readouterr().out.splitlines()[:5]] == [
        "n",
        "─",
        "0",
        "1",
        "2",
    ]


def test_an_answer_of_another_version_is_told_in_a_sentence() -> None:
    told = {"columns": [{"name": "n", "type": "BIGINT"}], "row_count": 0}
    with pytest.raises(TrailError, match="NT501: The companion that runs is of another version"):
        Result(json.dumps(told).encode() + b"\n")
