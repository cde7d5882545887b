"""What `%trail` answers: is this recorded, where, and which run."""

from __future__ import annotations

import time

from .active import active_run
from .tracker import Tracker


def status_text(tracker: Tracker) -> str:
    """A few lines of plain text."""
    if tracker.disabled:
        return "nbtrail: not recording, because NBTRAIL_MODE is disabled"
    journal = tracker.journal
    state = "recording" if tracker.recording else "not recording until %trail on"
    if journal.paused:
        state = "recording is paused: the store folder cannot be written"
    lines = [
        f"nbtrail: {state}",
        f"  project   {tracker.project}",
        f"  notebook  {tracker.session['notebook_path'] or 'not known; NBTRAIL_NOTEBOOK can tell it'}",
        f"  session   {tracker.session_id}, {_count(tracker.executions, 'cell')}, {_count(tracker.started_runs, 'run')}",
        f"  store     {journal.home}",
    ]
    run = active_run(tracker)
    if run is not None:
        seconds = time.time() - run.started_at
        attempt = f", attempt {run.attempt}" if run.attempt > 1 else ""
        lines.append(f"  run       {run.name} ({run.id}), running for {seconds:.0f} s{attempt}")
    else:
        last = tracker.last_run
        lines.append(
            "  run       none is open"
            + (f"; the last one was {last.name}, {last.status}" if last else "")
        )
    if tracker.notices:
        lines.append(f"  notices   {tracker.notices}; the last one: {tracker.last_notice}")
    return "\n".join(lines)


def _count(number: int, thing: str) -> str:
    return f"{number} {thing}{'' if number == 1 else 's'}"
