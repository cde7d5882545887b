"""The code of an exit whose function was at hand before nbtrail was, as in `sys.exit(main())`.

Where `main` is the first to import nbtrail, the interpreter already holds the
`sys.exit` that nobody has wrapped. What then can be known is the moment at which
`main` is over: its frame is let go, and with it what hangs on the frame. Tracing
is switched on in that moment, and off again by the first thing that it sees:
another line, a call, or the SystemExit. So nothing is traced but the rest of one
expression; a debugger's or a coverage tool's tracing is left alone, and may see the exit for us.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

_PACKAGE = __name__.partition(".")[0]
#: Of generators and coroutines, whose frames are let go anywhere.
_SUSPENDED = 0x20 | 0x80 | 0x100 | 0x200


def watch_callers(note: Callable[[Any], None]) -> None:
    """Call `note` with the code of a SystemExit that leaves an expression whose call is under way now."""
    frame: FrameType | None = sys._getframe(1)
    while frame is not None:
        ours = frame.f_globals.get("__name__", "").partition(".")[0] == _PACKAGE
        if not ours and frame.f_trace is None and not frame.f_code.co_flags & _SUSPENDED:
            frame.f_trace = _Watch(note)
        frame = frame.f_back


class _Watch:
    """Hangs on a frame: switches tracing on when that is let go, and sees what the frame does next."""

    def __init__(self, note: Callable[[Any], None]) -> None:
        self.note = note

    def __call__(self, frame: FrameType, event: str, arg: Any) -> None:
        _off()
        if event == "exception" and issubclass(arg[0], SystemExit):
            self.note(getattr(arg[1], "code", None))

    def __del__(self, get: Any = sys.gettrace, switch: Any = sys.settrace) -> None:
        if get() is None:
            switch(_off)


def _off(*event: Any) -> None:
    """Also the tracing function itself: a call of anybody's code is not what is waited for."""
    if sys is not None and sys.gettrace() is _off:
        sys.settrace(None)
