"""The one line that a script's first run prints: where it can be seen."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from ..machine.launchers import multiprocessing_parent
from ..notices.notice import print_line

if TYPE_CHECKING:
    from .run import Run

#: Numbers that launchers give their processes; only the first one speaks.
_RANKS = ("RANK", "LOCAL_RANK", "SLURM_PROCID", "OMPI_COMM_WORLD_RANK", "PMI_RANK")


def greet(run: Run) -> bool:
    """Say where a script's first run can be seen; False where that need not be said.

    Not in a notebook, which has the sidebar, nor in a test, a worker or a forked
    child; `NBTRAIL_QUIET=1` switches it off.
    """
    tracker = run.tracker
    if tracker.silent or _is_quiet() or tracker.journal.parent_writer_id is not None:
        return False
    name = run.name if len(run.name) <= 60 else run.name[:59] + "…"
    print_line(
        f'nbtrail: run {name} is recorded; see it in JupyterLab, or with "nbtrail show {run.id}".'
    )
    return True


def _is_quiet() -> bool:
    if os.environ.get("NBTRAIL_QUIET", "").strip() not in ("", "0"):
        return True
    if "pytest" in sys.modules:
        return True
    ipython = sys.modules.get("IPython")
    if ipython is not None and ipython.get_ipython() is not None:
        return True
    if any(os.environ.get(name, "0") != "0" for name in _RANKS):
        return True
    return multiprocessing_parent() is not None
