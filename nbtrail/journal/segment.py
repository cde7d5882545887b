"""One kind of a writer's segments on disk: `facts-000001.ndjson`, `numbers-000001.bin`, …

Invariants
- Only whole records stay: what a failed write left half done is cut off again,
  and where even that fails the segment is left behind and the next one begins.
- A segment is opened when its first record comes, so a silent writer leaves
  no files.
- `append` raises OSError and nothing else; whoever calls decides what a full
  disk means. It is not locked: the journal's lock is held around it.
"""

from __future__ import annotations

import os

from ..machine.descriptors import above_streams
from .store_mount import make_store_folder
from .sync import sync_and_close

#: Windows opens files in text mode unless told; elsewhere the flag does not exist.
_FLAGS = os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_EXCL | getattr(os, "O_BINARY", 0)


class Segments:
    """The segments of one kind, of which only the last is written to."""

    def __init__(self, folder: str, stem: str, suffix: str, header: bytes, limit: int) -> None:
        self._home = os.path.dirname(os.path.dirname(folder))
        self._folder = folder
        self._stem = stem
        self._suffix = suffix
        self._header = header
        self._limit = limit
        self._number = 0
        #: The open segment's descriptor, or -1.
        self.fd = -1
        #: Bytes in the open segment.
        self.size = 0

    @property
    def number(self) -> int:
        """Number of the last segment, 0 before the first."""
        return self._number

    def path(self, number: int) -> str:
        """Where segment `number` is."""
        return os.path.join(self._folder, f"{self._stem}-{number:06d}{self._suffix}")

    def append(self, record: bytes) -> None:
        """Hand a whole record to the operating system; it survives the process from then on."""
        if self.fd < 0 or self.size >= self._limit:
            self._next()
        written = os.write(self.fd, record)
        if written != len(record):
            self._complete(record, written)
        self.size += len(record)

    def _complete(self, record: bytes, written: int) -> None:
        """Write what a short write left; on failure leave no half record."""
        whole = os.fstat(self.fd).st_size - written
        try:
            while written < len(record):
                written += os.write(self.fd, record[written:])
        except BaseException:
            self._cut(whole)
            raise

    def _cut(self, whole: int) -> None:
        try:
            os.ftruncate(self.fd, whole)
        except OSError:
            self.abandon()

    def _next(self) -> None:
        """Seal the open segment and begin another."""
        if self.fd >= 0:
            sealed, self.fd = self.fd, -1
            sync_and_close(sealed)
        make_store_folder(self._home, self._folder)
        number = self._number + 1
        while True:
            try:
                fd = above_streams(os.open(self.path(number), _FLAGS, 0o600))
                break
            except FileExistsError:
                number += 1
        self._number = max(self._number, number)
        if self._header:
            try:
                if os.write(fd, self._header) != len(self._header):
                    raise OSError("the segment's header did not fit")
            except OSError:
                os.close(fd)
                raise
        if self.fd >= 0:  # a signal handler recorded meanwhile, and began a later one
            os.close(fd)
            return
        self.fd, self.size = fd, len(self._header)

    def sync(self) -> None:
        """Ask the disk, in the background, to keep what was written so far."""
        if self.fd >= 0:
            try:
                copy = above_streams(os.dup(self.fd))
            except OSError:
                return
            sync_and_close(copy)

    def beat(self) -> bool:
        """Set the open segment's time to now, as a sign of life; False when it is not there any more."""
        fd, path = self.fd, self.path(self._number)
        if fd < 0:
            return True
        try:
            os.utime(path)
            return os.fstat(fd).st_nlink > 0
        except FileNotFoundError:
            return fd != self.fd
        except OSError:  # sealed meanwhile, or a disk in trouble: appending will tell
            return True

    def abandon(self) -> None:
        """Let go of the open segment without another word to it."""
        fd, self.fd = self.fd, -1
        self.size = 0
        if fd >= 0:
            try:
                os.close(fd)
            except OSError:
                return
