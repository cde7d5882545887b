"""`nbtrail.params` and `nbtrail.summary` while no run is open: reading them begins none."""

from __future__ import annotations

from typing import Any

from ..notices.guard import guarded
from ..values.config_objects import mapping_of
from .active import run_to_log
from .mappings import Recorded
from .session import current
from .starting import active_or_new


class PendingEntries(Recorded):
    """Entries of a run that begins with the first one that is set."""

    def __init__(self, kind: str) -> None:
        super().__init__(kind, lambda flat: None)

    @guarded()
    def _set(self, given: Any) -> None:
        mapping = mapping_of(given)
        if mapping is None or len(mapping) == 0:
            super()._set(given)
            return
        own = getattr(active_or_new(), self._kind)
        own.update(given)
        self.remember(own)
        self._given.update(own._given)


def recorded(kind: str) -> Recorded:
    """The active run's `params` or `summary`, or those of one that is yet to begin."""
    run = run_to_log(current())
    return PendingEntries(kind) if run is None else getattr(run, kind)


def set_recorded(kind: str, given: Any) -> None:
    """What is assigned to the package's `params` or `summary`."""
    if issubclass(type(given), PendingEntries):  # which `nbtrail.params |= …` assigns
        return
    run = run_to_log(current())
    if run is None:
        PendingEntries(kind).update(given)
    else:
        setattr(run, kind, given)
