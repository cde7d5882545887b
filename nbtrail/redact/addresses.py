"""Credentials in addresses: `scheme://user:password@host` and `https://TOKEN@host`.

What is masked is the password, or a token that stands for user and password. A
password may hold `/ { $ : @` itself: where an address has no `@` before its first
slash and its port is no number, the last `@` counts. `git@`, container names and user names stay.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from .marks import MASK
from .values import is_wordlike

_ADDRESS = re.compile(r"://([^\s'\"<>`|^]{2,2000})")
_PORT = re.compile(r"(?:\d{1,5}|\{[^{}]*\}|\$\w+|<[^<>]*>|\*|\[[^\[\]]*\]|%[sd])(?:[/?#,]|\Z)")
_STANDS_IN = re.compile(
    r"(?:\{[^{}@]*\}|\$\{[^{}]*\}|\$[A-Za-z_]+|%[sr]|%\(\w+\)s|<[^<>]*>|\*+|x{3,}|\.{3}|…|"
    + MASK
    + r")+\Z"
)
#: `scott/tiger@host` behind Oracle's prefix.
_ORACLE = re.compile(r"jdbc:oracle:\w{1,8}:[\w.]{1,64}/([^\s'\"@/]{1,128})@")
#: `user:password@tcp(host)` of Go's drivers.
_GO = re.compile(r"@(?:tcp|unix)\(")
_APART = re.compile(r"[\s'\"`=]")
_AUTHORITY_END = re.compile(r"[/?#]")
_HINTS = ("://", "jdbc:oracle", "@tcp(", "@unix(")


def address_spans(text: str) -> Iterator[tuple[int, int]]:
    """Where passwords and tokens stand in the addresses of a text."""
    if not any(hint in text for hint in _HINTS):
        return
    for found in _ADDRESS.finditer(text):
        run, offset = found.group(1), found.start(1)
        if "@" not in run:
            continue
        scheme = text[max(0, found.start() - 12) : found.start()].lower()
        for piece in run.split("://"):
            span = _credential(piece, scheme)
            if span is not None:
                yield offset + span[0], offset + span[1]
            scheme, offset = piece[-12:].lower(), offset + len(piece) + 3
    spans = [found.span(1) for found in _ORACLE.finditer(text)]
    for found in _GO.finditer(text):
        who = _APART.split(text[max(0, found.start() - 200) : found.start()])[-1]
        _user, colon, password = who.partition(":")
        if colon and password:
            spans.append((found.start() - len(password), found.start()))
    yield from (span for span in spans if not _STANDS_IN.match(text[span[0] : span[1]]))


def _credential(piece: str, scheme: str) -> tuple[int, int] | None:
    """Where in what follows `://` the credential is."""
    first = _AUTHORITY_END.search(piece)
    slash = first.start() if first else len(piece)
    at, colon = piece.rfind("@", 0, slash), piece.find(":", 0, slash)
    if at < 0:
        if colon < 0 or _PORT.match(piece, colon + 1):
            return None
        at = piece.rfind("@")
    if at <= 0 or piece.startswith("sha256:", at + 1):
        return None
    if 0 <= colon < at:
        return (
            (colon + 1, at)
            if colon + 1 < at and not _STANDS_IN.match(piece[colon + 1 : at])
            else None
        )
    web = scheme.endswith(("http", "https", "ftp", "git"))
    return (0, at) if web and at < slash + 1 and _is_token(piece[:at]) else None


def _is_token(who: str) -> bool:
    if len(who) < 12 or _STANDS_IN.match(who):
        return False
    return any(map(str.isdigit, who)) and not is_wordlike(who)


_REMOTE = re.compile(r"([A-Za-z][\w+.-]{0,40}://)(.+)\Z")
_COPY = re.compile(r"([^\s/@:]{1,200}):([^\s/@]{1,500})@(?=[\w.-]{1,255}:)")


def masked_remote(address: str) -> str:
    """A remote's address without the credentials that people put into it; `git@host:` is no credential.

    Of a remote, the user's name is masked too: hosts take a token in its place.
    """
    found = _REMOTE.match(address)
    if found is None:
        return _COPY.sub(f"{MASK}@", address, count=1)
    scheme, rest = found.groups()
    first = _AUTHORITY_END.search(rest)
    slash = first.start() if first else len(rest)
    at = rest.rfind("@", 0, slash)
    colon = rest.find(":", 0, slash)
    if at < 0 <= colon and not _PORT.match(rest, colon + 1):
        at = rest.rfind("@")
    if at < 0 or rest[:at] == "git":
        return address
    return f"{scheme}{MASK}{rest[at:]}"
