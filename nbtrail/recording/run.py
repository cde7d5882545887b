"""A run: one attempt with its params, metrics, tags and status.

`log` is the hot path. Its common case (a dict of floats with keys seen before,
a plain step) packs one row and hands it to the operating system: a few
microseconds, no lock held but for the write. Everything else takes the long
way round in `_log_otherwise`, which accepts whatever users pass and says what
it could not use. No method raises into the user's code.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ClassVar
from zlib import crc32

from ..context.executions import NOWHERE, Execution, here
from ..context.strands import strand
from ..journal.inbox import clear_stop_request
from ..journal.row_shape import MAX_KEYS, Shape
from ..notices.guard import guarded
from ..notices.notice import notice
from ..notices.printable import fitting, visible
from ..values.encode import EXACT, encode_number
from ..values.points import logged, points, whole_step
from .chosen import deactivate
from .details import RunDetails
from .habits import Habits
from .mappings import Recorded
from .names import new_run_id
from .outcome import known_status
from .stopping import Stoppable, StopRun, ending_if_stopped, stop_now

if TYPE_CHECKING:
    from types import TracebackType

    from .session import Tracker

_now = time.time
#: Types that `struct` packs as a double without losing anything; arrays' float scalars join as they come.
_PLAIN: set[type] = {float, bool}
_WITH_INT: set[type] = {*_PLAIN, int}
#: Known in other libraries by name, so that none is imported for it.
_PLAIN_NAMES = {("numpy", "float64"), ("numpy", "float32"), ("numpy", "float16")}


#: `inspect.CO_GENERATOR` and `CO_ASYNC_GENERATOR`, without importing it.
_GENERATOR = 0x20 | 0x200


class Run(RunDetails, Stoppable, Habits):
    """One attempt, as `nbtrail.init` and `nbtrail.run` return it; a context manager that ends itself.

    Notes
    - Everything recorded is kept: steps may go backwards, params may change, and a
      run that has ended still accepts results.
    - Methods can be called from any thread.
    """

    tracker: Tracker
    _journal: Any
    #: How a run is pickled: set by handles.py, which knows what arrives elsewhere.
    _reduce: ClassVar[Callable[[Run], tuple[Any, ...]]]

    def __init__(
        self,
        tracker: Tracker | None,
        name: str,
        project: str,
        experiment: str | None,
        run_id: str | None,
    ) -> None:
        super().__init__()
        self.id = run_id or new_run_id()
        self._name = name
        self.project = project
        self.experiment = experiment
        self.status = "running"
        self.attempt = 1
        self.attempt_of: str | None = None
        self.started_at = _now()
        self.ended_at: float | None = None
        self._tags: list[str] = []
        self.error: tuple[str, str] | None = None
        #: This process's number among those that make the run together; None for one alone.
        self.rank: int | None = None
        #: What was said of its beginning; empty for one that another process began.
        self.began: dict[str, Any] = {}
        #: The run that was active when this one began.
        self.outer: Run | None = None
        #: True in a child process forked while the run was open.
        self.inherited = False
        #: True while inside `with`.
        self.entered = False
        #: Identity of the generator's frame that is inside of the run's `with`.
        self.generator: int | None = None
        #: Begun by `init`, whose next run on the same strand succeeds it.
        self.by_init = False
        #: The task or thread that it began in.
        self.strand = strand()
        #: The test that began it, which fails it by failing.
        self.test: str | None = None
        #: Points that this process logged after the run's end.
        self.points_after_end = 0
        self._told_after_end = 0
        self.metrics: dict[str, dict[str, Any]] = {}
        self._params = Recorded("params", lambda flat: self._record("params", params=flat))
        self._summary = Recorded("summary", lambda flat: self._record("summary", summary=flat))
        self.shapes: list[Shape] = []
        #: Where in the writer's numbers the run's first row can be: segment, byte.
        self.numbers_from = (1, 0)
        self._by_keys: dict[tuple[str, ...], Shape] = {}
        self._linked: Execution | None = None
        self._links: set[str] = set()
        self._next_step = 0
        if tracker is not None:  # a handle finds its own when it is used
            self.tracker, self._journal = tracker, tracker.journal

    def log(
        self,
        values: Any = None,
        step_or_value: Any = None,
        /,
        *more: Any,
        step: int | None = None,
        **metrics: Any,
    ) -> None:
        """Record metrics: `log({"loss": 0.1}, step=3)`, `log(loss=0.1)` or `log("loss", 0.1)`.

        - `values`: a mapping of names to numbers; names of nested mappings are joined by `/`.
        - `step`: an integer; without it, the step counts up by one per call, from 0 or
          from the largest step so far.

        When it returns, the point has been handed to the operating system.
        Raises nothing, except `StopRun`, once, when somebody stops the run.
        """
        try:
            at: Any
            if step_or_value is None:
                at = step
            else:
                at = step_or_value if step is None else ""
            if (
                type(values) is dict
                and not metrics
                and (at is None or (type(at) is int and abs(at) <= EXACT))
            ):
                shape = self._by_keys.get(tuple(values))
                numbers = values.values()
                if shape is not None and (_PLAIN.issuperset(map(type, numbers)) or _exact(numbers)):
                    execution = here.get() or self.tracker.running
                    if execution is self._linked and not more:
                        journal = self._journal
                        with journal.lock:
                            if at is None:
                                at = self._next_step
                            if at >= self._next_step:
                                self._next_step = at + 1
                            row = shape.pack(shape.head, at, _now(), *numbers, execution.n)
                            row = shape.seal(row, crc32(row))
                            shape.last = row
                            journal.row(row)
                        return
        except Exception:  # a number too large for a double, and the like: the long way says what
            pass
        self._log_otherwise(values, step_or_value, more, step, metrics)
        if self._stopped_from is not None:
            stop_now(self)

    @guarded()
    def _log_otherwise(self, values: Any, *other: Any) -> None:
        """`log` for first calls, other types and mistakes."""
        if self.tracker.silent:
            return
        values, step, hold = logged(values, *other)
        execution = self.tracker.execution()
        self.link(execution)
        plain, large = points(values)
        at = self._take_step(whole_step(step), hold)
        if not plain and not large:
            return
        if self.status != "running":
            self._count_after_end(len(plain) + len(large))
        if large:
            encoded = {key: encode_number(value) for key, value in large.items()}
            self._record("metrics", step=at, n=execution.n, values=encoded)
        keys = tuple(plain)
        for begin in range(0, len(keys), MAX_KEYS):
            part = keys[begin : begin + MAX_KEYS]
            shape = self._by_keys.get(part) or self._declare(part)
            if shape is None:
                continue
            numbers = [plain[key] for key in part]
            row = shape.pack(shape.head, at, _now(), *numbers, execution.n)
            row = shape.seal(row, crc32(row))
            shape.last = row
            with self._journal.lock:
                self._journal.row(row)
        if type(values) is dict:
            _remember_plain(values)

    def _take_step(self, step: int | None, hold: bool) -> int:
        with self._journal.lock:
            at = self._next_step if step is None else step
            if abs(at) > EXACT:
                notice("NT207", "too large", step="beyond 2^53", used=self._next_step)
                at = self._next_step
            if at >= self._next_step:
                self._next_step = at + (not hold)
            return at

    def _declare(self, keys: tuple[str, ...]) -> Shape | None:
        """Say what the rows of a new series mean; None when the disk refuses."""
        shape = Shape(self.tracker.next_series(), keys)
        fields = {"series": shape.series, "run_id": self.id, "keys": list(keys)}
        if not self.tracker.journal.fact("series", fields, keep=False):
            self.tracker.journal.lost_rows += 1
            return None
        if len(self._by_keys) > 10_000:
            self._by_keys.clear()
        self._by_keys[keys] = shape
        self.shapes.append(shape)
        self.tracker.sampler.wake()
        self.tracker.metric_keys.update(dict.fromkeys(keys))
        return shape

    @guarded()
    def finish(self, status: str = "finished", exit_code: int | None = None) -> None:
        """End the run as finished, failed, killed or interrupted. A second call does nothing.

        An exit code other than 0 means failed.
        """
        self.end(known_status(status if exit_code is None else exit_code))

    def end(self, status: str, error: tuple[str, str] | None = None) -> None:
        """End the run with the name and text of what went wrong, if something did."""
        if self.status != "running":
            return
        status, error = ending_if_stopped(self, status, error)
        self.status, self.ended_at, self._linked = status, _now(), None
        fields: dict[str, Any] = {"run_id": self.id, "status": status}
        if self.rank is not None:
            fields["rank"] = self.rank
        if error is not None:
            self.error = error
            fields["error_name"], fields["error_value"] = error
        try:
            self._close(fields)
        except BaseException:  # an interrupt in the middle: the run ends all the same
            self._close(fields)
            raise

    def _close(self, fields: dict[str, Any]) -> None:
        if self in self.tracker.open_runs:
            self.tracker.open_runs.remove(self)
        if self._stopped_from is not None and self.rank is None:
            clear_stop_request(self.tracker.journal.home, self.id)
        self.tracker.journal.fact("run_ended", fields, t=self.ended_at)
        self.tracker.journal.sync()
        deactivate(self)

    def _count_after_end(self, count: int) -> None:
        self.points_after_end += count
        if self.points_after_end >= 1.05 * self._told_after_end:  # seldom, when they are many
            self.record_points_after_end()
        self.tracker.late_runs.add(self)
        notice("NT232", self.id, anywhere=True, run=self.name, id=self.id)

    def record_points_after_end(self) -> None:
        """Put into the journal how many points this process logged after the run's end."""
        if self._told_after_end != self.points_after_end:
            self._told_after_end = self.points_after_end
            self._record("run_logged_after_end", points=self.points_after_end)

    def link(self, execution: Execution) -> None:
        """The run takes place, in part, in this execution."""
        if execution is self._linked:
            return
        if self.status == "running":
            self.tracker.sampler.wake()
        if (
            execution is not NOWHERE
            and execution.id is not None
            and execution.id not in self._links
        ):
            if not self._record("run_cell", execution_id=execution.id):
                return
            self._links.add(execution.id)
        if self.status == "running":  # afterwards nothing is quick, because it is counted
            self._linked = execution

    def look_again(self) -> None:
        """The next `log` takes the long way, once."""
        self._linked = None

    def forget_shapes(self) -> None:
        """Series belong to a writer, and the quick way to those who may record: ask again."""
        self._by_keys = {}
        self._linked = None

    def record_again(self) -> None:
        """Tell a journal that has not heard of it what later records of the run mean."""
        fact = self.tracker.journal.fact
        if self.began:
            fact("run_started", self.began, t=self.started_at)
        else:
            session = {"session_id": self.tracker.session_id, "execution_id": None}
            fact("run_resumed", {"run_id": self.id, **session})
        self._record("run_named", name=self.name)
        self._retag(self.tags, [])
        self.params.record_again()
        self.summary.record_again()
        for key, read in self.metrics.items():
            self._record("metric_defined", key=key, **read)
        for shape in list(self._by_keys.values()):
            self._record("series", series=shape.series, keys=list(shape.keys))
        self.numbers_from = (1, 0)
        self._linked, self._links = None, set()

    def inherit(self) -> None:
        """The run goes on in a forked child."""
        self.inherited = True
        self.points_after_end = self._told_after_end = 0
        self.forget_shapes()

    def continue_after(self, step: int) -> None:
        """The next automatic step comes after `step`."""
        self._next_step = max(self._next_step, step + 1)

    def _record(self, kind: str, **fields: Any) -> bool:
        return self.tracker.record(kind, run_id=self.id, **fields)

    def __enter__(self) -> Run:
        self.entered = True
        frame = sys._getframe(1)
        if frame.f_code.co_flags & _GENERATOR:
            self.generator = id(frame)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        _trace: TracebackType | None,
    ) -> bool:
        self.entered = False
        self._leave(error)
        return isinstance(error, StopRun) and error.run_id == self.id

    @guarded()
    def _leave(self, error: BaseException | None) -> None:
        if error is None:
            self.end("finished")
        else:
            from .endings import ending_by

            self.end(*ending_by(error, self.tracker.execution()))

    def __copy__(self) -> Run:
        return self

    def __deepcopy__(self, memo: dict[int, Any]) -> Run:
        return self

    def __reduce_ex__(self, protocol: Any) -> Any:
        return type(self)._reduce(self)

    def __repr__(self) -> str:
        from .card import after_end

        state = ", ".join([self.status, *after_end(self)])
        return fitting(visible(f"<Run {self.name} ({self.id}) {state}>"))

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        from .card import bundle

        return bundle(self)


def _exact(numbers: Any) -> bool:
    """Whether these are plain floats and integers that a double holds; no NaN slips past the bounds."""
    return (
        _WITH_INT.issuperset(map(type, numbers))
        and max(numbers) <= EXACT
        and min(numbers) >= -EXACT
    )


def _remember_plain(values: dict[Any, Any]) -> None:
    for value in values.values():
        kind = type(value)
        if kind not in _PLAIN and (kind.__module__, kind.__name__) in _PLAIN_NAMES:
            _PLAIN.add(kind)
            _WITH_INT.add(kind)
