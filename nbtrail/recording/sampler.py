"""A thread that reads what the process is busy with while a run is open in it.

It begins with the first run, ends with the last, and never holds anything that
the user's code waits for but the journal's lock for one write. A forked child
has none until it records: the tracker gives it a sampler anew, and `wake` is
called where the child says its first words about a run. An interrupt may come in
the middle of `wake`: the thread is started by one call that takes no lock, and
goes on only while its mark is the one that counts.

`NBTRAIL_SYSTEM_SECONDS` is the time between two readings, 10 unless told; 0
switches them off. Either way the thread gives the journal a sign of life every
few seconds, because a companion that cannot see this process has nothing else to
go by, and looks whether somebody asked to stop a run.
"""

from __future__ import annotations

import math
import os
import sys
import threading
import time
from typing import TYPE_CHECKING

from ..machine import own_threads
from ..machine.activity import gpu_readings, readings
from ..machine.cost import cpu_seconds
from ..notices.notice import failed_inside, notice
from .stopping import look_for_stops

if TYPE_CHECKING:
    from .session import Tracker

SECONDS = 10.0
#: The first reading of a run comes sooner, so that short ones have one.
FIRST_SECONDS = 1.0
#: Time between two signs of life, at most.
BEAT_SECONDS = 20.0
#: Time between two looks at whether somebody asked to stop a run.
STOP_SECONDS = 0.5
#: Readings follow one another no quicker.
MIN_SECONDS = 0.1


class Sampler:
    """Reads for one process of one session."""

    def __init__(self, tracker: Tracker) -> None:
        self._tracker = tracker
        self._over = threading.Event()
        #: Wakes the thread before its time.
        self._stir = threading.Event()
        #: When the next reading is due; 0 before the first run.
        self._due = 0.0
        #: The processor's time and the clock at the last reading.
        self._last = (0.0, 0.0)
        #: Whether there was a thread when a fork came.
        self._left = False
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
        self._stir = threading.Event()
        if not self._due:
            self._begin(min(FIRST_SECONDS, self._seconds))
        try:
            own_threads.start(lambda: self._work(mark))
        except RuntimeError:  # no more threads to be had, or too late for one
            self._mark = None
        except BaseException:
            self._mark = None
            raise

    def stop(self) -> None:
        """Read no more in this process."""
        self._over.set()
        self._stir.set()

    def leave(self) -> None:
        """Let the thread end for the moment of a fork."""
        self._left = self._mark is not None
        self._mark = None
        self._stir.set()

    def come_back(self) -> None:
        """Read on after a fork: the next reading comes when it would have come.

        Python 3.13 looks for threads only after this, so there it is the next word
        about a run that starts one.
        """
        if not self._left:
            return
        self._left = False
        if sys.version_info < (3, 13):
            self.wake()
            return
        for run in self._tracker.open_runs:
            run.look_again()

    def _begin(self, pause: float) -> None:
        """The next reading is about what happens from now on."""
        self._last = (cpu_seconds(), time.monotonic())
        self._due = self._last[1] + pause if pause > 0 else math.inf

    def _work(self, mark: object) -> None:
        beaten = time.monotonic()
        while self._mark is mark and not self._over.is_set():
            rest = self._due - time.monotonic()
            if rest > 0 and self._stir.wait(min(rest, STOP_SECONDS)):
                continue
            if not self._tracker.open_runs:
                self._mark, self._due = None, 0.0
                if self._tracker.open_runs:  # one began in between, and saw a thread
                    self.wake()
                return
            try:
                look_for_stops(self._tracker)
                if time.monotonic() < min(self._due, beaten + BEAT_SECONDS):
                    continue
                self._tracker.journal.beat()
                beaten = time.monotonic()
                if beaten < self._due:
                    continue
                cpu, at = self._last
                self._begin(self._seconds or SECONDS)
                now_cpu, now = self._last
                self._sample(round(100 * (now_cpu - cpu) / max(now - at, 1e-6), 2))
            except Exception as error:
                failed_inside("the system's readings", error)

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
        notice(
            "NT211",
            "system",
            argument="NBTRAIL_SYSTEM_SECONDS",
            got=repr(given),
            known="seconds, 0 for never",
        )
        return SECONDS
    return max(seconds, MIN_SECONDS) if seconds > 0 else 0.0
