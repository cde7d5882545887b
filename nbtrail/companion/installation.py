"""What `nbtrail doctor` shows of the Python side: which pieces of the
installation Jupyter will find. Files are looked at and nothing is started."""

from __future__ import annotations

import json
import platform
import sys
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any


def facts() -> list[dict[str, Any]]:
    """Each fact: what is looked at, whether it is well, what was seen, what to do."""
    return [
        _fact("Python", True, f"{platform.python_version()} in {sys.prefix}"),
        _package("ipykernel", "pip install ipykernel"),
        _package("jupyterlab", "pip install jupyterlab", needed=False),
        _server_extension("nbtrail.server_extension"),
        _lab_extension(),
        _startup_file(),
    ]


def _fact(name: str, well: bool, seen: str, remedy: str = "") -> dict[str, Any]:
    return {"name": name, "ok": well, "detail": seen, "hint": "" if well else remedy}


def _package(name: str, remedy: str, needed: bool = True) -> dict[str, Any]:
    try:
        return _fact(name, True, version(name))
    except PackageNotFoundError:
        where = "not installed in this environment"
        return _fact(name, not needed, where, remedy)


def _server_extension(name: str) -> dict[str, Any]:
    """Enabled as Jupyter merges it: a nearer folder decides over a farther one."""
    enabled: bool | None = None
    for folder in reversed(_config_folders()):
        files = [
            *sorted((folder / "jupyter_server_config.d").glob("*.json")),
            folder / "jupyter_server_config.json",
        ]
        for file in files:
            found = _json(file).get("ServerApp", {}).get("jpserver_extensions", {}).get(name)
            enabled = found if isinstance(found, bool) else enabled
    seen = "enabled" if enabled else "switched off" if enabled is False else "not enabled"
    return _fact(
        f"Server extension {name}", bool(enabled), seen, f"jupyter server extension enable {name}"
    )


def _lab_extension() -> dict[str, Any]:
    for folder in _data_folders():
        package = folder / "labextensions" / "nbtrail" / "package.json"
        if package.exists():
            return _fact(
                "JupyterLab extension",
                True,
                f"{_json(package).get('version', '?')} in {package.parent}",
            )
    return _fact(
        "JupyterLab extension", False, "not found", "Reinstall nbtrail, then reload JupyterLab."
    )


def _startup_file() -> dict[str, Any]:
    file = Path(sys.prefix, "etc", "ipython", "startup", "50-nbtrail.py")
    return _fact(
        "Startup file",
        file.exists(),
        f"{file}",
        "Reinstall nbtrail; without it kernels record only after %load_ext nbtrail.",
    )


def _config_folders() -> list[Path]:
    try:
        from jupyter_core.paths import jupyter_config_path
    except ImportError:
        return []
    return [Path(folder) for folder in jupyter_config_path()]


def _data_folders() -> list[Path]:
    try:
        from jupyter_core.paths import jupyter_path
    except ImportError:
        return []
    return [Path(folder) for folder in jupyter_path()]


def _json(file: Path) -> dict[str, Any]:
    try:
        found = json.loads(file.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}
