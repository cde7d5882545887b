"""What the package itself offers beside `init` and `run`: the active run's methods, and questions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from .notices.guard import guarded
from .notices.trail_error import question
from .recording.active import active_run as _active
from .recording.active import run_to_log
from .recording.run_arguments import words
from .recording.session import current, existing
from .recording.starting import active_or_new
from .recording.starting import run as _run
from .run_and_active import RunAndActive
from .values.encode import named
from .values.points import logged, points

if TYPE_CHECKING:
    from .datasets.late_hash import LateHash
    from .recording.run import Run


run = RunAndActive(_run)


@guarded()
def log(
    values: Any = None,
    step_or_value: Any = None,
    /,
    *more: Any,
    step: int | None = None,
    **metrics: Any,
) -> None:
    """Record metrics in the active run; one is begun if there is none. See `Run.log`."""
    run = run_to_log(current())
    if run is None:
        if not any(points(logged(values, step_or_value, more, step, dict(metrics))[0])):
            return
        run = active_or_new()
    run.log(values, step_or_value, *more, step=step, **metrics)


def _run_for(said: Any) -> Run | None:
    """The run that the call means; where none is open, one begins if there is something to record."""
    return run_to_log(current()) or (active_or_new() if said else None)


@guarded()
def tag(*tags: str) -> None:
    """Add tags to the active run."""
    run = _run_for(words(tags))
    if run is not None:
        run.tag(*tags)


@guarded()
def untag(*tags: str) -> None:
    """Remove tags from the active run."""
    run = run_to_log(current())
    if run is not None:
        run.untag(*tags)


@guarded()
def note(text: str) -> None:
    """Set the active run's note."""
    run = _run_for(text is not None and named(text).strip())
    if run is not None:
        run.note(text)


@guarded()
def rename(name: str) -> None:
    """Give the active run another name."""
    run = _run_for(name is not None and named(name).strip())
    if run is not None:
        run.rename(name)


@guarded()
def define_metric(
    key: str, goal: str | None = None, summary: str | None = None, primary: bool = False
) -> None:
    """Define how a metric of the active run is read. See `Run.define_metric`."""
    active_or_new().define_metric(key, goal=goal, summary=summary, primary=primary)


@guarded()
def log_dataset(
    data: Any, name: str | None = None, role: str | None = None, source: str | None = None
) -> str | LateHash | None:
    """Record that the active run uses a dataset. See `Run.log_dataset`."""
    return active_or_new().log_dataset(data, name, role, source)


@guarded()
def log_artifact(
    path_or_object: Any = None,
    name: str | None = None,
    kind: str | None = None,
    metadata: Any = None,
    store: bool = True,
    *,
    text: str | None = None,
    path: Any = None,
) -> None:
    """Keep a file, folder, bytes, text or object as an artifact of the active run. See `Run.log_artifact`."""
    run = active_or_new()
    run.log_artifact(path_or_object, name, kind, metadata, store, text=text, path=path)


@guarded()
def log_model(
    path_or_object: Any, name: str, aliases: Any = (), metadata: Any = None, note: str | None = None
) -> str | None:
    """Keep a file, folder or model in memory as a model's next version. See `Run.log_model`."""
    from .recording.models import is_model_name

    run = _run_for(is_model_name(name))
    if run is None:
        return None
    return run.log_model(path_or_object, name, aliases, metadata, note)


@guarded()
def finish(status: str = "finished", exit_code: int | None = None) -> None:
    """End the active run, if there is one. See `Run.finish`."""
    run = active_run()
    if run is not None:
        run.finish(status, exit_code)


@guarded()
def active_run() -> Run | None:
    """Return the run that `nbtrail.log` records in; None if no run is open."""
    tracker = existing()
    return None if tracker is None else _active(tracker)


@guarded()
def last_run() -> Run | None:
    """Return the run that was begun last in this process, open or not."""
    tracker = existing()
    return None if tracker is None else tracker.last_run


@question
def sql(
    query: str,
    params: Any = None,
    *,
    limit: int | None = None,
    timeout: float | None = None,
    time_zone: str | None = None,
    **named: Any,
) -> Any:
    """Ask one read-only SQL statement over the views of docs/schema.md.

    - `params`: values for the query's placeholders, a mapping for `$name` or a sequence
      for `?`. Further keywords are named parameters, too; one that the query does not
      have as `$name` is a table of that name: a frame, series or array of pandas, polars,
      pyarrow or numpy, a dict of columns, or a list of dicts.
    - `limit`: rows that the answer has at most, 10,000 by default.
    - `timeout`: seconds, 30 by default.
    - `time_zone`: an IANA name for dates and times; by default NBTRAIL_TZ, or this machine's.

    Returns a result with `.df()`, `.pl()`, `.arrow()`, `.rows` and `.dicts()`.
    Raises TrailError with a code, what is wrong, and what to do.
    """
    from . import client

    return client.sql(query, params, limit=limit, timeout=timeout, time_zone=time_zone, **named)


@question
def runs(
    where: str | None = None,
    *,
    project: str | None = None,
    order: str | None = None,
    columns: Sequence[str] | None = None,
    limit: int = 1000,
) -> Any:
    """List runs, the newest first: `nbtrail.runs("val/acc > 0.9", order="best", columns=["name", "lr"])`.

    - `where`: a line as in the filter bar, see docs/schema.md.
    - `order`: a column, parameter or metric, descending with a minus in front, or
      `"best"`, the best first by the primary metric.
    - `columns`: columns of the view `runs`, parameters, or metrics (their best value).
    - `limit`: runs at most.

    Raises TrailError NT320 if the filter cannot be understood, NT321 for a column that
    no run has.
    """
    from . import client

    return client.runs(where, project=project, order=order, columns=columns, limit=limit)


@question
def history(run: Any, keys: Any = None) -> Any:
    """Return every point of a run, never sampled: `nbtrail.history("amber-fox-1", "val/acc").df()`.

    - `run`: a run, its id, or its name (the newest of that name).
    - `keys`: a metric or several; all of them by default.

    The columns are key, step, time and value. Raises TrailError NT602 if there is no such
    run, NT307 for more than 1,000,000 points.
    """
    from . import client

    return client.history(run, keys)


@question
def artifact(run: Any, name: str) -> str:
    """Return the path of a run's artifact in the store, to be read and not written.

    - `run`: a run, its id, or its name (the newest of that name).
    - `name`: the artifact's name; of several contents, the one logged last.

    Raises TrailError NT602 if there is none, or if its bytes are damaged.
    """
    from .recording import registry

    return registry.artifact(run, name)


@question
def model_path(name: str, version: Any = "latest") -> str:
    """Return the path of a model in the store: `nbtrail.model_path("digits", "champion")`.

    - `version`: a number, an alias, a version's id, the run that made it, or `"latest"`.

    Raises TrailError NT602 if there is none, or if its bytes are damaged.
    """
    from .recording import registry

    return registry.model_path(name, version)


@question
def alias_model(name: str, version: Any, alias: str) -> None:
    """Let an alias refer to a version of a model: a number, an id, an alias, `"latest"` or a run.

    Raises TrailError NT602 if there is no such version.
    """
    from .recording import registry

    registry.alias_model(name, version, alias)


@guarded()
def unalias_model(name: str, alias: str) -> None:
    """Remove an alias of a model; the version stays."""
    from .recording import registry

    registry.unalias_model(name, alias)
