"""Which line of the user's code is calling: what a notice is about."""

from __future__ import annotations

import sys
from contextvars import ContextVar
from types import FrameType

from .executions import here

_PACKAGE = __name__.partition(".")[0]
#: The place that work on another thread was asked for.
standing: ContextVar[str] = ContextVar("nbtrail_standing", default="")


def place() -> str:
    """File, line and cell execution of the nearest caller outside this package.

    The same line is another place in the next execution of its cell, and the same
    one in every turn of a loop. A few microseconds: for the slow paths only.
    """
    frame = caller()
    if frame is None:
        return standing.get()
    execution = here.get()
    return f"{frame.f_code.co_filename}:{frame.f_lineno}:{execution.n if execution else 0}"


def caller() -> FrameType | None:
    """The nearest frame outside this package."""
    frame: FrameType | None = sys._getframe(1)
    while frame is not None and _is_ours(frame):
        frame = frame.f_back
    return frame


def _is_ours(frame: FrameType) -> bool:
    name = frame.f_globals.get("__name__")
    return type(name) is str and name.partition(".")[0] == _PACKAGE
