"""`run.log_artifact`: files of a run, whose bytes the store keeps once per content.

A link is followed to the file that it means, and that file's path is recorded;
links to folders inside of a folder are not followed. Objects become files in the
call, since the notebook may change them afterwards; files and bytes are read in
it as far as a moment reaches, and further while the user's code goes on. A file
that changed meanwhile is read again once.

What cannot be kept is recorded with its reason, and so is a large file until its
bytes are there: whoever is killed when, none is missing from the list.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import chain
from typing import TYPE_CHECKING, Any, BinaryIO

from ..journal.blobs import Stored, keep_bytes, keep_file, keep_written
from ..machine import background
from ..notices.notice import notice, shown
from ..values.config_objects import mapping_of, unread
from ..values.encode import named
from ..values.paths import KIND_OF_ENDING, MAX_FILES, below, means_path
from ..values.prepare import prepare_all, prepare_text, prepare_word

if TYPE_CHECKING:
    from .run import Run

MAX_NAME = 1000
KINDS = ("file", "model", "image", "table", "text")
#: A file or bytes of more than this are recorded before they are read.
LARGE = 32 * 2**20
_UNREAD = "its bytes are not kept yet: they are being read"


@dataclass
class Item:
    """One artifact-to-be: a file, bytes, or what writes them; or the reason why it is none."""

    label: str
    kind: str | None = None
    path: str | None = None
    #: The file at `path`, where it was open at the time of the call.
    file: Any = None
    content: bytes | None = None
    write: Callable[[BinaryIO], Any] | None = None
    problem: str | None = None
    #: False for what is in a folder and is no file: a pipe, a link to a folder.
    is_file: bool = True
    #: Said in its metadata.
    about: dict[str, Any] = field(default_factory=dict)


#: What became of an artifact, None where nothing did.
Kept = tuple[Item, Stored | None]


def log_artifact(
    run: Run,
    given: Any,
    name: Any = None,
    kind: Any = None,
    metadata: Any = None,
    store: bool = True,
    *,
    text: Any = None,
    path: Any = None,
) -> None:
    """Record what is given: an object, or a text or a path that is named as such."""
    if text is not None:
        given = text if issubclass(type(text), bytes) else named(text)
        path = None
        name = name or "text.txt"
    elif path is not None:
        given = _path_of(path)
    elif issubclass(type(given), str):
        given = str.__str__(given)
        given = _path_of(given) if means_path(given) else given
    if kind is not None and kind not in KINDS:
        notice("NT211", f"kind{kind}", argument="kind", got=shown(kind), known=", ".join(KINDS))
        kind = None
    keep(
        run,
        items_of(given, prepare_word("the artifact's name", name, MAX_NAME), kind),
        kind,
        metadata,
        store,
    )


def keep(
    run: Run,
    items: Iterator[Item],
    kind: str | None,
    metadata: Any,
    store: bool,
    then: Callable[[list[Kept]], None] | None = None,
    at_once: bool = False,
) -> None:
    """Keep the items, and call `then` with what became of each; `at_once` is in this call."""
    tracker = run.tracker
    if tracker.silent:
        return
    execution = tracker.execution()
    run.link(execution)
    about = prepared_metadata(metadata)
    home = os.fspath(tracker.journal.home)
    called_at = time.time()  # what takes longer to read was still logged before the next

    def record(fact: str, item: Item, **fields: Any) -> None:
        path = None if item.path is None else prepare_text("the artifact's path", item.path, 4000)
        fields_of_all = {
            "run_id": run.id,
            "name": prepare_text("the artifact's name", item.label, MAX_NAME) or "unnamed",
            "kind": kind or KIND_OF_ENDING.get(_ending(item.label)) or item.kind or "file",
            "path": path,
            "execution_id": execution.id,
        }
        tracker.journal.fact(fact, {**fields_of_all, **fields}, t=called_at)

    def one(item: Item) -> Stored | None:
        problem = item.problem
        if problem is None:
            try:
                if _is_large(item):
                    record("artifact_missed", item, reason=_UNREAD)
                stored = _stored(home, item, store)
            except OSError as error:
                problem = error.strerror or type(error).__name__
            except Exception as error:  # of the object's own library
                problem = reason_of(error)
        if problem is not None:
            problem = prepare_text("the reason", problem, 300)
            notice("NT217", item.label, what=f"'{item.label}'", reason=problem)
            record("artifact_missed", item, reason=problem)
            return None
        if stored.problem is not None:
            reason = stored.problem.strerror or type(stored.problem).__name__
            notice("NT218", "blobs", anywhere=True, what=f"'{item.label}'", reason=reason)
        more = {**item.about, **about.get("metadata", {})}
        fields = {"bytes": stored.bytes, "sha256": stored.sha256, "stored": stored.kept}
        record("artifact_logged", item, **fields, **({"metadata": more} if more else {}))
        return stored

    def all_of_them() -> None:
        kept = [(item, one(item)) for item in items]
        if then is not None:
            then(kept)

    first = next(items)
    items = chain([first], items)
    if at_once or first.write is not None:
        all_of_them()
    else:
        background.soon(all_of_them)


def prepared_metadata(metadata: Any) -> dict[str, Any]:
    """A fact's field `metadata`, encoded and masked as parameters are, or no field at all."""
    mapping = None if metadata is None else mapping_of(metadata)
    if metadata is not None and mapping is None:
        got = shown(metadata)
        notice("NT211", f"metadata{got}", argument="metadata", got=got, known="a mapping is wanted")
    if not mapping:
        return {}
    entries = {named(key): value for key, value in mapping.items()}
    return {"metadata": prepare_all("the metadata", entries)}


