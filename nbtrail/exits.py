"""With which code a script leaves: by then Python has forgotten the SystemExit.

`sys.exit`, `exit` and `quit` are wrapped to note their code. Whether the script
was left by it, or went on because somebody caught it, shows in the frame of the
main module: one that ran to its end stands at a return. `raise SystemExit(3)` is
read from the line at which the frame stands.
"""

from __future__ import annotations

import builtins
import functools
import sys
import threading
from types import FrameType
from typing import Any

#: The code of the latest exit, and the main module's frame.
_latest: list[Any] = []
_main: list[FrameType] = []
_NOTES = "_nbtrail_notes"


def watch_exits() -> None:
    """Note from now on with which code the script leaves."""
    frame = _main_frame()
    if frame is None:
        return
    _main[:] = [frame]
    if not hasattr(sys.exit, _NOTES):
        sys.exit = _noting(sys.exit)
        quitter = type(getattr(builtins, "exit", None))
        if quitter.__name__ == "Quitter":
            quitter.__call__ = _noting(quitter.__call__)  # type: ignore[method-assign]


def exit_code() -> Any:
    """The code of the SystemExit that ended the main module; None where none did, or it was none."""
    if not _main:
        return None
    frame = _main[0]
    from opcode import opname

    at = frame.f_lasti
    if at < 0 or opname[frame.f_code.co_code[at]].startswith("RETURN"):
        return None
    return _latest[0] if _latest else _raised(frame)


def _noting(leave: Any) -> Any:
    @functools.wraps(leave)
    def noting(*args: Any, **named: Any) -> Any:
        code = [*args, *named.values()][-1:]
        _latest[:] = [None if code and type(code[0]).__name__ == "Quitter" else (code or [None])[0]]
        return leave(*args, **named)

    setattr(noting, _NOTES, True)
    return noting


def _main_frame() -> FrameType | None:
    """The frame of the main module's own code."""
    module = sys.modules.get("__main__")
    frame = sys._current_frames().get(threading.main_thread().ident or 0)
    while frame is not None:
        if (
            frame.f_globals is getattr(module, "__dict__", None)
            and frame.f_code.co_name == "<module>"
        ):
            return frame
        frame = frame.f_back
    return None


def _raised(frame: FrameType) -> Any:
    """The code in `raise SystemExit(3)`, where it is a constant and stands at the frame's line."""
    import ast
    import linecache

    source = "".join(linecache.getlines(frame.f_code.co_filename))
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError):
        return None
    for node in ast.walk(tree):
        if isinstance(node, ast.Raise) and node.lineno <= frame.f_lineno <= (node.end_lineno or 0):
            given = node.exc.args if isinstance(node.exc, ast.Call) else []
            return given[0].value if given and isinstance(given[0], ast.Constant) else None
    return None
