"""Values and columns that are given to a question, with the types that they have in every library."""

from __future__ import annotations

import datetime
import decimal
import enum
import math
import re
import uuid
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

UTC = datetime.timezone.utc


NOON = datetime.datetime(2026, 11, 24, 12)


@pytest.fixture(scope="module", autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("store") / "home"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NBTRAIL_HOME", str(folder))
        patch.setenv("NBTRAIL_TZ", "UTC")
        yield folder
        stop()


def shown(value: Any) -> str:
    """A value as a test's id: no address, which is another in each process."""
    return re.sub(r" at 0x[0-9a-f]+", "", repr(value))


class Colour(enum.Enum):
    RED = "red"


@pytest.mark.parametrize(
    ("value", "kind", "expected"),
    [
        (True, "BOOLEAN", True),
        (numpy.bool_(True), "BOOLEAN", True),
        (2**63, "UBIGINT", 2**63),
        (-(2**127), "HUGEINT", -(2**127)),
        (2**128 - 1, "UHUGEINT", 2**128 - 1),
        (numpy.uint64(2**64 - 1), "UBIGINT", 2**64 - 1),
        (numpy.int8(3), "BIGINT", 3),
        (numpy.float32(0.5), "DOUBLE", 0.5),
        (decimal.Decimal("1.10"), "DECIMAL(3,2)", decimal.Decimal("1.10")),
        (b"\0\xff", "BLOB", b"\0\xff"),
        (uuid.UUID(int=5), "UUID", uuid.UUID(int=5)),
        (Colour.RED, "VARCHAR", "red"),
        (Path("a/b"), "VARCHAR", "a/b"),
        (datetime.date(2026, 1, 1), "DATE", datetime.date(2026, 1, 1)),
        (datetime.time(1, 2, 3), "TIME", datetime.time(1, 2, 3)),
        (NOON, "TIMESTAMP", NOON),
        (NOON.replace(tzinfo=UTC), "TIMESTAMP WITH TIME ZONE", NOON.replace(tzinfo=UTC)),
        (
            datetime.timedelta(days=-1, seconds=5),
            "INTERVAL",
            datetime.timedelta(days=-1, seconds=5),
        ),
        (numpy.datetime64("2026-11-24"), "DATE", datetime.date(2026, 11, 24)),
        (numpy.datetime64("2026-11-24T12", "ns"), "TIMESTAMP", NOON),
        (
            numpy.datetime64("2026-11-24T12:00:00.000000001"),
            "TIMESTAMP_NS",
            "2026-11-24T12:00:00.000000001",
        ),
        (
            pandas.Timestamp("2026-11-24 12:00:00.000000001"),
            "TIMESTAMP_NS",
            "2026-11-24T12:00:00.000000001",
        ),
        (
            pandas.Timestamp("2026-11-24 13:00", tz="Europe/Berlin"),
            "TIMESTAMP WITH TIME ZONE",
            NOON.replace(tzinfo=UTC),
        ),
        (pandas.Timedelta("1 day"), "INTERVAL", datetime.timedelta(days=1)),
        (numpy.timedelta64(5, "s"), "INTERVAL", datetime.timedelta(seconds=5)),
        (None, "INTEGER", None),
        (pandas.NaT, "INTEGER", None),
        (pandas.NA, "INTEGER", None),
        (numpy.datetime64("NaT"), "INTEGER", None),
        ([1, None, 2], "BIGINT[]", [1, None, 2]),
        ([1, 2.5], "DOUBLE[]", [1.0, 2.5]),
        (
            [decimal.Decimal("1.5"), 20],
            "DECIMAL(3,1)[]",
            [decimal.Decimal("1.5"), decimal.Decimal("20.0")],
        ),
        ([uuid.UUID(int=1)], "UUID[]", [uuid.UUID(int=1)]),
        ((datetime.date(2026, 1, 1), NOON), "TIMESTAMP[]", [datetime.datetime(2026, 1, 1), NOON]),
        ([], "VARCHAR[]", []),
        (numpy.array([[1, 2], [3, 4]]), "BIGINT[][]", [[1, 2], [3, 4]]),
        (pandas.Series(["a", None]), "VARCHAR[]", ["a", None]),
        (polars.Series([1, None]), "BIGINT[]", [1, None]),
        (pyarrow.scalar(5), "BIGINT", 5),
        ({"a": 1, "b": [True]}, 'STRUCT("a" BIGINT, "b" BOOLEAN[])', {"a": 1, "b": [True]}),
        ({1: "x"}, "MAP(BIGINT, VARCHAR)", {1: "x"}),
        (
            [{"a": 1}, {"b": "x"}],
            'STRUCT("a" BIGINT, "b" VARCHAR)[]',
            [{"a": 1, "b": None}, {"a": None, "b": "x"}],
        ),
        ("\ud800 half a sign", "VARCHAR", "\ufffd half a sign"),
    ],
    ids=shown,
)
def test_a_value_keeps_its_type(value: Any, kind: str, expected: Any) -> None:
    answer = sql("SELECT $value", value=value)
    assert answer.types == [kind]
    assert answer.scalar() == expected
    assert sql("SELECT ? AS x", [value]).scalar() == expected


def test_nan_and_infinity_are_numbers() -> None:
    assert math.isnan(sql("SELECT $x", x=math.nan).scalar())
    assert sql("SELECT $x", x=-math.inf).scalar() == -math.inf
    assert math.isnan(sql("SELECT $x", x=decimal.Decimal("NaN")).scalar())


@pytest.mark.parametrize(
    "value", [object(), 2**128, -(2**128), decimal.Decimal("1." + "1" * 50), len, 1j], ids=shown
)
def test_what_is_no_value_is_refused_in_a_sentence(value: Any) -> None:
    with pytest.raises(TrailError, match=r"NT303: \w+ .*\. (Give|Parameters are)"):
        sql("SELECT $value", value=value)


def described(table: Any) -> dict[str, str]:
    """Names and types of the columns."""
    return {name: kind for name, kind, *_ in sql("DESCRIBE SELECT * FROM mine", mine=table)}


INDEX = pandas.interval_range(0, 2, periods=2)


@pytest.mark.parametrize(
    ("values", "kind", "expected"),
    [
        (pandas.Series(["good", None]), "VARCHAR", ["good", None]),
        (pandas.Series(["good", None], dtype="string"), "VARCHAR", ["good", None]),
        (pandas.Series(["good", None], dtype="string[pyarrow]"), "VARCHAR", ["good", None]),
        (pandas.Series(numpy.array(["good", numpy.nan], dtype=object)), "VARCHAR", ["good", None]),
        (pandas.Series([1, "x", None], dtype=object), "VARCHAR", ["1", "x", None]),
        (pandas.Series([1, None], dtype="Int16"), "SMALLINT", [1, None]),
        (pandas.Series([True, None], dtype="boolean"), "BOOLEAN", [True, None]),
        (pandas.Series([1.5, None], dtype="Float32"), "FLOAT", [1.5, None]),
        (pandas.Series([1, 2]).astype(">i4"), "INTEGER", [1, 2]),
        (pandas.Series([0.5], dtype="float16"), "FLOAT", [0.5]),
        (pandas.Series([0, 1], dtype=pandas.SparseDtype("int64", 0)), "BIGINT", [0, 1]),
        (pandas.Series([1, None], dtype="int64[pyarrow]"), "BIGINT", [1, None]),
        (
            pandas.Series(
                [decimal.Decimal("1.5")], dtype=pandas.ArrowDtype(pyarrow.decimal128(5, 2))
            ),
            "DECIMAL(5,2)",
            [decimal.Decimal("1.50")],
        ),
        (pandas.Series(pandas.Categorical(["x", None, "y"])), "ENUM('x', 'y')", ["x", None, "y"]),
        (pandas.Series(pandas.Categorical([3, None])), "BIGINT", [3, None]),
        (pandas.Series(pandas.Categorical([3, 1])), "BIGINT", [3, 1]),
        (
            pandas.Series(pandas.period_range("2026-11", periods=1, freq="M")),
            "TIMESTAMP",
            [datetime.datetime(2026, 11, 1)],
        ),
        (
            pandas.Series(INDEX[:1]),
            'STRUCT("left" BIGINT, "right" BIGINT, closed VARCHAR)',
            [{"left": 0, "right": 1, "closed": "right"}],
        ),
        (pandas.Series([NOON, None], dtype="datetime64[s]"), "TIMESTAMP_S", [NOON, None]),
        (pandas.Series([NOON, None], dtype="datetime64[ms]"), "TIMESTAMP_MS", [NOON, None]),
        (pandas.Series([NOON, None], dtype="datetime64[us]"), "TIMESTAMP", [NOON, None]),
        (pandas.Series([NOON, None], dtype="datetime64[ns]"), "TIMESTAMP_NS", [NOON, None]),
        (
            pandas.Series([NOON, None], dtype="datetime64[ns]").dt.tz_localize("Asia/Tokyo"),
            "TIMESTAMP WITH TIME ZONE",
            [datetime.datetime(2026, 11, 24, 3, tzinfo=UTC), None],
        ),
        (
            pandas.Series([pandas.Timedelta("-1 s"), None]),
            "INTERVAL",
            [datetime.timedelta(seconds=-1), None],
        ),
        (
            pandas.Series([1 + 2j]),
            'STRUCT("real" DOUBLE, imag DOUBLE)',
            [{"real": 1.0, "imag": 2.0}],
        ),
        (pandas.Series([numpy.arange(2), None]), "BIGINT[]", [[0, 1], None]),
        (pandas.Series([object]), "VARCHAR", [str(object)]),
        (numpy.ma.array([1, 2], mask=[True, False]), "BIGINT", [None, 2]),
        (numpy.array(["x"]), "VARCHAR", ["x"]),
        (numpy.array(["2026-11-24"], "M8[D]"), "DATE", [datetime.date(2026, 11, 24)]),
        (polars.Series([1, None], dtype=polars.UInt8), "UTINYINT", [1, None]),
        (polars.Series([2**100], dtype=polars.Int128), "HUGEINT", [2**100]),
        (polars.Series(["x", None], dtype=polars.Categorical), "VARCHAR", ["x", None]),
        (polars.Series(["x", None], dtype=polars.Enum(["y", "x"])), "ENUM('y', 'x')", ["x", None]),
        (
            polars.Series([decimal.Decimal("1.5")], dtype=polars.Decimal(6, 2)),
            "DECIMAL(6,2)",
            [decimal.Decimal("1.50")],
        ),
        (polars.Series([NOON], dtype=polars.Datetime("ns")), "TIMESTAMP_NS", [NOON]),
        (polars.Series([datetime.time(1), None]), "TIME", [datetime.time(1), None]),
        (polars.Series([datetime.timedelta(1), None]), "INTERVAL", [datetime.timedelta(1), None]),
        (polars.Series([[1], [], None]), "BIGINT[]", [[1], [], None]),
        (
            polars.Series([[1, 2], None], dtype=polars.Array(polars.Int8, 2)),
            "TINYINT[2]",
            [[1, 2], None],
        ),
        (polars.Series([{"a": 1}, None]), "STRUCT(a BIGINT)", [{"a": 1}, None]),
        (polars.Series([None, None]), "INTEGER", [None, None]),
        (polars.Series([Colour.RED], dtype=polars.Object), "VARCHAR", ["red"]),
        (pyarrow.array([1, None], pyarrow.uint16()), "USMALLINT", [1, None]),
        (pyarrow.array([0.5, None], pyarrow.float16()), "FLOAT", [0.5, None]),
        (pyarrow.array(["x", None], pyarrow.large_string()), "VARCHAR", ["x", None]),
        (pyarrow.array(["x", None], pyarrow.string_view()), "VARCHAR", ["x", None]),
        (pyarrow.array([b"x", None], pyarrow.binary(1)), "BLOB", [b"x", None]),
        (pyarrow.array(["x", None]).dictionary_encode(), "VARCHAR", ["x", None]),
        (pyarrow.array([NOON], pyarrow.date64()), "DATE", [NOON.date()]),
        (pyarrow.array([1], pyarrow.time32("s")), "TIME", [datetime.time(0, 0, 1)]),
        (pyarrow.array([1], pyarrow.time64("ns")), "TIME_NS", ["00:00:00.000000001"]),
        (
            pyarrow.array([pyarrow.MonthDayNano([1, 2, 3000])]),
            "INTERVAL",
            ["1 month 2 days 00:00:00.000003"],
        ),
        (
            pyarrow.array([[("k", 1)], None], pyarrow.map_(pyarrow.string(), pyarrow.int8())),
            "MAP(VARCHAR, TINYINT)",
            [{"k": 1}, None],
        ),
        (
            pyarrow.array([[1, None], None], pyarrow.list_(pyarrow.int8(), 2)),
            "TINYINT[2]",
            [[1, None], None],
        ),
        *(
            (
                pyarrow.UnionArray.from_sparse(
                    pyarrow.array([0, 1, 0], pyarrow.int8()),
                    [pyarrow.array([1, None, None]), pyarrow.array([None, "x", None])],
                    ["n", "w"],
                ).slice(begin),
                "UNION(n BIGINT, w VARCHAR)",
                [1, "x", None][begin:],
            )
            for begin in (0, 1)
        ),
        *(
            (
                pyarrow.UnionArray.from_dense(
                    pyarrow.array([5, 9, 5], pyarrow.int8()),
                    pyarrow.array([0, 0, 1], pyarrow.int32()),
                    [pyarrow.array([1, None]), pyarrow.array([["x"]])],
                    ["n", "w"],
                    [5, 9],
                ).slice(begin),
                "UNION(n BIGINT, w VARCHAR[])",
                [1, ["x"], None][begin:],
            )
            for begin in (0, 1)
        ),
        (pyarrow.array([None], pyarrow.null()), "INTEGER", [None]),
        (pyarrow.chunked_array([[1], [2]]).slice(1), "BIGINT", [2]),
        (pyarrow.array([[1], [2, 3]]).slice(1), "BIGINT[]", [[2, 3]]),
        (pyarrow.array([{"a": 1}, {"a": 2}]).slice(1), "STRUCT(a BIGINT)", [{"a": 2}]),
    ],
    ids=lambda value: "" if isinstance(value, list) else shown(value)[:60],
)
def test_a_column_keeps_its_type(values: Any, kind: str, expected: list[Any]) -> None:
    (got,) = described(values).values()
    assert got.replace('"', "") == kind.replace('"', "")
    assert [value for (value,) in sql("FROM mine", mine=values)] == expected
    if values.dtype not in (object, polars.Object) if hasattr(values, "dtype") else True:
        (empty,) = described(values[:0]).values()
        assert empty.replace('"', "") == kind.replace('"', "")
