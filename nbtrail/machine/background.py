"""Work that may outlast the call which asks for it.

`soon(work)` runs `work` in a thread of its own kind, waits a moment for it, and
says whether it is done. Most work is; what is not (gigabytes to hash or to copy)
goes on while the user's code does, and the end of the interpreter waits for it,
within a bound. At most `MAX_WORKERS` threads work at once, and none is left
when there is nothing to do. A forked child has nothing outstanding: the work is
its parent's.

An interrupt ends the wait, not the work. Where no thread can be had, the work is
done in the call.
"""

from __future__ import annotations

import os
import threading
import time
from collections import deque
from collections.abc import Callable
from contextvars import copy_context

from ..context.call_site import place, standing
from ..notices.notice import failed_inside
from . import own_threads

#: Seconds that a call waits for its work.
PATIENCE = 0.1
#: Seconds that the end of the interpreter waits for all of it.
EXIT_PATIENCE = 60.0
MAX_WORKERS = 4


class Work:
    """One piece; `done` is set once nothing more will come of it."""

    def __init__(self, do: Callable[[], None]) -> None:
        self._do = do
        self._context = copy_context()
        self._context.run(standing.set, place())
        self.done = threading.Event()

    def run(self) -> None:
        try:
            self._context.run(self._do)
        except Exception as error:
            failed_inside("work after a call", error)
        finally:
            self.done.set()


class _Workers:
    """The pieces that wait, and the threads that take them."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.waiting: deque[Work] = deque()
        self.outstanding: set[Work] = set()
        self.threads = 0

    def add(self, work: Work) -> None:
        with self.lock:
            self.outstanding.add(work)
            self.waiting.append(work)
            if self.threads >= MAX_WORKERS:
                return
            self.threads += 1
        try:
            own_threads.start(self._take)
        except RuntimeError:  # no more threads to be had, or too late for one
            self._take()

    def _take(self) -> None:
        while True:
            with self.lock:
                if not self.waiting:
                    self.threads -= 1
                    return
                work = self.waiting.popleft()
            work.run()
            with self.lock:
                self.outstanding.discard(work)


_workers = _Workers()


def soon(do: Callable[[], None], patience: float = PATIENCE) -> Work:
    """Begin the work; it is mostly done when this returns, `patience` seconds later at most."""
    work = Work(do)
    _workers.add(work)
    work.done.wait(patience)
    return work


def settle(patience: float = EXIT_PATIENCE) -> bool:
    """Wait for all that is outstanding; False when some is so even after `patience` seconds."""
    until = time.monotonic() + patience
    for work in list(_workers.outstanding):
        work.done.wait(max(0.0, until - time.monotonic()))
    return not _workers.outstanding or all(w.done.is_set() for w in list(_workers.outstanding))


def _child() -> None:
    global _workers
    _workers = _Workers()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_child)
