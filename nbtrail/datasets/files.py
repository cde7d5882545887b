"""Files and folders as datasets: by their bytes."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass

from ..values.paths import below
from .content_hash import MAX_BYTES, file_hash

#: Of a folder's files that are more than `MAX_BYTES` together: what is read of each, at both ends.
_END = 2**16
#: Files of a folder that are looked at.
MAX_FILES = 100_000


class Changed(Exception):
    """What was read is not what was there when the reading began."""


@dataclass
class FileContent:
    """What there is to say of a file or folder."""

    digest: str
    whole: bool
    bytes: int


def read_file(path: str) -> FileContent:
    """Raises OSError, and Changed when the file did while it was read."""
    before = _state(path)
    if not os.path.isfile(path):  # a pipe would never end
        raise OSError(0, "it is not a regular file")
    digest, whole = file_hash(path, before[0])
    if _state(path) != before:
        raise Changed
    return FileContent(digest, whole, before[0])


def read_folder(path: str) -> FileContent:
    """The hash of a folder goes over the paths and hashes of its files, in the order of the paths.

    Raises OSError, and Changed when a file did while it was read.
    """
    files: list[tuple[str, str, tuple[int, int]]] = []
    for found in below(path):
        if found.problem is not None:
            continue
        if len(files) == MAX_FILES:
            raise OSError(0, f"it has more than {MAX_FILES:,} files; log a list of them")
        files.append((found.place, found.path, _state(found.path)))
    if not files:
        raise OSError(0, "the folder holds no files")
    size = sum(state[0] for _, _, state in files)
    whole = size <= MAX_BYTES
    digest = hashlib.sha256(b"nbtrail folder 1\n")
    for relative, real, (length, _) in sorted(files):
        of_file = file_hash(real, length)[0] if whole else _ends_hash(real, length)
        digest.update(f"{of_file} {relative}\n".encode("utf-8", "surrogateescape"))
    if any(_state(real) != state for _, real, state in files):
        raise Changed
    return FileContent(digest.hexdigest(), whole, size)


def _ends_hash(path: str, size: int) -> str:
    digest = hashlib.sha256(f"nbtrail ends 1 {size}\n".encode())
    with open(path, "rb", buffering=0) as file:
        digest.update(file.read(_END))
        if size > _END:
            file.seek(max(size - _END, _END))
            digest.update(file.read(_END))
    return digest.hexdigest()


def _state(path: str) -> tuple[int, int]:
    status = os.stat(path)
    return status.st_size, status.st_mtime_ns