def items_of(given: Any, label: str | None, kind: str | None) -> Iterator[Item]:
    """What is to be kept of a path, bytes, text, or an object of a known library."""
    try:
        yield from _items(given, label, kind)
    except Exception as error:  # of the object's own, which may raise at anything
        yield Item(label or type(given).__name__.lower(), problem=reason_of(error))


def reason_of(error: BaseException) -> str:
    """An error in one short line; never raises."""
    return unread(error).removeprefix("unreadable: ")


def _items(given: Any, label: str | None, kind: str | None) -> Iterator[Item]:
    if isinstance(given, os.PathLike):
        yield from _files(os.fsdecode(os.fspath(given)), label)
        return
    if callable(getattr(given, "getvalue", None)):  # a file in memory
        given = given.getvalue()
    opened = _path_of_open(given)
    if opened is not None:
        yield from _files(opened, label)
        return
    if isinstance(given, (bytes, bytearray, memoryview)):
        yield Item(label or "bytes.bin", content=bytes(given))
        return
    if isinstance(given, str):
        yield Item(label or "text.txt", content=given.encode("utf-8", "surrogatepass"))
        return
    known_as = label or type(given).__name__.lower()
    from .artifact_forms import form_of

    form = form_of(given, _ending(label or ""), kind)
    if form is None:
        known = "a path, text, bytes, a figure, an image, a table, an array, or a dict"
        yield Item(known_as, problem=f"{shown(given)} is not {known}; log_model keeps any object")
        return
    form.about["format"] = form.ending
    yield Item(label or f"{form.stem}.{form.ending}", form.kind, write=form.write, about=form.about)


def _files(given: str, label: str | None) -> Iterator[Item]:
    """A file, or each file of a folder, by the label and its place below the folder."""
    try:
        given = os.path.expanduser(given)
        path = os.path.realpath(given)
    except ValueError:  # characters that no path can have
        yield Item(label or given, problem="there is no such file")
        return
    if os.path.isdir(path):
        count = -1
        for count, found in enumerate(below(path)):
            if count == MAX_FILES:
                notice("NT215", path, what=f"the folder '{path}'", kept=MAX_FILES)
                return
            name = found.place if label is None else f"{label}/{found.place}"
            is_file = found.problem is None
            yield Item(name, path=found.path, problem=found.problem, is_file=is_file)
        if count < 0:
            yield Item(label or os.path.basename(path) or path, problem="the folder holds no files")
        return
    item = Item(label or os.path.basename(given) or given, path=path)
    if os.path.isfile(path):
        try:
            # Open until it is kept: what is removed or replaced from now on stays.
            item.file = open(path, "rb", buffering=0)  # noqa: SIM115
        except OSError as error:
            item.problem = error.strerror or type(error).__name__
    else:  # a pipe would never end
        item.problem = (
            "it is not a regular file" if os.path.exists(path) else "there is no such file"
        )
    yield item


def _stored(home: str, item: Item, store: bool) -> Stored:
    """Raises OSError, and whatever the library of an object raises."""
    if item.write is not None:
        return keep_written(home, item.write, store)
    if item.content is not None:
        return keep_bytes(home, item.content, store)
    for _ in range(2):
        with item.file or open(item.path or "", "rb", buffering=0) as file:
            before = _state(file)
            stored = keep_file(home, file, store)
            if _state(file) == before and stored.bytes >= before[0]:
                return stored
        item.file = None
    raise OSError(0, "it changed while it was read, twice; log it once it is written")


def _state(file: Any) -> tuple[int, int]:
    status = os.fstat(file.fileno())
    return status.st_size, status.st_mtime_ns


def _is_large(item: Item) -> bool:
    if item.content is not None:
        return len(item.content) > LARGE
    return item.path is not None and os.stat(item.path).st_size > LARGE


def _path_of_open(given: Any) -> str | None:
    """Where the file is that was given open; what was written to it so far is put there."""
    name = getattr(given, "name", None)
    if not callable(getattr(given, "read", None)) or not isinstance(name, (str, os.PathLike)):
        return None
    path = os.fspath(name)
    if not os.path.isfile(path):
        return None
    if not given.closed and given.writable():
        given.flush()
    return path


def _path_of(given: Any) -> Any:
    """As a path, where it can be one."""
    from pathlib import Path

    try:
        return Path(os.fsdecode(os.fspath(given)))
    except Exception:  # no path, or one of somebody's own that cannot say where it leads
        return given


def _ending(label: str) -> str:
    stem, dot, ending = label.rpartition(".")
    return ending.lower() if dot and stem and len(ending) <= 10 and ending.isalnum() else ""
