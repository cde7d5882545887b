"""How runs begin: `init` for a notebook that goes on, `run` for a block.

The k-th run of a name in one execution is an attempt of the k-th run of that
name in an earlier execution of the session: a cell that runs again opens
attempt 2 of each of its runs, while a loop over seeds that reuses a name inside
one execution opens independent runs. Where the earlier attempt is still open
and nothing holds it (`with` does), it is finished first.
"""

from __future__ import annotations

import os
import re
import threading
from typing import Any

from .active import active_run
from .config_objects import mapping_of
from .errors import guarded, notice
from .executions import NOWHERE, Execution
from .home import store_home
from .names import generated_name
from .prepare import prepare_text
from .run import Run, _words, open_run
from .tracker import Tracker, current, disabled_tracker
from .values import named

#: Arguments of `run` that are about the run; every other keyword is a parameter.
_ABOUT = (
    "project",
    "experiment",
    "tags",
    "group",
    "job_type",
    "notes",
    "resume",
    "mode",
    "id",
    "total_steps",
)
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,127}")

#: The open run that `init` made, by thread.
_initialised: dict[int, Run] = {}


def _nothing() -> Run:
    """What the user gets when nbtrail itself failed: a run that records nothing."""
    return Run(disabled_tracker(), "unrecorded", "", None, None)


@guarded(_nothing)
def init(
    project: str | None = None,
    experiment: str | None = None,
    name: str | None = None,
    params: Any = None,
    tags: Any = (),
    group: str | None = None,
    job_type: str | None = None,
    notes: str | None = None,
    resume: str | bool | None = None,
    mode: str | None = None,
    id: str | None = None,
    total_steps: int | None = None,
    config: Any = None,
) -> Run:
    """Begin a run and make it the active one; the run that `init` began before is finished.

    `config` is another word for `params`. `resume` is never, allow or must, and
    looks for the run by `id`, else by `name` in the project. `mode="disabled"`
    gives a run that records nothing.
    """
    before = _initialised.pop(threading.get_ident(), None)
    if before is not None and before.status == "running" and not before.inherited:
        before.end("finished")
    about = {
        "project": project, "experiment": experiment, "tags": tags, "group": group, "job_type": job_type,
        "notes": notes, "resume": resume, "mode": mode, "id": id, "total_steps": total_steps,
    }  # fmt: skip
    begun = begin(name, params if params is not None else config, about)
    _initialised[threading.get_ident()] = begun
    return begun


@guarded(_nothing)
def run(name: str | None = None, /, **params: Any) -> Run:
    """A run for a `with` block: `with nbtrail.run("svm", C=1.0) as run:`.

    Keywords are its parameters, except those about the run itself: project,
    experiment, tags, group, job_type, notes, resume, mode, id, total_steps, and
    `params` for a whole mapping.
    """
    about = {key: params.pop(key) for key in _ABOUT if key in params}
    given = mapping_of(params.get("params"))
    if given is not None:
        del params["params"]
        params = {**given, **params}
    return begin(name, params, about)


def begin(name: str | None, params: Any, about: dict[str, Any]) -> Run:
    """Open a run, or an earlier one again, and say so in the journal."""
    mode = about.get("mode")
    if mode not in (None, "online", "offline", "disabled"):
        notice(
            "NT211",
            f"mode{mode}",
            argument="mode",
            got=repr(mode),
            known="online, offline, disabled",
        )
    tracker = disabled_tracker() if mode == "disabled" else current()
    store_home()  # tells of a NBTRAIL_HOME that changed meanwhile
    project = _text(about.get("project")) or tracker.project
    experiment = _text(about.get("experiment")) or _text(os.environ.get("NBTRAIL_EXPERIMENT"))
    wanted = _text(name) or _text(os.environ.get("NBTRAIL_RUN_NAME"))
    again = _resumed(tracker, about, wanted, project)
    begun = again or _started(tracker, wanted, project, experiment, about)
    if params is not None:
        begun.params.update(params)
    begun.tag(
        *_words((about.get("tags") or (),)),
        *_words(tuple(os.environ.get("NBTRAIL_TAGS", "").split(","))),
    )
    if about.get("notes"):
        begun.note(prepare_text("the note", about["notes"]))
    return begun


