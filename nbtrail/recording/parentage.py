"""Which session a process belongs to when another recorded process started it.

A process that records leaves a note in its environment, `NBTRAIL_PARENT`, which
whatever it starts takes along. What was started is one of two things.

- A *worker* runs code of the process that started it: a child of multiprocessing
  (spawn, forkserver), of loky and joblib, a data loader's, a process of a pool,
  dask or ray. It belongs to that session: it is a child writer of it, begins no
  session, and what it logs without a run of its own goes to the run that is open
  over there.
- A *program* of its own, such as a script that a notebook starts, has a session
  of its own, which says where it came from (`parent_session_id`).

Which run is open is read from the parent's own journal, so that it holds for
workers that are kept from one run to the next, and costs the parent nothing.
"""

from __future__ import annotations

import json
import os
from typing import Any

from ..context.fork_lock import fork_lock
from ..machine.launchers import imported_main, is_launched, main_file, multiprocessing_parent

_VARIABLE = "NBTRAIL_PARENT"
_RUN = b'"k":"run_'


#: The C library locks its environment: a child forked meanwhile could never take that lock.
_changing = fork_lock()


class Parent:
    """The recorded process that started this one."""

    def __init__(
        self,
        *,
        session_id: str,
        writer_id: str,
        home: str,
        project: str,
        pid: int,
        main: str | None,
    ) -> None:
        self.session_id = session_id
        self.writer_id = writer_id
        self.home = home
        self.project = project
        self.pid = pid
        #: Its program's file; None in a notebook.
        self.main = main


def announce(parent: Parent) -> None:
    """Leave the note for whatever this process starts from now on."""
    with _changing:
        os.environ[_VARIABLE] = json.dumps(vars(parent))


def withdraw() -> None:
    """Nothing that is started from now on belongs to this process."""
    with _changing:
        os.environ.pop(_VARIABLE, None)


def parent_of_process() -> Parent | None:
    """Who left a note for this process; None where nobody did, or where it cannot be read."""
    try:
        return Parent(**json.loads(os.environ[_VARIABLE]))
    except (KeyError, ValueError, TypeError):
        return None


def is_worker_of(parent: Parent) -> bool:
    """Whether this process runs code of the parent's, and not a program of its own."""
    importing = imported_main()
    if importing is not None:  # multiprocessing does not know yet who started this process
        return importing == parent.main
    starter = multiprocessing_parent()
    if starter is None:
        return is_launched()
    main = main_file()
    return starter == parent.pid or (main is not None and main == parent.main)


class OpenRuns:
    """The runs that are open in a parent, as its journal tells."""

    def __init__(self, parent: Parent) -> None:
        self._folder = os.path.join(parent.home, "journal", parent.writer_id)
        self._segment = 1
        self._offset = 0
        self._open: dict[str, dict[str, Any]] = {}

    def last(self) -> dict[str, Any] | None:
        """What was said of the run that began last and is still open; None when none is."""
        while self._read():
            continue
        return next(reversed(self._open.values()), None)

    def _read(self) -> bool:
        """Take in what is new in one segment; True when there is a next one."""
        path = os.path.join(self._folder, f"facts-{self._segment:06d}.ndjson")
        try:
            if os.stat(path).st_size > self._offset:
                with open(path, "rb") as file:
                    file.seek(self._offset)
                    text = file.read()
                whole = text.rfind(b"\n") + 1
                self._offset += whole
                for line in text[:whole].splitlines():
                    if _RUN in line:
                        self._take(json.loads(line))
        except (OSError, ValueError):
            return False
        following = os.path.join(self._folder, f"facts-{self._segment + 1:06d}.ndjson")
        if not os.path.exists(following):
            return False
        self._segment, self._offset = self._segment + 1, 0
        return True

    def _take(self, fact: dict[str, Any]) -> None:
        kind, run_id = fact.get("k"), fact.get("run_id", "")
        if kind == "run_ended":
            self._open.pop(run_id, None)
        elif kind in ("run_started", "run_resumed"):
            known = self._open.pop(run_id, {})
            self._open[run_id] = {**known, **fact}
        elif kind == "run_named" and run_id in self._open:
            self._open[run_id]["name"] = fact["name"]
