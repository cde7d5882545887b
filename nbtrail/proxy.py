"""How JupyterLab reaches the companion: jupyter-server-proxy, behind Jupyter's own login.

`setup_nbtrail` is called when Jupyter starts, and must not fail or be slow
then; what is wrong shows on the first request instead. Each request gets the
companion's token here, on the server, so the browser never holds it. Jupyter's
own credentials stay on this side.

The proxied process is one in waiting (`--standby`): when a companion already
runs for the store, it stays idle behind it and takes over when that one goes.
"""

from __future__ import annotations

import os
import sys
from typing import Any

from .companion import command, environment, socket_path, written_address
from .home import store_home
from .trail_error import TrailError


def setup_nbtrail() -> dict[str, Any]:
    """The server process for the entry point `jupyter_serverproxy_servers`."""
    spec: dict[str, Any] = {
        "command": _command,
        "environment": _environment,
        "timeout": 30,
        "request_headers_override": _headers,
        "update_last_activity": False,
        "new_browser_tab": False,
        "launcher_entry": {"enabled": False, "title": "nbtrail"},
    }
    if os.name != "nt":
        spec["unix_socket"] = socket_path(store_home())
    return spec


def _command(port: int) -> list[str]:
    try:
        line = command("serve", "--home", str(store_home()), "--standby")
    except TrailError as error:
        # Exit code 0: anything else is started again at once and without end.
        return [
            sys.executable,
            "-c",
            _literally(f"import sys; sys.stderr.write({str(error) + chr(10)!r})"),
        ]
    where = ["--port", str(port)] if os.name == "nt" else []
    return [_literally(part) for part in line] + where


def _environment() -> dict[str, str]:
    """Only what differs from Jupyter's own environment."""
    wanted = environment()
    return {name: _literally(wanted[name]) for name in ("NBTRAIL_HOME", "UV_THREADPOOL_SIZE")}


def _headers() -> dict[str, str]:
    """Asked for at each request, WebSockets included: the token changes with each companion."""
    address = written_address()
    return {
        "X-Nbtrail-Token": address.token if address else "",
        "X-Nbtrail-Via": "jupyter",
        "Authorization": "",
        "Cookie": "",
    }


def _literally(text: str) -> str:
    """The proxy fills in `{port}` and the like; a path may hold braces."""
    return text.replace("{", "{{").replace("}", "}}")
