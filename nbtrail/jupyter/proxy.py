"""How JupyterLab reaches the companion: through Jupyter's server, behind its own login.

    POST <base_url>nbtrail/api/<type>   a request, and its answer
    GET  <base_url>nbtrail/api/live     the WebSocket

Both want Jupyter's login and authorizer and come from a page of the same origin; a
request is JSON, and carries Jupyter's XSRF token. The companion proves itself on
each connection before it is told anything (proof.py), and neither its token reaches
the browser nor Jupyter's credentials the companion: of what each side sends, only
what is named here is passed on.
"""

from __future__ import annotations

import asyncio
import base64
import contextlib
import hashlib
import json
from typing import Any

from jupyter_server.auth.decorator import authorized
from tornado import web
from tornado.httputil import HTTPHeaders, parse_response_start_line
from tornado.iostream import IOStream, StreamClosedError

from ..client.column_layout import CONTENT_TYPE
from ..notices.trail_error import TrailError
from .access import JSON_TYPE, OwnPages
from .standby import Standby

#: What an answer can be, and so what can be asked for.
ANSWERS = (JSON_TYPE, CONTENT_TYPE, "application/vnd.apache.parquet")
#: An answer is data: no page, whoever opens it.
POLICY = "default-src 'none'; frame-ancestors 'none'; sandbox"

#: What Jupyter's refusals are called here.
_CODES = {403: "NT403", 415: "NT405"}
_CONNECT_SECONDS = 30.0
_MAX_HEAD = 65_536
_PIECE = 2**18
#: RFC 6455's constant.
_ACCEPT = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"


class _ProxyHandler(OwnPages):
    def initialize(self, standby: Standby) -> None:
        self._standby = standby

    @property
    def content_security_policy(self) -> str:
        return POLICY

    def write_error(self, status_code: int, **details: Any) -> None:
        """What is wrong, in the companion's own form."""
        error = details.get("exc_info", (None, None, None))[1]
        words = getattr(error, "log_message", None) or "Jupyter did not let this request through"
        self.refuse(status_code, _CODES.get(status_code, "NT501"), words)

    def refuse(self, status: int, code: str, message: str, hint: str | None = None) -> None:
        self.set_status(status)
        self.set_header("Content-Type", JSON_TYPE)
        self.finish(json.dumps({"error": {"code": code, "message": message, "hint": hint}}))

    async def reach(self) -> tuple[IOStream, dict[str, str]] | None:
        """A stream to the companion, and what lets a request on it in; None once it is told why there is none."""
        try:
            address = await self._standby.address()
            try:
                stream, proof = await asyncio.to_thread(address.reach, _CONNECT_SECONDS)
            except (OSError, TrailError):  # a dead one's place, where somebody else may be by now
                address = await self._standby.listening()
                stream, proof = await asyncio.to_thread(address.reach, _CONNECT_SECONDS)
        except TrailError as error:
            self.refuse(503, error.code, error.message, error.hint)
        except OSError as error:
            self.refuse(503, "NT501", f"The companion does not answer ({type(error).__name__})")
        else:
            stream.setblocking(False)
            return IOStream(stream, max_buffer_size=2**26), proof
        return None


