"""A result as a table: plain text for terminals, HTML for notebooks.

Names, tags and notes are other people's text: HTML is escaped, and control
characters (ANSI, right-to-left overrides, …) are written out.
"""

from __future__ import annotations

import datetime
import decimal
import html
import re
from collections.abc import Sequence
from typing import Any

from ..notices.printable import fitting, visible
from .column_values import span_text

#: Rows shown of a long answer.
SHOWN = 20
MAX_CELL_WIDTH = 40

_NUMBERS = re.compile(r"(U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?|DOUBLE|FLOAT|DECIMAL.*)")


def as_text(
    columns: list[str],
    data: Sequence[Sequence[Any]],
    count: int,
    truncated: bool,
    most: int = SHOWN,
) -> str:
    """A table aligned with spaces, and how many rows there are."""
    shown = min(count, most)
    if not columns:
        return "(no columns)"
    cells = [
        [fitting(_cut(text)) for text in (visible(name), *map(written, values[:shown]))]
        for name, values in zip(columns, data)
    ]
    right = [
        all(isinstance(v, (int, float, decimal.Decimal)) or v is None for v in values[:shown])
        and shown > 0
        for values in data
    ]
    widths = [max(map(len, column)) for column in cells]
    lines = [
        "  ".join(
            cell.rjust(width) if number else cell.ljust(width)
            for cell, width, number in zip(row, widths, right)
        ).rstrip()
        for row in zip(*cells)
    ]
    lines.insert(1, fitting("  ".join("─" * width for width in widths)))
    return "\n".join([*lines, counted(count, shown, truncated)])


def as_html(
    columns: list[str], types: list[str], data: Sequence[Sequence[Any]], count: int, truncated: bool
) -> str:
    """An HTML table in JupyterLab's own style."""
    shown = min(count, SHOWN)
    sides = ["right" if _NUMBERS.fullmatch(kind) else "left" for kind in types]
    head = "".join(
        f'<th style="text-align:{side}" title="{html.escape(kind)}" dir="auto">{html.escape(visible(name))}</th>'
        for name, kind, side in zip(columns, types, sides)
    )
    body = "".join(
        "<tr>" + "".join(_cell(values[row], side) for values, side in zip(data, sides)) + "</tr>"
        for row in range(shown)
    )
    note = f'<div style="opacity:.7;font-size:smaller">{html.escape(counted(count, shown, truncated))}</div>'
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{note}"


def written(value: Any) -> str:
    """A value in a few characters."""
    if value is None:
        return "—"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return f"{value:.6g}"
    if isinstance(value, datetime.datetime):
        return value.strftime("%Y-%m-%d %H:%M:%S") if value.tzinfo else str(value)
    if isinstance(value, datetime.timedelta):
        return span_text(value)
    if isinstance(value, list):
        return visible(", ".join(written(item) for item in value))
    if isinstance(value, bytes):
        return value.hex()
    return visible(str(value))


def counted(count: int, shown: int, truncated: bool) -> str:
    rows = f"{count:,} row{'' if count == 1 else 's'}"
    if truncated:
        rows = f"the first {rows}; limit= gives more"
    return f"{rows}, {shown} shown" if shown < count else rows


def _cell(value: Any, side: str) -> str:
    text = html.escape(_cut(written(value), 200))
    if value is None:
        text = f'<span style="opacity:.5">{text}</span>'
    return f'<td style="text-align:{side}" dir="auto">{text}</td>'


def _cut(text: str, most: int = MAX_CELL_WIDTH) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"
