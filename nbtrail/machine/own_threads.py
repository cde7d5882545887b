"""The threads that nbtrail itself starts: few, short, and not there while the user's process forks.

A process with one thread more than the user knows of cannot fork without a
warning (Python 3.12 and later), and a child may find a lock taken that nobody
will let go of. So where no other threads are, those that wait are asked to leave
before a fork, and those that work get a fifth of a second to end; afterwards what
was asked to leave is told to come back in the parent. What is not done by then (an fsync of a busy disk, a question to
nvidia-smi, gigabytes that are hashed) goes on, and Python says that there is a thread.
"""

from __future__ import annotations

import _thread
import os
import threading
import time
from collections.abc import Callable

#: Seconds that a fork waits for these threads.
PATIENCE = 0.2
_TASKS = "/proc/self/task"

#: The system's ids of threads that work, and of those whose function has returned.
_working: set[int] = set()
_leaving: set[int] = set()
_starting = 0
#: Called before a fork, and told in the parent after it.
_leave: list[Callable[[], None]] = []
_return: list[Callable[[], None]] = []


def start(work: Callable[[], None]) -> None:
    """Run `work` on a thread of its own. Raises RuntimeError where none can be had.

    `threading.Thread.start` waits for the thread, and an interrupt in that wait would be lost.
    """
    global _starting

    def run() -> None:
        global _starting
        me = _thread.get_native_id()
        _working.add(me)
        _starting -= 1
        try:
            work()
        finally:
            _leaving.add(me)
            _working.discard(me)

    _starting += 1
    try:
        _thread.start_new_thread(run, ())
    except BaseException:
        _starting -= 1
        raise


def around_forks(leave: Callable[[], None], come_back: Callable[[], None]) -> None:
    """`leave` is called before each fork, and `come_back` after it in the parent; neither may wait."""
    _leave.append(leave)
    _return.append(come_back)


def _before() -> None:
    try:
        if _others():
            return
        for leave in _leave:
            leave()
        until = time.monotonic() + PATIENCE
        while (_working or _starting > 0 or _lingering()) and time.monotonic() < until:
            time.sleep(0.0005)
    except Exception:  # a fork is the user's; at worst Python warns of a thread
        return


def _others() -> bool:
    """Whether there are threads that are not ours, besides the one that forks."""
    if not os.path.isdir(_TASKS):
        return threading.active_count() > 1
    tasks = {int(task) for task in os.listdir(_TASKS)} - _working - _leaving
    return len(tasks) - max(_starting, 0) > 1


def _lingering() -> bool:
    """Whether a thread that has returned is still there for the system."""
    if not _leaving or not os.path.isdir(_TASKS):
        return False
    _leaving.intersection_update({int(task) for task in os.listdir(_TASKS)})
    return bool(_leaving)


def _after_in_parent() -> None:
    try:
        for come_back in _return:
            come_back()
    except Exception:  # no more threads to be had
        return


def _after_in_child() -> None:
    global _starting
    _working.clear()
    _leaving.clear()
    _starting = 0


if hasattr(os, "register_at_fork"):
    os.register_at_fork(
        before=_before, after_in_parent=_after_in_parent, after_in_child=_after_in_child
    )
