"""Finding again what runs left: `artifact`, `model_path`, and the aliases of models.

These ask the companion, and raise TrailError where there is nothing to be
found: NT602.
"""

from __future__ import annotations

import os
from typing import Any

from ..journal.blobs import blob_path, damage
from ..journal.folders import folder_of
from ..journal.store_home import store_home
from ..notices.trail_error import TrailError
from .active import active_run
from .identity import project_name
from .models import find_version, set_alias
from .session import current, existing

_HEALED = "Log the same content again and it is whole; `nbtrail doctor --verify` finds all that is damaged."


def artifact(run: Any, name: str) -> str:
    """Path of the bytes of a run's artifact in the store, to be read and not written.

    `run` is a run, its id, or its name (then the newest of that name); of several
    contents under the name the last is meant. Raises TrailError NT602, also when the
    bytes are not those that were logged.
    """
    from ..client import sql

    wanted = str(getattr(run, "id", run))
    found = sql(
        """
        SELECT a.sha256 FROM artifacts a JOIN runs r ON r.run_id = a.run_id
        WHERE (r.run_id = $run OR r.name = $run) AND a.name = $name AND a.sha256 IS NOT NULL
        ORDER BY r.run_id = $run DESC, r.started_at DESC, a.logged_last_at DESC LIMIT 1
        """,
        run=wanted,
        name=str(name),
    )
    if len(found) == 0:
        raise TrailError(
            "NT602",
            f"The run {wanted!r} has no artifact {str(name)!r}",
            "nbtrail.sql('FROM artifacts') lists them.",
        )
    return _stored(found.scalar(), f"The artifact {str(name)!r}")


def model_path(name: str, version: Any = "latest") -> str:
    """Path of a model's bytes in the store: its latest version, or one by number, alias, id or run.

    They are read before, once in a process: what is damaged is not given. Raises TrailError NT602.
    """
    found = find_version(_project(), name, version)
    return _stored(found["sha256"], f"Version {found['version']} of the model {name!r}")


def alias_model(name: str, version: Any, alias: str) -> None:
    """Let an alias mean a version: a number, an id, an alias, `latest`, or the run that made it.

    Raises TrailError NT602 when there is no such version.
    """
    found = find_version(_project(), name, version)
    set_alias(current(), found["project"], name, alias, found["version_id"])


def unalias_model(name: str, alias: str) -> None:
    """Take an alias away; what it meant stays."""
    set_alias(current(), _project(), name, alias, None)


def _project() -> str:
    """The active run's project, else the notebook's; asking for it begins no session."""
    tracker = existing()
    if tracker is None:
        return project_name()
    run = active_run(tracker)
    return tracker.project if run is None else run.project


def _stored(sha256: str, what: str) -> str:
    """The path of bytes that are whole."""
    home = store_home()
    path = blob_path(home, sha256)
    if not os.path.lexists(path):
        hint = "It was logged with store=False, or its bytes could not be stored."
        raise TrailError("NT602", f"{what} is known by its hash only", hint)
    problem = damage(path, sha256)
    if problem is not None:
        raise TrailError("NT602", f"{what} is damaged in the store: {problem}", _HEALED)
    try:
        return folder_of(home, sha256) or path
    except OSError as error:
        problem_of_folder = (
            f"{what} is a folder of which something is missing or damaged: {error.strerror}"
        )
        raise TrailError("NT602", problem_of_folder, _HEALED) from None
