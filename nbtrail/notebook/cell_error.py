"""How a cell failed, as plain text that is safe to keep: colours stripped, credentials masked, bounded."""

from __future__ import annotations

import re
import sys
import traceback
from typing import Any

from ..recording.outcome import status_of
from ..values.prepare import prepare_text

MAX_TRACEBACK = 64_000
MAX_VALUE = 10_000

_ANSI = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[@-Z\\-_])")


def shown_error() -> int:
    """Identity of the error that was shown last, whatever it was; it lives until the next one is."""
    return id(vars(sys).get("last_value"))  # `getattr` makes an error first where there is none


def error_of_cell(shell: Any, result: Any, shown_before: int) -> BaseException | None:
    """What the cell failed by: before it ran, while it ran, or while its last value was displayed.

    Of the last IPython's result says nothing, and the kernel answers with an error all the
    same; its own mark may be of an earlier cell.
    """
    if result is None:
        return None
    error = result.error_before_exec or result.error_in_exec
    displaying = getattr(shell, "_last_traceback_during_displayhook", False)
    if error is None and displaying and shown_error() != shown_before:
        error = sys.last_value
    return error if isinstance(error, BaseException) else None


def execution_status(error: BaseException | None) -> str:
    """`ok`, `error` or `interrupted`."""
    if error is None:
        return "ok"
    return "interrupted" if status_of(error) == "interrupted" else "error"


def describe_failure(shell: Any, error: BaseException) -> dict[str, str]:
    """`error_name`, `error_value` and `traceback` of a cell's end."""
    try:
        value = str(error)
    except Exception:
        value = ""
    return {
        "error_name": type(error).__name__,
        "error_value": prepare_text("the error's text", plain(value), MAX_VALUE),
        "traceback": prepare_text("the traceback", _traceback(shell, error), MAX_TRACEBACK),
    }


def plain(text: str) -> str:
    """Text without terminal sequences."""
    return _ANSI.sub("", text)


def _traceback(shell: Any, error: BaseException) -> str:
    """The traceback as IPython has just shown it, where it kept that; otherwise Python's own."""
    shown = getattr(shell, "_last_traceback", None)
    if isinstance(shown, list) and shown and type(error).__name__ in "\n".join(map(str, shown)):
        text = "\n".join(map(str, shown))
    else:
        text = "".join(traceback.format_exception(type(error), error, error.__traceback__))
    text = plain(text)
    if len(text) > MAX_TRACEBACK:
        half = MAX_TRACEBACK // 2 - 20
        text = f"{text[:half]}\n… cut …\n{text[-half:]}"
    return text
