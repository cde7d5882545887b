"""Reports a problem: a line on stderr for the user, and a fact in the journal.

Nothing in here raises. A problem is reported once for each place in the user's code
that it concerns: one line on stderr and one `notice` fact in the journal;
recording goes on with what is good.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from typing import Any

from ..context.call_site import place
from .codes import NOTICES
from .printable import fitting, visible

#: Subjects and places by code, and lines on stderr by code and place.
_noticed: dict[str, set[str]] = {}
_lines: dict[tuple[str, str], int] = {}
_lock = threading.RLock()
#: Writes a `notice` fact; the tracker puts itself here while it records.
_record: Callable[[str, str], None] | None = None

#: Problems reported per code in a process; beyond it there is silence, not a flood.
MAX_NOTICES = 500
#: Lines on stderr per code and place; the journal has the others.
MAX_LINES = 5
#: Characters of one word of a sentence.
MAX_WORD = 200


def set_recorder(record: Callable[[str, str], None] | None) -> None:
    """Where notices go besides stderr; None takes it away."""
    global _record
    _record = record


def forget_notices() -> None:
    """Begin anew in a forked child; a thread that is no more may have held the lock."""
    global _lock
    _lock = threading.RLock()
    _noticed.clear()
    _lines.clear()


def notice(
    code: str, subject: str = "", *, quiet: bool = False, anywhere: bool = False, **words: Any
) -> None:
    """Report a problem, once per code, `subject` and place in the user's code.

    `anywhere` is for what concerns the process, not a call; `quiet` keeps it off stderr.
    """
    try:
        at = "" if anywhere else place()
        key = f"{subject} {at}"
        noticed = _noticed.setdefault(code, set())
        if key in noticed or len(noticed) >= MAX_NOTICES:
            return
        with _lock:
            if key in noticed:
                return
            noticed.add(key)
            lines = _lines[code, at] = _lines.get((code, at), 0) + (not quiet)
        message = NOTICES[code].format(**{name: _short(word) for name, word in words.items()})
        if not quiet and lines <= MAX_LINES:
            print_line(f"nbtrail: {message} [{code}]")
        if _record is not None:
            _record(code, message)
    except Exception:  # the last wall: reporting a problem must not make one
        return


def print_line(line: str) -> None:
    """One line on stderr, control characters made visible, if there is a stderr."""
    stream = getattr(sys, "stderr", None)
    if stream is None:
        return
    try:
        stream.write(fitting(visible(line.replace("\n", " ")), stream) + "\n")
        stream.flush()
    except Exception:  # closed, broken, or no stream at all
        return


def _short(word: Any) -> Any:
    """A word that a sentence can hold; of several reasons each may be that long."""
    if type(word) is list:
        return "; ".join(map(_short, word))
    long = type(word) is str and len(word) > MAX_WORD
    return word[:MAX_WORD] + "…" if long else word


def shown(value: object, most: int = 60) -> str:
    """A short account of a value for a sentence; never raises, never runs a long repr."""
    try:
        if isinstance(value, str):
            return "the text " + repr(value[:most] + ("…" if len(value) > most else ""))
        if value is None or isinstance(value, (bool, int, float)):
            long = isinstance(value, int) and abs(value) >= 10**most
            return "a long integer" if long else repr(value)[:most]
    except Exception:  # a kind of text or number that cannot be shown
        pass
    kind = type(value).__name__
    return f"{'an' if kind[:1].lower() in 'aeiou' else 'a'} {kind}"


def failed_inside(where: str, error: BaseException) -> None:
    """A bug of nbtrail's own, told as NT299."""
    text = type(error).__name__
    if not isinstance(error, RecursionError):
        try:
            text = f"{text}: {error}"[:200]
        except Exception:  # somebody else's error, which cannot say what it is
            text = type(error).__name__
    notice("NT299", where, anywhere=True, where=where, error=text)
