"""The journal of one writer: the only way anything is recorded.

How it works. A writer owns `journal/<writer_id>/` and appends to it, one
`os.write` per record and no buffer in the process, so a record whose call has
returned outlives `kill -9`. docs/journal.md and server/src/records say what
the bytes mean.

Why it is safe
- The lock is held for one sequence number and one write, or for one step and
  its row. It is reentrant, because signal handlers may record while the main
  thread is inside; a fact that arrives so is queued behind the one being
  written, which keeps `seq` in file order.
- `seq` is used up only by a fact that reached the file.
- A full or vanished disk pauses the journal: facts wait in a bounded queue,
  rows are counted as lost, and about once a second the next record tries again.
- A forked child never writes to its parent's files: it becomes a writer of its
  own when it first has something to say.
- Nor does a process whose files were deleted or moved away write on to nowhere:
  it becomes another writer, and whoever asked (`on_renewal`) says again what the
  rest means.
"""

from __future__ import annotations

import os
import threading
import time
from collections import deque
from collections.abc import Callable
from typing import Any

from ..machine.process import host_name, pid_space, process_started
from ..machine.version import version
from ..notices.notice import notice
from .fact_line import to_line
from .ranks import rank_of_process
from .segment import Segments
from .store_mount import missing_mount, note_mount

VERSION = 1
FACTS_LIMIT = 64 * 2**20
NUMBERS_LIMIT = 256 * 2**20
NUMBERS_HEADER = b"NBTRAILN" + bytes(8)
#: Seconds between two tries to get out of a pause.
RETRY_SECONDS = 1.0
#: What is kept in memory during a pause.
MAX_WAITING = 5000


