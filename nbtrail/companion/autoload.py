"""Whether every new kernel is recorded without being asked: off until a user says so.

The switch is an empty file `autoload` in the store folder, set from JupyterLab's
sidebar or by `nbtrail autoload on`. `NBTRAIL_AUTOLOAD=0` and `=1` decide over it.
The startup file (startup/50-nbtrail.py) reads the same switch without importing
this package, so that a kernel that is not recorded pays nothing.
"""

from __future__ import annotations

import os
from pathlib import Path

from ..journal.store_home import store_home
from ..journal.store_mount import make_store_folder


def switch() -> Path:
    """The file whose being there means on."""
    return store_home() / "autoload"


def is_on() -> bool:
    """What a kernel that starts now would do."""
    setting = os.environ.get("NBTRAIL_AUTOLOAD", "").strip()
    if setting in ("0", "1"):
        return setting == "1"
    return switch().exists()


def set_on(on: bool) -> None:
    """Turn the switch. Raises OSError when the store folder cannot be written."""
    if on:
        make_store_folder(store_home(), os.fspath(store_home()))
        switch().touch(mode=0o600)
    else:
        switch().unlink(missing_ok=True)
