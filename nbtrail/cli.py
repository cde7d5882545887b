"""The command `nbtrail`: hands over to the companion's program, which has the commands but `stop`.

On POSIX this process becomes Node.js; on Windows it waits for it. The store's
place and a few facts that only Python knows (for `nbtrail doctor`) travel in
environment variables.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import NoReturn

from .companion import command, environment
from .stop import stop
from .trail_error import TrailError


def main() -> NoReturn:
    """Run the command line of this process."""
    arguments = sys.argv[1:]
    if arguments == ["stop"]:
        sys.exit(_stop())
    try:
        line = command(*arguments)
    except TrailError as error:
        print(error, file=sys.stderr)
        sys.exit(1)
    environ = environment()
    if arguments[:1] == ["doctor"]:
        from .installation import facts

        environ["NBTRAIL_FACTS"] = json.dumps(facts())
    sys.stdout.flush()
    if os.name != "nt":
        os.execve(line[0], line, environ)
    try:
        sys.exit(subprocess.run(line, env=environ, check=False).returncode)
    except KeyboardInterrupt:
        sys.exit(130)


def _stop() -> int:
    """End the companion; the next question starts it anew. Gives the exit code."""
    try:
        pid = stop()
    except TrailError as error:
        print(error, file=sys.stderr)
        return 1
    print("No companion runs." if pid is None else f"The companion, process {pid}, has ended.")
    return 0
