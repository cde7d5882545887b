"""What `%trail` answers: is this recorded, where, and which run."""

from __future__ import annotations

import shlex
import time

from ..recording.active import active_run
from ..recording.card import after_end
from ..recording.session import Tracker


def status_text(tracker: Tracker) -> str:
    """A few lines of plain text."""
    if tracker.disabled:
        return "nbtrail: not recording, because NBTRAIL_MODE is disabled"
    journal = tracker.journal
    state = "recording" if tracker.recording else "not recording until %trail on"
    if journal.paused:
        state = f"recording is paused: {journal.pause_reason}"
    elif journal.missing_mount is not None:
        state = f"recording in open files of a disk that is not mounted at {journal.missing_mount} any more"
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
            + (
                f"; the last one was {', '.join([last.name, last.status, *after_end(last)])}"
                if last
                else ""
            )
        )
    if tracker.notices:
        lines.append(f"  notices   {tracker.notices}; the last one: {tracker.last_notice}")
    lines.append(f"  next      {next_thing(tracker)}")
    return "\n".join(lines)


def next_thing(tracker: Tracker) -> str:
    """What one does from here, as it would be written."""
    if not tracker.recording:
        return "%trail on"
    if tracker.journal.paused:
        return f"make room for {tracker.journal.home}, or have it be writable again; recording resumes by itself"
    if tracker.journal.missing_mount is not None:
        return f"mount {tracker.journal.missing_mount} again, before the kernel ends"
    run = active_run(tracker)
    if run is not None:
        if not run.shapes:
            return 'nbtrail.log({"val/acc": acc}) records metrics in it'
        return "%trail stop ends it; %trail runs lists the latest runs"
    names = list(tracker.run_names)[-2:]
    if len(names) == 2:
        older, newer = map(shlex.quote, names)
        return (
            f"%trail compare {older} {newer} tells what differs; %trail runs lists the latest runs"
        )
    if names:
        return "%trail runs lists the latest runs; begin another one and compare them"
    return 'with nbtrail.run("name", lr=0.1) as run: …, or %%trail name lr=0.1 above a cell'


def _count(number: int, thing: str) -> str:
    return f"{number} {thing}{'' if number == 1 else 's'}"
