"""Tools that run notebooks without a browser, known by the kernel's parent process.

papermill and nbconvert pass no path to the kernel, but their command lines
name the notebook. A program that calls papermill's Python interface names
nothing, and is only recognised as such when its command line says so.
"""

from __future__ import annotations

import functools
import os
import re
import sys

_TOOLS = ("papermill", "nbconvert", "nbclient", "execute")
#: `--execution-timeout 60`, `--timeout=60`, `--ExecutePreprocessor.timeout=60`; no start's.
_LIMIT = re.compile(r"--(?:\w+\.)?(?:execution[-_])?timeout(?:=(\d+))?")


@functools.cache
def headless_parent() -> tuple[str | None, str | None]:
    """The tool that started this kernel, and the notebook it runs; None for what is not known."""
    pid = os.environ.get("JPY_PARENT_PID", "")
    if not pid.isdigit():
        return None, None
    try:
        command, cwd = _command_line(int(pid))
    except Exception:  # the parent is gone, or another user's
        return None, None
    tool = _tool(command)
    if tool is None:
        return None, None
    notebooks = [word for word in command if word.endswith(".ipynb") and not word.startswith("-")]
    if not notebooks:
        return tool, None
    # papermill INPUT OUTPUT: the executed notebook is the output, unless there is only one.
    chosen = notebooks[1] if tool == "papermill" and len(notebooks) > 1 else notebooks[0]
    if re.match(r"[a-z0-9+]{2,}://", chosen):
        return tool, None
    return tool, os.path.join(cwd, chosen)


@functools.cache
def cell_seconds() -> int | None:
    """How long a cell may run, as the tool's command line says; None where it says nothing."""
    pid = os.environ.get("JPY_PARENT_PID", "")
    if headless_parent()[0] is None:
        return None
    command, _ = _command_line(int(pid))
    for word, following in zip(command, [*command[1:], ""], strict=True):
        found = _LIMIT.fullmatch(word)
        given = "" if found is None else found.group(1) or following
        if given.isdecimal() and int(given):
            return int(given)
    return None


def _tool(command: list[str]) -> str | None:
    words = [os.path.basename(word).lower().removesuffix(".exe") for word in command[:6]]
    for word in words:
        for tool in _TOOLS:
            if word in (tool, f"jupyter-{tool}"):
                return "nbclient" if tool == "execute" else tool
    return None


def _command_line(pid: int) -> tuple[list[str], str]:
    """A process's words and working folder."""
    if sys.platform.startswith("linux"):
        with open(f"/proc/{pid}/cmdline", "rb") as file:
            words = file.read().decode("utf-8", "replace").split("\0")
        return [word for word in words if word], os.readlink(f"/proc/{pid}/cwd")
    import psutil

    process = psutil.Process(pid)
    return process.cmdline(), process.cwd()
