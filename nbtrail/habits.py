"""Names of other libraries on the package: those of runs for the active one, and a few functions.

What they are on a run is in recording/habits.py.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from . import api
from .notices.guard import guarded
from .notices.notice import notice, print_line
from .notices.trail_error import question
from .recording import starting
from .recording.habits import METHODS, hint, url
from .recording.pending import recorded
from .recording.run_arguments import word
from .recording.session import current, existing

if TYPE_CHECKING:
    from .recording.run import Run


@guarded()
def get_url() -> str | None:
    """Comet: where the active run can be seen; None when no run is open."""
    run = api.active_run()
    return None if run is None else url(run)


@guarded()
def start_run(
    run_id: Any = None,
    experiment_id: Any = None,
    run_name: Any = None,
    nested: bool = False,
    tags: Any = None,
    description: Any = None,
    **more: Any,
) -> Run:
    """MLflow: by its id a run goes on; a nested one leaves the run around it open."""
    about = {"name": run_name, "experiment": experiment_id, "tags": tags, "notes": description}
    if run_id is not None:
        about |= {"id": run_id, "resume": "allow", "name": run_name or run_id}
    given = {key: value for key, value in about.items() if value is not None}
    return starting.run(**given, **more) if nested else starting.init(**given, **more)


@guarded()
def set_experiment(experiment_name: Any = None, experiment_id: Any = None, **other: Any) -> Any:
    """MLflow: the experiment of the runs that begin from now on."""
    name = word(experiment_id if experiment_name is None else experiment_name)
    current().experiment = name
    return SimpleNamespace(name=name, experiment_id=name)


@guarded()
def login(*args: Any, **named: Any) -> bool:
    """W&B, Comet."""
    print_line("nbtrail: no login is needed; runs are recorded on this machine.")
    return True


@guarded()
def set_tracking_uri(*args: Any, **named: Any) -> None:
    """MLflow."""
    notice("NT236", "uri", what="set_tracking_uri() changes nothing: the store is a folder of this machine",
           instead="NBTRAIL_HOME=<folder>, set before nbtrail is loaded, chooses another")  # fmt: skip


@guarded()
def last_active_run() -> Run | None:
    """MLflow."""
    tracker = existing()
    return None if tracker is None else tracker.last_run


@question
def search_runs(filter_string: str = "", **asked: Any) -> Any:
    """MLflow: runs as a data frame. The filter is ours, without `metrics.` and `params.`. Raises TrailError."""
    from . import client

    return client.runs(filter_string.replace("metrics.", "").replace("params.", ""), **asked).df()


FUNCTIONS: dict[str, Callable[..., Any]] = {
    "start_run": start_run,
    "set_experiment": set_experiment,
    "login": login,
    "set_tracking_uri": set_tracking_uri,
    "last_active_run": last_active_run,
    "search_runs": search_runs,
    "get_url": get_url,
}


def of_package(name: str) -> Any:
    """A habit as an attribute of the package. Raises AttributeError, which names what there is."""
    if name == "config":
        return recorded("params")
    if name in FUNCTIONS:
        return FUNCTIONS[name]
    if name in METHODS and name != "stop":  # which is a module of the package
        return _on_active(name)
    known = [*_package().__all__, *METHODS, *FUNCTIONS]
    raise AttributeError(
        f"module 'nbtrail' has no attribute {name!r}; {hint(name, known, 'nbtrail')}"
    )


def _on_active(name: str) -> Callable[..., Any]:
    """The habit with the package in the run's place, whose own verbs begin a run only to record something."""
    package = _package()

    def on_active(*args: Any, **named: Any) -> Any:
        return METHODS[name](package, *args, **named)

    on_active.__name__, on_active.__doc__ = name, METHODS[name].__doc__
    return on_active


def _package() -> Any:
    return sys.modules[__package__]
