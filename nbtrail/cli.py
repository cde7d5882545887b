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
from .notices.trail_error import TrailError
from .stop import stop


def main() -> NoReturn:
    """Run the command line of this process."""
    arguments = sys.argv[1:]
    if arguments[:1] == ["stop"]:
        sys.exit(_stop(arguments[1:]))
    try:
        line = command(*arguments)
    except TrailError as error:
        print(error, file=sys.stderr)
        sys.exit(1)
    environ = environment()
    if arguments[:1] == ["doctor"]:
        from .companion.installation import facts

        environ["NBTRAIL_FACTS"] = json.dumps(facts())
    sys.stdout.flush()
    if os.name != "nt":
        os.execve(line[0], line, environ)
    try:
        sys.exit(subprocess.run(line, env=environ, check=False).returncode)
    except KeyboardInterrupt:
        sys.exit(130)


_STOP_USAGE = """nbtrail stop [--json]

  Ends the companion, and returns when its process has ended. The next question
  starts it anew; recording goes on meanwhile.

  --json   print one object and nothing else"""


def _stop(options: list[str]) -> int:
    """End the companion; the next question starts it anew. Gives the exit code."""
    if "-h" in options or "--help" in options:
        print(_STOP_USAGE)
        return 0
    unknown = [option for option in options if option != "--json"]
    if unknown:
        print(
            f"NT601: stop takes no {unknown[0]!r}. nbtrail stop -h tells how it is used.",
            file=sys.stderr,
        )
        return 2
    try:
        pid = stop()
    except TrailError as error:
        print(error, file=sys.stderr)
        return 1
    if options:
        print(json.dumps({"pid": pid}))
        return 0
    print("No companion runs." if pid is None else f"The companion, process {pid}, has ended.")
    return 0
