"""What the package itself offers beside `init` and `run`: the active run's methods, and questions."""

from __future__ import annotations

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
    """Record metrics in the active run; one is begun where there is none. See `Run.log`."""
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
    """Take tags from the active run."""
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
    """Say how a metric of the active run is to be read. See `Run.define_metric`."""
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
    """The run that `nbtrail.log` records in; None when no run is open."""
    tracker = existing()
    return None if tracker is None else _active(tracker)


@guarded()
def last_run() -> Run | None:
    """The run that was begun last in this process, open or not."""
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
    """Ask the store: a result with rows, columns and `.df()`. docs/schema.md lists the views.

    Raises TrailError, unlike everything that records. See `nbtrail.client.sql`.
    """
    from . import client

    return client.sql(query, params, limit=limit, timeout=timeout, time_zone=time_zone, **named)


@question
def runs(*args: Any, **kwargs: Any) -> Any:
    """The runs of the store: `nbtrail.runs("val/acc > 0.9", order="best", columns=["name", "lr"])`.

    Raises TrailError. See `nbtrail.client.runs`.
    """
    from . import client

    return client.runs(*args, **kwargs)


@question
def history(run: Any, keys: Any = None) -> Any:
    """Every point of a run, never sampled: `nbtrail.history("amber-fox-1", "val/acc").df()`."""
    from . import client

    return client.history(run, keys)


@question
def artifact(run: Any, name: str) -> str:
    """Path of a run's artifact in the store. Raises TrailError NT602. See `nbtrail.registry`."""
    from .recording import registry

    return registry.artifact(run, name)


@question
def model_path(name: str, version: Any = "latest") -> str:
    """Path of a model in the store, by number, alias or run: `nbtrail.model_path("digits", "champion")`.

    Raises TrailError NT602.
    """
    from .recording import registry

    return registry.model_path(name, version)


@question
def alias_model(name: str, version: Any, alias: str) -> None:
    """Let an alias mean a version of a model, given by number or by run. Raises TrailError NT602."""
    from .recording import registry

    registry.alias_model(name, version, alias)


@guarded()
def unalias_model(name: str, alias: str) -> None:
    """Take an alias of a model away."""
    from .recording import registry

    registry.unalias_model(name, alias)
