"""What a context has chosen as its active run: a thread or an asyncio task, which tasks take along.

A thread without a choice of its own has the one that was active where it was
started, and a pool's thread that where its work was given.
"""

from __future__ import annotations

from contextvars import ContextVar
from typing import TYPE_CHECKING

from ..context.threads import started_in

if TYPE_CHECKING:
    from .run import Run

_chosen: ContextVar[Run | None] = ContextVar("nbtrail_run", default=None)


def activate(run: Run) -> None:
    """Make `run` the active one here; what was active becomes so again when it ends."""
    run.outer = _chosen.get()
    _chosen.set(run)


def deactivate(run: Run) -> None:
    """`run` has ended; another thread's choice is left alone, its run is over all the same."""
    chosen = _chosen.get()
    if chosen is run:
        _chosen.set(still_open(run.outer))


def chosen_here() -> Run | None:
    """What this context itself has chosen."""
    return _chosen.get()


def choose(run: Run | None) -> None:
    """Have this context choose `run`, whatever it chose since."""
    _chosen.set(run)


def bound_run() -> Run | None:
    """The run, open or not, that this context has chosen, or that its thread or work was begun in."""
    chosen = _chosen.get()
    if chosen is None:
        noted = started_in()
        chosen = None if noted is None else noted[0]
    return chosen


def still_open(run: Run | None) -> Run | None:
    """The run, or the nearest one around it, that has not ended."""
    while run is not None and run.status != "running":
        run = run.outer
    return run
