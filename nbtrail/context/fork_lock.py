"""Locks that no child process finds taken: whoever forks holds them meanwhile."""

from __future__ import annotations

import os
import threading


def fork_lock() -> threading.RLock:
    """A lock for what must not be in the middle of happening when the process forks."""
    lock = threading.RLock()
    if hasattr(os, "register_at_fork"):
        os.register_at_fork(
            before=lock.acquire,
            after_in_parent=lock.release,
            after_in_child=lock.release,
        )
    return lock


#: Held while a thread imports: a child forked in its midst could never import the same.
importing = fork_lock()
