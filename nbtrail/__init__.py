"""Experiment tracking that lives in the notebook.

    %load_ext nbtrail

    with nbtrail.run("svm", C=1.0) as run:
        run.log({"val/acc": 0.97})

Importing costs little: what is not needed for recording is imported when it is
first asked for.
"""

from __future__ import annotations

import importlib
import sys
from typing import TYPE_CHECKING, Any

from .api import (
    active_run,
    alias_model,
    artifact,
    define_metric,
    finish,
    history,
    last_run,
    log,
    log_artifact,
    log_dataset,
    log_model,
    model_path,
    note,
    rename,
    run,
    runs,
    sql,
    tag,
    unalias_model,
    untag,
)
from .notebook.extension import load_ipython_extension, unload_ipython_extension
from .notices.trail_error import TrailError
from .recording.run import Run
from .recording.starting import init
from .recording.stopping import StopRun

if TYPE_CHECKING:
    from .recording.mappings import Recorded

    params: Recorded
    summary: Recorded
    __version__: str

__all__ = [
    "Run",
    "StopRun",
    "TrailError",
    "active_run",
    "alias_model",
    "artifact",
    "define_metric",
    "finish",
    "history",
    "init",
    "last_run",
    "load_ipython_extension",
    "log",
    "log_artifact",
    "log_dataset",
    "log_model",
    "model_path",
    "note",
    "params",
    "rename",
    "run",
    "runs",
    "sql",
    "summary",
    "tag",
    "unalias_model",
    "unload_ipython_extension",
    "untag",
]


def __getattr__(name: str) -> Any:
    """`nbtrail.params` and `nbtrail.summary` are those of the active run; other names may be habits."""
    if name in ("params", "summary"):
        from .recording.pending import recorded

        return recorded(name)
    if name == "__version__":
        from .machine.version import version

        return version()
    if name.startswith("_"):
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from .habits import of_package

    return of_package(name)


class _Package(type(sys)):  # type: ignore[misc]
    """The package as a module: what is assigned to the active run's mappings is recorded in them."""

    def __setattr__(self, name: str, value: Any) -> None:
        if name in ("config", "params", "summary"):
            from .recording.pending import set_recorded

            set_recorded("params" if name == "config" else name, value)
        else:
            super().__setattr__(name, value)

    def __reduce__(self) -> Any:
        # Pickled and copied by its name, as plain modules are: functions that use it go to workers.
        return importlib.import_module, (self.__name__,)


sys.modules[__name__].__class__ = _Package


def __dir__() -> list[str]:
    return sorted([*__all__, "__version__"])
