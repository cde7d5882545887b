"""`run.log_model`: a file that becomes a model's next version; and aliases that mean a version.

A version's id is made here; its number follows from the times of all of them,
and only the companion knows it. Asking for one by number or alias therefore
raises TrailError, as every question does.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .artifacts import log_artifact, prepared_metadata
from .errors import notice
from .names import new_run_id
from .prepare import prepare_text, prepare_word
from .trail_error import TrailError

if TYPE_CHECKING:
    from .run import Run
    from .tracker import Tracker


def log_model(
    run: Run, given: Any, name: Any, aliases: Any, metadata: Any, note: Any
) -> str | None:
    """Register a version; gives its id, None where the file could not be read."""
    tracker = run.tracker
    label = prepare_word("the model's name", name)
    if tracker.silent or label is None:
        return None
    if isinstance(given, (str, os.PathLike)):
        given = Path(given).expanduser()
        if given.is_dir():
            reason = "a model is one file; log_artifact takes folders"
            notice("NT217", str(given), what=f"'{given}'", reason=reason)
            return None
    kept = log_artifact(run, given, label, "model", metadata, True)
    if not kept:
        return None
    version_id = f"v{new_run_id()}"
    tracker.say(
        "model_registered",
        version_id=version_id,
        project=run.project,
        name=label,
        run_id=run.id,
        bytes=kept[0].bytes,
        sha256=kept[0].sha256,
        note=None if note is None else prepare_text("the model's note", note),
        execution_id=tracker.execution().id,
        **prepared_metadata(metadata),
    )
    for alias in [aliases] if isinstance(aliases, str) else aliases or ():
        set_alias(tracker, run.project, label, alias, version_id)
    return version_id


def set_alias(
    tracker: Tracker, project: str, name: str, alias: Any, version_id: str | None
) -> None:
    """From now on the alias means the version; no version takes it away."""
    word = prepare_word("the model's alias", alias)
    if word is not None:
        tracker.say(
            "model_aliased", project=project, name=name, alias=word, version_id=version_id
        )


def find_version(project: str | None, name: str, wanted: Any) -> dict[str, Any]:
    """A version by number, `latest`, alias, version id, run or run id.

    Gives its version_id, version, project and sha256. Raises TrailError NT602 when there is none.
    """
    from .client import sql

    text = str(getattr(wanted, "id", wanted))
    found = sql(
        """
        SELECT version_id, version, project, sha256 FROM model_versions
        WHERE name = $name AND ($project IS NULL OR project = $project)
          AND ($wanted = 'latest' OR version::VARCHAR = $wanted OR list_contains(aliases, $wanted)
            OR version_id = $wanted OR run_id = $wanted)
        ORDER BY list_contains(aliases, $wanted) DESC, registered_at DESC LIMIT 1
        """,
        name=name,
        project=project,
        wanted=text,
    ).dicts()
    if not found:
        raise TrailError(
            "NT602",
            f"The model {name!r} has no version {text!r}",
            "nbtrail.sql('FROM model_versions') lists them.",
        )
    return found[0]

