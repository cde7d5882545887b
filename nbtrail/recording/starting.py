"""How runs begin: `init` for a notebook that goes on, `run` for a block.

The k-th run of a name in one execution is an attempt of the k-th run of that
name in an earlier execution of the session: a cell that runs again opens
attempt 2 of each of its runs, while a loop over seeds that reuses a name inside
one execution opens independent runs. Where the earlier attempt is still open
and nothing holds it (`with` does, and so does work in the background), it is
finished first.
"""

from __future__ import annotations

import os
from typing import Any

from ..context.executions import NOWHERE, Execution
from ..context.strands import is_at_work_elsewhere, strand
from ..journal.inbox import clear_stop_request
from ..journal.ranks import rank_of_process, shared_run_id
from ..journal.store_home import store_home
from ..machine.launchers import imported_main
from ..notices.guard import guarded
from ..notices.notice import failed_inside, notice
from ..values.prepare import prepare_text
from .active import run_to_log
from .chosen import activate
from .endings import watch_task
from .greeting import greet
from .names import generated_name
from .run import Run
from .run_arguments import RunArguments, read_arguments, word
from .session import Tracker, current, disabled_tracker
from .testing import watch_test


def _nothing() -> Run:
    """The very last resort: a run that records nothing."""
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
    **more: Any,
) -> Run:
    """Begin a run and make it the active one, and finish the run that `init` began before.

    - `project`, `experiment`, `group`, `job_type`: where it belongs.
    - `name`: what people call it; a name is generated if there is none.
    - `params`, `config`: its parameters. All other keywords are parameters, too.
    - `tags`, `notes`: a list of tags, and a text.
    - `resume`: `"allow"` or `"must"` continue an earlier run, found by `id` or else by
      `name` in the project; `"never"` begins a new one.
    - `mode`: `"disabled"` gives a run that records nothing.
    - `id`: the run's id; processes that make a run together give the same one.
    - `total_steps`: how many steps are planned.

    Only a run that `init` began in the same task or thread is finished; the cells of a
    notebook are one thread.
    """
    _finish_before()
    given = {
        "name": name, "project": project, "experiment": experiment, "group": group, "job_type": job_type,
        "tags": tags, "notes": notes, "resume": resume, "mode": mode, "id": id, "total_steps": total_steps,
        "params": params, "config": config, **more,
    }  # fmt: skip
    asked = read_arguments("init", (), {key: one for key, one in given.items() if one is not None})
    begun = begin(asked)
    begun.by_init = True
    return begun


@guarded(_nothing)
def run(name: str | None = None, /, *more: Any, **params: Any) -> Run:
    """run(name=None, /, **params): a run for a `with` block, as in `with nbtrail.run("svm", C=1.0) as run:`.

    Keywords are the run's parameters, and so is a mapping after the name. Exceptions are
    project, experiment, group, job_type, tags, notes, resume, mode, id and total_steps,
    which mean what they mean in `init`, and `params` for a whole mapping.

    `nbtrail.run.id`, `.name`, `.log(…)` and the like are those of the active run.
    """
    return begin(read_arguments("run", (name, *more), params))


#: What a run is called by, beside its own name.
NAMES = frozenset(("project", "experiment", "group", "job_type"))


def begin(asked: RunArguments) -> Run:
    """Open the run that is asked for, or an earlier one again, and say so in the journal.

    A worker that only imports its parent's script meets the parent's own beginnings
    there, and gets the parent's run.
    """
    if asked.about.get("mode") != "disabled":
        tracker = current()
        if tracker.parents_runs is not None and imported_main() is not None:
            return run_to_log(tracker) or _nothing()
    try:
        begun = _opened(asked)
    except Exception as error:  # our own failure must not cost the run: it begins with less
        failed_inside("a run's beginning", error)
        begun = _opened(RunArguments(params=asked.params))
    if asked.params:
        begun.params.update(asked.params)
    for unread in asked.unread:
        begun.params.update(unread)
    begun.tag(*asked.about.get("tags", ()), *os.environ.get("NBTRAIL_TAGS", "").split(","))
    if "notes" in asked.about:
        begun.note(asked.about["notes"])
    return begun


def _finish_before() -> None:
    """End the run that `init` began on this strand, unless a `with` holds it."""
    tracker = current()
    mine = strand()
    for run in reversed(tracker.open_runs[:]):
        if run.by_init and run.strand == mine and not run.entered and not run.inherited:
            run.end("finished")


def _opened(asked: RunArguments) -> Run:
    about = asked.about
    tracker = disabled_tracker() if about.get("mode") == "disabled" else current()
    store_home()  # tells of a NBTRAIL_HOME that changed meanwhile
    about = {
        **about,
        **{key: prepare_text(f"the {key}", about[key]) for key in NAMES & about.keys()},
    }
    project = about.get("project") or tracker.project
    experiment = about.get("experiment") or tracker.experiment
    experiment = experiment or word(os.environ.get("NBTRAIL_EXPERIMENT"))
    wanted = asked.name or word(os.environ.get("NBTRAIL_RUN_NAME"))
    wanted = wanted and prepare_text("the run's name", wanted)
    again = _resumed(tracker, about, wanted, project)
    return again or _started(tracker, wanted, project, experiment, about)


