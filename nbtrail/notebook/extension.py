"""`%load_ext nbtrail`, and recording a notebook that nbtrail is used in without it.

A session that begins in a notebook listens to its cells. What that needs is
imported then, so that importing nbtrail stays cheap.
"""

from __future__ import annotations

import sys
from typing import Any

from ..notices.guard import guarded
from ..recording.session import Tracker, at_beginning, current


@guarded()
def load_ipython_extension(shell: Any) -> None:
    """`%load_ext nbtrail`: record this notebook, and bring the magics."""
    from .cell_hooks import listen
    from .magics import register

    register(shell)
    listen(shell, current())


@guarded()
def unload_ipython_extension(shell: Any) -> None:
    """`%unload_ext nbtrail`: stop listening; what is recorded stays."""
    from .cell_hooks import stop_listening
    from .magics import unregister

    unregister(shell)
    stop_listening(shell)


def _listen(tracker: Tracker) -> None:
    if "IPython" in sys.modules:
        shell = sys.modules["IPython"].get_ipython()
        if shell is not None:
            from .cell_hooks import listen

            listen(shell, tracker)


at_beginning(_listen)
