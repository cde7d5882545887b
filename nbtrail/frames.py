"""Data frames and Python values in a question.

A frame becomes a common table expression whose columns are bound as lists, so
its contents travel as parameters and never as SQL text. Places in error
messages are moved back by the length of what was put in front.
"""

from __future__ import annotations

import datetime
import decimal
import math
import re
import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from .trail_error import TrailError

#: Values of all frames of one question together.
MOST = 200_000

_TYPES = (
    (bool, "BOOLEAN"),
    (int, "BIGINT"),
    (float, "DOUBLE"),
    (datetime.datetime, "TIMESTAMPTZ"),
    (datetime.date, "DATE"),
)

_WITH = re.compile(
    r"\s*(?:--[^\n]*\n\s*|/\*.*?\*/\s*)*with\s+(recursive\s+)?", re.IGNORECASE | re.DOTALL
)


def with_frames(
    query: str, params: Mapping[str, Any] | Iterable[Any] | None, named: Mapping[str, Any]
) -> tuple[str, dict[str, Any] | list[Any] | None, int]:
    """The query's text, its parameters, and by how many characters the text was moved."""
    if isinstance(params, Mapping):
        params, named = None, {**params, **named}
    frames = {name: value for name, value in named.items() if is_frame(value)}
    bound = {name: sendable(value) for name, value in named.items() if name not in frames}
    if params is not None:
        if named or not isinstance(params, (list, tuple)):
            raise TrailError(
                "NT303",
                "params is a list, and values were given by name besides"
                if named
                else f"params is {type(params).__name__}",
                "Give all of them by name: $name in the query, name=value in the call.",
            )
        return query, [sendable(value) for value in params], 0
    tables = []
    for name, frame in frames.items():
        expression, columns = _table(name, frame)
        tables.append(expression)
        bound.update(columns)
    if sum(len(values) for values in bound.values() if isinstance(values, list)) > MOST:
        raise TrailError(
            "NT311",
            f"The frames hold more than {MOST:,} values",
            "Join a smaller one, or fetch .df() and join in pandas.",
        )
    if not tables:
        return query, bound or None, 0
    begun = _WITH.match(query)
    if begun:
        text = ", ".join(tables) + ", "
        return query[: begun.end()] + text + query[begun.end() :], bound, len(text)
    text = f"WITH {', '.join(tables)} "
    return text + query, bound, len(text)


def sendable(value: Any) -> Any:
    """A value as JSON can carry it: numpy's scalars unwrapped, moments as text."""
    if value is None or isinstance(value, (bool, str)):
        return value
    if isinstance(value, int):
        return int(value) if abs(value) < 2**53 else str(value)
    if isinstance(value, float):
        return float(value) if math.isfinite(value) else str(float(value))
    if isinstance(value, datetime.datetime):
        return value.astimezone(datetime.timezone.utc).isoformat().replace("+00:00", "Z")
    if isinstance(value, (datetime.date, datetime.time, uuid.UUID, decimal.Decimal)):
        return str(value)
    if isinstance(value, Mapping):
        return {str(key): sendable(item) for key, item in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [sendable(item) for item in value]
    if hasattr(value, "tolist"):
        return sendable(value.tolist())
    if hasattr(value, "item"):
        return sendable(value.item())
    return value


def is_frame(value: Any) -> bool:
    """Whether it is a data frame, of whichever library."""
    return hasattr(value, "columns") and hasattr(value, "dtypes")


def _table(name: str, frame: Any) -> tuple[str, dict[str, list[Any]]]:
    """`name AS (SELECT unnest($name_0)::BIGINT AS "a", …)` and the lists."""
    columns: dict[str, list[Any]] = {}
    parts = []
    for index, column in enumerate(frame.columns):
        series = frame[column]
        values = [
            None if _missing(value) else value
            for value in (series.to_list() if hasattr(series, "to_list") else list(series))
        ]
        values = [value.item() if hasattr(value, "item") else value for value in values]
        parameter = f"{name}_{index}"
        columns[parameter] = [
            sendable(value if isinstance(value, _KNOWN) else str(value)) for value in values
        ]
        parts.append(f"unnest(${parameter})::{_type(values)} AS {_quoted(str(column))}")
    return f"{_quoted(name)} AS (SELECT {', '.join(parts)})", columns


_KNOWN = (type(None), bool, int, float, str, datetime.datetime, datetime.date)


def _type(values: list[Any]) -> str:
    """The narrowest DuckDB type that all of the values have."""
    known = [value for value in values if value is not None]
    for kind, name in _TYPES:
        if known and all(isinstance(value, kind) for value in known):
            return name
    numbers = known and all(isinstance(value, (int, float)) for value in known)
    return "DOUBLE" if numbers else "VARCHAR"


def _missing(value: Any) -> bool:
    """None, pandas' NaT and NA; NaN stays a number."""
    return value is None or type(value).__name__ in ("NaTType", "NAType")


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
