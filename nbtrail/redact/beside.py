"""Literals beside a credential's name: compared with it, or called so by the line's comment."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .names import SECRET, TOKEN, grade_of
from .values import is_credential

_COMPARED = re.compile(r"([\"'`])[ \t]{0,4}[!=]={1,2}[ \t]{0,4}([A-Za-z_][\w.]{0,80})")
_COMMENTED = re.compile(
    r"#[ \t]{0,4}(?:(?:the|my|your|our|sudo|db|root|admin|api)[ \t_-]{1,2}){0,2}(password|passwd|pwd|key|secret|token)[ \t.!]{0,4}(?=\n|\Z)"
)
#: Characters of a line before its comment.
MAX_LINE = 300


def compared_spans(text: str) -> Iterator[tuple[int, int]]:
    """`"value" == name`: the literal before a comparison with a credential's name."""
    if "==" not in text and "!=" not in text:
        return
    for found in _COMPARED.finditer(text):
        grade = grade_of(found.group(2))
        if grade:
            end = found.start()
            begin = max(0, end - 400)
            start = begin + text[begin:end].rfind(found.group(1)) + 1
            if start > begin and is_credential(grade, text[start:end]):
                yield start, end


def commented_spans(text: str, low: str) -> Iterator[tuple[int, int]]:
    """`send("value")  # password`: the last literal of a line that a comment calls a credential."""
    for found in _COMMENTED.finditer(low):
        first = max(0, found.start() - MAX_LINE)
        first = max(first, low.rfind("\n", first, found.start()) + 1)
        end = max(text.rfind(quote, first, found.start()) for quote in "'\"")
        start = text.rfind(text[end], first, end) + 1 if end > first else 0
        value = text[start:end].removesuffix("\\n") if start > first else ""
        grade = TOKEN if found.group(1) in ("token", "key") else SECRET
        if start > first and is_credential(grade, value):
            yield start, start + len(value)
