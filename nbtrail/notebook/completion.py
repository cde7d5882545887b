"""Completion behind `%trail` and `%%trail`: subcommands, names of runs, metric keys of the session.

Uses IPython's `complete_command` hook, which terminals and JupyterLab both ask.
Only what this session knows is offered: nothing is asked of the companion while
somebody types.
"""

from __future__ import annotations

from typing import Any

from ..recording.session import existing
from .subcommands import SUBCOMMANDS

_installed: set[int] = set()


def install(shell: Any) -> None:
    """Register with the shell, once."""
    if id(shell) in _installed:
        return
    _installed.add(id(shell))
    for key in ("%trail", "%%trail"):
        shell.set_hook("complete_command", complete, str_key=key)


def complete(_shell: Any, event: Any) -> list[str]:
    """What can follow the cursor."""
    try:
        return _candidates(
            event.text_until_cursor if hasattr(event, "text_until_cursor") else event.line
        )
    except Exception:  # a completion that fails offers nothing
        return []


def _candidates(text: str) -> list[str]:
    words = text.lstrip().split(" ")
    tracker = existing()
    names = list(tracker.run_names) if tracker else []
    keys = list(tracker.metric_keys) if tracker else []
    if len(words) <= 2:
        return ["sql", *names] if words[0].startswith("%%") else [*SUBCOMMANDS, "-h"]
    command = words[1]
    if command == "sql":
        return ["-o", "--limit", "--timeout", "--time-zone"]
    if command in ("compare", "start"):
        return names
    if command == "log":
        return [f"{key}=" for key in keys]
    if command == "param" and tracker and tracker.last_run:
        return [f"{key}=" for key in tracker.last_run.params]
    return []
