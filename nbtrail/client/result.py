"""The answer to a question, with Python's own types."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from ..notices.notice import failed_inside
from ..notices.printable import put
from ..notices.trail_error import TrailError
from .columns import read_answer
from .result_arrow import arrow_table
from .result_display import as_html, as_text
from .result_names import distinct
from .result_pandas import pandas_frame
from .result_payload import MIME, payload
from .result_polars import polars_frame

Row = tuple[Any, ...]


class Result:
    """Rows and columns of an answer. Iterating gives the rows as tuples."""

    def __init__(self, content: bytes, query: str | None = None) -> None:
        answer, self._data = read_answer(content)
        self.columns: list[str] = [column["name"] for column in answer["columns"]]
        #: DuckDB's names of the columns' types.
        self.types: list[str] = [column.kind for column in self._data]
        self._count: int = answer["row_count"]
        #: Rows were left out because of the limit.
        self.truncated: bool = answer["truncated"]
        self.elapsed_ms: float = answer["elapsed_ms"]
        #: The statement that gives this answer by itself; None where values were bound to it.
        self._query = query
        self._content = content

    def __reduce__(self) -> Any:
        return type(self), (bytes(self._content), self._query)

    @property
    def rows(self) -> list[Row]:
        """All rows, each a tuple in the order of `columns`."""
        return list(zip(*self._data)) if self._data else []

    def dicts(self) -> list[dict[str, Any]]:
        """All rows, each a dict by column name; of columns of one name the later ones are numbered."""
        names = distinct(self.columns)
        return [dict(zip(names, row)) for row in self.rows]

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
            return pandas_frame(self.columns, self._data, self._count)
        except ImportError:
            return self._frame(
                polars_frame, "Neither pandas nor polars is installed", "pip install pandas"
            )

    def pl(self) -> Any:
        """A polars DataFrame.

        Raises TrailError NT312 when polars is not installed.
        """
        return self._frame(polars_frame, "polars is not installed", "pip install polars")

    def arrow(self) -> Any:
        """A pyarrow Table.

        Raises TrailError NT312 when pyarrow is not installed.
        """
        return self._frame(arrow_table, "pyarrow is not installed", "pip install pyarrow")

    def show(self, rows: int = 20) -> None:
        """Print the first rows as a table."""
        put(as_text(self.columns, self._data, self._count, self.truncated, rows))

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
        return tuple(column[key] for column in self._data)

    def __repr__(self) -> str:
        return as_text(self.columns, self._data, self._count, self.truncated)

    def _repr_html_(self) -> str:
        return as_html(self.columns, self.types, self._data, self._count, self.truncated)

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        """The rows as data, for JupyterLab's table; text and HTML stand beside it."""
        try:
            return {
                MIME: payload(
                    self.columns,
                    self.types,
                    self._data,
                    self._count,
                    self.truncated,
                    self.elapsed_ms,
                    self._query,
                )
            }
        except Exception as error:
            failed_inside("an answer's table", error)
            return {}

    def _frame(self, make: Callable[..., Any], problem: str, remedy: str) -> Any:
        try:
            return make(self.columns, self._data, self._count)
        except ImportError:
            raise TrailError(
                "NT312", problem, f"Install one with `{remedy}`; .rows needs nothing."
            ) from None
