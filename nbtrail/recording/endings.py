"""What the end of a process, thread, task or last cell means for the runs that it leaves open.

- A thread, task or piece of a pool's work that dies of an exception fails the runs that it began.
- A script fails its runs by an exception that nobody caught and by an exit code.
- A tool that executes a notebook (papermill, nbconvert, `jupyter execute`) stops
  at the first cell that fails: when the kernel then ends, so did the open runs.
  A cell that may raise (its tag `raises-exception`, or the tool's permission)
  means nothing. Nobody sits there to interrupt: what stops a cell is its time limit.
- In a notebook that a person works in, a cell that fails is repaired and work
  goes on. Only when it was the last one before the kernel ended, and the run was
  at work in it, the run failed.
"""

from __future__ import annotations

import struct
import sys
import threading
import time
import weakref
from types import FrameType
from typing import TYPE_CHECKING, Any

from ..context.executions import NOWHERE
from ..context.strands import user_task
from ..context.threads import watch_this_thread
from ..machine.headless import cell_seconds, headless_parent
from ..notices.notice import failed_inside
from .identity import shell
from .outcome import error_of, status_of
from .stopping import StopRun

if TYPE_CHECKING:
    from ..context.executions import Execution
    from .run import Run
    from .session import Tracker

#: A status and the error's name and text.
Ending = tuple[str, tuple[str, str] | None]
#: Where the time stands in a packed row.
_ROW_TIME = 16


class LastFailure:
    """The failure of the last cell, and for which runs it is the end if nothing follows."""

    def __init__(self, ending: Ending, runs: list[Run]) -> None:
        self.ending = ending
        self.runs = [weakref.ref(run) for run in runs]


def ending_by(error: BaseException | None, execution: Execution) -> Ending:
    """What an exception means for a run that it leaves, or that ends with the execution."""
    status = status_of(error)
    if error is None or status == "finished":
        return status, None
    interrupted = status == "interrupted" and not isinstance(error, StopRun)
    stopped = _stopped(execution) if interrupted else None
    return (status, error_of(error)) if stopped is None else ("failed", stopped)


def _stopped(execution: Execution) -> tuple[str, str] | None:
    """Name and text for an interrupt that comes from what executes the notebook; None for a person's."""
    running = shell()
    kernel = None if execution is NOWHERE else getattr(running, "kernel", None)
    if kernel is None:
        return None
    tool, seconds = headless_parent()[0], time.time() - execution.began
    if tool is not None:
        limit = cell_seconds()
        if limit is None or seconds < 0.95 * limit - 1:  # the tool counts from when it asked
            return None
        return "TimeoutError", f"the cell was stopped after the {limit} s that {tool} allows"
    if (kernel.get_parent("shell") or {}).get("content", {}).get("allow_stdin") is not False:
        return None
    said = f"stopped after {seconds:.0f} s by the program that executes the notebook"
    return "KeyboardInterrupt", said


def failure_of_cell(
    tracker: Tracker, execution: Execution, error: BaseException, request: dict[str, Any]
) -> LastFailure | None:
    """What the cell's error means, should it be the last; `request` is the message that asked for it."""
    content, metadata = request.get("content", {}), request.get("metadata", {})
    if headless_parent()[0] is not None or content.get("allow_stdin") is False:
        allowed = content.get("stop_on_error") is False
        if allowed or "raises-exception" in (metadata.get("tags") or ()):
            return None
        return LastFailure(ending_by(error, execution), tracker.open_runs)
    at_work = [run for run in tracker.open_runs if _at_work(run, execution)]
    return LastFailure(ending_by(error, execution), at_work)


def _at_work(run: Run, execution: Execution) -> bool:
    """Whether the run began or logged in the execution."""
    if run.started_at >= execution.began:
        return True
    rows = [shape.last for shape in run.shapes if shape.last is not None]
    return any(struct.unpack_from("<d", row, _ROW_TIME)[0] >= execution.began for row in rows)


def ending_of(tracker: Tracker, run: Run) -> Ending:
    """How a run ends that is open when the process ends."""
    error = sys.exc_info()[1]
    if error is not None:
        return status_of(error), error_of(error)
    if "IPython" in sys.modules and sys.modules["IPython"].get_ipython() is not None:
        last = tracker.last_failure
        ours = last is not None and any(held() is run for held in last.runs)
        return last.ending if last is not None and ours else ("finished", None)
    if run.test is not None:
        return "finished", None
    error = getattr(sys, "last_value", None)
    if isinstance(error, BaseException):
        return status_of(error), error_of(error)
    from ..machine.exits import UNKNOWN, exit_code

    code = exit_code()
    if code is UNKNOWN:
        return "interrupted", ("SystemExit", "left with an exit code that is not known")
    status = status_of(SystemExit(code))
    return status, None if status == "finished" else ("SystemExit", str(code)[:1000])


def fail_runs_of(
    tracker: Tracker, thread: threading.Thread, error: BaseException, since: float
) -> None:
    """A thread, or its work since a time, has died of an exception: the runs begun there have failed."""
    try:
        for run in tracker.open_runs[:]:
            begun = run.strand == weakref.ref(thread) and run.started_at >= since
            if begun and not run.inherited:
                run.end(status_of(error), error_of(error))
    except Exception as trouble:
        failed_inside("a thread's end", trouble)


def watch_task(run: Run) -> None:
    """Have the task, a pool's work or the thread that began the run fail it by dying of an exception."""
    tracker = run.tracker
    watch_this_thread(lambda thread, error: fail_runs_of(tracker, thread, error, 0.0))
    task = user_task() or _pools_work()
    if task is None or not hasattr(task, "add_done_callback"):
        return
    held = weakref.ref(run)

    def over(task: Any) -> None:
        run = held()
        if run is None or run.status != "running":
            return
        # Asking by `exception()` would count as having seen it.
        error = getattr(task, "_exception", None)
        if task.cancelled():
            run.end("interrupted")
        elif error is not None:
            run.end(status_of(error), error_of(error))

    task.add_done_callback(over)


def _pools_work() -> Any:
    """The future of the work of a `ThreadPoolExecutor` that this is, also of one given before any run."""
    module = sys.modules.get("concurrent.futures.thread")
    if module is None or threading.current_thread() is threading.main_thread():
        return None
    code = module._WorkItem.run.__code__
    frame: FrameType | None = sys._getframe(1)
    while frame is not None and frame.f_code is not code:
        frame = frame.f_back
    return None if frame is None else getattr(frame.f_locals.get("self"), "future", None)
