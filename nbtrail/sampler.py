"""A thread that reads what the process is busy with while a run is open in it.

It begins with the first run, ends with the last, and never holds anything that
the user's code waits for but the journal's lock for one write. A forked child
has none until it records: the tracker gives it a sampler anew, and `wake` is
called where the child says its first words about a run. An interrupt may come in
the middle of `wake`: the thread is started by one call that takes no lock, and
goes on only while its mark is the one that counts.

`NBTRAIL_SYSTEM_SECONDS` is the time between two readings, 10 unless told; 0
switches them off. Either way the thread gives the journal a sign of life every
few seconds: a companion that cannot see this process has nothing else to go by.
"""

from __future__ import annotations

import _thread
import math
import os
import threading
import time
from typing import TYPE_CHECKING

from .errors import failed_inside, notice
from .resources import cpu_seconds
from .system import gpu_readings, readings

if TYPE_CHECKING:
    from .tracker import Tracker

SECONDS = 10.0
#: The first reading of a run comes sooner, so that short ones have one.
FIRST_SECONDS = 1.0
#: Time between two signs of life, at most.
BEAT_SECONDS = 20.0
#: Readings follow one another no quicker.
SECONDS_LEAST = 0.1


class Sampler:
    """Reads for one process of one session."""

    def __init__(self, tracker: Tracker) -> None:
        self._tracker = tracker
        self._over = threading.Event()
        #: The mark of the thread that reads; None where none does.
        self._mark: object | None = None
        self._seconds: float | None = None

    @property
    def reading(self) -> bool:
        """Whether there is a thread that reads."""
        return self._mark is not None and bool(self._seconds)

    def wake(self) -> None:
        """A run is open: read from now on, if that is not happening already."""
        if self._mark is not None or self._over.is_set() or self._tracker.disabled:
            return
        if self._seconds is None:
            self._seconds = _seconds()
        mark = self._mark = object()
        try:
            _thread.start_new_thread(self._work, (mark, self._seconds))
        except RuntimeError:  # no more threads to be had, or too late for one
            self._mark = None
        except BaseException:
            self._mark = None
            raise

    def stop(self) -> None:
        """Read no more in this process."""
        self._over.set()

    def _work(self, mark: object, seconds: float) -> None:
        cpu, at = cpu_seconds(), time.monotonic()
        due = at + min(FIRST_SECONDS, seconds) if seconds > 0 else math.inf
        while not self._over.wait(min(max(due - time.monotonic(), 0.0), BEAT_SECONDS)):
            if self._mark is not mark:
                return
            if not self._tracker.open_runs:
                self._mark = None
                if self._tracker.open_runs:  # one began in between, and saw a thread
                    self.wake()
                return
            try:
                self._tracker.journal.beat()
                now = time.monotonic()
                if now < due:
                    continue
                now_cpu = cpu_seconds()
                percent = 100 * (now_cpu - cpu) / max(now - at, 1e-6)
                cpu, at = now_cpu, now
                self._sample(round(percent, 2))
            except Exception as error:
                failed_inside("the system's readings", error)
            due = time.monotonic() + seconds

    def _sample(self, cpu_percent: float) -> None:
        tracker = self._tracker
        if tracker.silent:
            return
        home = os.fspath(tracker.journal.home)
        values = {"cpu_percent": cpu_percent, **readings(home)}
        if tracker.gpus:
            values.update(gpu_readings())
        runs = [run.id for run in list(tracker.open_runs)]
        if not self._over.is_set():
            fields = {"session_id": tracker.session_id, "run_ids": runs, "values": values}
            tracker.journal.fact("system_sampled", fields, keep=False)


def _seconds() -> float:
    given = os.environ.get("NBTRAIL_SYSTEM_SECONDS", "").strip()
    try:
        seconds = float(given) if given else SECONDS
    except ValueError:
        seconds = math.nan
    if not math.isfinite(seconds):
        words = {"argument": "NBTRAIL_SYSTEM_SECONDS", "known": "seconds, 0 for never"}
        notice("NT211", "system", got=repr(given), **words)
        return SECONDS
    return max(seconds, SECONDS_LEAST) if seconds > 0 else 0.0