class RequestDoor(_ProxyHandler):
    """One request and its answer."""

    _companion: IOStream | None = None
    _is_left = False

    @web.authenticated
    @authorized
    async def post(self, kind: str) -> None:
        reached = await self.reach()
        if reached is None:
            return
        self._companion, proof = reached
        wanted = self.request.headers.get("Accept", "")
        headers = {
            "Accept": wanted if wanted in ANSWERS else JSON_TYPE,
            "Content-Type": JSON_TYPE,
            "Content-Length": str(len(self.request.body)),
            "Connection": "close",
            **proof,
        }
        try:
            if self._is_left:
                raise StreamClosedError
            await self._companion.write(_head(f"POST /api/{kind}", headers) + self.request.body)
            await self._pass_on(self._companion)
        except StreamClosedError:
            if self._headers_written:
                self.detach().close()
            elif self._is_left:
                self.set_status(
                    204
                )  # nobody reads it: for Jupyter's log a view that was closed is no error
            else:
                self.refuse(503, "NT501", "The companion went away")
        finally:
            self._companion.close()

    async def _pass_on(self, companion: IOStream) -> None:
        status, headers = await _answer(companion)
        form = headers.get("Content-Type", "")
        if form.partition(";")[0] not in ANSWERS or "Content-Length" not in headers:
            self.refuse(502, "NT501", "The answer is in no form of nbtrail's")
            return
        self.set_status(status)
        for name in ("Content-Type", "Content-Length", "X-Nbtrail-Rows", "X-Nbtrail-Truncated"):
            if name in headers:
                self.set_header(name, headers[name])
        self.set_header("Cache-Control", "no-store")
        left = int(headers["Content-Length"])
        while left:
            piece = await companion.read_bytes(min(left, _PIECE), partial=True)
            left -= len(piece)
            self.write(piece)
            await self.flush()
        self.finish()

    def on_connection_close(self) -> None:
        """Who asked went away; the companion gives the question up."""
        self._is_left = True
        if self._companion is not None:
            self._companion.close()


class LiveDoor(_ProxyHandler):
    """The WebSocket: once both sides have agreed, what each says is passed on as it is."""

    @web.authenticated
    @authorized
    async def get(self) -> None:
        key = self.request.headers.get("Sec-WebSocket-Key", "")
        if self.request.headers.get("Upgrade", "").lower() != "websocket" or not _is_key(key):
            self.refuse(426, "NT405", "This is a WebSocket")
            return
        reached = await self.reach()
        if reached is None:
            return
        companion, proof = reached
        headers = {
            "Upgrade": "websocket",
            "Connection": "Upgrade",
            "Sec-WebSocket-Key": key,
            "Sec-WebSocket-Version": "13",
            **proof,
        }
        try:
            await companion.write(_head("GET /api/live", headers))
            status, _ = await _answer(companion)
        except StreamClosedError:
            status = 0
        if status != 101:
            companion.close()
            self.refuse(503, "NT501", "The companion went away")
            return
        self.set_status(101)
        self.clear_header("Content-Type")
        self.set_header("Upgrade", "websocket")
        self.set_header("Connection", "Upgrade")
        accept = hashlib.sha1(key.encode() + _ACCEPT, usedforsecurity=False).digest()
        self.set_header("Sec-WebSocket-Accept", base64.b64encode(accept).decode())
        self.finish()
        browser = self.detach()
        await asyncio.gather(_pass_on(browser, companion), _pass_on(companion, browser))


async def _pass_on(source: IOStream, target: IOStream) -> None:
    """Until either side is gone; then neither is there."""
    with contextlib.suppress(StreamClosedError):
        while True:
            await target.write(await source.read_bytes(_PIECE, partial=True))
    source.close()
    target.close()


async def _answer(companion: IOStream) -> tuple[int, HTTPHeaders]:
    head = await companion.read_until(b"\r\n\r\n", max_bytes=_MAX_HEAD)
    first, _, rest = head.decode("latin-1").partition("\r\n")
    return parse_response_start_line(first).code, HTTPHeaders.parse(rest)


def _head(request: str, headers: dict[str, str]) -> bytes:
    lines = [f"{request} HTTP/1.1", "Host: localhost", *map(": ".join, headers.items())]
    return "\r\n".join([*lines, "", ""]).encode("latin-1")


def _is_key(key: str) -> bool:
    try:
        return len(base64.b64decode(key, validate=True)) == 16
    except ValueError:
        return False


def handlers(base: str) -> list[tuple[str, type[_ProxyHandler], dict[str, Any]]]:
    """The handlers below a base URL, which share one companion in waiting."""
    shared = {"standby": Standby()}
    return [
        (f"{base}/api/live", LiveDoor, shared),
        (rf"{base}/api/(\w+)", RequestDoor, shared),
    ]
