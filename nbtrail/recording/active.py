"""Which run is the active one.

The one that its context has chosen (chosen.py). Work in the background stays
with its run, also when somebody else has ended that; a cell or script goes on
with what is open: the run that was opened last on its own strand, else on the
main one, else anywhere.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from ..context.strands import is_background, main_strand, strand
from ..notices.notice import notice
from .chosen import bound_run, still_open
from .handles import load_run

if TYPE_CHECKING:
    from .parentage import OpenRuns
    from .run import Run
    from .session import Tracker


def active_run(tracker: Tracker) -> Run | None:
    """The open run of the calling code; None when no run is open."""
    bound = still_open(bound_run())
    if bound is not None:
        return bound
    return _opened_last(tracker.open_runs)


def run_to_log(tracker: Tracker) -> Run | None:
    """The run that `nbtrail.log` means here: the active one, or the one that this background work began in."""
    held = _held_by_generator(tracker.open_runs)
    if held is not None:
        return held
    bound = bound_run()
    found = still_open(bound)
    if found is not None:
        return found
    if bound is not None and is_background():
        return bound
    found = _opened_last(tracker.open_runs)
    if found is None and tracker.parents_runs is not None:
        return _parents_run(tracker.parents_runs)
    if found is not None and len(tracker.open_runs) > 1:
        mine = strand()
        if found.strand != mine and len({run.strand for run in tracker.open_runs}) > 1:
            several = len(tracker.open_runs)
            notice("NT234", "", run=found.name, several=several)
    return found


def _parents_run(runs: OpenRuns) -> Run | None:
    """In a worker without a run of its own: the one that is open in the process that started it."""
    found = runs.last()
    if found is None or "name" not in found:
        return None
    state = {
        "id": found["run_id"],
        "name": found["name"],
        "project": found["project"],
        "experiment": found.get("experiment"),
        "status": "running",
        "attempt": found.get("attempt", 1),
        "started_at": found["t"],
        "ended_at": None,
        "params": {},
        "next_step": 0,
        "recorded": True,
    }
    return load_run(state)


def _held_by_generator(runs: list[Run]) -> Run | None:
    """The run whose `with` a generator on the call stack is inside of.

    Generators that take turns share one context: what it chose last may be another one's.
    """
    held = {run.generator: run for run in runs if run.generator is not None}
    frame = sys._getframe(2) if held else None
    while frame is not None:
        run = held.get(id(frame))
        if run is not None:
            return run
        frame = frame.f_back
    return None


def _opened_last(runs: list[Run]) -> Run | None:
    """Of the open runs the latest on this strand, else on the main one, else of all."""
    if len(runs) < 2:
        return runs[-1] if runs else None
    for wanted in (strand(), main_strand()):
        for run in reversed(runs):
            if run.strand == wanted:
                return run
    return runs[-1]
