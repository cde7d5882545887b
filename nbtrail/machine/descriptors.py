"""Files that nobody writes into by accident.

A program whose standard streams are closed (a daemon, `>&-` in a shell) gives
their numbers, 0 to 2, to the next files that are opened, and whatever is printed
goes on into these. So the store's files take a number above.
"""

from __future__ import annotations

import os

_MAX_STANDARD = 2


def above_streams(fd: int) -> int:
    """The open file by a number that is none of the standard streams'. Raises OSError."""
    taken = []
    try:
        while fd <= _MAX_STANDARD:
            taken.append(fd)
            fd = os.dup(fd)  # the lowest number that is free
    finally:
        for number in taken:
            os.close(number)
    return fd
