"""Stores on a file system of their own, such as a disk that is plugged in or a network folder.

While nothing is mounted there the folder is still there, often, and empty. A store
made in it would look like one that has lost everything, and what is recorded in it
would be hidden once the disk is back. So where the file system of a store is mounted
is noted in the user's state folder, and without it no store is made there
(server/src/disk/storeMount.ts has the same rule, and reads and writes the same notes).
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import json
import os

from .store_home import make_private


def note_mount(home: str) -> None:
    """Note where the file system of a store is mounted, if it has one of its own. Never raises."""
    with contextlib.suppress(OSError, RuntimeError):
        note = _note(home)
        if note is None:
            return
        mount = _mount(home)
        if mount == os.path.dirname(mount):
            if os.path.exists(note):
                os.unlink(note)
            return
        make_private(os.path.dirname(note))
        # A note that is away together with the store tells nobody anything.
        apart = os.stat(os.path.dirname(note)).st_dev != os.stat(mount).st_dev
        if apart and _noted(note) != mount:
            made = f"{note}.{os.getpid()}"
            file = os.open(made, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(file, "w", encoding="utf-8") as writer:
                writer.write(json.dumps({"store": home, "mount": mount}) + "\n")
            os.replace(made, note)


def missing_mount(home: str | os.PathLike[str]) -> str | None:
    """Where the file system of a store should be mounted and is not; None when all is well, or nothing is known."""
    home = os.fspath(home)
    try:
        note = _note(home)
        mount = None if note is None else _noted(note)
        if mount is None or os.path.exists(os.path.join(home, "journal")) or _is_mounted(mount):
            return None
    except (OSError, RuntimeError):
        return None
    return mount


def make_store_folder(home: str | os.PathLike[str], folder: str) -> None:
    """Have a folder of the store be there. Raises OSError, ENODEV where its file system is not mounted."""
    try:
        os.mkdir(folder, 0o700)
    except FileNotFoundError:
        missing = missing_mount(home)
        if missing is not None:
            reason = f"nothing is mounted at {missing}, where the store's disk was"
            raise OSError(errno.ENODEV, reason) from None
        make_private(folder)
    except FileExistsError:
        if not os.path.isdir(folder):
            raise


def _mount(folder: str) -> str:
    """The topmost folder of the file system that a folder lies in."""
    while not _is_mounted(folder) and os.path.dirname(folder) != folder:
        folder = os.path.dirname(folder)
    return folder


def _is_mounted(folder: str) -> bool:
    try:
        return os.stat(folder).st_dev != os.stat(os.path.dirname(folder)).st_dev
    except FileNotFoundError:
        return False


def _noted(note: str) -> str | None:
    try:
        with open(note, encoding="utf-8") as reader:
            mount = json.load(reader)["mount"]
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return mount if isinstance(mount, str) else None


def _note(home: str) -> str | None:
    """None where the system has drives: one that is away is not there at all."""
    if os.name == "nt":
        return None
    state = os.environ.get("XDG_STATE_HOME", "").strip()
    state = state or os.path.join(os.path.expanduser("~"), ".local", "state")
    name = hashlib.sha256(os.fsencode(home)).hexdigest()[:16]
    return os.path.join(state, "nbtrail", "mounts", f"{name}.json")
