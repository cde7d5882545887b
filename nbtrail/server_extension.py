"""What JupyterLab asks its own server: is recording automatic, does the companion run, which notebook has which kernel.

The companion itself is behind `<base_url>nbtrail/` (proxy.py). Handlers under
`<base_url>nbtrail-server/`, each behind Jupyter's login,
authorizer and XSRF check:

    GET  status    {autoload, home, node, companion, error}
    POST autoload  {on}: turns automatic recording on or off
    POST restart   ends the companion and starts it anew
    GET  sessions  {kernel id: path of its notebook}
    POST notebook  {path}: a notebook is in front; {moved}: sessions that turned out to be its
    POST find      {path}: where a notebook that a run was recorded in is now; {path} or {path: null}

Paths in `notebook` and in the answer of `find` are as Jupyter has them, below its
root; the one that is looked for is absolute, as recorded. Renames that Jupyter does
itself arrive as its events and need no handler.
"""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import Callable
from typing import Any

from jupyter_server.auth.decorator import authorized
from jupyter_server.base.handlers import APIHandler
from jupyter_server.utils import ensure_async, url_path_join
from tornado import web

from . import companion
from .companion import autoload
from .journal.store_home import store_home
from .jupyter import notebook_moves, proxy
from .jupyter.access import OwnPages
from .notices.trail_error import TrailError
from .stop import stop


class _Handler(OwnPages, APIHandler):
    """Answers with JSON."""


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
            self.finish(json.dumps({"error": _body_of(error)}))
            return
        self.finish(json.dumps(await asyncio.to_thread(status)))


class SessionsHandler(_Handler):
    """Which notebook a kernel belongs to; follows renames."""

    @web.authenticated
    @authorized
    async def get(self) -> None:
        self.finish(json.dumps(await _notebooks_by_kernel(self.settings)))


class NotebookHandler(_Handler):
    """Tells the sessions of a notebook where it is, if they were recorded elsewhere."""

    @web.authenticated
    @authorized
    async def post(self) -> None:
        path = _given_path(self.get_json_body())
        absolute = _absolute(self.contents_manager, path)
        kernels = await _notebooks_by_kernel(self.settings)
        here = [kernel for kernel, of in kernels.items() if of == path]

        def work() -> int:
            if absolute is None:
                return 0
            return notebook_moves.placed(dict.fromkeys(here, absolute)) + notebook_moves.opened(
                absolute
            )

        count = await _asked(self, work)
        if count is not None:
            self.finish(json.dumps({"moved": count}))


class FindHandler(_Handler):
    """Finds a notebook that is not where it was recorded any more."""

    @web.authenticated
    @authorized
    async def post(self) -> None:
        path = _given_path(self.get_json_body())
        root = _absolute(self.contents_manager, "")

        def work() -> dict[str, str | None]:
            found = None if root is None else notebook_moves.whereabouts(path, root)
            if root is None or found is None:
                return {"path": None}
            real, top = os.path.realpath(found), os.path.realpath(root)
            if not real.startswith(top + os.sep):
                return {"path": None}
            return {"path": os.path.relpath(real, top).replace(os.sep, "/")}

        answer = await _asked(self, work)
        if answer is not None:
            self.finish(json.dumps(answer))


async def _asked(handler: APIHandler, work: Callable[[], Any]) -> Any:
    """What `work` says beside the event loop; None once the handler has answered why it could not."""
    try:
        return await asyncio.to_thread(work)
    except TrailError as error:
        handler.set_status(503)
        handler.finish(json.dumps({"error": _body_of(error)}))
        return None


async def _notebooks_by_kernel(settings: Any) -> dict[str, str]:
    sessions = await ensure_async(settings["session_manager"].list_sessions())
    return {
        session["kernel"]["id"]: session["path"]
        for session in sessions
        if session.get("kernel") and session.get("type") == "notebook"
    }


def _given_path(body: Any) -> str:
    path = body.get("path") if isinstance(body, dict) else None
    if not isinstance(path, str):
        raise web.HTTPError(400, 'The body has to be {"path": "…"}')
    return path


def _absolute(contents: Any, path: str) -> str | None:
    """The file behind a path of Jupyter's; None where contents are no files."""
    try:
        return str(os.path.abspath(contents._get_os_path(path)))
    except AttributeError:
        return None


def _follow_renames(server: Any) -> None:
    """Hear of renames that go through Jupyter: by its pages and by its REST API."""
    contents = server.contents_manager

    async def on_contents_event(logger: Any, schema_id: str, data: dict[str, Any]) -> None:
        if data.get("action") != "rename":
            return
        old, new = (_absolute(contents, data[key]) for key in ("source_path", "path"))
        if old is None or new is None:
            return
        try:
            await asyncio.to_thread(notebook_moves.renamed, old, new)
        except TrailError as error:
            # Its runs are found again when the notebook is opened.
            server.log.info("nbtrail: %s was renamed while %s", old, error.message)

    server.event_logger.add_listener(schema_id=contents.event_schema_id, listener=on_contents_event)


def status() -> dict[str, Any]:
    """What can be said without starting anything."""
    answer: dict[str, Any] = {
        "autoload": autoload.is_on(),
        "home": str(store_home()),
        "node": None,
        "companion": {"running": False},
        "error": None,
    }
    try:
        answer["node"] = companion.command()[0]
    except TrailError as error:
        answer["error"] = _body_of(error)
    try:
        address = companion.running()
    except TrailError as error:
        address, answer["error"] = None, _body_of(error)
    if address is not None:
        answer["companion"] = {"running": True, "pid": address.pid, "version": address.version}
    return answer


def _body_of(error: TrailError) -> dict[str, Any]:
    return {"code": error.code, "message": error.message, "hint": error.hint}


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    return [{"module": "nbtrail.server_extension"}]


def _load_jupyter_server_extension(server: Any) -> None:
    if os.environ.get("NBTRAIL_HOME"):
        # Kernels start in their notebooks' folders: a relative path means the server's folder there, too.
        os.environ["NBTRAIL_HOME"] = str(store_home())
    root = server.web_app.settings["base_url"]
    base = url_path_join(root, "nbtrail-server")
    server.web_app.add_handlers(
        ".*$",
        [
            (url_path_join(base, "status"), StatusHandler),
            (url_path_join(base, "autoload"), AutoloadHandler),
            (url_path_join(base, "restart"), RestartHandler),
            (url_path_join(base, "sessions"), SessionsHandler),
            (url_path_join(base, "notebook"), NotebookHandler),
            (url_path_join(base, "find"), FindHandler),
            *proxy.handlers(url_path_join(root, "nbtrail")),
        ],
    )
    _follow_renames(server)
