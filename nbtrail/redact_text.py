"""A text looked at closely: what the rooms tell is put together and masked in one go."""

from __future__ import annotations

from .redact_addresses import address_spans
from .redact_blocks import block_spans
from .redact_forms import form_spans
from .redact_headers import scheme_spans
from .redact_mask import masked
from .redact_scan import compared_spans, name_spans
from .redact_shell import shell_spans


def redact_closely(text: str) -> tuple[str, bool]:
    """The text with credentials masked, and whether there were any."""
    # `İ` alone has a lower case of another length; places have to be the same in both.
    low = text.replace("\u0130", "i").lower()
    spans = [
        *block_spans(text),
        *address_spans(text),
        *form_spans(text),
        *name_spans(text, low),
        *compared_spans(text),
        *scheme_spans(text, low),
        *shell_spans(text, low),
    ]
    return masked(text, spans)
