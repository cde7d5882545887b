"""The arguments of a call in a text: where each begins, and the keyword it is given to.

A call is read once, from its parenthesis on, over a bounded number of characters and arguments.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

MAX_ARGUMENTS = 12
MAX_PIECES = 120
#: Characters of a call that are read.
MAX_CALL = 1_500

_LEAD = re.compile(r"\s{0,80}(?:\*{0,2}(?P<keyword>[A-Za-z_]\w{0,60})[ \t]{0,4}=(?!=)\s{0,20})?")
#: What holds no sign of the syntax, a literal, or one such sign.
_PIECE = re.compile(
    r"[^\"'()\[\]{},\n\\]+|\"\"\"[\s\S]{0,1000}?\"\"\"|'''[\s\S]{0,1000}?'''"
    r"|\"[^\"\\\n]*(?:\\.[^\"\\\n]*)*\"|'[^'\\\n]*(?:\\.[^'\\\n]*)*'|[\s\S]"
)
#: A literal that is turned into bytes or text: `"value".encode()`, `bytes("value", "utf-8")`.
_WRAPPED = re.compile(
    r"(?:bytes|bytearray|str|SecretStr|b64decode|unhexlify|fromhex|(?:[\w.]{1,40}\.)?(?:b64decode|b64encode|fromhex|Secret|SecretStr))\(\s{0,20}"
)


class Argument(NamedTuple):
    """One argument: its keyword or "", where its value begins, and its text as far as it was read."""

    keyword: str
    start: int
    text: str


def arguments_at(text: str, at: int) -> Iterator[Argument]:
    """The arguments of the call whose parenthesis ends at `at`."""
    last, depth, given = min(at + MAX_CALL, len(text)), 0, 0
    lead = _LEAD.match(text, at, last)
    start = at = lead.end() if lead else at
    for _ in range(MAX_PIECES):
        piece = _PIECE.match(text, at, last)
        if piece is None:
            break
        sign, at = piece.group(), piece.end()
        if sign in ("(", "[", "{"):
            depth += 1
        elif sign in (")", "]", "}"):
            depth -= 1
        if depth < 0 or (sign == "," and not depth):
            yield Argument((lead and lead["keyword"]) or "", start, text[start : at - 1].strip())
            given += 1
            if depth < 0 or given >= MAX_ARGUMENTS:
                return
            lead = _LEAD.match(text, at, last)
            start = at = lead.end() if lead else at
    if at > start:
        yield Argument((lead and lead["keyword"]) or "", start, text[start:at].strip())


def unwrapped(text: str, at: int) -> int:
    """Where the value itself begins that is turned into bytes or text here."""
    wrapped = _WRAPPED.match(text, at)
    return wrapped.end() if wrapped else at
