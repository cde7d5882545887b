"""Which cell execution the code at hand belongs to.

A cell's code, and the asyncio tasks it starts, carry their execution in a
context variable; a thread that a cell started does not, so it counts towards
the execution that is running. Two executions can overlap (async cells,
subshells), which is why a single global would be wrong.
"""

from __future__ import annotations

from contextvars import ContextVar
from typing import Protocol


class EndsWithCell(Protocol):
    """A run of a tracked cell."""

    def end(self, status: str, error: tuple[str, str] | None = None) -> None:
        """Ends with a status, and the name and text of what went wrong."""


class Execution:
    """One execution of one cell; `n` counts within the writer, 0 is outside a cell."""

    __slots__ = (
        "began",
        "counter",
        "cpu",
        "ends_with",
        "id",
        "memory",
        "n",
        "names",
        "outer",
        "run_id",
        "shown_error",
    )

    def __init__(self, n: int, id: str | None, began: float = 0.0) -> None:
        self.n = n
        self.id = id
        #: Wall time of the start, seconds since the epoch.
        self.began = began
        #: Readings at the start; None where it was not seen.
        self.cpu: float | None = None
        self.memory: int | None = None
        #: The shell's counter as it stood at the start.
        self.counter: int | None = None
        #: Identity of the error that was shown last before the start.
        self.shown_error = 0
        #: Run that was active, or the last one started, in this execution.
        self.run_id: str | None = None
        #: The execution that this one happens inside of.
        self.outer: Execution | None = None
        #: How many runs of each name began here; tells a loop's runs from a re-run's.
        self.names: dict[tuple[str, str | None, str], int] = {}
        #: Runs of a tracked cell (`%%trail`): they end with the execution.
        self.ends_with: list[EndsWithCell] = []


#: Outside any cell, as in a script.
NOWHERE = Execution(0, None)

#: The execution whose code this is; None where no cell says so, as in a thread.
here: ContextVar[Execution | None] = ContextVar("nbtrail_execution", default=None)
