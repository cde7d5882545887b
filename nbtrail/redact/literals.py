"""String literals of Python, shells, SQL, JSON and JavaScript, and collections and calls of them.

A literal is read once: by a search for its closing quote, or by an expression that
takes every character in one way alone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from .names import NONE, PASSWORD, SECRET, TOKEN, grade_of, words_of
from .values import is_credential

_OPENS = re.compile(
    r"(?:\(\s{0,80})?(?P<prefix>[rbfuRBFU]{0,2}|@)(?P<quote>'''|\"\"\"|\\{0,2}[\"'`])"
)
_CLOSES = {
    quote: re.compile(rf"[^{quote}\\\n]*(?:\\[\s\S][^{quote}\\\n]*)*(?={quote})")
    for quote in "'\"`"
}
#: One that was cut, or that its writer forgot to close.
_CUT = re.compile(r"[^\s'\"`(),]{4,200}(?=\n|\Z)")
_NEXT = re.compile(r"(?:[ \t]{0,8}(?:\+\s{0,40}|\\\n[ \t]{0,80})?)(?=[rbfuRBFU]{0,2}[\"'])")
_NEXT_INSIDE = re.compile(r"\s{0,80}(?:\+\s{0,80})?(?=[rbfuRBFU]{0,2}[\"'])")
_QUOTES = {
    quote: re.compile(rf"(?<![A-Za-z\\]){quote}|(?<!\\){quote}(?![A-Za-z])") for quote in "'\"`"
}
_BETWEEN = re.compile(r"[\"'`]\s{0,4}\+?\s{0,4}(?=[rbfuRBFU]{0,2}[\"'])")
_BRACES = re.compile(r"\{[^{}]{0,200}\}")
_ITEM = re.compile(
    r"(?:([\"'])(?P<key>[\w .@/:-]{1,80})\1\s{0,4}:\s{0,4}|(?P<lead>[\[(,]\s{0,20}))[rbfuRBFU]{0,2}"
    r"([\"'])(?P<value>[^\"'\\\n]{4,400})\4(?!\s{0,4}:)"
)
#: The first of two values, and what leads to the second.
SECOND = re.compile(
    r"\s{0,20}(?:\w{1,20}[ \t]{0,2}=[ \t]{0,2})?(?:[rbfuRBFU]{0,2}[\"'][^\"'\\\n]{0,200}[\"']|[\w.\[\]]{1,80}),\s{0,20}"
    r"(?:\w{1,20}[ \t]{0,2}=[ \t]{0,2})?(?=[rbfuRBFU]{0,2}[\"'])"
)
_KEYWORD = re.compile(r"\s{0,8}[a-z_]{1,20}[ \t]{0,2}=[ \t]{0,2}(?=[rbfuRBFU]{0,2}[\"'])")
_REACH = 2_000
#: Not those of the account's owner.
_OF_OWNER = frozenset(
    "user username login email host hostname url uri name type region endpoint server account".split()
)
#: What is given to these is an owner and a password.
WITH_OWNER = frozenset("auth authenticate login signin credentials creds credential".split())
_TAKES_ONE = ("secretstr", "secretbytes", "credential", "tokenauth", "bearerauth", "apikeyauth")
_GIVES = frozenset("set with use change update reset save hash verify check encrypt".split())


@dataclass(frozen=True, slots=True)
class Literal:
    """A literal's value, where it stands without its quotes, and where what holds it ends."""

    value: str
    start: int
    stop: int
    end: int
    prefix: str
    inside: bool


def opens_literal(text: str, at: int) -> bool:
    """Whether a string literal begins here, maybe in a parenthesis."""
    return _OPENS.match(text, at) is not None


