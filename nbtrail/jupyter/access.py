"""Who may send requests to nbtrail in Jupyter's server: its own pages, and holders of its token.

Before this, and before each handler, stand Jupyter's login and authorizer; before
what changes something, its XSRF check too.
"""

from __future__ import annotations

from typing import Any

from jupyter_server.base.handlers import JupyterHandler
from tornado import web

JSON_TYPE = "application/json"


class OwnPages(JupyterHandler):
    """A handler that says in a sentence why it refuses."""

    auth_resource = "nbtrail"

    async def prepare(self, *args: Any, **named: Any) -> None:
        try:
            await super().prepare(*args, **named)
        except web.HTTPError:
            self._check_page()  # Jupyter says 404 to a page of another origin
            raise
        self._check_page()
        given = self.request.headers.get("Content-Type", "").partition(";")[0].strip().lower()
        if self.request.method not in ("GET", "HEAD", "OPTIONS") and given != JSON_TYPE:
            raise web.HTTPError(415, f"A request to nbtrail is {JSON_TYPE}, and says so")

    def _check_page(self) -> None:
        if not self.check_origin():
            raise web.HTTPError(403, "Requests from pages of another origin are refused nbtrail")

    def get_login_url(self) -> str:
        """Nobody is sent to a login page from here."""
        if not self.current_user:
            raise web.HTTPError(403, "Jupyter's login comes first")
        return super().get_login_url()
