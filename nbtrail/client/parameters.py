"""Values and tables that a query is given by name.

A name that the question has as `$name` is a parameter; any other that can be a
table is one. Neither becomes SQL text: both travel as columns of bytes
(server/src/query/columns.ts), a table with the types of its library.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from ..notices.trail_error import TrailError
from .packing import Packed, packed
from .plain_values import plain
from .sql_types import NULL, VARCHAR, type_of, without_null
from .tables import is_frame, is_table, table_columns

#: Bytes of all tables of one question together.
MAX_BYTES = 64 * 2**20

#: What a question is made of, as far as names in it matter.
PARTS = re.compile(
    r"""
    '(?:[^']|'')*' | "(?:[^"]|"")*" | --[^\n]* | /\*.*?\*/ | \$(\w*)\$.*?\$\1\$
    | \$(?P<variable>[^\W\d]\w*)
    | (?:\b(?:from|join|describe|summarize|show|table|pivot|unpivot)\s+|,\s*|\(\s*)
      (?P<table>[^\W\d]\w*)\b(?!\s*[.(])
    """,
    re.IGNORECASE | re.DOTALL | re.VERBOSE,
)


def pack_parameters(
    query: str, params: Any, named: Mapping[str, Any]
) -> tuple[dict[str, Any], list[bytes]]:
    """What the question's head says of its parameters and tables, and their bytes; nothing for none.

    Raises TrailError NT303 for what can be neither, NT311 for tables that are too large.
    """
    if isinstance(params, Mapping):
        params, named = None, {**params, **named}
    if params is not None and (named or not isinstance(params, (list, tuple))):
        raise TrailError(
            "NT303",
            "params is a list, and values were given by name besides"
            if named
            else f"params is {type(params).__name__}",
            "Give all of them by name: $name in the query, name=value in the call.",
        )
    values: list[tuple[str, Packed]] = []
    tables: list[tuple[str, list[tuple[str, Packed]], int]] = []
    if params is not None:
        values = [
            (str(place), _value(f"parameter {place}", each)) for place, each in enumerate(params, 1)
        ]
    variables = {part["variable"].lower() for part in PARTS.finditer(query) if part["variable"]}
    for name, value in named.items():
        if name.lower() not in variables and is_table(value):
            columns, rows = table_columns(name, value)
            tables.append((name, columns, rows))
        else:
            values.append((name, _value(name, value)))
    _check_size(tables)
    head: dict[str, Any] = {}
    if tables:
        head["tables"] = [{"name": name, **_head(columns, rows)} for name, columns, rows in tables]
    if values:
        head["values"] = _head(values, 1)
    return head, list(_parts([*(columns for _, columns, _ in tables), values]))


def _value(name: str, value: Any) -> Packed:
    """A parameter as a column of one value."""
    if is_frame(value):
        raise TrailError(
            "NT303",
            f"{name} is a table, and ${name} stands for a single value",
            f"Ask it without the $ sign: FROM {name}.",
        )
    made = plain(value)
    kind = type_of([made])
    if kind == VARCHAR and not isinstance(made, str):
        raise TrailError(
            "NT303", f"{name} has more digits than SQL's numbers", "Give it as text or as a float."
        )
    # What belongs to an empty list fits to everything as text.
    return packed(kind if kind == NULL else without_null(kind, VARCHAR), [made])


def _head(columns: list[tuple[str, Packed]], rows: int) -> dict[str, Any]:
    return {
        "rows": rows,
        "columns": [{"name": name, "node": column.node} for name, column in columns],
    }


def _parts(tables: list[list[tuple[str, Packed]]]) -> Iterator[bytes]:
    for columns in tables:
        for _, column in columns:
            yield from column.parts


def _check_size(tables: list[tuple[str, list[tuple[str, Packed]], int]]) -> None:
    size = sum(column.size for _, columns, _ in tables for _, column in columns)
    if size > MAX_BYTES:
        raise TrailError(
            "NT311",
            f"The tables of the question take {size / 2**20:,.0f} MiB, "
            f"and {MAX_BYTES / 2**20:.0f} are the most",
        )
