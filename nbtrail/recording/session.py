"""The session's recorder: one per process, made when something is first recorded.

It owns the journal, knows the execution that is running and the runs that are
open, and closes all of them when the interpreter ends. Everything that records
asks `current()` for it. A forked child keeps the session and its open runs, but
writes to a journal of its own and ends only the runs that it started.
"""

from __future__ import annotations

import atexit
import os
import sys
import threading
import weakref
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..context.executions import NOWHERE, Execution, here
from ..context.threads import forget_cell, note_starts, started_in
from ..journal.journal import Journal
from ..journal.null_journal import NullJournal
from ..journal.store_home import settle_home, store_home
from ..machine import own_threads
from ..machine.background import settle
from ..machine.exits import note_exits, watch_exits
from ..machine.launchers import main_file, multiprocessing_parent
from ..notices import notice
from ..redact import redact, warm_up
from .abrupt_exit import end_before_abrupt_exits
from .ancestry import recorded_ancestor
from .chosen import bound_run
from .endings import LastFailure, ending_of, fail_runs_of
from .identity import describe_session, project_name
from .parentage import OpenRuns, Parent, announce, is_worker_of, parent_of_process, withdraw
from .pools import note_work
from .sampler import Sampler

if TYPE_CHECKING:
    from .run import Run

#: Seconds that the end of the interpreter waits for the environment to be gathered.
EXIT_PATIENCE = 2.0


class Tracker:
    """Records one session."""

    def __init__(self, disabled: bool = False) -> None:
        self.disabled = disabled
        #: False between `%trail off` and `%trail on`.
        self.recording = True
        self.running: Execution = NOWHERE
        self.in_flight: dict[str, Execution] = {}
        self.open_runs: list[Run] = []
        #: Runs of this process by id, as long as somebody holds them. No callback clears
        #: what is gone: an interrupt would be lost in it.
        self._runs: dict[str, weakref.ref[Run]] = {}
        #: Runs that were logged after their end.
        self.late_runs: set[Run] = set()
        #: Of a worker: what is open in the process that started it.
        self.parents_runs: OpenRuns | None = None
        #: Handles of other processes' runs that are in use here.
        self.handles: list[Run] = []
        self.last_run: Run | None = None
        #: What the last cell's failure means, should nothing follow.
        self.last_failure: LastFailure | None = None
        self.started_runs = 0
        #: The run of which a script has said where it can be seen; an empty text for none.
        self.greeted_with: str | None = None
        #: What runs that name no experiment belong to.
        self.experiment: str | None = None
        #: First run id and number of attempts, by project, experiment, name and ordinal.
        self.attempts: dict[tuple[Any, ...], tuple[str, int, Execution]] = {}
        #: Hashes of sources that are in the journal already.
        self.sources: set[str] = set()
        #: Hashes of datasets that are described in the journal already.
        self.datasets: set[str] = set()
        self.executions = 0
        self.notices = 0
        self.last_notice: str | None = None
        #: What completion offers.
        self.metric_keys: dict[str, None] = {}
        self.run_names: dict[str, None] = {}
        #: NVIDIA's GPUs; 0 until the environment is gathered.
        self.gpus = 0
        self.sampler = Sampler(self)
        self._series = 0
        self._lock = threading.RLock()
        self._pid = os.getpid()
        #: Set once the environment is gathered, or cannot be.
        self.gathered = threading.Event()
        self._ended = False
        self.project = project_name()
        self.journal: Journal | NullJournal
        if disabled:
            self.journal = NullJournal()
            self.session_id = "disabled"
            return
        parent = parent_of_process() or recorded_ancestor(store_home())
        worker = parent is not None and is_worker_of(parent)
        journal = Journal(settle_home(Path(parent.home) if parent is not None and worker else None))
        journal.on_fork.append(self._after_fork)
        journal.on_renewal.append(self._record_again)
        self.journal = journal
        self.session = describe_session()
        notice.set_recorder(self._notice)
        own_threads.around_forks(lambda: self.sampler.leave(), lambda: self.sampler.come_back())
        if parent is not None and worker:
            self.session_id, self.project = parent.session_id, parent.project
            journal.parent_writer_id = parent.writer_id
            self.parents_runs = OpenRuns(parent)
            self.gathered.set()
        else:
            self.session_id = journal.writer_id
            if parent is not None:
                self.session["parent_session_id"] = parent.session_id
            self._record_session()
            self._gather()
        self._announce()
        atexit.register(self.end)
        end_before_abrupt_exits(self)
        if "IPython" not in sys.modules or sys.modules["IPython"].get_ipython() is None:
            watch_exits()
        self._note_threads()
        is_pool_worker = worker and "multiprocessing.process" in sys.modules
        if is_pool_worker or multiprocessing_parent() is not None:
            self._end_with_worker()

    def _note_threads(self) -> None:
        """What threads and pools begin from now on belongs to where it was begun, and fails by failing."""

        def active() -> tuple[Run | None, Execution]:
            return bound_run(), here.get() or self.running

        def died(thread: threading.Thread, error: BaseException, since: float = 0.0) -> None:
            fail_runs_of(self, thread, error, since)

        def pooled() -> None:
            note_work(active, died)

        note_starts(active, died, pooled)
        pooled()

    @property
    def silent(self) -> bool:
        """True while nothing that the user says is to be recorded."""
        return self.disabled or not self.recording

    def record(self, kind: str, /, **fields: Any) -> bool:
        """Append a fact that the user caused; nothing while recording is off."""
        return False if self.silent else self.journal.fact(kind, fields)

    def remember(self, run: Run) -> None:
        """Find this run by its id from now on."""
        if len(self._runs) > 1000:
            self._runs = {id: held for id, held in self._runs.items() if held() is not None}
        self._runs[run.id] = weakref.ref(run)

    def run_of(self, run_id: str) -> Run | None:
        """The run of this process with this id, if somebody holds it."""
        held = self._runs.get(run_id)
        return None if held is None else held()

    def execution(self) -> Execution:
        """The execution that the calling code belongs to."""
        found = here.get()
        if found is None:
            noted = started_in()
            found = None if noted is None else noted[1]
            if found is None:
                return self.running
            here.set(found)
        return found

    def next_series(self) -> int:
        """A series number that this writer has not used."""
        with self._lock:
            self._series += 1
            return self._series

    def switch(self, on: bool) -> None:
        """`%trail on` and `%trail off`."""
        self.recording = on
        for run in [*self.open_runs, *self.handles]:
            run.forget_shapes()

    def _notice(self, code: str, message: str) -> None:
        self.notices += 1
        self.last_notice = f"{message} [{code}]"
        fields = {"code": code, "message": redact(message)[0], "session_id": self.session_id}
        execution = self.execution()
        if execution.id is not None:
            fields["execution_id"] = execution.id
        self.journal.fact("notice", fields)

    def _gather(self) -> None:
        from .environment import gather

        gathered = self.gathered

        def work() -> None:
            try:
                gather(self)
            finally:
                gathered.set()
            warm_up()  # no cell, message or parameter waits for the masking's expressions

        try:
            own_threads.start(work)
        except RuntimeError:  # no more threads to be had, or too late for one
            gathered.set()
        except BaseException:
            gathered.set()
            raise

    def _announce(self) -> None:
        """Whatever this process starts from now on can tell to whom it belongs."""
        journal = self.journal
        announce(
            Parent(
                session_id=self.session_id,
                writer_id=journal.parent_writer_id or journal.writer_id,
                home=os.fspath(journal.home),
                project=self.project,
                pid=os.getpid(),
                main=main_file(),
            )
        )

    def _record_session(self) -> None:
        fields = {"session_id": self.session_id, "project": self.project, **self.session}
        self.journal.fact("session_started", fields)

    def _record_again(self) -> None:
        """The journal was taken away, and another begins: it needs to know what this one knew."""
        self.sources, self.datasets = set(), set()
        if self.journal.parent_writer_id is None:
            self._record_session()
            self._gather()
        for run in self.open_runs[:]:
            run.record_again()
        self._announce()
        notice.notice("NT241", self.journal.writer_id, anywhere=True, home=self.journal.home)

    def _after_fork(self) -> None:
        self._lock = threading.RLock()
        self._series = 0
        self.gathered = threading.Event()
        self.gathered.set()
        self.sampler = Sampler(self)
        self._pid = os.getpid()
        self.sources = set()
        self.datasets = set()
        self.late_runs = set()
        self.greeted_with = ""
        self.in_flight = {}
        self.running = NOWHERE
        here.set(None)
        forget_cell()
        for run in [*self.open_runs, *self.handles]:
            run.inherit()
        notice.forget_notices()
        if "multiprocessing.util" in sys.modules:
            from multiprocessing.util import register_after_fork

            register_after_fork(self, Tracker._end_with_worker)

    def _end_with_worker(self) -> None:
        """Close in the end of a worker of multiprocessing, too: it leaves without `atexit`."""
        from multiprocessing.util import Finalize

        Finalize(None, self.end, exitpriority=-100)

    def end(self) -> None:
        """Close what this process opened; safe to call twice."""
        with self._lock:
            if self._ended or self.disabled:
                return
            self._ended = True
        self.sampler.stop()
        for run in reversed(self.open_runs[:]):
            if not run.inherited:
                run.end(*ending_of(self, run))
        for run in self.late_runs:
            run.record_points_after_end()
        self.gathered.wait(EXIT_PATIENCE)
        settle()
        if self.journal.parent_writer_id is None:
            self.journal.fact("session_ended", {"session_id": self.session_id})
        notice.set_recorder(None)
        withdraw()
        self.journal.close()


