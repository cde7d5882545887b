"""Credentials in parameters: the names that lead to a value decide with it, at any depth."""

from __future__ import annotations

from typing import Any

from .headers import header_span
from .marks import MASK, masked
from .names import NONE, grade_of, words_of
from .shell import shell_spans
from .text import redact_closely
from .values import is_credential

_OF_WORDS = frozenset(
    "user username login host hostname url name type email account region".split()
)


def redact_given(key: str, value: Any) -> tuple[Any, bool]:
    """An encoded value given to the name `key`, with credentials masked at any depth.

    Lists of pairs, command lines and `{"name": …, "value": …}` give names, too.
    """
    if type(value) is str:
        return _redact_text(key, value)
    if type(value) is list:
        return _redact_list(key, value)
    if type(value) is dict:
        return _redact_dict(key, value)
    return value, False


def _redact_text(key: str, value: str) -> tuple[str, bool]:
    grade = grade_of(key)
    if grade and value:
        head = header_span(key, value)
        if head is not None:
            return masked(value, [head])
        if is_credential(grade, value):
            return MASK, True
    return redact_closely(value)


def _redact_list(key: str, value: list[Any]) -> tuple[list[Any], bool]:
    kept: list[Any] = []
    named = ""
    words = _without_tool_passwords(value)
    found = words is not value
    pair = len(value) == 2
    for at, entry in enumerate(words):
        safe, hit = redact_given(named or key, entry)
        kept.append(safe)
        found = found or hit
        option = type(entry) is str and at + 1 < len(value)
        is_name = option and not at and pair and grade_of(entry) and len(words_of(entry)) <= 5
        if option and (is_name or (entry.startswith("-") and "=" not in entry)):
            named = entry
        else:
            named = ""
    return kept, found


def _without_tool_passwords(words: list[Any]) -> list[Any]:
    """A command line that was given as its words, without what `-p` and `-u` are given."""
    if len(words) < 3 or not all(type(word) is str and len(word) < 500 for word in words[:100]):
        return words
    if not any(word.startswith(("-p", "-P", "-u", "-a", "-w", "pass:")) for word in words):
        return words
    line = " ".join(words[:100])
    told = [line[start:end] for start, end in shell_spans(line, line.lower())]
    for secret in told:
        words = [word.replace(secret, MASK) for word in words]
    return words


def _redact_dict(key: str, value: dict[str, Any]) -> tuple[dict[str, Any], bool]:
    kept: dict[str, Any] = {}
    found = False
    given = value.get("name", value.get("key"))
    for name, entry in value.items():
        if name == "value" and type(given) is str:
            whole = given
        elif grade_of(name) == NONE and name.lower() not in _OF_WORDS:
            whole = f"{key}.{name}"
        else:
            whole = name
        kept[name], hit = redact_given(whole, entry)
        found = found or hit
    return kept, found
