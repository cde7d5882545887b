"""Work that is given to a pool of threads belongs to the run and the cell that gave it.

A pool's threads serve whoever asks next, so what is active is noted with each
piece of work, and holds in the thread until that is done; what the work itself
makes active is over with it. What a worker chose before, as an initializer does,
goes first. `loop.run_in_executor`, joblib's threads and `map` of either kind of
pool all come through the methods that are wrapped here.
"""

from __future__ import annotations

import functools
import sys
import threading
import time
from collections.abc import Callable
from typing import Any

from ..context.executions import here
from ..context.threads import POOLS, note_here
from .chosen import choose, chosen_here

#: Methods by which work is given, first the work: module, class, names.
_GIVE = (
    (POOLS[0], "ThreadPoolExecutor", ("submit",)),
    (POOLS[1], "ThreadPool", ("apply_async", "_map_async", "imap", "imap_unordered")),
)
_NOTED = "_nbtrail_noted"

#: Called in the thread with the exception out of a piece of work and the time at which that began.
Died = Callable[[threading.Thread, BaseException, float], None]


def note_work(active: Callable[[], Any], died: Died) -> None:
    """From now on note what `active()` says where work is given to a pool that is imported."""
    for module, kind, names in _GIVE:
        pool = getattr(sys.modules.get(module), kind, None)
        for name in names:
            give = getattr(pool, name, None)
            if give is not None and not hasattr(give, _NOTED):
                setattr(pool, name, _noting(give, active, died))


def _noting(give: Any, active: Callable[[], Any], died: Died) -> Any:
    @functools.wraps(give)
    def noting(self: Any, *args: Any, **named: Any) -> Any:
        try:
            if args:
                args = (_bound(args[0], active(), died), *args[1:])
            elif "func" in named:
                named["func"] = _bound(named["func"], active(), died)
        except Exception:  # nothing to note is no reason not to work
            pass
        return give(self, *args, **named)

    setattr(noting, _NOTED, True)
    return noting


def _bound(work: Any, noted: Any, died: Died) -> Any:
    def bound(*args: Any, **named: Any) -> Any:
        thread = threading.current_thread()
        before, chosen, began = note_here(noted), chosen_here(), time.time()
        execution = here.set(noted[1])
        try:
            return work(*args, **named)
        except BaseException as error:
            died(thread, error, began)
            raise
        finally:
            here.reset(execution)
            choose(chosen)
            note_here(before)

    return bound
