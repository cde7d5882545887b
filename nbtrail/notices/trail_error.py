"""The one exception that queries raise: what happened, and what to do.

Recording never raises (see notice.py); questions do, because a wrong answer
would be worse than none. The companion's codes are in server/src/errors.ts;
these are raised on this side:

    NT303  a value that cannot be a parameter
    NT311  a data frame that is too large to be asked about
    NT312  a package that is needed for the asked form
    NT307  a run with more points than an answer can have
    NT501  the companion does not answer
    NT502  the companion could not be started
    NT504  the store, or what the companion is found by, can be another user's doing
    NT506  there is no Node.js that could run it
    NT507  it is not built
    NT602  a run that is not there
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from types import TracebackType
from typing import Any, TypeVar

from .codes import HINTS
from .printable import fitting, lines_visible

_Question = TypeVar("_Question", bound=Callable[..., Any])


def question(function: _Question) -> _Question:
    """A public function that asks: its TrailError does not show the way inside."""

    @functools.wraps(function)
    def ask(*args: Any, **named: Any) -> Any:
        __tracebackhide__ = True  # pytest passes such a frame over; for IPython see below
        try:
            return function(*args, **named)
        except TrailError as error:
            raise error.with_traceback(None) from None

    return ask  # type: ignore[return-value]


class TrailError(Exception):
    """What went wrong with a question. `str()` is one readable paragraph."""

    def __init__(
        self,
        code: str,
        message: str,
        hint: str | None = None,
        *,
        start: int | None = None,
        end: int | None = None,
    ) -> None:
        super().__init__(code, message, hint)
        self.code = code
        self.message = message
        #: What to do: what the code stands for, where the place that raises it knows nothing better.
        self.hint = HINTS.get(code) if hint is None else hint
        #: Character range in the query or filter, from 0, end exclusive.
        self.start = start
        self.end = end

    def __str__(self) -> str:
        hint = f" {self.hint}" if self.hint else ""
        return fitting(lines_visible(f"{self.code}: {self.message.rstrip('.')}.{hint}"))

    def _render_traceback_(self) -> list[str]:
        """What IPython shows: the traceback up to the user's own line. Whatever fails, it shows all of it."""
        from IPython.core.getipython import get_ipython

        entries, entry = [], self.__traceback__
        while entry is not None:
            entries.append(entry)
            entry = entry.tb_next
        while entries and entries[-1].tb_frame.f_globals.get("__name__") == __name__:
            entries.pop()
        users = None
        for entry in reversed(entries):
            users = TracebackType(users, entry.tb_frame, entry.tb_lasti, entry.tb_lineno)
        shell: Any = get_ipython()
        return list(shell.InteractiveTB.structured_traceback(type(self), self, users))