def _started(
    tracker: Tracker,
    wanted: str | None,
    project: str,
    experiment: str | None,
    about: dict[str, Any],
) -> Run:
    tracker.started_runs += 1
    ranked = rank_of_process()
    run_id = about.get("id")
    if ranked is not None and run_id is None:
        run_id = shared_run_id(project, experiment, wanted, tracker.started_runs)
    # Processes that make a run together give it the same name.
    name = wanted or generated_name(tracker.started_runs, run_id if ranked is not None else None)
    if about.get("id") is not None:  # it may be an earlier run's
        clear_stop_request(tracker.journal.home, about["id"])
    begun = Run(tracker, name, project, experiment, run_id)
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
            "group": about.get("group"),
            "job_type": about.get("job_type"),
            "attempt": begun.attempt,
            "attempt_of": begun.attempt_of,
        }
        if total is not None:
            fields["total_steps"] = total
        _join(begun, ranked, fields)
        begun.began = fields
        try:
            tracker.journal.fact("run_started", fields, t=begun.started_at)
            open_run(begun)
        except BaseException:  # an interrupt in the middle: nobody else will end the run
            tracker.journal.fact("run_started", fields, t=begun.started_at)
            begun.end("interrupted")
            raise
    else:
        open_run(begun)
    if tracker.greeted_with is None:
        tracker.greeted_with = begun.id if greet(begun) else ""
    return begun


def _count_attempt(tracker: Tracker, begun: Run, execution: Execution) -> None:
    named = (begun.project, begun.experiment, begun.name)
    ordinal = execution.names.get(named, 0) + 1
    if execution is not NOWHERE:
        execution.names[named] = ordinal
    elif (*named, ordinal) in tracker.attempts:
        return
    key = (*named, ordinal)
    known = tracker.attempts.get(key)
    if known is not None and known[2] is not execution:
        begun.attempt_of, begun.attempt = known[0], known[1] + 1
        for run in tracker.open_runs[:]:
            same = (run.project, run.experiment, run.name) == named
            held = run.entered or run.inherited or is_at_work_elsewhere(run.strand)
            if same and not held:
                run.end("finished")
    tracker.attempts[key] = (begun.attempt_of or begun.id, begun.attempt, execution)


def _resumed(tracker: Tracker, about: dict[str, Any], name: str | None, project: str) -> Run | None:
    """The earlier run that `resume` asks for, open again; None when a new one is to begin."""
    resume = about.get("resume")
    if resume not in ("allow", "must") or tracker.silent:
        return None
    from ..journal.find_run import find_run

    run_id = about.get("id")
    found = find_run(tracker.journal.home, run_id, name, project)
    if found is None:
        if resume == "must":
            notice("NT210", str(run_id or name), run=repr(run_id or name))
        return None
    for run in tracker.open_runs:
        if run.id == found.run_id:
            return run
    clear_stop_request(tracker.journal.home, found.run_id)
    begun = Run(tracker, found.name, found.project, found.experiment, found.run_id)
    begun.continue_after(found.largest_step)
    fields = {
        "run_id": begun.id,
        "session_id": tracker.session_id,
        "execution_id": tracker.execution().id,
    }
    _join(begun, rank_of_process(), fields)
    tracker.journal.fact("run_resumed", fields)
    open_run(begun)
    return begun


def _join(run: Run, ranked: tuple[int, int] | None, fields: dict[str, Any]) -> None:
    """Say this process's part in a run that several make together."""
    if ranked is not None:
        run.rank, fields["world_size"] = ranked
        fields["rank"] = run.rank


def active_or_new() -> Run:
    """The run that this code records in; one with a generated name is begun, and said, where there is none."""
    tracker = current()
    found = run_to_log(tracker)
    if found is None:
        found = init()
        if not tracker.silent:
            notice("NT233", quiet=tracker.greeted_with == found.id, run=found.name)
    return found


def open_run(run: Run) -> None:
    """Take a run that has been announced among the open ones and make it the active one."""
    tracker = run.tracker
    numbers = getattr(tracker.journal, "numbers", None)
    if numbers is not None:
        run.numbers_from = (max(numbers.number, 1), numbers.size)
    tracker.open_runs.append(run)
    tracker.remember(run)
    tracker.last_run = run
    tracker.run_names[run.name] = None
    activate(run)
    tracker.sampler.wake()
    execution = tracker.execution()
    if execution is not NOWHERE:
        execution.run_id = run.id
    run.link(execution)
    _watch(run)


@guarded()
def _watch(run: Run) -> None:
    """Know when the test or task that began the run fails."""
    watch_task(run)
    watch_test(run)
