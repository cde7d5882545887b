"""With which code a script leaves: when it ends, Python has forgotten the SystemExit.

`sys.exit`, `exit` and `quit` are wrapped to note their code. Whether the script
was left by an exit, or went on because somebody caught it, shows in the frame of
the main module: one that ran to its end stands at a return. A `raise SystemExit`
is seen on its way out: between the last line and its look at the exception
Python flushes the streams after a script, and lets go of runpy after a module,
and the exception is then among the living objects. `python -c` has no such
moment; there a constant or a name is read from the source. An exit that was at
hand before any of this is watched for: see exit_watch.py.
"""

from __future__ import annotations

import builtins
import functools
import gc
import sys
import threading
import weakref
from types import FrameType, TracebackType
from typing import Any

from .exit_watch import watch_callers

#: The code of the latest exit, the main module's frame, the code of the exception that left it,
#: and the reference to the module that ran it.
_latest: list[Any] = []
_main: list[FrameType] = []
_seen: list[Any] = []
_runpy: list[Any] = []
_NOTES = "_nbtrail_notes"
#: Stands for a code that cannot be known.
UNKNOWN = object()


def note_exits() -> None:
    """Note the codes of exits from now on: `sys.exit(main())` looks up its function before it calls main."""
    leave = sys.exit
    if hasattr(leave, _NOTES):
        return
    sys.exit = noting = _noting(leave)
    for name, module in list(sys.modules.items()):  # from sys import exit
        own = getattr(module, "__dict__", {})
        for word in list(own) if name == "__main__" else ("exit",):
            if own.get(word) is leave:
                own[word] = noting
    quitter = type(getattr(builtins, "exit", None))
    if quitter.__name__ == "Quitter":
        quitter.__call__ = _noting(quitter.__call__)  # type: ignore[method-assign]


def watch_exits() -> None:
    """Know at the end with which code the script leaves."""
    frame = _main_frame()
    if frame is None or _main:
        return
    _main[:] = [frame]
    note_exits()
    watch_callers(lambda code: _latest.__setitem__(slice(None), [code]))
    for name in ("stderr", "stdout"):
        _look_at_last_flush(getattr(sys, name, None))
    _look_when_runpy_goes(frame)


def exit_code() -> Any:
    """The code of the SystemExit that ended the main module; None where none did, or it was none.

    UNKNOWN where one did and its code cannot be known.
    """
    if not _main or _ran_to_its_end(_main[0]) or _main_frame() is _main[0]:
        return None  # it is still at work where a worker ends that was forked in its midst
    for known in (_seen, _latest):
        if known:
            return known[0]
    return _raised(_main[0])


def _ran_to_its_end(frame: FrameType) -> bool:
    from opcode import opname

    at = frame.f_lasti
    return at < 0 or opname[frame.f_code.co_code[at]].startswith("RETURN")


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


def _look_at_last_flush(stream: Any) -> None:
    """Look for the exception when the stream is flushed by nobody's code: then the script is over."""
    flush: Any = getattr(stream, "flush", None)

    def looking() -> Any:
        if _is_over():
            stream.__dict__.pop("flush", None)
            _look()
        return flush()

    try:
        stream.flush = looking
    except Exception:  # a stream of somebody's own that takes no attributes, or none
        return


def _look_when_runpy_goes(main: FrameType) -> None:
    """Look for the exception when the interpreter lets go of the module that runs modules.

    It then has to be the last to hold it; who imports runpy meanwhile gets another one.
    """
    caller = main.f_back
    if caller is not None and caller.f_globals.get("__name__") == "runpy":
        runpy = sys.modules.pop("runpy", None)
        if runpy is not None:
            _runpy[:] = [weakref.ref(runpy, lambda _: _look() if _is_over() else None)]


def _is_over() -> bool:
    """Whether no code but this module's runs in the thread, before the interpreter is taken down."""
    try:
        sys._getframe(2)
    except ValueError:
        return not sys.is_finalizing()  # then it is too late to look for anything
    return False


def _look() -> None:
    """Find the SystemExit that is on its way out of the main module."""
    main = _main[0]
    if _seen or _ran_to_its_end(main):
        return
    out = [one for one in gc.get_referrers(main) if type(one) is TracebackType]
    here = [trace for trace in out if trace.tb_lasti == main.f_lasti]
    likely: list[Any] = []
    for generation in range(3):
        for error in reversed(gc.get_objects(generation)):
            if issubclass(type(error), SystemExit):  # `isinstance` would ask objects of others
                if error.__traceback__ is None or _went_through(error, here):
                    _seen[:] = [error.code]
                    return
                if _went_through(error, out):
                    likely.append(error.code)
    if not _latest:
        _seen.extend(likely[:1])


def _went_through(error: BaseException, traces: list[TracebackType]) -> bool:
    """Whether the exception's own traceback and one of these begin at the same place.

    Until Python 3.12 its own does not reach as far out as the interpreter's.
    """
    return _origin(error.__traceback__) in map(_origin, traces)


def _origin(trace: TracebackType | None) -> TracebackType | None:
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return trace


def _raised(frame: FrameType) -> Any:
    """The code in `raise SystemExit(3)` at the frame's line, where it is a constant or a name; else UNKNOWN."""
    import ast

    try:
        tree = ast.parse(_source(frame.f_code.co_filename))
    except (SyntaxError, ValueError):
        return UNKNOWN
    for node in ast.walk(tree):
        if isinstance(node, ast.Raise) and node.lineno <= frame.f_lineno <= (node.end_lineno or 0):
            given = node.exc.args if isinstance(node.exc, ast.Call) else []
            if not given:
                return None if isinstance(node.exc, (ast.Call, ast.Name)) else UNKNOWN
            if isinstance(given[0], ast.Name):
                return frame.f_globals.get(given[0].id, UNKNOWN)
            return given[0].value if isinstance(given[0], ast.Constant) else UNKNOWN
    return UNKNOWN


def _source(file: str) -> str:
    """The main module's source; that of `python -c` stands before the script's own words."""
    import linecache

    if file == "<string>" and sys.argv[:1] == ["-c"]:
        return sys.orig_argv[-len(sys.argv)]
    return "".join(linecache.getlines(file))
