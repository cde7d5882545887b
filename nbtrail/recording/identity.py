"""Who records: notebook, frontend, kernel, project. Layered resolvers; the first that knows answers.

1. `env`       NBTRAIL_NOTEBOOK says so
2. `vscode`    VS Code puts `__vsc_ipynb_file__` into the namespace
3. `headless`  the parent's command line names papermill or nbconvert, and a file
4. `jupyter`   jupyter_server put the path into JPY_SESSION_NAME when the kernel started
5. `script`    the user's program, whatever tool started it: see launchers.py

Nothing is asked over a network. JPY_SESSION_NAME goes stale when the notebook
is renamed; Jupyter's side corrects it with a `session_notebook` fact (`moved`).
"""

from __future__ import annotations

import os
import re
import sys
from typing import Any

from ..machine.headless import headless_parent
from ..machine.launchers import is_launched, program_file
from ..machine.process import host_name


def describe_session() -> dict[str, Any]:
    """The fields of a `session_started` fact that tell where this is."""
    path, source = notebook_path()
    return {
        "notebook_path": path,
        "notebook_source": source,
        "kernel_id": kernel_id(),
        "user": _user(),
        "host": host_name(),
        "cwd": _cwd(),
        "executable": sys.executable or "",
        "python_version": ".".join(str(part) for part in sys.version_info[:3]),
        "platform": platform_name(),
        "frontend": frontend(source),
    }


def notebook_path() -> tuple[str | None, str | None]:
    """Absolute path of the notebook or script and the resolver's name; nothing when none knows."""
    for source, resolve in _RESOLVERS:
        try:
            path = resolve()
        except Exception:
            continue
        if path:
            return os.path.abspath(os.path.expanduser(path)), source
    return None, None


def kernel_id() -> str | None:
    """The Jupyter kernel's id, which is in the name of its connection file."""
    application = _kernel_application()
    name = os.path.basename(getattr(application, "connection_file", "") or "")
    found = re.fullmatch(r"kernel-(?:v\d-)?(.+)\.json", name)
    return found.group(1) if found else None


def frontend(source: str | None) -> str | None:
    """What runs the notebook, as far as it can be told from the kernel."""
    if source == "script":
        return "script"
    tool = headless_parent()[0]
    if tool:
        return tool
    environment = os.environ
    if "google.colab" in sys.modules:
        return "colab"
    if source == "vscode" or "VSCODE_PID" in environment or "VSCODE_CWD" in environment:
        return "vscode"
    if "JPY_SESSION_NAME" in environment:
        return "jupyterlab"
    if _kernel_application() is not None:
        return "kernel"
    return "ipython" if shell() is not None else None


def project_name() -> str:
    """NBTRAIL_PROJECT, else the name of the git repository's folder, else the working folder's."""
    named = os.environ.get("NBTRAIL_PROJECT", "").strip()
    if named:
        return named
    cwd = _cwd()
    folder = cwd
    while True:
        if os.path.exists(os.path.join(folder, ".git")):
            return os.path.basename(folder) or "home"
        parent = os.path.dirname(folder)
        if parent == folder:
            return os.path.basename(cwd) or "home"
        folder = parent


def shell() -> Any:
    """The IPython shell of this process; None in a plain script. Never imports IPython."""
    ipython = sys.modules.get("IPython")
    return None if ipython is None else ipython.get_ipython()


def platform_name() -> str:
    """System, release and machine, told without starting a process."""
    if hasattr(os, "uname"):
        name = os.uname()
        return f"{name.sysname}-{name.release}-{name.machine}"
    import platform

    return platform.platform()


def _from_environment() -> str | None:
    return os.environ.get("NBTRAIL_NOTEBOOK")


def _from_vscode() -> str | None:
    running = shell()
    path = None if running is None else running.user_ns.get("__vsc_ipynb_file__")
    return path if isinstance(path, str) else None


def _from_headless() -> str | None:
    return headless_parent()[1] if shell() is not None else None


def _from_jupyter() -> str | None:
    """jupyter_server gives an absolute path, older ones a path below the kernel's working folder."""
    path = os.environ.get("JPY_SESSION_NAME")
    if not path or (shell() is None and not is_launched()):
        return None
    if os.path.isabs(path):
        return path
    beside = os.path.join(_cwd(), os.path.basename(path))
    return beside if os.path.exists(beside) else os.path.join(_cwd(), path)


def _from_script() -> str | None:
    if shell() is not None:
        return None
    return program_file()


_RESOLVERS = (
    ("env", _from_environment),
    ("vscode", _from_vscode),
    ("headless", _from_headless),
    ("jupyter", _from_jupyter),
    ("script", _from_script),
)


def _kernel_application() -> Any:
    if "ipykernel.kernelapp" not in sys.modules:
        return None
    application = sys.modules["ipykernel.kernelapp"].IPKernelApp
    return application.instance() if application.initialized() else None


def _user() -> str:
    for name in ("JUPYTERHUB_USER", "LOGNAME", "USER", "USERNAME"):
        if os.environ.get(name):
            return os.environ[name]
    try:
        import getpass

        return getpass.getuser()
    except Exception:
        return "unknown"


def _cwd() -> str:
    try:
        return os.getcwd()
    except OSError:  # the folder was removed
        return ""
