"""Private keys that are written as a block of lines: PEM, OpenSSH, PGP, PuTTY.

A block goes from its first line to its last, or, where that is missing, as far as its
alphabet goes. The search never goes back: each character is read once per marker.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_BEGIN = re.compile(
    r"-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----|---- BEGIN SSH2 [A-Z ]{0,20}PRIVATE KEY ----"
)
_END = re.compile(
    r"-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----|---- END SSH2 [A-Z ]{0,20}PRIVATE KEY ----"
)
#: Lines of a key, its headers, and what a literal puts between them.
_BODY = re.compile(
    r"(?:(?:\r?\n|\\n)[ \t]{0,8}(?:[A-Za-z0-9+/=]{1,100}|[A-Z][\w-]{1,20}: [^\n\\]{0,100})?(?=\r?\n|\\n|[\"']|\Z)){1,2000}"
)
_PUTTY = re.compile(r"PuTTY-User-Key-File-\d:[^\n]{0,200}")
_PUTTY_END = re.compile(r"Private-MAC:[ \t]{0,4}[0-9a-f]{1,128}")
_MAX_LENGTH = 40_000


def block_spans(text: str) -> Iterator[tuple[int, int]]:
    """Where private keys stand, their first and last lines included."""
    if "-- BEGIN" in text or "--BEGIN" in text:
        yield from _blocks(text, _BEGIN, _END)
    if "PuTTY-User-Key-File" in text:
        yield from _blocks(text, _PUTTY, _PUTTY_END)


def _blocks(text: str, begin: re.Pattern[str], end: re.Pattern[str]) -> Iterator[tuple[int, int]]:
    at = 0
    closes = end.search(text)
    while (opens := begin.search(text, at)) is not None:
        if closes is not None and closes.start() < opens.end():
            closes = end.search(text, opens.end())
        at = opens.end()
        if closes is not None and closes.start() - at <= _MAX_LENGTH:
            if any(map(str.isalnum, text[at : closes.start()].replace("\\n", ""))):
                yield opens.start(), closes.end()
            at = closes.end()
        elif (body := _BODY.match(text, at)) is not None:
            if any(map(str.isalnum, body.group().replace("\\n", ""))):
                yield opens.start(), body.end()
            at = body.end()
