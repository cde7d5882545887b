"""`NAME key=value …` as people type it behind a magic.

Words are parted by spaces outside quotes and brackets. A value is a Python
literal where it reads as one (`lr=1e-3`, `sizes=[64, 10]`, `flag=True`), and
text otherwise (`model=svm`); `true`, `false` and `none` count in any case.
"""

from __future__ import annotations

import ast
from typing import Any

_OPEN, _CLOSE = "([{", ")]}"


def split_words(line: str) -> list[str]:
    """The line's words, quotes and brackets kept whole."""
    words: list[str] = []
    word, quote, depth = "", "", 0
    for char in line:
        if quote:
            word += char
            quote = "" if char == quote else quote
        elif char in "'\"" and (not word or word[-1] in "=([{,: "):
            word += char
            quote = char
        elif char.isspace() and depth <= 0:
            if word:
                words.append(word)
            word = ""
        else:
            depth += (char in _OPEN) - (char in _CLOSE)
            word += char
    return [*words, word] if word else words


def parse(line: str) -> tuple[list[str], dict[str, Any]]:
    """Plain words, and named values."""
    plain: list[str] = []
    named: dict[str, Any] = {}
    for word in split_words(line):
        key, equals, value = word.partition("=")
        if equals and key and key[0] not in "'\"" and not key.startswith("-"):
            named[key] = literal(value)
        else:
            plain.append(unquoted(word))
    return plain, named


def literal(text: str) -> Any:
    """The Python value that the text spells, else the text."""
    lowered = text.lower()
    if lowered in ("true", "false"):
        return lowered == "true"
    if lowered in ("none", "null"):
        return None
    if lowered.lstrip("+-") in ("nan", "inf", "infinity"):
        return float(lowered)
    try:
        return ast.literal_eval(text)
    except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
        return unquoted(text)


def unquoted(word: str) -> str:
    """The word without the quotes around it."""
    return word[1:-1] if len(word) > 1 and word[0] == word[-1] and word[0] in "'\"" else word
