"""What a companion is found by has to be its user's own (server/src/http/ownership.ts has the same rule).

Folders, sockets and files that belong to this user or to root, that no other can
change, and that are no links to elsewhere. Where the system tells who is at the
other end of a socket, that has to be this user or root, too.

`NBTRAIL_SHARED_HOME=1` says that a store which others may write is meant so; whose
things are is looked at all the same.
"""

from __future__ import annotations

import json
import os
import socket
import stat
import struct
import sys
from pathlib import Path
from typing import Any

from ..notices.trail_error import TrailError

#: getsockopt's level and name for who is at the other end, on macOS and the BSDs.
_SOL_LOCAL, _LOCAL_PEERCRED = 0, 1
#: struct xucred: version, user, number of groups, sixteen groups.
_XUCRED = struct.Struct("=IIh2x16I")


def check_store(home: Path) -> None:
    """Raise TrailError NT504 where others can change the store folder, or what the companion is found by in it."""
    if not hasattr(os, "getuid"):
        return
    real = os.path.realpath(home)
    shared = os.environ.get("NBTRAIL_SHARED_HOME") == "1"
    for folder in (real, os.path.join(real, "run")):
        found = _looked_at(folder)
        if found is not None:
            _check(folder, found, stat.S_ISDIR(found.st_mode), shared)


def check_socket(path: str) -> None:
    """Raise TrailError NT504 for a socket, or its folder, of somebody else's; what is not there is nobody's."""
    for at, kind in ((os.path.dirname(path), stat.S_ISDIR), (path, stat.S_ISSOCK)):
        found = _looked_at(at)
        if found is not None:
            _check(at, found, kind(found.st_mode))


def check_peer(stream: socket.socket, path: str) -> None:
    """Raise TrailError NT504 when a process of another user listens, where the system tells."""
    user = _peer(stream)
    if user is not None and user not in (os.getuid(), 0):
        raise _strange(
            f"A process of another user ({user}) listens at {path}",
            "Choose a folder of your own with NBTRAIL_HOME.",
        )


def read_companion_file(home: Path) -> Any:
    """What companion.json says; None when there is none that can be read. Raises TrailError NT504 when others can have written it."""
    path = os.path.join(home, "companion.json")
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    if os.path.islink(path):
        raise _misplaced(path)
    try:
        file = os.open(path, flags)
    except OSError:
        return None
    with os.fdopen(file, encoding="utf-8") as reader:
        if hasattr(os, "getuid"):
            found = os.fstat(file)
            _check(path, found, stat.S_ISREG(found.st_mode))
        try:
            return json.load(reader)
        except (OSError, ValueError):
            return None


def _looked_at(path: str) -> os.stat_result | None:
    try:
        return os.lstat(path)
    except OSError:
        return None


def _check(path: str, found: os.stat_result, right: bool, may_be_shared: bool = False) -> None:
    me = os.getuid()
    if not right:
        raise _misplaced(path)
    # Root works in folders of other users, as it does in a container.
    may_be_anothers = may_be_shared or (me == 0 and stat.S_ISDIR(found.st_mode))
    if found.st_uid not in (me, 0) and not may_be_anothers:
        raise _strange(
            f"{path} belongs to another user ({found.st_uid})",
            "Remove it if you can, or choose a folder of your own with NBTRAIL_HOME.",
        )
    by_group = found.st_mode & stat.S_IWGRP and found.st_gid != os.getgid()
    if (found.st_mode & stat.S_IWOTH or by_group) and not may_be_shared:
        raise _strange(
            f"{path} is open to other users, who can change it",
            f"chmod go-w '{path}', or say that it is meant so with NBTRAIL_SHARED_HOME=1.",
        )


def _peer(stream: socket.socket) -> int | None:
    """The user whose process is at the other end of a Unix socket; None where the system does not tell."""
    try:
        if hasattr(socket, "SO_PEERCRED"):
            credentials = stream.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12)
            return int(struct.unpack("=iII", credentials)[1])
        if sys.platform == "darwin" or "bsd" in sys.platform:
            credentials = stream.getsockopt(_SOL_LOCAL, _LOCAL_PEERCRED, _XUCRED.size)
            return int(_XUCRED.unpack(credentials)[1])
    except (OSError, struct.error):
        return None
    return None


def _misplaced(path: str) -> TrailError:
    return _strange(f"{path} is not what it should be", f"Remove it: rm '{path}'.")


def _strange(message: str, hint: str) -> TrailError:
    return TrailError("NT504", message, hint)
