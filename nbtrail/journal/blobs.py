"""Bytes in the store, once per sha256: `blobs/sha256/ab/abcdef…`.

A blob is written beside its place under a name of its own, brought to the disk,
and moved to its place whole, so that what is in place is complete, whoever was
killed when and wherever the power went; two writers of the same bytes write the
same. What is in place all the same and is not the bytes of its hash (a disk that
lies, a hand that slipped) is replaced by whoever stores these bytes next; a folder in the place of a file, or
a file in the place of a folder, is set aside under another name. What a
killed writer left beside is removed a day later, by whoever stores something then.
Where the filesystem can share the bytes of a copy, it does.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import io
import os
import secrets
import stat
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO

from ..machine.descriptors import above_streams
from .store_home import make_private
from .store_mount import make_store_folder

_BLOCK = 2**20
_PART = ".part"
#: Seconds after which nobody writes to a part any more.
_LEFT_BEHIND = 86_400.0
#: Blobs that were read and found whole, with the state in which they were; so many at most.
_whole: dict[str, tuple[str, tuple[int, ...]]] = {}
_MAX_WHOLE = 10_000
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


def damage(path: str, sha256: str) -> str | None:
    """What is wrong with a blob, in words; None when it is the bytes of its hash.

    It is read once, and again only when the file has changed since.
    """
    try:
        found = os.lstat(path)
        if not stat.S_ISREG(found.st_mode):
            return "it is no file"
        state = (found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns)
        if _whole.get(path) == (sha256, state):
            return None
        with open(path, "rb", buffering=0) as file:
            actual, size = hashed(file)
    except FileNotFoundError:
        return "it is not there"
    except OSError as error:
        return error.strerror or type(error).__name__
    if actual != sha256:
        return f"its {size:,} bytes are not those that were stored" if size else "it is empty"
    if len(_whole) >= _MAX_WHOLE:
        _whole.clear()
    _whole[path] = (sha256, state)
    return None


def keep_bytes(home: str, content: bytes, store: bool) -> Stored:
    """Store bytes; never raises for a disk that refuses."""
    sha256 = hashlib.sha256(content).hexdigest()
    problem: OSError | None = None
    if store and damage(blob_path(home, sha256), sha256):
        try:
            with _beside(home) as (file, part):
                file.write(content)
                _place(home, file, part, sha256, len(content))
        except OSError as error:
            problem = error
    return Stored(sha256, len(content), problem, store and problem is None)


def keep_file(home: str, source: Any, store: bool) -> Stored:
    """Store the bytes of a file that is open without a buffer. Raises OSError when it cannot be read."""
    problem: OSError | None = None
    if store:
        try:
            with _beside(home) as (file, part):
                sha256, size = _copied(source, file)
                _place(home, file, part, sha256, size)
            return Stored(sha256, size, None, True)
        except OSError as error:
            problem = error
    source.seek(0)
    return Stored(*hashed(source), problem, False)


def keep_written(home: str, write: Callable[[BinaryIO], Any], store: bool) -> Stored:
    """Store what `write` writes to a file. Raises whatever it raises, but for a disk that refuses."""
    problem: OSError | None = None
    if store:
        try:
            with _beside(home) as (file, part):
                write(file)
                file.flush()
                file.seek(0)
                sha256, size = hashed(file)
                _place(home, file, part, sha256, size)
            return Stored(sha256, size, None, True)
        except OSError as error:
            problem = error
    content = io.BytesIO()
    write(content)
    content.seek(0)
    return Stored(*hashed(content), problem, False)


def hashed(source: Any) -> tuple[str, int]:
    """sha256 and size of what is left to read of `source`."""
    digest, size = hashlib.sha256(), 0
    while block := source.read(_BLOCK):
        digest.update(block)
        size += len(block)
    return digest.hexdigest(), size


def _copied(source: Any, target: BinaryIO) -> tuple[str, int]:
    """Hash and size of what is in `target` afterwards; where `source` has a hole it has one, too."""
    if _cloned(source.fileno(), target.fileno()):
        target.seek(0)
        return hashed(target)
    digest, zeros = hashlib.sha256(), bytes(_BLOCK)
    for begin, end, empty in _stretches(source.fileno()):
        source.seek(begin)
        target.seek(begin)
        while begin < end:
            wanted = min(_BLOCK, end - begin)
            block = zeros[:wanted] if empty else source.read(wanted)
            if not block:  # it became shorter
                break
            digest.update(block)
            if not empty:
                target.write(block)
            begin += len(block)
    target.truncate(begin)
    target.flush()
    return digest.hexdigest(), begin


def _stretches(descriptor: int) -> Iterator[tuple[int, int, bool]]:
    """Where a file has bytes and where holes, in order: begin, end, and whether it is a hole."""
    size, at = os.fstat(descriptor).st_size, 0
    if not hasattr(os, "SEEK_DATA"):
        yield 0, size, False
        return
    while at < size:
        try:
            data = os.lseek(descriptor, at, os.SEEK_DATA)
        except OSError as error:
            data = size if error.errno == errno.ENXIO else at  # or it knows of no holes
        if data > at:
            yield at, min(data, size), True
        at = data
        if at < size:
            try:
                hole = os.lseek(descriptor, at, os.SEEK_HOLE)
            except OSError:
                hole = size
            yield at, min(hole, size), False
            at = max(hole, at + 1)
    if size == 0:  # or the system does not say, as of what is in /proc
        yield 0, sys.maxsize, False


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
    for place in (os.path.dirname(folder), folder):
        if not os.path.isdir(place):
            _set_aside(place)
    make_store_folder(home, folder)
    _tidy(folder)
    part = os.path.join(folder, secrets.token_hex(8) + _PART)
    flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    file = os.fdopen(above_streams(os.open(part, flags, 0o600)), "w+b")
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


def _place(home: str, file: BinaryIO, part: str, sha256: str, size: int) -> None:
    """Move a finished part to its place, unless the same bytes are there. Raises OSError."""
    file.flush()
    written = os.fstat(file.fileno()).st_size
    if written != size:
        raise OSError(errno.EIO, f"{written:,} of {size:,} bytes were written")
    place = blob_path(home, sha256)
    if damage(place, sha256) is None:
        return
    os.fsync(file.fileno())
    folder = os.path.dirname(place)
    is_new = not os.path.isdir(folder)
    if is_new:
        _set_aside(folder)
    make_private(folder)
    if os.path.isdir(place) and not os.path.islink(place):
        _set_aside(place)
    os.replace(part, place)
    _settle(folder)
    if is_new:
        _settle(os.path.dirname(folder))


def _set_aside(place: str) -> None:
    """Give what is in a place that is to be another's a name beside it; nothing of it is lost."""
    with contextlib.suppress(FileNotFoundError):
        os.rename(place, f"{place}.aside-{secrets.token_hex(4)}")


def _settle(folder: str) -> None:
    """Bring a folder's names to the disk, where the system has a way."""
    if os.name == "nt":
        return
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    except OSError as error:
        if error.errno not in (errno.EINVAL, errno.ENOTSUP):  # filesystems that know no such thing
            raise
    finally:
        os.close(opened)
