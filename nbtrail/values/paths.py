"""Which texts are paths, which kind of file an ending means, and what is in a folder.

A text is what is in it, unless it names a file or folder that is there, or ends
like a file's name and has nothing in it that a path would not: then it is a path,
and one that leads nowhere is said to. JSON, SVG, base64, addresses and sentences
are texts, whatever they end in. `log_artifact(text=…)` and `(path=…)` leave nothing to guess.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass

#: Files of a folder that are taken.
MAX_FILES = 10_000
_BY_ENDING = {
    "model": "pt pth ckpt safetensors onnx pkl pickle joblib h5 keras gguf tflite pb npz",
    "image": "png jpg jpeg gif svg webp bmp tif tiff",
    "table": "csv tsv parquet feather arrow xlsx ndjson jsonl",
    "text": "txt md rst log json yaml yml toml ini py ipynb html tex",
}
KIND_OF_ENDING = {
    ending: kind for kind, endings in _BY_ENDING.items() for ending in endings.split()
}
_OTHER_FILES = frozenset("npy bin zip gz tgz tar pdf mp4 mp3 wav dat db parq".split())
_MAX_PATH = 1024
#: No spaces, quotes, brackets of JSON, or angle brackets.
_PATH = re.compile(r"(?:[A-Za-z]:)?[\w.~@%+=,()\\/-]+")
#: Nothing but dots and separators: a place, and never meant as a text's file.
_NO_NAME = re.compile(r"[.~\\/:]*|[A-Za-z]:[\\/]?")


def means_path(text: str) -> bool:
    """Whether a text that was given for an artifact means a file or folder."""
    if not 0 < len(text) < _MAX_PATH or "://" in text or not text.isprintable():
        return False
    if _NO_NAME.fullmatch(text) or text[0] in "{[<\"'":
        return False
    try:
        if os.path.exists(os.path.expanduser(text)):
            return True
    except (OSError, ValueError):
        return False
    ending = text.rpartition(".")[2].lower()
    known = ending in KIND_OF_ENDING or ending in _OTHER_FILES
    begun = text.startswith(("./", "../", "~/", ".\\", "..\\"))
    return bool(_PATH.fullmatch(text)) and (begun or (known and ending != text.lower()))


@dataclass
class Found:
    """What there is in a folder; `problem` says why it is no file that can be read."""

    #: Below the folder, with slashes.
    place: str
    #: Where it really is.
    path: str
    problem: str | None = None


def below(folder: str) -> Iterator[Found]:
    """The files in their order; pipes and the like, links to folders or to nothing, and locked folders."""
    locked: list[OSError] = []

    def found(path: str, problem: str | None) -> Found:
        place = os.path.relpath(path, folder).replace(os.sep, "/")
        return Found(place, os.path.realpath(path), problem)

    for place, folders, files in os.walk(folder, onerror=locked.append):
        folders.sort()
        for file in sorted(files):
            path = os.path.join(place, file)
            yield found(path, _problem(path))
        for name in folders:
            path = os.path.join(place, name)
            if os.path.islink(path):
                yield found(path, "it is a link to a folder, which is not followed")
    for error in locked:
        yield found(os.fsdecode(error.filename), error.strerror or type(error).__name__)


def _problem(path: str) -> str | None:
    try:
        mode = os.stat(path).st_mode
    except FileNotFoundError:
        return "it is a link that leads nowhere" if os.path.islink(path) else "it is gone"
    except OSError as error:
        return error.strerror or type(error).__name__
    return None if stat.S_ISREG(mode) else "it is not a regular file"
