"""A client's part in the proof that both sides know the token (server/src/http/proof.ts).

The first request of a connection asks what listens there to hash a number that is
made up here. Only who knows the token can; so nothing is told to a stranger, and
the token itself crosses no connection at all.
"""

from __future__ import annotations

import hmac
import secrets
import socket

#: More bytes than any head of an answer has.
_MAX_HEAD = 16_384


class StrangerError(ConnectionError):
    """What listens at the companion's address is not the companion."""


def prove(stream: socket.socket, token: str) -> str:
    """Have the other side prove itself; gives what later requests on the connection prove themselves with.

    Raises StrangerError, or OSError when it does not answer.
    """
    asked = secrets.token_hex(16)
    stream.sendall(
        f"POST /api/prove HTTP/1.1\r\nHost: localhost\r\nX-Nbtrail-Nonce: {asked}\r\n"
        "Content-Length: 0\r\n\r\n".encode()
    )
    answered, _, proof = _proof_in(_head(stream)).partition(".")
    if not hmac.compare_digest(proof.encode(), _hash(token, "companion", asked, answered).encode()):
        raise StrangerError("what listens at its address is not the companion")
    return _hash(token, "client", asked, answered)


def _hash(token: str, who: str, asked: str, answered: str) -> str:
    return hmac.new(
        token.encode(), f"nbtrail {who} {asked} {answered}".encode(), "sha256"
    ).hexdigest()


def _head(stream: socket.socket) -> str:
    """The head of an answer without a body."""
    head = b""
    while not head.endswith(b"\r\n\r\n"):
        more = stream.recv(4096)
        if not more:
            raise ConnectionResetError("it went away")
        head += more
        if len(head) > _MAX_HEAD:
            raise StrangerError("what listens at its address does not answer as the companion does")
    return head.decode("latin-1")


def _proof_in(head: str) -> str:
    for line in head.split("\r\n"):
        name, _, value = line.partition(":")
        if name.lower() == "x-nbtrail-proof":
            return value.strip()
    return ""
