"""fsync without waiting: one background thread at most, gone when there is nothing to do.

A busy disk can take seconds to confirm; the user's cell never waits for it.
The process may end before the queue does: then the operating system keeps what
was written anyway, and only a power cut could take it.
"""

from __future__ import annotations

import os
import threading
from collections import deque

from ..machine import own_threads

_queue: deque[int] = deque()
_lock = threading.RLock()
_working = False


def sync_and_close(fd: int) -> None:
    """Take over `fd`: sync it and close it, soon."""
    global _working
    with _lock:
        _queue.append(fd)
        if _working:
            return
        _working = True
    try:
        own_threads.start(_work)
    except RuntimeError:  # the interpreter is shutting down and starts no threads
        _work()


def _work() -> None:
    global _working
    while True:
        with _lock:
            if not _queue:
                _working = False
                return
            fd = _queue.popleft()
        try:
            os.fsync(fd)
        except OSError:
            continue
        finally:
            os.close(fd)


def _child() -> None:
    """A forked child has the queue but not the thread."""
    global _working, _lock
    _lock = threading.RLock()
    _working = False
    while _queue:
        os.close(_queue.popleft())


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_child)
