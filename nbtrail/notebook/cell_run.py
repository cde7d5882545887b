"""`%%trail NAME key=value …`: the cell is a run, and otherwise an ordinary cell.

An input transformer takes the magic's line away before IPython sees a cell
magic, and puts a call that begins the run in its place, on the same line. The
body is then compiled, displayed, awaited and reported by IPython itself:
last-expression output, top-level `await`, line numbers, tracebacks and `_` are
what they are without nbtrail. A nested `run_cell` could not do that (exceptions
would be shown twice or be lost to the frontend, await would block, history
would be split). Tracebacks show the magic's line as a comment, not the call. The run ends in `post_run_cell`, with the cell's own error; a
cell that does not compile begins no run.

Transformers also run when a frontend only asks whether a cell is complete:
this one has no effect but its text.
"""

from __future__ import annotations

import linecache
import re
import sys
from types import FrameType
from typing import Any

from ..context.executions import NOWHERE
from ..notices.notice import notice
from ..recording.session import Tracker
from ..recording.starting import run
from .arguments import parse

#: First words behind `%%trail` that are not a run's name.
COMMANDS = ("sql", "-h", "--help", "?")

_CALL = "get_ipython().find_line_magic('trail')"
_FUTURE = re.compile(r"^from\s+__future__\s+import\s+[^#\\(;]+$")
_FIRST = re.compile(r"^%%trail(?:[ \t]+(?P<rest>.*))?$")


def strip_magic(lines: list[str]) -> list[str]:
    """The cell's lines with a leading `%%trail NAME …` turned into the call that begins the run."""
    found = _FIRST.match(lines[0].rstrip()) if lines else None
    if found is None:
        return lines
    rest = (found["rest"] or "").strip()
    if rest.split(" ", 1)[0] in COMMANDS:
        return lines
    call = f"{_CALL}({'@cell ' + rest!r})"
    body = lines[1:]
    inner = next((index for index, line in enumerate(body) if line.strip()), None)
    if inner is not None and body[inner].startswith("%%"):
        from IPython.core.inputtransformer2 import cell_magic

        return [call + "\n", *"\n" * inner, *cell_magic(strip_magic(body[inner:]))]  # type: ignore[no-untyped-call]
    futures = [index for index, line in enumerate(body) if _FUTURE.match(line.rstrip())]
    if futures:
        last = futures[-1]
        placed = body[last].rstrip("\n") + f"; {call}\n"
        return ["\n", *body[:last], placed, *body[last + 1 :]]
    return [call + "\n", *body]


def begin_cell_run(tracker: Tracker, written: str, line: str) -> None:
    """Begin the run of the cell that is executing; it ends with the cell.

    `written` is what the user wrote, `line` the same with variables filled in.
    """
    _show_as_comment(written)
    if tracker.silent:
        return
    names, params = parse(line)
    if len(names) > 1:
        words = " ".join(names[1:])
        notice(
            "NT212",
            line,
            what=f"%%trail takes one name and key=value pairs; '{words}' was left out",
        )
    begun = run(names[0] if names else None, **params)
    execution = tracker.execution()
    if execution is NOWHERE:
        execution = next(reversed(list(tracker.in_flight.values())), NOWHERE)
    if execution is not NOWHERE:
        begun.entered = True
        execution.ends_with.append(begun)


def _show_as_comment(line: str) -> None:
    """What tracebacks show of the cell: the line the user wrote, as a comment, in place of the call."""
    frame: FrameType | None = sys._getframe(1)
    for _ in range(6):
        if frame is None:
            return
        name = frame.f_code.co_filename
        entry = linecache.cache.get(name)
        if entry is not None and len(entry) == 4 and entry[2] and entry[2][0].startswith(_CALL):
            shown = [f"# %%trail {line}\n", *entry[2][1:]]
            linecache.cache[name] = (sum(map(len, shown)), entry[1], shown, name)
            return
        frame = frame.f_back


def install(shell: Any) -> None:
    """Put the transformer before IPython's own cell magics."""
    transforms = shell.input_transformers_cleanup
    if strip_magic in transforms:
        return
    at = next(
        (i for i, t in enumerate(transforms) if getattr(t, "__name__", "") == "cell_magic"),
        len(transforms),
    )
    transforms.insert(at, strip_magic)


def uninstall(shell: Any) -> None:
    """Take the transformer away."""
    if strip_magic in shell.input_transformers_cleanup:
        shell.input_transformers_cleanup.remove(strip_magic)
