"""Finding an earlier run to go on with, from the journals alone: no companion is needed.

Journals are searched from the newest writer to the oldest, for a bounded time;
the line a run began with, or was renamed with, tells its id. The largest step
that was recorded is read back so that automatic steps go on after it.
"""

from __future__ import annotations

import gzip
import json
import os
import time
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from .read_rows import read_rows

#: A search longer than this gives up; the run is then begun anew, and nothing is lost.
SECONDS = 3.0


@dataclass(frozen=True)
class FoundRun:
    """What is known of a run from its journals."""

    run_id: str
    name: str
    project: str
    experiment: str | None
    largest_step: int


def find_run(home: str, run_id: str | None, name: str | None, project: str) -> FoundRun | None:
    """The run with this id, else the newest one of the project with this name."""
    if run_id is None and name is None:
        return None
    until = time.monotonic() + SECONDS
    if run_id is None:
        run_id = _id_by_name(home, str(name), project, until)
        if run_id is None:
            return None
    started: dict[str, Any] | None = None
    renamed: tuple[float, str] | None = None
    largest = -1
    for folder in _writers(home):
        series: dict[int, int] = {}
        for fact in _facts(folder, [run_id], until):
            if fact.get("run_id") != run_id:
                continue
            kind = fact.get("k")
            if kind == "run_started":
                started = fact
            elif kind == "run_named" and (renamed is None or fact["t"] > renamed[0]):
                renamed = (fact["t"], fact["name"])
            elif kind == "series":
                series[fact["series"]] = len(fact["keys"])
        if series:
            largest = max(largest, _largest_step(folder, series, until))
        if started is not None and time.monotonic() > until:
            break
    if started is None:
        return None
    shown = renamed[1] if renamed else started["name"]
    return FoundRun(run_id, shown, started["project"], started.get("experiment"), largest)


def _id_by_name(home: str, name: str, project: str, until: float) -> str | None:
    best: tuple[float, str] | None = None
    quoted = '"name":' + json.dumps(name, ensure_ascii=False)
    for folder in _writers(home):
        for fact in _facts(folder, [quoted], until):
            named = fact.get("k") == "run_started" and fact.get("project") == project
            if fact.get("name") == name and (named or fact.get("k") == "run_named"):
                best = max(best or (0.0, ""), (fact["t"], fact["run_id"]))
    return best[1] if best else None


def _largest_step(folder: str, series: dict[int, int], until: float) -> int:
    largest = -1
    for path in _segments(folder, "numbers-"):
        for row in read_rows(path):
            if row.series in series:
                largest = max(largest, int(row.step))
        if time.monotonic() > until:
            break
    return largest


def _writers(home: str) -> list[str]:
    """Folders of all writers, newest first: their ids begin with the time."""
    journals = os.path.join(home, "journal")
    try:
        return [os.path.join(journals, name) for name in sorted(os.listdir(journals), reverse=True)]
    except OSError:
        return []


def _segments(folder: str, stem: str) -> list[str]:
    try:
        return [
            os.path.join(folder, name)
            for name in sorted(os.listdir(folder))
            if name.startswith(stem) and not name.endswith(".part")
        ]
    except OSError:
        return []


def _facts(folder: str, words: list[str], until: float) -> Iterator[dict[str, Any]]:
    """Facts whose line holds one of `words`; a torn or foreign line is passed over."""
    wanted = [word.encode("utf-8", "replace") for word in words]
    for path in _segments(folder, "facts-"):
        if time.monotonic() > until:
            return
        try:
            with gzip.open(path) if path.endswith(".gz") else open(path, "rb") as file:
                for line in file:
                    if any(word in line for word in wanted):
                        try:
                            fact = json.loads(line)
                        except ValueError:
                            continue
                        if isinstance(fact, dict):
                            yield fact
        except (OSError, EOFError, zlib.error):
            continue
