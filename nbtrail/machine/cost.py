"""What a cell costs: processor time and memory of this process, read in a few microseconds."""

from __future__ import annotations

import os
import sys
from time import monotonic, process_time

try:
    from resource import RUSAGE_SELF, getrusage
except ImportError:  # Windows
    getrusage = None  # type: ignore[assignment]

_LINUX = sys.platform.startswith("linux")
_PAGE = os.sysconf("SC_PAGE_SIZE") if hasattr(os, "sysconf") else 4096
#: `ru_maxrss` counts kilobytes, except on a Mac.
_PEAK_UNIT = 1 if sys.platform == "darwin" else 1024
_statm = -1
#: The last reading and when it was made; asking the kernel also gives other threads a turn.
_last: tuple[int | None, float] = (None, -1.0)


def cpu_seconds() -> float:
    """User and system time of all threads of this process."""
    return process_time()


def recent_memory_bytes(seconds: float = 0.5) -> int | None:
    """Resident memory as it was a moment ago; a cell that follows another begins where that one ended."""
    reading, at = _last
    return reading if reading is not None and monotonic() - at < seconds else memory_bytes()


def memory_bytes() -> int | None:
    """Resident memory now; None where neither /proc nor psutil tells."""
    global _last
    reading = _read_memory()
    _last = (reading, monotonic())
    return reading


def _read_memory() -> int | None:
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


def costs_so_far() -> tuple[float, int | None]:
    """`cpu_seconds`, and the highest resident memory of this process, in one question to the system."""
    if getrusage is None:
        return process_time(), None
    used = getrusage(RUSAGE_SELF)
    return used.ru_utime + used.ru_stime, used.ru_maxrss * _PEAK_UNIT


def _child() -> None:
    """The inherited descriptor tells of the parent."""
    global _statm, _last
    _last = (None, -1.0)
    if _statm >= 0:
        os.close(_statm)
        _statm = -1


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_child)
