"""Which cell execution the code at hand belongs to.

A cell's code, and the asyncio tasks it starts, carry their execution in a
context variable; a thread that a cell started does not, so it counts towards
the execution that is running. Two executions can overlap (async cells,
subshells), which is why a single global would be wrong.
"""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass, field


@dataclass(slots=True, eq=False)
class Execution:
    """One execution of one cell; `n` counts within the writer, 0 is outside a cell."""

    n: int
    id: str | None
    #: Wall time of the start, seconds since the epoch.
    began: float = 0.0
    #: Readings at the start; None where it was not seen.
    cpu: float | None = None
    memory: int | None = None
    #: The shell's counter as it stood at the start.
    counter: int | None = None
    #: Run that was active, or the last one started, in this execution.
    run_id: str | None = None
    #: The execution that this one happens inside of.
    outer: Execution | None = None
    #: How many runs of each name began here; tells a loop's runs from a re-run's.
    names: dict[tuple[str, str | None, str], int] = field(default_factory=dict)
    #: Runs of a tracked cell (`%%trail`): they end with the execution.
    ends_with: list = field(default_factory=list)


#: Outside any cell, as in a script.
NOWHERE = Execution(0, None)

#: The execution whose code this is; None where no cell says so, as in a thread.
here: ContextVar[Execution | None] = ContextVar("nbtrail_execution", default=None)
