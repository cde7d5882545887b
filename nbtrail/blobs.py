"""Bytes in the store, once per sha256: `blobs/sha256/ab/abcdef…`.

A blob is written beside its place under a name of its own and moved there
whole, so that what is in place is complete, whoever was killed when; two
writers of the same bytes write the same. What a killed writer left beside is
removed a day later, by whoever stores something then. Where the filesystem can share the
bytes of a copy, it does.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import secrets
import time
from collections.abc import Iterator
from typing import Any, BinaryIO

from .home import make_private

_BLOCK = 2**20
_PART = ".part"
#: Seconds after which nobody writes to a part any more.
_LEFT_BEHIND = 86_400.0
#: Linux's request to share another file's bytes (FICLONE).
_CLONE = 0x40049409


class Stored:
    """What became of the bytes: their hash and size, and why they are not in the store, if so."""

    def __init__(self, sha256: str, size: int, problem: OSError | None, kept: bool) -> None:
        self.sha256 = sha256
        self.bytes = size
        self.problem = problem
        self.kept = kept


def blob_path(home: str | os.PathLike[str], sha256: str) -> str:
    """Where the store has the bytes, if it has them."""
    return os.path.join(os.fspath(home), "blobs", "sha256", sha256[:2], sha256)


def keep_bytes(home: str, content: bytes, store: bool) -> Stored:
    """Store bytes; never raises for a disk that refuses."""
    sha256 = hashlib.sha256(content).hexdigest()
    problem: OSError | None = None
    if store and not os.path.exists(blob_path(home, sha256)):
        try:
            with _beside(home) as (file, part):
                file.write(content)
                file.flush()
                _place(home, part, sha256)
        except OSError as error:
            problem = error
    return Stored(sha256, len(content), problem, store and problem is None)


def keep_file(home: str, path: str, store: bool) -> Stored:
    """Store a file's bytes, read once. Raises OSError when the file cannot be read."""
    with open(path, "rb", buffering=0) as source:
        problem: OSError | None = None
        if store:
            try:
                with _beside(home) as (file, part):
                    sha256, size = _copied(source, file)
                    _place(home, part, sha256)
                return Stored(sha256, size, None, True)
            except OSError as error:
                problem = error
        source.seek(0)
        return Stored(*hashed(source), problem, False)


def hashed(source: Any, target: BinaryIO | None = None) -> tuple[str, int]:
    """sha256 and size of what is left to read of `source`, which is written to `target` on the way."""
    digest, size = hashlib.sha256(), 0
    while block := source.read(_BLOCK):
        digest.update(block)
        if target is not None:
            target.write(block)
        size += len(block)
    return digest.hexdigest(), size


def _copied(source: Any, target: BinaryIO) -> tuple[str, int]:
    """Hash and size of what is in `target` afterwards."""
    if _cloned(source.fileno(), target.fileno()):
        target.seek(0)
        return hashed(target)
    found = hashed(source, target)
    target.flush()
    return found


def _cloned(source: int, target: int) -> bool:
    try:
        import fcntl

        fcntl.ioctl(target, _CLONE, source)
    except (ImportError, OSError):
        return False
    return True


@contextlib.contextmanager
def _beside(home: str) -> Iterator[tuple[BinaryIO, str]]:
    """A file that is gone afterwards unless it was moved into place."""
    folder = os.path.join(home, "blobs", "sha256")
    make_private(folder)
    _tidy(folder)
    part = os.path.join(folder, secrets.token_hex(8) + _PART)
    flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    file = os.fdopen(os.open(part, flags, 0o600), "w+b")
    try:
        with file:
            yield file, part
    finally:
        with contextlib.suppress(OSError):
            os.unlink(part)


def _tidy(folder: str) -> None:
    for entry in os.scandir(folder):
        if entry.name.endswith(_PART):
            with contextlib.suppress(OSError):
                if time.time() - entry.stat().st_mtime > _LEFT_BEHIND:
                    os.unlink(entry.path)


def _place(home: str, part: str, sha256: str) -> None:
    place = blob_path(home, sha256)
    if not os.path.exists(place):
        make_private(os.path.dirname(place))
        os.replace(part, place)
