"""Telling the user's program from the tool that started it.

A process's main module is the user's script, or a tool that runs the user's
code: a test runner, a profiler, a web server, a worker of a pool. What lies among
the interpreter's or the installed packages' files, or among the commands of the
environment, is a tool's; the user's own is then found by what the tool runs.
"""

from __future__ import annotations

import functools
import os
import sys
from types import FrameType
from typing import Any

_INSTALLED = ("site-packages", "dist-packages")
#: Packages whose main modules run others' code in processes of their own.
_WORKERS = ("joblib", "loky", "ray", "distributed", "dask", "multiprocess", "billiard")


def main_file() -> str | None:
    """Absolute path of the main module's file, whosever it is; None where it has none."""
    path = getattr(sys.modules.get("__main__"), "__file__", None)
    return os.path.abspath(path) if isinstance(path, str) and path else None


def is_launched() -> bool:
    """Whether this is a process in which a pool or cluster runs others' code."""
    path = main_file()
    if path is None or not is_tools(path):
        return False
    parts = path.replace("\\", "/").split("/")
    return any(package in parts for package in _WORKERS)


def multiprocessing_parent() -> int | None:
    """Pid of the process that started this one by multiprocessing; None where none did."""
    process: Any = sys.modules.get("multiprocessing.process")
    starter = None if process is None else process.parent_process()
    return None if starter is None else int(starter.pid)


def imported_main() -> str | None:
    """The parent's script, while a worker only imports it to find what it is to run; else None."""
    frame: FrameType | None = sys._getframe()
    while frame is not None:
        if frame.f_code.co_name == "<module>" and frame.f_globals.get("__name__") == "__mp_main__":
            return os.path.abspath(frame.f_code.co_filename)
        frame = frame.f_back
    return None


def program_file() -> str | None:
    """Absolute path of the user's program: a script, a test, a module; None when none is found."""
    for found in (_main(), _test(), _argument(), _outermost(), _module()):
        if found is not None:
            return found
    return None


def is_tools(path: str) -> bool:
    """Whether a file is the interpreter's, an installed package's, or a command of the environment."""
    path = os.path.abspath(path)
    parts = path.replace("\\", "/").split("/")
    return any(name in parts for name in _INSTALLED) or path.startswith(_tools())


@functools.cache
def _tools() -> tuple[str, ...]:
    # Not by sysconfig: a child that is forked while it is imported could never import it.
    package = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    found = {os.path.dirname(os.path.abspath(os.__file__)), package}
    if sys.executable:
        found.add(os.path.dirname(sys.executable))
    for prefix in (sys.prefix, sys.base_prefix):
        found |= {os.path.join(prefix, commands) for commands in ("bin", "Scripts")}
    found |= {os.path.realpath(path) for path in found}
    return tuple(os.path.join(path, "") for path in found)


def _users(path: str | None) -> str | None:
    """The file's absolute path where it exists and is nobody's but the user's."""
    if not path:
        return None
    path = os.path.abspath(path)
    return path if os.path.isfile(path) and not is_tools(path) else None


def _main() -> str | None:
    path = main_file()
    if path is not None and not os.path.exists(path):  # inside of an archive that was run
        path = os.path.dirname(path)
    return _users(path)


def _test() -> str | None:
    """The file of the test that runs, which pytest names by its path below a root folder."""
    named = os.environ.get("PYTEST_CURRENT_TEST", "").split("::")[0]
    if not named or "pytest" not in sys.modules:
        return None
    try:
        folder = os.getcwd()
    except OSError:
        return None
    while True:
        found = _users(os.path.join(folder, named))
        if found is not None or os.path.dirname(folder) == folder:
            return found
        folder = os.path.dirname(folder)


def _argument() -> str | None:
    """The first argument, where a profiler or debugger has put the script that it runs."""
    first = sys.argv[0] if getattr(sys, "argv", None) else ""
    return _users(first) if first.endswith((".py", ".pyw", ".ipy", ".pyz")) else None


def _outermost() -> str | None:
    """The user's file that the calling code was entered by."""
    frame: FrameType | None = sys._getframe()
    found = None
    while frame is not None:
        found = _users(frame.f_code.co_filename) or found
        frame = frame.f_back
    return found


def _module() -> str | None:
    """An installed package that was run as a program, where it is no known tool."""
    spec = getattr(sys.modules.get("__main__"), "__spec__", None)
    package = (getattr(spec, "name", None) or "").split(".")[0]
    path = main_file()
    tools = (*_WORKERS, "pytest", "torch", "accelerate", "deepspeed", "coverage", "IPython")
    known = package in ("", "__main__", *tools) or package in sys.stdlib_module_names
    return None if known or path is None or not os.path.isfile(path) else path
