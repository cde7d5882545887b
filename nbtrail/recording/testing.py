"""A test that fails fails the runs that it began and left open.

pytest and unittest keep a test's exception to themselves, so they are asked:
the test that is running is found on the stack when a run begins, and its runner
tells how it ended. Nothing is installed where no test runs.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from ..values.prepare import prepare_text
from .outcome import error_of, status_of

if TYPE_CHECKING:
    from .run import Run

_NAME = "nbtrail-runs"


def watch_test(run: Run) -> None:
    """Have the run end as failed when the test that began it fails."""
    if "_pytest.runner" not in sys.modules and "unittest.case" not in sys.modules:
        return
    frame: Any = sys._getframe(1)
    case = None
    while frame is not None:
        module = frame.f_globals.get("__name__")
        if module == "_pytest.runner" and "item" in frame.f_locals:
            _watch_item(run, frame.f_locals["item"])
            return
        if module == "unittest.case" and frame.f_code.co_name == "run":
            case = case or frame.f_locals.get("self")
        frame = frame.f_back
    if case is not None and hasattr(case, "addCleanup"):
        run.test = case.id()
        case.addCleanup(_after_case, run, case)


def _watch_item(run: Run, item: Any) -> None:
    run.test = item.nodeid
    plugins = item.config.pluginmanager
    watch = plugins.get_plugin(_NAME)
    if watch is None:
        watch = _Watch()
        plugins.register(watch, _NAME)
    watch.runs.append(run)


class _Watch:
    """pytest's plugin of this process."""

    def __init__(self) -> None:
        self.runs: list[Run] = []

    def pytest_runtest_makereport(self, item: Any, call: Any) -> None:
        """A phase of a test is over."""
        error = None if call.excinfo is None else call.excinfo.value
        if error is not None and type(error).__name__ != "Skipped":
            for run in self.runs:
                if run.test == item.nodeid:
                    run.end(status_of(error), error_of(error))
        self.runs = [run for run in self.runs if run.status == "running"]


def _after_case(run: Run, case: Any) -> None:
    """The cleanup of a unittest case: its result has what went wrong by now, as text."""
    result = getattr(getattr(case, "_outcome", None), "result", None)
    for kind in ("errors", "failures"):
        for failed, text in getattr(result, kind, ()):
            if failed is case:
                name, _, value = str(text).strip().rpartition("\n")[2].partition(": ")
                run.end("failed", (name[:200], prepare_text("the error's text", value, 10_000)))
