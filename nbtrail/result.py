"""The answer to a question, with Python's own types.

The companion sends columns of JSON values (server/src/protocol.ts, `Cell`);
what JSON cannot say comes as text and is turned back here by the column's type.
"""

from __future__ import annotations

import datetime
import decimal
import re
from collections.abc import Callable, Iterator
from typing import Any

from .result_display import as_html, as_text
from .trail_error import TrailError

Row = tuple[Any, ...]


class Result:
    """Rows and columns of an answer. Iterating gives the rows as tuples."""

    def __init__(self, answer: dict[str, Any]) -> None:
        self.columns: list[str] = [column["name"] for column in answer["columns"]]
        #: DuckDB's names of the columns' types.
        self.types: list[str] = [column["type"] for column in answer["columns"]]
        self._data = [_converted(values, kind) for values, kind in zip(answer["data"], self.types)]
        self._count: int = answer["row_count"]
        #: Rows were left out because of the limit.
        self.truncated: bool = answer["truncated"]
        self.elapsed_ms: float = answer["elapsed_ms"]

    @property
    def rows(self) -> list[Row]:
        """All rows, each a tuple in the order of `columns`."""
        return list(zip(*self._data)) if self._data else []

    def dicts(self) -> list[dict[str, Any]]:
        """All rows, each a dict by column name."""
        return [dict(zip(self.columns, row)) for row in self.rows]

    def scalar(self) -> Any:
        """The one value of an answer of one row and one column.

        Raises ValueError when it is of another shape.
        """
        if self._count != 1 or len(self.columns) != 1:
            raise ValueError(
                f"the answer has {self._count} rows and {len(self.columns)} columns, and a scalar has one of each"
            )
        return self._data[0][0]

    def df(self) -> Any:
        """A pandas DataFrame, or a polars one where there is no pandas.

        Raises TrailError NT312 when neither is installed.
        """
        try:
            import pandas
        except ImportError:
            return self._polars("Neither pandas nor polars is installed", "pip install pandas")
        series = {
            index: pandas.Series(values, dtype=_pandas_type(values, kind))
            for index, (values, kind) in enumerate(zip(self._data, self.types))
        }
        frame = pandas.DataFrame(series)
        frame.columns = pandas.Index(self.columns)
        return frame

    def pl(self) -> Any:
        """A polars DataFrame.

        Raises TrailError NT312 when polars is not installed.
        """
        return self._polars("polars is not installed", "pip install polars")

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows)

    def __getitem__(self, key: int | slice | str) -> Any:
        """A row by number, rows by slice, or a column's values by name."""
        if isinstance(key, str):
            if key not in self.columns:
                raise KeyError(f"{key!r}; the columns are {', '.join(self.columns)}")
            return list(self._data[self.columns.index(key)])
        if isinstance(key, slice):
            return self.rows[key]
        return tuple(values[key] for values in self._data)

    def __repr__(self) -> str:
        return as_text(self.columns, self._data, self._count, self.truncated)

    def _repr_html_(self) -> str:
        return as_html(self.columns, self.types, self._data, self._count, self.truncated)

    def _polars(self, problem: str, remedy: str) -> Any:
        try:
            import polars
        except ImportError:
            raise TrailError(
                "NT312", problem, f"Install one with `{remedy}`; .rows needs nothing."
            ) from None
        names = _distinct(self.columns)
        return polars.DataFrame(
            [polars.Series(name, values, strict=False) for name, values in zip(names, self._data)]
        )


def _distinct(names: list[str]) -> list[str]:
    seen: dict[str, int] = {}
    for name in names:
        seen[name] = seen.get(name, 0) + 1
    counts: dict[str, int] = {}
    told = []
    for name in names:
        counts[name] = counts.get(name, 0) + 1
        told.append(name if counts[name] == 1 else f"{name}_{counts[name]}")
    return told


_INTEGERS = frozenset(
    {
        "TINYINT",
        "SMALLINT",
        "INTEGER",
        "BIGINT",
        "HUGEINT",
        "UTINYINT",
        "USMALLINT",
        "UINTEGER",
        "UBIGINT",
        "UHUGEINT",
    }
)


def _pandas_type(values: list[Any], kind: str) -> str | None:
    """Types that pandas would guess wrong where a value is missing."""
    if kind in _INTEGERS:
        return "Int64" if any(value is None for value in values) else None
    if kind == "BOOLEAN" and any(value is None for value in values):
        return "boolean"
    return "float64" if kind in ("DOUBLE", "FLOAT") else None


def _converted(values: list[Any], kind: str) -> list[Any]:
    """A column with Python's types."""
    if kind.startswith("DECIMAL"):
        exact = decimal.Decimal if any(isinstance(value, str) for value in values) else float
        return [None if value is None else exact(value) for value in values]
    convert = _converter(kind)
    if convert is None:
        return values
    return [None if value is None else convert(value) for value in values]


def _converter(kind: str) -> Callable[[Any], Any] | None:
    if kind in _INTEGERS:
        return int
    if kind in _CONVERTERS:
        return _CONVERTERS[kind]
    item = re.fullmatch(r"(.*)\[\d*\]", kind)
    if item:
        inner = item[1]
        return lambda values: _converted(values, inner)
    return None


def _moment(text: str) -> datetime.datetime | str:
    """Aware for `…Z`, else naive; what lies beyond Python's calendar stays text."""
    try:
        return datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError:
        return text


def _date(text: str) -> datetime.date | str:
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        return text


def _time(text: str) -> datetime.time | str:
    try:
        return datetime.time.fromisoformat(text)
    except ValueError:
        return text


_INTERVAL = re.compile(r"(?:(-?\d+) days? ?)?(?:(-)?(\d+):(\d\d):(\d\d)(?:\.(\d+))?)?")


def _interval(text: str) -> datetime.timedelta | str:
    """`2 days 03:00:00.5`; months have no fixed length and stay text."""
    found = _INTERVAL.fullmatch(text)
    if not found or not text:
        return text
    days, sign, hours, minutes, seconds, fraction = found.groups()
    clock = datetime.timedelta(
        hours=int(hours or 0),
        minutes=int(minutes or 0),
        seconds=int(seconds or 0),
        microseconds=int((fraction or "0").ljust(6, "0")[:6]),
    )
    return datetime.timedelta(days=int(days or 0)) + (-clock if sign else clock)


_CONVERTERS: dict[str, Callable[[Any], Any]] = {
    "DOUBLE": float,
    "FLOAT": float,
    "TIMESTAMP WITH TIME ZONE": _moment,
    "TIMESTAMP": _moment,
    "TIMESTAMP_S": _moment,
    "TIMESTAMP_MS": _moment,
    "DATE": _date,
    "TIME": _time,
    "INTERVAL": _interval,
    "BLOB": bytes.fromhex,
}
