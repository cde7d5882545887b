"""A thread belongs to the run and the cell whose code starts it, and how it dies is noticed.

A new thread begins with an empty context (before Python 3.14), so what is
active where it is started has to be noted beside it: `Thread.start` is wrapped
for that once something is recorded. Threads of pools serve whoever asks next:
pools.py notes what belongs to each piece of work. The user's `threading.excepthook` is left alone.
"""

from __future__ import annotations

import functools
import sys
import threading
from collections.abc import Callable
from typing import Any

_NOTED = "_nbtrail_started_in"
#: Modules whose threads are pools'.
POOLS = ("concurrent.futures.thread", "multiprocessing.pool")


def note_starts(
    active: Callable[[], Any],
    died: Callable[[threading.Thread, BaseException], None],
    pooled: Callable[[], None],
) -> None:
    """From now on note of each thread what `active()` says where it is started, and tell of its death.

    `died` is called in the thread, with the exception that nobody caught in it;
    `pooled` when a pool starts a thread, which the first work may be waiting for.
    """
    start = threading.Thread.start
    if hasattr(start, _NOTED):
        return

    @functools.wraps(start)
    def noting(self: threading.Thread) -> None:
        try:
            self.__dict__[_NOTED] = active()
            if getattr(getattr(self, "_target", None), "__module__", "") in POOLS:
                pooled()
            else:
                _watch_death(self, died)
        except Exception:  # nothing to note is no reason not to start
            pass
        start(self)

    setattr(noting, _NOTED, True)
    threading.Thread.start = noting  # type: ignore[method-assign]


def watch_this_thread(died: Callable[[threading.Thread, BaseException], None]) -> None:
    """Tell of the calling thread's death, if it was started before threads were noted."""
    thread = threading.current_thread()
    if thread is not threading.main_thread() and hasattr(thread, "_invoke_excepthook"):
        _watch_death(thread, died)


def _watch_death(thread: Any, died: Callable[[threading.Thread, BaseException], None]) -> None:
    invoke = thread._invoke_excepthook
    if hasattr(invoke, _NOTED):
        return

    def watched(thread: threading.Thread) -> None:
        error = sys.exc_info()[1]
        if error is not None:
            died(thread, error)
        invoke(thread)

    setattr(watched, _NOTED, True)
    thread._invoke_excepthook = watched


def started_in() -> Any:
    """What was active where the calling thread was started; None where that is not known."""
    return threading.current_thread().__dict__.get(_NOTED)


def note_here(noted: Any) -> Any:
    """Note of the calling thread what is active for its work; gives back what was noted before."""
    own = threading.current_thread().__dict__
    before, own[_NOTED] = own.get(_NOTED), noted
    return before


def forget_cell() -> None:
    """In a forked child: the thread keeps its run, and belongs to no cell of this process."""
    noted = started_in()
    if noted is not None:
        threading.current_thread().__dict__[_NOTED] = (noted[0], None)
