"""Stopping a run from elsewhere: from JupyterLab, the command line, another program.

The request lies in the store's inbox, where the sampler's thread looks twice a
second while a run is open. Then
- code that asks `run.should_stop` ends its loop itself;
- any other is ended by its next `log`, which records and then raises `StopRun`,
  once.
Either way the run ends as interrupted, and says from where it was stopped. A
`with` block of the run ends there, and what comes after the block goes on, as the
next run of a loop does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..journal.inbox import stop_request

if TYPE_CHECKING:
    from .run import Run
    from .session import Tracker


class StopRun(BaseException):
    """Somebody asked to stop the run; raised by the run's next `log`.

    Not an `Exception`, because a loop that goes on after those has to end, and not a
    `KeyboardInterrupt`, which in a task would take the kernel's event loop along.
    """

    def __init__(self, run: str = "", by: str = "elsewhere", run_id: str = "") -> None:
        super().__init__(run, by, run_id)
        self.run, self.by, self.run_id = run, by, run_id

    def __str__(self) -> str:
        return f"stopped from {self.by}"

    def _render_traceback_(self) -> list[str]:
        """What IPython shows: nothing is wrong, so there is no traceback."""
        return [f"nbtrail: {self.run} was {self}."]


class Stoppable:
    """What a run has so that it can be stopped."""

    tracker: Tracker
    _linked: object | None

    def __init__(self) -> None:
        #: From where it was asked to stop; None while nobody did.
        self._stopped_from: str | None = None
        #: The code looks at `should_stop` and ends its loop itself.
        self._stops_itself = False
        #: Its code knows that it is to stop.
        self._stop_noticed = False

    @property
    def should_stop(self) -> bool:
        """Whether somebody asked to stop the run.

        A loop that looks at it, as in `if run.should_stop: break`, ends when it suits;
        `log` then raises no `StopRun`.
        """
        self._stops_itself = True
        if self._stopped_from is None:
            self.tracker.sampler.wake()
            return False
        self._stop_noticed = True
        return True

    def ask_to_stop(self, by: str) -> None:
        """Have the code notice at its next `log`. From any thread."""
        if self._stopped_from is None:
            self._stopped_from = by
            self._linked = None  # the next `log` takes the long way


def look_for_stops(tracker: Tracker) -> None:
    """Pass on to the open runs what others ask of them."""
    for run in tracker.open_runs[:]:
        if run._stopped_from is None:
            by = stop_request(tracker.journal.home, run.id)
            if by is not None:
                run.ask_to_stop(by)


def stop_now(run: Run) -> None:
    """Raise `StopRun` in the run's code, once, unless that looks out for itself."""
    if run._stops_itself or run._stop_noticed or run.status != "running":
        return
    run._stop_noticed = True
    stop = StopRun(run.name, run._stopped_from or "elsewhere", run.id)
    if not run.entered:
        run.end("interrupted", (StopRun.__name__, str(stop)))
    raise stop


def ending_if_stopped(
    run: Run, status: str, error: tuple[str, str] | None
) -> tuple[str, tuple[str, str] | None]:
    """How a run ends, given that it may have been asked to stop."""
    if (
        run._stopped_from is None and status == "interrupted"
    ):  # by a signal that came with a request
        run._stopped_from = stop_request(run.tracker.journal.home, run.id)
    if run._stopped_from is None:
        return status, error
    why = f"stopped from {run._stopped_from}"
    if status == "finished" and run._stop_noticed:
        return "interrupted", (StopRun.__name__, why)
    if status == "interrupted" and (error is None or not error[1]):
        return status, (error[0] if error else StopRun.__name__, why)
    return status, error