class Journal:
    """Appends facts and packed rows for one process; follows it through forks."""

    def __init__(self, home: str | os.PathLike[str], role: str = "kernel") -> None:
        self.home = os.fspath(home)
        self.role = role
        #: Called in a forked child, before its first record.
        self.on_fork: list[Callable[[], None]] = []
        #: Called when the files are gone and another journal begins, with the lock held.
        self.on_renewal: list[Callable[[], None]] = []
        #: Rows that could not be written since the pause began.
        self.lost_rows = 0
        self.parent_writer_id: str | None = None
        self._become_writer()
        _journals.append(self)

    def _become_writer(self) -> None:
        self.lock = threading.RLock()
        self._inside = False
        self._waiting: deque[dict[str, Any]] = deque()
        self._lost_facts = 0
        self._paused_at: float | None = None
        #: What the disk said when the pause began.
        self.pause_reason = ""
        #: Where the store's file system was mounted that is not there now; the open files are still its.
        self.missing_mount: str | None = None
        self._tried_at = 0.0
        self._closed = False
        self._begin()

    def _begin(self) -> None:
        """A folder of its own, which is made when the first record comes."""
        self.writer_id = time.strftime("%Y%m%dt%H%M%S", time.gmtime()) + "-" + os.urandom(4).hex()
        self.folder = os.path.join(self.home, "journal", self.writer_id)
        self.facts = Segments(self.folder, "facts", ".ndjson", b"", FACTS_LIMIT)
        self.numbers = Segments(self.folder, "numbers", ".bin", NUMBERS_HEADER, NUMBERS_LIMIT)
        self.seq = 0
        self._opened = False

    @property
    def paused(self) -> bool:
        """True while the disk refuses."""
        return self._paused_at is not None

    def fact(
        self, kind: str, fields: dict[str, Any], t: float | None = None, keep: bool = True
    ) -> bool:
        """Append one fact; False when the disk refuses: then it waits, or is dropped without `keep`."""
        fact = {"v": VERSION, "seq": 0, "t": time.time() if t is None else t, "k": kind, **fields}
        with self.lock:
            if self._closed:
                return False
            if self._inside:
                self._waiting.append(fact)
                return True
            self._inside = True
            try:
                ready = self._opened and self._paused_at is None and not self._waiting
                if (ready or (self._may_write() and self._drain())) and self._write(fact):
                    return not self._waiting or self._drain()
                self._wait(fact, keep)
                return False
            finally:
                self._inside = False

    def row(self, row: bytes) -> bool:
        """Append one packed row, with `lock` held; False when it was lost because the disk refuses."""
        try:
            if self._paused_at is None:
                self.numbers.append(row)
                return True
        except OSError as error:
            self._pause(error)
        return self._row_after_pause(row)

    def _row_after_pause(self, row: bytes) -> bool:
        """The slow side of `row`: try to get going again when it is time to."""
        if not self._closed and not self._inside and self._may_write():
            self._inside = True
            try:
                if self._drain():
                    self.numbers.append(row)
                    return True
            except OSError as error:
                self._pause(error)
            finally:
                self._inside = False
        self.lost_rows += 1
        return False

    def _may_write(self) -> bool:
        """Not paused, or paused and due to try again; says the first words of a writer."""
        if self._paused_at is not None:
            now = time.monotonic()
            if now - self._tried_at < RETRY_SECONDS:
                return False
            self._tried_at = now
        if self._opened:
            return True
        opened: dict[str, Any] = {
            "v": VERSION,
            "seq": 0,
            "t": time.time(),
            "k": "writer_opened",
            "writer_id": self.writer_id,
            "role": self.role,
            "pid": os.getpid(),
            "host": host_name(),
            "process_started": process_started(os.getpid()),
            "pid_space": pid_space(),
            "version": version(),
        }
        ranked = rank_of_process()
        if ranked is not None:
            opened["rank"] = ranked[0]
        if self.parent_writer_id is not None:
            opened["parent_writer_id"] = self.parent_writer_id
        self._opened = self._write(opened)
        if self._opened:
            note_mount(self.home)
        return self._opened

    def _write(self, fact: dict[str, Any]) -> bool:
        # Counted before it is written: an interrupt in between leaves a gap, never a number twice.
        self.seq += 1
        fact["seq"] = self.seq
        try:
            self.facts.append(to_line(fact))
        except OSError as error:
            self.seq -= 1
            self._pause(error)
            return False
        return True

    def _drain(self) -> bool:
        """Write what waits, oldest first; tell of a pause that is over."""
        while self._waiting:
            if not self._write(self._waiting[0]):
                return False
            self._waiting.popleft()
        if self._paused_at is not None:
            seconds, self._paused_at = time.monotonic() - self._paused_at, None
            words = {"seconds": seconds, "rows": self.lost_rows, "facts": self._lost_facts}
            self.lost_rows = self._lost_facts = 0
            notice("NT202", f"{seconds}", quiet=True, anywhere=True, **words)
            while self._waiting and self._write(self._waiting[0]):
                self._waiting.popleft()
        return self._paused_at is None

    def _wait(self, fact: dict[str, Any], keep: bool) -> None:
        if not keep:
            return
        if len(self._waiting) < MAX_WAITING:
            self._waiting.append(fact)
        else:
            self._lost_facts += 1

    def _pause(self, error: OSError) -> None:
        self.facts.abandon()
        self.numbers.abandon()
        if self._paused_at is None:
            self._paused_at = self._tried_at = time.monotonic()
            inside, self._inside = self._inside, True
            try:
                self.pause_reason = error.strerror or str(error)
                notice("NT201", anywhere=True, reason=self.pause_reason, home=self.home)
            finally:
                self._inside = inside

    def sync(self) -> None:
        """fsync both open segments in the background."""
        with self.lock:
            self.facts.sync()
            self.numbers.sync()

    def beat(self) -> None:
        """Give a sign of life; where the files were taken away, begin anew."""
        segments = self.facts, self.numbers
        there = not self._opened or all(
            [kind.beat() for kind in segments]  # noqa: C419 - both give a sign
        )
        self.missing_mount = None if there else missing_mount(self.home)
        if self.missing_mount is not None:
            notice("NT242", anywhere=True, mount=self.missing_mount, home=self.home)
        elif not there:
            with self.lock:
                if self._closed or self._inside or segments != (self.facts, self.numbers):
                    return
                self.facts.abandon()
                self.numbers.abandon()
                self._begin()
                for callback in self.on_renewal:
                    callback()

    def close(self) -> None:
        """Say goodbye, if anything was ever said; nothing is recorded afterwards."""
        with self.lock:
            if (self._opened or self._waiting) and not self._closed:
                self._tried_at = 0.0
                self.fact("writer_closed", {})
            self._closed = True
            self._paused_at = time.monotonic()  # rows look at nothing else
            self.facts.abandon()
            self.numbers.abandon()
        if self in _journals:
            _journals.remove(self)

    def _after_fork(self) -> None:
        """In the child: a writer of its own, which costs nothing until it speaks."""
        closed, parent = self._closed, self.writer_id if self._opened else self.parent_writer_id
        self.facts.abandon()
        self.numbers.abandon()
        self._become_writer()
        self._closed, self.parent_writer_id, self.lost_rows = closed, parent, 0
        for callback in self.on_fork:
            callback()


_journals: list[Journal] = []


def _child() -> None:
    for journal in _journals:
        journal._after_fork()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_child)
