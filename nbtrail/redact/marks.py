"""What stands in a credential's place, and how it gets there."""

from __future__ import annotations

MASK = "‹redacted›"


def masked(text: str, spans: list[tuple[int, int]]) -> tuple[str, bool]:
    """The text with the mask in place of the spans, overlapping ones as one; whether there were any."""
    kept: list[str] = []
    done = 0
    for start, end in sorted(spans):
        if end <= done or text[start:end] == MASK:
            continue
        if start > done or not kept:
            kept += (text[done:start], MASK)
        done = end
    if not kept:
        return text, False
    return "".join((*kept, text[done:])), True
