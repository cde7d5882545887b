"""A text looked at closely: what the rooms tell is put together and masked in one go.

A mask may lay open the next credential, above all where it takes a quote or a bracket
with it: then the text is looked at once more, and a short one after every mask.
"""

from __future__ import annotations

from .addresses import address_spans
from .beside import commented_spans, compared_spans
from .blocks import block_spans
from .commands import command_spans
from .forms import form_spans
from .headers import scheme_spans
from .marks import masked
from .positions import position_spans
from .scan import name_spans
from .shell import shell_spans
from .sql import sql_spans

#: Characters of a text that costs nothing to be looked at again.
_SHORT = 10_000
#: What makes a text's syntax.
_SIGNS = "\"'`()[]{}\\\n"
#: Times that a text is looked at: bounded, so that its cost is.
LOOKS = 3


def redact_closely(text: str) -> tuple[str, bool]:
    """The text with credentials masked, and whether there were any."""
    found = False
    for _ in range(LOOKS):
        before = text
        text, more = _looked_at(text)
        found = found or more
        if not more or (len(text) > _SHORT and _reads_alike(before, text)):
            break
    return text, found


def _reads_alike(before: str, after: str) -> bool:
    """Whether no mask took anything of the syntax with it."""
    return all(before.count(sign) == after.count(sign) for sign in _SIGNS)


def _looked_at(text: str) -> tuple[str, bool]:
    # `İ` alone has a lower case of another length; places have to be the same in both.
    low = text.replace("\u0130", "i").lower()
    spans = [
        *block_spans(text),
        *address_spans(text),
        *form_spans(text),
        *name_spans(text, low),
        *compared_spans(text),
        *commented_spans(text, low),
        *scheme_spans(text, low),
        *shell_spans(text, low),
        *command_spans(text, low),
        *sql_spans(text, low),
        *position_spans(text, low),
    ]
    return masked(text, spans)
