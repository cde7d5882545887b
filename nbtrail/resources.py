"""What a cell costs: processor time and memory of this process, read in a few microseconds."""

from __future__ import annotations

import os
import sys
from time import process_time

_LINUX = sys.platform.startswith("linux")
_PAGE = os.sysconf("SC_PAGE_SIZE") if hasattr(os, "sysconf") else 4096
_statm = -1


def cpu_seconds() -> float:
    """User and system time of all threads of this process."""
    return process_time()


def memory_bytes() -> int | None:
    """Resident memory now; None where neither /proc nor psutil tells."""
    global _statm
    if _LINUX:
        try:
            if _statm < 0:
                _statm = os.open("/proc/self/statm", os.O_RDONLY)
            return int(os.pread(_statm, 64, 0).split()[1]) * _PAGE
        except (OSError, IndexError, ValueError):
            return None
    try:
        import psutil
    except ImportError:
        return None
    return int(psutil.Process().memory_info().rss)


def memory_peak_bytes() -> int | None:
    """Highest resident memory of this process so far."""
    try:
        import resource
    except ImportError:
        return None
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return int(peak) if sys.platform == "darwin" else int(peak) * 1024


def _child() -> None:
    """The inherited descriptor tells of the parent."""
    global _statm
    if _statm >= 0:
        os.close(_statm)
        _statm = -1


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_child)
