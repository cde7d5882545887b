"""What an answer leaves in the notebook besides its text: the first rows as data.

JupyterLab's renderer makes a table of them that sorts and draws, also years
later and without a companion. Cells are those of the protocol
(server/src/protocol.ts, `Cell`): what JSON cannot say exactly is text.
"""

from __future__ import annotations

import datetime
import decimal
import json
import math
from collections.abc import Sequence
from typing import Any

from .column_values import span_text

MIME = "application/vnd.nbtrail.result+json"
#: Most rows, and most characters of JSON, that a notebook has to carry.
MAX_ROWS = 1000
MAX_SIZE = 500_000
_EXACT = 2**53 - 1
#: Digits of a decimal that the double nearest to it prints.
_EXACT_DIGITS = 15


def payload(
    columns: list[str],
    types: list[str],
    data: Sequence[Sequence[Any]],
    count: int,
    truncated: bool,
    elapsed_ms: float,
    query: str | None,
) -> dict[str, Any]:
    """The answer for the renderer; `query` is the statement that has it again, if one does."""
    rows: list[list[Any]] = []
    size = 0
    for row in zip(*(values[: min(count, MAX_ROWS)] for values in data)):
        cells = [cell(value) for value in row]
        size += len(json.dumps(cells))
        if size > MAX_SIZE:
            break
        rows.append(cells)
    return {
        "v": 1,
        "columns": [{"name": name, "type": kind} for name, kind in zip(columns, types)],
        "data": [list(values) for values in zip(*rows)] if rows else [[] for _ in columns],
        "row_count": count,
        "truncated": truncated,
        "elapsed_ms": elapsed_ms,
        "sql": query,
    }


def cell(value: Any) -> Any:
    """A value as the companion sends it."""
    if value is None or isinstance(value, (bool, str)):
        return value
    if isinstance(value, int):
        return value if -_EXACT <= value <= _EXACT else str(value)
    if isinstance(value, float):
        if math.isfinite(value):
            return value
        return "NaN" if value != value else "Infinity" if value > 0 else "-Infinity"
    if isinstance(value, datetime.datetime):
        return _moment(value)
    if isinstance(value, datetime.time):
        return _time(value)
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, (list, tuple)):
        return [cell(item) for item in value]
    if isinstance(value, dict):
        return {_key(key): cell(item) for key, item in value.items()}
    if isinstance(value, decimal.Decimal):
        return float(value) if len(value.as_tuple().digits) <= _EXACT_DIGITS else f"{value:f}"
    if isinstance(value, datetime.timedelta):
        return span_text(value)
    return str(value)


def _moment(value: datetime.datetime) -> str:
    """`2026-11-24T08:12:30Z`, with three or six decimals where they are not zero."""
    zone = "" if value.tzinfo is None else "Z"
    if zone:
        value = value.astimezone(datetime.timezone.utc).replace(tzinfo=None)
    precise = (
        "auto" if value.microsecond % 1000 else "milliseconds" if value.microsecond else "seconds"
    )
    return value.isoformat(timespec=precise) + zone


def _time(value: datetime.time) -> str:
    """As DuckDB prints it: `12:00:00.5+02`."""
    clock, sign, offset = value.isoformat().partition("+" if "+" in value.isoformat() else "-")
    clock = clock.rstrip("0") if "." in clock else clock
    return clock + sign + offset.removesuffix(":00")


def _key(key: Any) -> str:
    """A map's key as text."""
    return key if isinstance(key, str) else json.dumps(cell(key))