def literal_at(text: str, at: int, line: str = "") -> Literal | None:
    """The literal that begins here; None where the quote closes one that `line`, before it, opened."""
    opens = _OPENS.match(text, at)
    if opens is None:
        return None
    quote, start = opens["quote"], opens.end()
    counted = _QUOTES.get(quote)
    if counted is not None and line.count(quote) % 2 and len(counted.findall(line)) % 2:
        between = _BETWEEN.match(text, opens.start("quote"))
        return literal_at(text, between.end()) if between and between.end() > start else None
    if counted is not None:
        closes = _CLOSES[quote].match(text, start) or _CUT.match(text, start)
        stop = closes.end() if closes else -1
    else:
        stop = text.find(quote, start, start + 20_000)
        if len(quote) < 3 and "\n" in text[start:stop]:
            return None
    if stop < 0:
        return None
    inside = opens.group().startswith("(")
    return Literal(
        text[start:stop], start, stop, stop + len(quote), opens["prefix"].lower(), inside
    )


def literal_spans(text: str, literal: Literal, grade: int) -> list[tuple[int, int]]:
    """The literal, and those that are joined to it, where their value is a credential."""
    pieces = [literal]
    follow = _NEXT_INSIDE if literal.inside else _NEXT
    for _ in range(50):
        joint = follow.match(text, pieces[-1].end)
        piece = literal_at(text, joint.end()) if joint is not None else None
        if piece is None:
            break
        pieces.append(piece)
    value = "".join(_spoken(piece) for piece in pieces)
    if not is_credential(grade, value):
        if len(pieces) == 1 or not is_credential(grade, _spoken(literal)):
            return []
        pieces = pieces[:1]
    return [(piece.start, piece.stop) for piece in pieces if piece.stop > piece.start]


def _spoken(literal: Literal) -> str:
    """What the literal itself says: of a formatted one, not the names in braces."""
    if "f" not in literal.prefix or "{" not in literal.value:
        return literal.value
    return _BRACES.sub("", literal.value)


def collection_spans(
    text: str, at: int, name: str, grade: int
) -> tuple[list[tuple[int, int]], int]:
    """The credentials in a list, tuple or mapping that is given to a name, and how far was looked.

    Of a pair that is given to `auth`, the second.
    """
    words = words_of(name)
    if words and words[-1] in ("pass", "pw"):
        return [], at
    if words and words[-1] not in ("key", "keys") and grade_of(words[-1]) == NONE:
        return [], at
    if text[at] in "([" and words and words[-1] in WITH_OWNER and words[-2:] != ["o", "auth"]:
        second = second_spans(text, at + 1)
        if second:
            return second, at
    closer = {"[": "]", "{": "}", "(": ")"}[text[at]]
    end = text.find(closer, at, at + _REACH)
    end = at + _REACH if end < 0 else end
    spans = []
    for item in _ITEM.finditer(text, at, end + 1):
        key = (item["key"] or "").lower()
        if key in _OF_OWNER:
            continue
        if key and grade_of(key):
            graded = grade_of(key)
        else:
            graded = grade if text[at] != "{" or grade == PASSWORD else TOKEN
        if text[at] == "{" and not key:
            continue
        if is_credential(graded, item["value"]):
            spans.append(item.span("value"))
    return spans, end


def second_spans(text: str, at: int) -> list[tuple[int, int]]:
    """The second of two values, where it is a literal: `("user", "password")`."""
    first = SECOND.match(text, at)
    literal = literal_at(text, first.end()) if first is not None else None
    return literal_spans(text, literal, PASSWORD) if literal is not None else []


def call_spans(text: str, at: int, name: str) -> list[tuple[int, int]]:
    """What is given to a function that takes a credential."""
    owner, _, last = name.rpartition(".")
    words = words_of(last)
    joined = "".join(words)
    if not words:
        return []
    if words == ["set"] and owner.lower().endswith("cookies"):
        return second_spans(text, at)
    if words[:2] == ["sign", "in"]:
        return second_spans(text, at)
    if words[-1] in WITH_OWNER:
        second = [] if text.startswith("http", at + 1) else second_spans(text, at)
        if second or words[-1] == "authenticate":
            return second
    if joined.endswith(_TAKES_ONE) or joined in ("login", "secret"):
        grade = SECRET if joined.startswith("secret") else TOKEN
    elif words[0] in _GIVES:
        grade = grade_of(name)
    else:
        return []
    keyword = _KEYWORD.match(text, at)
    literal = literal_at(text, keyword.end() if keyword else at)
    if literal is None or not grade:
        return []
    return literal_spans(text, literal, grade)
