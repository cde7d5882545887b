"""Text for a stream that may not have all characters: cp1252, Latin-1, ASCII.

Lines, dashes and dots get plainer ones there, anything else is written out as
`\\u2713`. Where the stream has every character, the text stays as it is.
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
    encoding = getattr(sys.stdout if stream is None else stream, "encoding", None)
    try:
        text.encode(encoding or "utf-8")
    except UnicodeEncodeError:
        plainer = text.translate(_PLAINER)
        return plainer.encode(encoding or "utf-8", "backslashreplace").decode(encoding or "utf-8")
    except (LookupError, TypeError):  # a stream of somebody's own
        return text
    return text


def put(text: str) -> None:
    """Print it, if there is an open stdout."""
    with contextlib.suppress(ValueError):
        print(fitting(text))
