"""`run.log_model`: what becomes a model's next version; and aliases that mean a version.

A model is a file, a folder, bytes, or an object in memory, which is saved as its
library does it. Of a folder each file is kept, and the list of them is the
version's artifact. A version's id is made here; its number follows from the times
of all of them, and only the companion knows it. Asking for one by number or alias
therefore raises TrailError, as every question does.
"""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..journal.folders import listed
from ..notices.notice import notice, shown
from ..notices.trail_error import TrailError
from ..values.encode import named
from ..values.prepare import prepare_text, prepare_word
from .artifacts import Item, Kept, items_of, keep, prepared_metadata, reason_of
from .names import new_run_id

if TYPE_CHECKING:
    from .run import Run
    from .session import Tracker


def log_model(
    run: Run, given: Any, name: Any, aliases: Any, metadata: Any, note: Any
) -> str | None:
    """Register a version; gives its id, None where it is known already that there will be none.

    A large file is registered once its bytes are kept.
    """
    tracker = run.tracker
    if _is_text_alone(given) and name is not None and not _is_text_alone(name):
        given, name = name, given  # as libraries have it that name before they give
    if not is_model_name(name):
        return None
    label = prepare_word("the model's name", name)
    if tracker.silent or label is None:
        return None
    version_id = f"v{new_run_id()}"
    execution_id = tracker.execution().id
    own = prepared_metadata(metadata).get("metadata", {})
    about_it = None if note is None else prepare_text("the model's note", note)
    words = _words(aliases)
    refused: list[Item] = []
    called_at = (
        time.time()
    )  # whatever takes longer to keep, versions count in the order of the calls

    def register(kept: list[Kept]) -> None:
        item, stored = kept[0]
        if stored is None:
            refused.append(item)
            return
        more = {**item.about, **own}
        fields = {
            "version_id": version_id,
            "project": run.project,
            "name": label,
            "run_id": run.id,
            "bytes": item.about.get("folder_bytes", stored.bytes),
            "sha256": stored.sha256,
            "note": about_it,
            "execution_id": execution_id,
        }
        if more:
            fields["metadata"] = more
        tracker.journal.fact("model_registered", fields, t=called_at)
        for alias in words:
            set_alias(tracker, run.project, label, alias, version_id, called_at)

    _Model(run, label, metadata, register).keep(given)
    return None if refused else version_id


class _Model:
    """What is kept of a model, and who is told once it is."""

    def __init__(
        self, run: Run, label: str, metadata: Any, register: Callable[[list[Kept]], None]
    ) -> None:
        self._run, self._label, self._metadata, self._register = run, label, metadata, register

    def keep(self, given: Any) -> None:
        """Keep a path's file or folder, bytes, or an object."""
        if issubclass(type(given), str):
            given = Path(given)
        if issubclass(type(given), os.PathLike):
            folder = _folder(given)
            if folder is not None:
                self._keep_folder(folder, {})
            else:
                self._keep(items_of(given, self._label, "model"))
        elif issubclass(type(given), (bytes, bytearray, memoryview)) or _is_in_memory(given):
            self._keep(items_of(given, self._label, "model"))
        else:
            self._keep_object(given)

    def _keep(self, items: Iterator[Item], at_once: bool = False) -> None:
        keep(self._run, items, "model", self._metadata, True, self._register, at_once)

    def _keep_object(self, given: Any) -> None:
        """Save an object in memory as its library does, and keep that."""
        from .model_forms import model_form

        if given is None:
            item = Item(self._label, problem="it is None, not a model")
        else:
            try:
                form = model_form(given)
                if form.save_to is not None:
                    with tempfile.TemporaryDirectory(prefix="nbtrail-") as folder:
                        form.save_to(folder)
                        self._keep_folder(folder, form.about, at_once=True)
                    return
                item = Item(self._label, write=form.write, about=form.about)
            except Exception as error:  # of the model's own library
                item = Item(self._label, problem=reason_of(error))
        self._keep(iter([item]))

    def _keep_folder(self, folder: str, about: dict[str, Any], at_once: bool = False) -> None:
        """Keep each file, and the list of them as the version."""

        def list_them(kept: list[Kept]) -> None:
            files = [(item.label.removeprefix(prefix), stored) for item, stored in kept if stored]
            lost = sum(item.is_file and stored is None for item, stored in kept)
            if not lost and not files:
                item = Item(self._label, problem="the folder holds no files")
            elif lost:
                item = Item(
                    self._label, problem=f"{lost} of its {lost + len(files)} files were not kept"
                )
            else:
                about_folder = {"format": "folder", **about, "files": len(files)}
                about_folder["folder_bytes"] = sum(stored.bytes for _, stored in files)
                item = Item(self._label, content=listed(files), about=about_folder)
            self._keep(iter([item]), at_once=True)

        prefix = f"{self._label}/"
        items = items_of(Path(folder), self._label, None)
        keep(self._run, items, None, None, True, list_them, at_once)


def _folder(given: Any) -> str | None:
    """The folder that the path leads to, if it does."""
    try:
        path = os.path.expanduser(os.fspath(given))
    except Exception:  # a path of somebody's own
        return None
    return path if os.path.isdir(path) else None


def is_model_name(name: Any) -> bool:
    """Whether a model can be registered by this name; where it cannot, that is said."""
    if name is not None and named(name).strip():
        return True
    notice("NT230", "log_model", call="log_model()", trouble="wants a name", done="nothing was recorded",
           right="log_model(path_or_object, name)")  # fmt: skip
    return False


def _is_text_alone(given: Any) -> bool:
    """Whether it is a text and leads to nothing on the disk."""
    return issubclass(type(given), str) and not os.path.exists(os.path.expanduser(given))


def _words(aliases: Any) -> list[Any]:
    """One alias or several; what is neither is said and left out."""
    if aliases is None or issubclass(type(aliases), (str, int)):
        return [] if aliases is None else [aliases]
    try:
        return list(aliases)
    except Exception:
        notice(
            "NT211", "aliases", argument="aliases", got=shown(aliases), known="a text, or several"
        )
        return []


def _is_in_memory(given: Any) -> bool:
    """Whether it is a file in memory; an object may raise at any question."""
    try:
        return hasattr(given, "getvalue")
    except Exception:
        return False


def set_alias(
    tracker: Tracker,
    project: str,
    name: str,
    alias: Any,
    version_id: str | None,
    at: float | None = None,
) -> None:
    """From now on the alias means the version; no version takes it away."""
    word = prepare_word("the model's alias", alias)
    if word is not None and not tracker.silent:
        fields = {"project": project, "name": name, "alias": word, "version_id": version_id}
        tracker.journal.fact("model_aliased", fields, t=at)


def find_version(project: str | None, name: str, wanted: Any) -> dict[str, Any]:
    """A version by number, `latest`, alias, version id, run or run id.

    Gives its version_id, version, project and sha256. Raises TrailError NT602 when there is none.
    """
    from ..client import sql

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
