"""Passwords in statements of SQL: `IDENTIFIED BY 'value'`, `SET PASSWORD FOR me = 'value'`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .names import PASSWORD
from .values import is_credential

_IDENTIFIED = re.compile(
    r"identified[ \t]{1,4}(?:with[ \t]{1,4}\w{1,40}[ \t]{1,4})?(?:by|as)[ \t]{1,4}(?:values[ \t]{1,4})?"
    r"(?:\\?[\"'](?P<quoted>[^\"'\\\n]{4,200})\\?[\"']|(?P<bare>[^\s\"'\\;,()]{4,128}))"
)
_SET = re.compile(
    r"set[ \t]{1,4}password(?:[ \t]{1,4}for[ \t]{1,4}[^\s=]{1,128})?[ \t]{0,4}(?:=|to)[ \t]{0,4}"
    r"(?:(?:old_)?password\()?\\?[\"'](?P<quoted>[^\"'\\\n]{4,200})"
)
_STATEMENT = re.compile(
    r"(?:create|alter)\s{1,8}(?:user|role|login|database)|grant\s|connect to|set password|public database link"
)
#: What such a statement begins with.
_VERBS = ("user", "grant", "alter", "role", "set password", "link", "create")
MAX_BACK = 300


def sql_spans(text: str, low: str) -> Iterator[tuple[int, int]]:
    """Where statements hold passwords; `low` is the text in lower case, of the same length."""
    if "identified" in low:
        for found in _IDENTIFIED.finditer(low):
            lead = low[max(0, found.start() - MAX_BACK) : found.start()]
            kind = found.lastgroup or "bare"
            if any(verb in lead for verb in _VERBS) and (
                kind == "quoted"
                or (_STATEMENT.search(lead) and _is_bare(text[found.start(kind) : found.end(kind)]))
            ):
                yield found.span(kind)
    if "set password" in low:
        yield from (found.span("quoted") for found in _SET.finditer(low))


def _is_bare(value: str) -> bool:
    return value.lower() != "values" and is_credential(PASSWORD, value, literal=False)
