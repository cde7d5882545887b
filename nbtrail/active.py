"""Which run is the active one.

`with` blocks and `init` set it for their thread or asyncio task, through a
context variable. Code without one of its own (a worker thread, a later cell,
whose task has a fresh context) gets the run that was opened last and is still
open.
"""

from __future__ import annotations

from contextvars import ContextVar
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .run import Run
    from .tracker import Tracker

_chosen: ContextVar[Run | None] = ContextVar("nbtrail_run", default=None)


def activate(run: Run) -> None:
    """Make `run` the active one here; what was active becomes so again when it ends."""
    run.outer = _chosen.get()
    _chosen.set(run)


def deactivate(run: Run) -> None:
    """`run` has ended; another thread's choice is left alone, its run is over all the same."""
    chosen = _chosen.get()
    if chosen is run:
        _chosen.set(_still_open(run.outer))


def active_run(tracker: Tracker) -> Run | None:
    """The run that `nbtrail.log` means here; None when no run is open."""
    chosen = _still_open(_chosen.get())
    if chosen is not None:
        return chosen
    return tracker.open_runs[-1] if tracker.open_runs else None


def _still_open(run: Run | None) -> Run | None:
    while run is not None and run.status != "running":
        run = run.outer
    return run
