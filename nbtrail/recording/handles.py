"""A run that was pickled: itself where it lives, elsewhere a handle that logs in it.

A run travels inside of callbacks, estimators and checkpoints, so pickling one
must work wherever a user's library does it. What travels is its id and what is
needed to go on. Loaded in the process that has the run, it is that run; in
another process it is a handle: its writer is that process's own, nothing is
written before it is used, and neither the end of a `with` block nor that of
the process ends the run, which belongs to whoever began it.
"""

from __future__ import annotations

import functools
from typing import Any

from ..machine.launchers import imported_main
from ..values.portable import portable
from .run import Run
from .session import Tracker, current, disabled_tracker, existing

#: Handles of this process by run id: each is one run, however often it arrives.
_handles: dict[str, Handle] = {}


class Handle(Run):
    """A run of another process, or of an earlier one."""

    def __init__(self, state: dict[str, Any]) -> None:
        super().__init__(None, state["name"], state["project"], state["experiment"], state["id"])
        self.inherited = True
        self.status, self.attempt = state["status"], state["attempt"]
        self.started_at, self.ended_at = state["started_at"], state["ended_at"]
        self.params.remember(state["params"])
        self.continue_after(state["next_step"] - 1)
        self._recorded = state["recorded"]

    @functools.cached_property
    def tracker(self) -> Tracker:  # type: ignore[override]
        """This process's tracker, from the first use on."""
        found = current() if self._recorded else disabled_tracker()
        found.handles.append(self)
        return found

    @functools.cached_property
    def _journal(self) -> Any:
        return self.tracker.journal

    def end(self, status: str, error: tuple[str, str] | None = None) -> None:
        """End the run, unless this is a worker that reads its parent's script once more."""
        if imported_main() is None:
            super().end(status, error)

    def _leave(self, error: BaseException | None) -> None:
        return


def state_of(run: Run) -> dict[str, Any]:
    """What a handle of the run needs; everything in it can be pickled."""
    return {
        "id": run.id,
        "name": run.name,
        "project": run.project,
        "experiment": run.experiment,
        "status": run.status,
        "attempt": run.attempt,
        "started_at": run.started_at,
        "ended_at": run.ended_at,
        "params": portable(dict(run.params)),
        "next_step": run._next_step,
        "recorded": run._recorded if isinstance(run, Handle) else not run.tracker.disabled,
    }


def load_run(state: dict[str, Any]) -> Run:
    """The run that was pickled: the one that lives here, else a handle of it."""
    tracker = existing()
    found = None if tracker is None else tracker.run_of(state["id"])
    if found is not None:
        return found
    handle = _handles.get(state["id"])
    if handle is None:
        handle = _handles[state["id"]] = Handle(state)
    return handle


def _reduce(run: Run) -> tuple[Any, ...]:
    return load_run, (state_of(run),)


Run._reduce = staticmethod(_reduce)
