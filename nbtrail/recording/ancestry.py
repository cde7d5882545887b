"""The session of a worker that was there before it: found by the processes that the worker descends from.

A cluster or pool that a program starts first, and its run afterwards, has workers
without the note of parentage.py. The program is among their ancestors all the
same, and its journal says its pid and start time. Told by Linux's /proc only, and
looked up once, where a worker first records.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from ..machine.launchers import is_launched, multiprocessing_parent
from ..machine.process import pid_space, process_started
from .parentage import Parent

#: Journals that are looked at, the latest first.
_MAX_JOURNALS = 500


def recorded_ancestor(home: Path) -> Parent | None:
    """The session in this store of a process that started this worker; None for what is no worker."""
    if not (is_launched() or multiprocessing_parent() is not None):
        return None
    above, space = dict(_ancestors()), pid_space()
    if not above or space is None:
        return None
    journals = home / "journal"
    try:
        names = sorted(os.listdir(journals), reverse=True)[:_MAX_JOURNALS]
    except OSError:
        return None
    for name in names:
        opened, session = _beginning(journals / name / "facts-000001.ndjson")
        pid = opened.get("pid", 0)
        known = pid in above and opened.get("process_started") == above[pid]
        if known and opened.get("pid_space") == space and session.get("session_id") == name:
            script = session.get("notebook_source") == "script"
            return Parent(
                session_id=name,
                writer_id=name,
                home=os.fspath(home),
                project=session["project"],
                pid=pid,
                main=session.get("notebook_path") if script else None,
            )
    return None


def _ancestors() -> list[tuple[int, int | None]]:
    """Pids and start times of the processes that this one descends from."""
    found: list[tuple[int, int | None]] = []
    pid = os.getppid()
    while pid > 1 and len(found) < 64:
        found.append((pid, process_started(pid)))
        try:
            with open(f"/proc/{pid}/stat", "rb") as stat:
                content = stat.read()
        except OSError:
            return found[:-1]
        pid = int(content[content.rfind(b")") + 2 :].split()[1])
    return found


def _beginning(path: Path) -> tuple[dict[str, Any], dict[str, Any]]:
    """What a journal says of its writer, and then of its session; empty where it says neither."""
    try:
        with open(path, "rb") as file:
            opened, session = json.loads(file.readline()), json.loads(file.readline())
    except (OSError, ValueError):
        return {}, {}
    return (opened, session) if session.get("k") == "session_started" else ({}, {})
