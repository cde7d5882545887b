"""`run.log_artifact`: files of a run, whose bytes the store keeps once per content.

A link is followed to the file that it means, and that file's path is recorded;
links to folders inside of a folder are passed over.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from .blobs import Stored, keep_bytes, keep_file
from .errors import notice, shown
from .prepare import prepare_all, prepare_text
from .values import mapping_of, named

if TYPE_CHECKING:
    from .run import Run

#: Files of a folder that are taken.
FILES_MOST = 10_000
NAME_MOST = 1000
KINDS = ("file", "model", "image", "table", "text")
_BY_ENDING = {
    "model": "pt pth ckpt safetensors onnx pkl pickle joblib h5 keras gguf tflite pb npz",
    "image": "png jpg jpeg gif svg webp bmp tif tiff",
    "table": "csv tsv parquet feather arrow xlsx ndjson jsonl",
    "text": "txt md rst log json yaml yml toml ini py ipynb html tex",
}
_ENDINGS = {ending: kind for kind, endings in _BY_ENDING.items() for ending in endings.split()}


def log_artifact(
    run: Run, given: Any, name: Any, kind: Any, metadata: Any, store: bool
) -> list[Stored]:
    """Record what is given; what became of each file's bytes."""
    tracker = run.tracker
    if tracker.silent:
        return []
    run.link(tracker.execution())
    if kind is not None and kind not in KINDS:
        notice("NT211", f"kind{kind}", argument="kind", got=shown(kind), known=", ".join(KINDS))
        kind = None
    home = os.fspath(tracker.journal.home)
    about = prepared_metadata(metadata)
    kept: list[Stored] = []
    for label, path, content in _files(given, name):
        try:
            if path is not None:
                stored = keep_file(home, path, store)
            else:
                stored = keep_bytes(home, content or b"", store)
        except OSError as error:
            notice("NT217", label, what=f"'{label}'", reason=error.strerror or type(error).__name__)
            continue
        if stored.problem is not None:
            reason = stored.problem.strerror or type(stored.problem).__name__
            notice("NT218", "blobs", what=f"'{label}'", reason=reason)
        tracker.say(
            "artifact_logged",
            run_id=run.id,
            name=prepare_text("the artifact's name", label, NAME_MOST),
            kind=kind or _ENDINGS.get(label.rpartition(".")[2].lower(), "file"),
            bytes=stored.bytes,
            sha256=stored.sha256,
            path=None if path is None else prepare_text("the artifact's path", path, 4000),
            stored=stored.kept,
            execution_id=tracker.execution().id,
            **about,
        )
        kept.append(stored)
    return kept


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


def _files(given: Any, name: Any) -> Iterator[tuple[str, str | None, bytes | None]]:
    """Name, real path and bytes of each: a path or bytes is None."""
    label = None if name is None else str(name).strip() or None
    if isinstance(given, (bytes, bytearray, memoryview)):
        yield label or "bytes", None, bytes(given)
        return
    if isinstance(given, str) and not _is_path(given, label):
        yield label or "text.txt", None, given.encode("utf-8", "surrogatepass")
        return
    if not isinstance(given, (str, os.PathLike)):
        reason = "it is no path, bytes or text"
        notice("NT217", type(given).__name__, what=shown(given), reason=reason)
        return
    told = os.path.expanduser(os.fsdecode(os.fspath(given)))
    path = os.path.realpath(told)
    if os.path.isfile(path):
        yield label or os.path.basename(told), path, None
        return
    if not os.path.isdir(path):  # a pipe would never end
        reason = "it is no plain file" if os.path.exists(path) else "there is no such file"
        notice("NT217", told, what=f"'{told}'", reason=reason)
        return
    for count, (relative, real) in enumerate(_below(path)):
        if count == FILES_MOST:
            notice("NT215", path, what=f"the folder '{path}'", kept=FILES_MOST)
            return
        yield relative if label is None else f"{label}/{relative}", real, None


def _is_path(text: str, label: str | None) -> bool:
    """Whether a text means a file: one that is there, or what looks like a path, or has no name."""
    if len(text) > 4096 or "\n" in text or "\0" in text:
        return False
    if label is None or os.path.exists(os.path.expanduser(text)):
        return True
    return " " not in text and ("/" in text or text.rpartition(".")[2].lower() in _ENDINGS)


def _below(folder: str) -> Iterator[tuple[str, str]]:
    """Relative and real path of each file, in their order."""
    for place, folders, files in os.walk(folder):
        folders.sort()
        for file in sorted(files):
            path = os.path.join(place, file)
            real = os.path.realpath(path)
            if os.path.isfile(real):
                yield os.path.relpath(path, folder).replace(os.sep, "/"), real
