"""What others ask of a run, left as files in the store.

`inbox/<first 32 hex digits of the run id's sha256>.json` asks the processes that
make the run to stop. Whoever asks writes it beside and renames it into place, so
a reader sees all of it or nothing. It needs no companion and works wherever the
store can be seen, also from another machine.

A file that is not a plain one, or belongs to somebody else, asks for nothing.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import stat

#: Longer texts are nobody's name.
_MAX_BYTES = 10_000
_MAX_LENGTH = 100
#: Nothing waits for a pipe, and no link is followed.
_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOFOLLOW", 0)


def stop_request(home: str, run_id: str) -> str | None:
    """Where it was asked from that the run stop, as in "the sidebar"; None where nobody asked."""
    try:
        with open(os.open(_path(home, run_id), _FLAGS), "rb") as file:
            asked = json.loads(file.read(_MAX_BYTES)) if _is_own(file.fileno()) else None
    except (OSError, ValueError, RecursionError):
        return None
    if not isinstance(asked, dict) or asked.get("k") != "run_stop_requested":
        return None
    by = asked.get("by")
    return by[:_MAX_LENGTH] if isinstance(by, str) and by.strip() else "elsewhere"


def clear_stop_request(home: str, run_id: str) -> None:
    """Forget what was asked before the run went on."""
    with contextlib.suppress(OSError):
        os.unlink(_path(home, run_id))


def _is_own(descriptor: int) -> bool:
    found = os.fstat(descriptor)
    trusted = not hasattr(os, "getuid") or found.st_uid in (os.getuid(), 0)
    return stat.S_ISREG(found.st_mode) and trusted


def _path(home: str, run_id: str) -> str:
    name = hashlib.sha256(run_id.encode("utf-8", "surrogatepass")).hexdigest()[:32]
    return os.path.join(home, "inbox", f"{name}.json")
