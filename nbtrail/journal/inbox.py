"""What others ask of a run, left as files in the store.

`inbox/<first 32 hex digits of the run id's sha256>.json` asks the processes that
make the run to stop. Whoever asks writes it beside and renames it into place, so
a reader sees all of it or nothing. It needs no companion and works wherever the
store can be seen, also from another machine.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os

#: Longer texts are nobody's name.
_MAX_BYTES = 10_000
_MAX_LENGTH = 100


def stop_request(home: str, run_id: str) -> str | None:
    """Where it was asked from that the run stop, as in "the sidebar"; None where nobody asked."""
    try:
        with open(_path(home, run_id), "rb") as file:
            asked = json.loads(file.read(_MAX_BYTES))
    except (OSError, ValueError):
        return None
    if not isinstance(asked, dict) or asked.get("k") != "run_stop_requested":
        return None
    by = asked.get("by")
    return by[:_MAX_LENGTH] if isinstance(by, str) and by.strip() else "elsewhere"


def clear_stop_request(home: str, run_id: str) -> None:
    """Forget what was asked before the run went on."""
    with contextlib.suppress(OSError):
        os.unlink(_path(home, run_id))


def _path(home: str, run_id: str) -> str:
    name = hashlib.sha256(run_id.encode("utf-8", "surrogatepass")).hexdigest()[:32]
    return os.path.join(home, "inbox", f"{name}.json")