note_exits()
_tracker: Tracker | None = None
_disabled: Tracker | None = None
_at_beginning: list[Callable[[Tracker], None]] = []
_making = threading.RLock()


def _child() -> None:
    """A thread that is no more in the forked child may have held the lock."""
    global _making
    _making = threading.RLock()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_child)


def is_disabled() -> bool:
    """Whether `NBTRAIL_MODE` switches all recording off."""
    return os.environ.get("NBTRAIL_MODE", "").strip().lower() == "disabled"


def existing() -> Tracker | None:
    """This process's tracker, if something was recorded already."""
    return _tracker


def disabled_tracker() -> Tracker:
    """A tracker that records nothing, for `mode="disabled"`."""
    global _disabled
    with _making:
        if _disabled is None:
            _disabled = Tracker(disabled=True)
        return _disabled


def at_beginning(begun: Callable[[Tracker], None]) -> None:
    """Call `begun` with the tracker of the session that begins in this process."""
    _at_beginning.append(begun)


def current() -> Tracker:
    """This process's tracker; the first call begins the session."""
    global _tracker
    if _tracker is not None:
        return _tracker
    with _making:
        if _tracker is None:
            try:
                _tracker = Tracker(disabled=is_disabled())
            except Exception as error:
                notice.failed_inside("the session's beginning", error)
                return disabled_tracker()
            for begun in _at_beginning:
                begun(_tracker)
        return _tracker
