"""Text for people, wherever it is shown.

What others wrote may hold signs that move a terminal's cursor, colour it or reorder
what stands there: these are written out as `\\u001b`. A stream may not have all
characters (cp1252, Latin-1, ASCII): lines, dashes and dots get plainer ones there,
and anything else is written out, too.
"""

from __future__ import annotations

import contextlib
import sys
from typing import Any

_PLAINER = str.maketrans(
    {"─": "-", "—": "-", "–": "-", "−": "-", "…": "...", "·": "|", "×": "x", "⏎": "\\n", "‹": "<", "›": ">"}
)  # fmt: skip


def fitting(text: str, stream: Any = None) -> str:
    """The text in the characters of the stream, which is stdout unless told."""
    if text.isascii():
        return text
    stream = getattr(sys, "stdout", None) if stream is None else stream
    encoding = getattr(stream, "encoding", None)
    try:
        text.encode(encoding or "utf-8")
    except UnicodeEncodeError:
        plainer = text.translate(_PLAINER)
        return plainer.encode(encoding or "utf-8", "backslashreplace").decode(encoding or "utf-8")
    except (LookupError, TypeError):  # a stream of somebody's own
        return text
    return text


def visible(text: str) -> str:
    """The text with line breaks as signs and control characters written out."""
    return "".join(
        c if c.isprintable() else "⏎" if c == "\n" else " " if c == "\t" else f"\\u{ord(c):04x}"
        for c in text
    )


def lines_visible(text: str) -> str:
    """The same for several lines, which stay lines."""
    return "\n".join(map(visible, text.split("\n")))


def put(text: str) -> None:
    """Print it, if there is an open stdout."""
    with contextlib.suppress(ValueError):
        print(fitting(lines_visible(text)))
