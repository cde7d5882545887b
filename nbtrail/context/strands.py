"""Which strand of concurrent work the calling code belongs to.

A strand is an asyncio or trio task that the user started, else a thread. The
task in which a kernel executes its cells is not the user's: cells, widgets'
callbacks and whatever else the kernel's main thread does are one strand, so
that a notebook's `init` in one cell is succeeded by the `init` of a later one.
Strands are weak references; two are equal when they are of the same live task
or thread.
"""

from __future__ import annotations

import os
import sys
import threading
import weakref
from typing import Any, TypeAlias

Strand: TypeAlias = "weakref.ref[Any]"

#: Whose tasks carry the user's code without being the user's.
_HOSTS = tuple(f"{os.sep}{name}{os.sep}" for name in ("ipykernel", "IPython", "tornado"))


def strand() -> Strand:
    """The strand of the calling code."""
    return weakref.ref(user_task() or threading.current_thread())


def main_strand() -> Strand:
    """The strand of a script's or notebook's own lines."""
    return weakref.ref(threading.main_thread())


def is_at_work_elsewhere(other: Strand) -> bool:
    """Whether another strand than the calling code's goes on."""
    if other == strand():
        return False
    one = other()
    done = getattr(one, "done", None)
    if callable(done):
        return not done()
    return one is not None and (not isinstance(one, threading.Thread) or one.is_alive())


def is_background() -> bool:
    """Whether the calling code runs beside the main strand, in a task or thread of its own."""
    if user_task() is not None:
        return True
    return threading.current_thread() is not threading.main_thread()


def user_task() -> Any:
    """The task whose code this is; None outside of one, and in a kernel's own."""
    asyncio = sys.modules.get("asyncio")
    if asyncio is not None:
        try:
            task = asyncio.current_task()
        except RuntimeError:  # no event loop runs in this thread
            task = None
        if task is not None:
            return None if _is_hosts(task) else task
    trio = sys.modules.get("trio")
    if trio is not None:
        try:
            return trio.lowlevel.current_task()
        except RuntimeError:
            return None
    return None


def _is_hosts(task: Any) -> bool:
    code = getattr(task.get_coro(), "cr_code", None)
    return code is not None and any(host in code.co_filename for host in _HOSTS)
