"""Headers of HTTP: the credential stands behind a scheme, or in a cookie."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .names import PASSWORD, TOKEN, grade_of, words_of
from .values import is_credential, is_wordlike

#: Headers whose value is more than the credential.
HEADERS = frozenset("authorization auth cookie cookies".split())
SCHEMES = frozenset(
    "basic bearer token digest negotiate ntlm apikey api-key key hawk oauth signature aws4-hmac-sha256 sharedkey "
    "splunk bot klaviyo-api-key genie geniekey discogs ssws goog4-rsa-sha256 mac scram-sha-256 dpop jwt".split()
)
_CRUMB = re.compile(r"\s{0,4}[\w.-]{1,80}=([^;\s\"',]{4,400})")
#: Each begins with a literal, which is sought faster than one of several.
_SCHEMED = tuple(
    re.compile(scheme + r"[ \t]{1,4}(?=[\w.~+/=-]{16})") for scheme in ("bearer", "basic", "token")
)
_WORD = re.compile(r"[\w.~+/=-]{1,8000}")


def header_span(name: str, value: str) -> tuple[int, int] | None:
    """Where in the value of a header the credential is; None where it is of no known scheme."""
    if " " not in value and "=" not in value:
        return None
    words = words_of(name)
    size = len(value.rstrip())
    scheme, _space, rest = value.lstrip().partition(" ")
    rest = rest.strip()
    if rest and scheme.lower() in SCHEMES and grade_of(name):
        first = rest.split(None, 1)[0].split("\\", 1)[0]
        if len(first) < len(rest) and "=" not in first and is_wordlike(first):
            return None
        return (size - len(rest), size) if is_credential(PASSWORD, first) else None
    if words and words[-1] in ("cookie", "cookies"):
        crumb = _CRUMB.match(value)
        if crumb is not None and is_credential(TOKEN, crumb.group(1)):
            return 0, size
    return None


def scheme_spans(text: str, low: str) -> Iterator[tuple[int, int]]:
    """`Bearer …`, `Basic …` and `token …` wherever they stand."""
    for form in _SCHEMED:
        for scheme in form.finditer(low):
            word = _WORD.match(text, scheme.end())
            if word is not None and is_credential(TOKEN, word.group()[:200]):
                yield word.span()
