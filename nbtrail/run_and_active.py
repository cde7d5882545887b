"""`nbtrail.run` is a function, and stands for the active run as well: W&B's `wandb.run`.

What is read or assigned is that of the active run. Where none is open, what
records begins one, as the package's own verbs do; an attribute is None, and one
line says why.
"""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Generic, ParamSpec

from .notices.notice import notice
from .recording.active import run_to_log
from .recording.parentage import parent_of_process
from .recording.session import current, existing

if TYPE_CHECKING:
    from .recording.run import Run

_P = ParamSpec("_P")
#: What a run has, and its class does not.
_SET_BY_RUN = (
    "id", "project", "experiment", "status", "attempt", "started_at", "ended_at", "error", "rank"
)  # fmt: skip


class RunAndActive(Generic[_P]):
    """The function that begins a run, with the active run's attributes."""

    def __init__(self, begin: Callable[_P, Run]) -> None:
        vars(self)["_begin"] = begin
        vars(self).update({name: getattr(begin, name) for name in functools.WRAPPER_ASSIGNMENTS})
        vars(self)["__wrapped__"] = begin
        vars(self)["__module__"] = __package__

    def __call__(self, *args: _P.args, **kwargs: _P.kwargs) -> Run:
        return self._begin(*args, **kwargs)  # type: ignore[no-any-return]

    def __bool__(self) -> bool:
        """Whether a run is open."""
        return _open() is not None

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(f"'function' object has no attribute {name!r}")
        run = _open()
        if run is not None:
            return getattr(run, name)
        package: Any = sys.modules[__package__]
        if name in package.__all__ or not _is_of_runs(name):
            return getattr(package, name)
        from .recording.habits import METHODS

        if name in METHODS or name == "config":
            return getattr(package, name)
        _none_open(f"run.{name} is None")
        return None

    def __setattr__(self, name: str, value: Any) -> None:
        run = _open()
        package: Any = sys.modules[__package__]
        if run is not None:
            setattr(run, name, value)
        elif name in ("config", "params", "summary"):
            setattr(package, name, value)
        elif name in ("name", "notes", "tags"):
            {"name": package.rename, "notes": package.note, "tags": package.tag}[name](value)
        else:
            _none_open(f"run.{name} was not set")

    def __dir__(self) -> list[str]:
        from .recording.run import Run

        own = [name for name in object.__dir__(self) if name.startswith("__")]
        return [*own, *(name for name in dir(Run) if _is_of_runs(name)), *_SET_BY_RUN]

    def __repr__(self) -> str:
        return repr(self._begin)

    def __reduce__(self) -> str:
        return self.__name__  # type: ignore[no-any-return]


def _open() -> Run | None:
    """The run that code here logs in; a process that records nothing begins no session by asking."""
    tracker = existing() or (current() if parent_of_process() is not None else None)
    return None if tracker is None else run_to_log(tracker)


def _is_of_runs(name: str) -> bool:
    from .recording.habits import ELSEWHERE
    from .recording.run import Run

    known = hasattr(Run, name) or name in _SET_BY_RUN
    return known and not name.startswith("_") and name not in ELSEWHERE


def _none_open(what: str) -> None:
    notice("NT236", what, what=f"no run is open, so {what}",
           instead="nbtrail.init() or nbtrail.run() begins one")  # fmt: skip