def _started(
    tracker: Tracker,
    wanted: str | None,
    project: str,
    experiment: str | None,
    about: dict[str, Any],
) -> Run:
    tracker.started_runs += 1
    begun = Run(
        tracker,
        wanted or generated_name(tracker.started_runs),
        project,
        experiment,
        _valid_id(about),
    )
    execution = tracker.execution()
    if wanted:
        _count_attempt(tracker, begun, execution)
    total = about.get("total_steps")
    if not tracker.silent:
        fields = {
            "run_id": begun.id,
            "session_id": tracker.session_id,
            "execution_id": execution.id,
            "name": begun.name,
            "project": project,
            "experiment": experiment,
            "group": _text(about.get("group")),
            "job_type": _text(about.get("job_type")),
            "attempt": begun.attempt,
            "attempt_of": begun.attempt_of,
        }
        if isinstance(total, int):
            fields["total_steps"] = total
        try:
            tracker.journal.fact("run_started", fields, t=begun.started_at)
            open_run(begun)
        except BaseException:  # an interrupt in the middle: nobody else will end the run
            tracker.journal.fact("run_started", fields, t=begun.started_at)
            begun.end("interrupted")
            raise
    else:
        open_run(begun)
    return begun


def _count_attempt(tracker: Tracker, begun: Run, execution: Execution) -> None:
    named = (begun.project, begun.experiment, begun.name)
    ordinal = execution.names.get(named, 0) + 1
    if execution is not NOWHERE:
        execution.names[named] = ordinal
    elif named in {key[:3] for key in list(tracker.attempts)}:
        return
    known = tracker.attempts.get((*named, ordinal))
    if known is not None and known[2] is not execution:
        begun.attempt_of, begun.attempt = known[0], known[1] + 1
        for run in tracker.open_runs[:]:
            same = (run.project, run.experiment, run.name) == named
            if same and not run.entered and not run.inherited:
                run.end("finished")
    tracker.attempts[(*named, ordinal)] = (begun.attempt_of or begun.id, begun.attempt, execution)


def _resumed(tracker: Tracker, about: dict[str, Any], name: str | None, project: str) -> Run | None:
    """The earlier run that `resume` asks for, open again; None when a new one is to begin."""
    resume = about.get("resume")
    if isinstance(resume, bool):
        resume = "allow" if resume else "never"
    if resume not in (None, "never", "allow", "must"):
        notice(
            "NT211",
            f"resume{resume}",
            argument="resume",
            got=repr(resume),
            known="never, allow, must",
        )
    if resume not in ("allow", "must") or tracker.silent:
        return None
    from .resume import find_run

    run_id = _valid_id(about)
    found = find_run(tracker.journal.home, run_id, name, project)
    if found is None:
        if resume == "must":
            notice("NT210", str(run_id or name), run=repr(run_id or name))
        return None
    for run in tracker.open_runs:
        if run.id == found.run_id:
            return run
    begun = Run(tracker, found.name, found.project, found.experiment, found.run_id)
    begun.continue_after(found.largest_step)
    fields = {
        "run_id": begun.id,
        "session_id": tracker.session_id,
        "execution_id": tracker.execution().id,
    }
    tracker.journal.fact("run_resumed", fields)
    open_run(begun)
    return begun


def active_or_new() -> Run:
    """The active run; one with a generated name is begun where there is none."""
    return active_run(current()) or init()


def _valid_id(about: dict[str, Any]) -> str | None:
    given = about.get("id")
    if given is None:
        return None
    text = named(given)
    if _ID.fullmatch(text):
        return text
    notice(
        "NT211",
        f"id{text[:40]}",
        argument="id",
        got=repr(text[:40]),
        known="letters, digits, . _ -",
    )
    return None


def _text(given: Any) -> str | None:
    if given is None:
        return None
    text = named(given).strip()
    return text[:500] or None
