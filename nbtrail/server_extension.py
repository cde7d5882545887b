"""What JupyterLab asks its own server: is recording automatic, does the companion run, which notebook has which kernel.

Handlers under `<base_url>nbtrail-server/`, each behind Jupyter's login,
authorizer and XSRF check:

    GET  status    {autoload, home, node, companion, error}
    POST autoload  {on}: turns automatic recording on or off
    POST restart   ends the companion and starts it anew
    GET  sessions  {kernel id: path of its notebook}
"""

from __future__ import annotations

import asyncio
import json
import os
from typing import Any

from jupyter_server.auth.decorator import authorized
from jupyter_server.base.handlers import APIHandler
from jupyter_server.utils import ensure_async, url_path_join
from tornado import web

from . import autoload, companion
from .home import store_home
from .stop import stop
from .trail_error import TrailError


class _Handler(APIHandler):
    auth_resource = "nbtrail"


class StatusHandler(_Handler):
    """What the status chip and the sidebar show when the companion does not answer."""

    @web.authenticated
    @authorized
    async def get(self) -> None:
        self.finish(json.dumps(await asyncio.to_thread(status)))


class AutoloadHandler(_Handler):
    """The switch for automatic recording."""

    @web.authenticated
    @authorized
    async def post(self) -> None:
        body = self.get_json_body()
        on = body.get("on") if isinstance(body, dict) else None
        if not isinstance(on, bool):
            raise web.HTTPError(400, 'The body has to be {"on": true} or {"on": false}')
        try:
            autoload.set_on(on)
        except OSError as error:
            raise web.HTTPError(
                500, f"{store_home()} cannot be written: {error.strerror}"
            ) from None
        self.finish(json.dumps(await asyncio.to_thread(status)))


class RestartHandler(_Handler):
    """For a companion that does not answer any more."""

    @web.authenticated
    @authorized
    async def post(self) -> None:
        try:
            await asyncio.to_thread(stop)
            await asyncio.to_thread(companion.ensure)
        except TrailError as error:
            self.set_status(503)
            self.finish(json.dumps({"error": _told(error)}))
            return
        self.finish(json.dumps(await asyncio.to_thread(status)))


class SessionsHandler(_Handler):
    """Which notebook a kernel belongs to; follows renames."""

    @web.authenticated
    @authorized
    async def get(self) -> None:
        sessions = await ensure_async(self.settings["session_manager"].list_sessions())
        self.finish(
            json.dumps(
                {
                    session["kernel"]["id"]: session["path"]
                    for session in sessions
                    if session.get("kernel") and session.get("type") == "notebook"
                }
            )
        )


def status() -> dict[str, Any]:
    """What can be said without starting anything."""
    told: dict[str, Any] = {
        "autoload": autoload.is_on(),
        "home": str(store_home()),
        "node": None,
        "companion": {"running": False},
        "error": None,
    }
    try:
        told["node"] = companion.command()[0]
    except TrailError as error:
        told["error"] = _told(error)
    address = companion.running()
    if address is not None:
        told["companion"] = {"running": True, "pid": address.pid, "version": address.version}
    return told


def _told(error: TrailError) -> dict[str, Any]:
    return {"code": error.code, "message": error.message, "hint": error.hint}


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    return [{"module": "nbtrail.server_extension"}]


def _load_jupyter_server_extension(server: Any) -> None:
    if os.environ.get("NBTRAIL_HOME"):
        # Kernels start in their notebooks' folders: a relative path means the server's folder there, too.
        os.environ["NBTRAIL_HOME"] = str(store_home())
    base = url_path_join(server.web_app.settings["base_url"], "nbtrail-server")
    server.web_app.add_handlers(
        ".*$",
        [
            (url_path_join(base, "status"), StatusHandler),
            (url_path_join(base, "autoload"), AutoloadHandler),
            (url_path_join(base, "restart"), RestartHandler),
            (url_path_join(base, "sessions"), SessionsHandler),
        ],
    )
