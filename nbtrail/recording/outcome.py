"""How runs end: the words for it, and what an exception means."""

from __future__ import annotations

from typing import Any

from ..notices.notice import notice, shown
from ..values.prepare import prepare_text
from .stopping import StopRun

STATUSES = ("finished", "failed", "killed", "interrupted")
#: Other libraries' words for them.
_OTHER_WORDS = {
    "success": "finished",
    "completed": "finished",
    "error": "failed",
    "crashed": "failed",
    "canceled": "interrupted",
    "cancelled": "interrupted",
    "aborted": "interrupted",
}


def known_status(given: Any) -> str:
    """The status that a word or an exit code means; one that means none is told, and is finished."""
    if given is None:
        return "finished"
    try:
        if isinstance(given, str):
            text = str.__str__(given).lower()
            status = _OTHER_WORDS.get(text, text)
            if status in STATUSES:
                return status
        elif isinstance(given, bool):  # whether all went well
            return "finished" if given else "failed"
        elif isinstance(given, int):  # an exit code
            return "failed" if int(given) else "finished"
    except Exception:  # a kind of text or number that cannot be read
        pass
    notice("NT211", "status", argument="status", got=shown(given), known=", ".join(STATUSES))
    return "finished"


def status_of(error: BaseException | None) -> str:
    """The run status that an exception out of its block means."""
    if error is None or isinstance(error, GeneratorExit):
        return "finished"
    if isinstance(error, (KeyboardInterrupt, StopRun)) or type(error).__name__ == "CancelledError":
        return "interrupted"
    if isinstance(error, SystemExit):
        return "finished" if error.code in (None, 0) else "failed"
    return "failed"


def error_of(error: BaseException) -> tuple[str, str]:
    """Name and text of an error, as they may be written."""
    try:
        text = str(error)
    except Exception:
        text = f"<{type(error).__name__}>"
    return type(error).__name__, prepare_text("the error's text", text, 10_000)
