"""Credentials are masked before anything is written; this is the door to where they are known.

Its rooms tell where credentials stand in a text, and none changes it:
`blocks` (private keys), `addresses` (`user:password@host`), `forms` (vendors' tokens),
`scan` (a value given to a credential's name, in whatever syntax), `positions` (a value
at a credential's place in a call), `headers` (`Bearer …`), `shell` (options of command
line tools) and `sql`. What they tell is joined and masked in one go.

A call, a variable, a number or a placeholder that is given to a credential's name
stays: `token = tokenizer(x)`, `max_tokens=512`, `secret_santa = 3` are code. Environment
variables are never read for recording at all.

Every room is linear in the text's length: expressions begin with a literal, their
repetitions are bounded by a number or by what they forbid, and no place is looked at
from more than a bounded number of others. One cheap search decides whether a short text
is looked at closely. The rooms are entered, and their expressions compiled, when the
first text asks for it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..context.fork_lock import importing
from .forms import form_spans, may_have_form
from .marks import MASK, masked

__all__ = ["MASK", "masking_of", "redact", "redact_value", "warm_up"]

#: Characters of a text that is searched for hints first: of longer ones, nearly all have one.
MAX_HINTED = 60
#: Substrings, in lower case, without which there is no credential that is known by its surroundings.
_HINTS = (
    "pass", "pw", "secret", "token", "key", "auth", "cred", "cookie", "bearer", "://", "sig=", "signature",
    " -p", " -u", "-u'", '-u"', "--user", "login", "mysql", "mongo", "redis-cli", "identified", "mnemonic", "appid", "ldap", " -a", "kennwort",
    "@tcp(", "jdbc:", "sudo", "seed", "recovery", "phrase", "smbclient", "lftp", "/p:", "sqlplus", "isql", "net use", "net user", "string-value", "send ", "send_", "fill(", "@", "admin", "root", "kinit", "gpg", "cryptsetup", "curl", "openssl", " -k", "sign_in", "rar ",
    "contrase", "senha", "wachtwoord", "haslo", "hasło", "heslo", "salasana", "senord", "парол", "密码", "密碼", "パスワード", "비밀번호",
)  # fmt: skip


def _may_tell(text: str) -> bool:
    """Whether there can be a credential that is known by what stands around it."""
    low = text.lower()
    for hint in _HINTS:  # half the time that `any` with a generator takes
        if hint in low:
            return True
    if "(" not in text:
        return False
    with importing:
        from .positions import may_be_placed

    return may_be_placed(text)


def redact(text: str) -> tuple[str, bool]:
    """The text with credentials masked, and whether there were any."""
    if len(text) <= MAX_HINTED and not (_may_tell(text) or may_have_form(text)):
        return text, False
    with importing:
        from .text import redact_closely

    return redact_closely(text)


def warm_up() -> None:
    """Enter all rooms and compile their expressions, before anybody waits for them."""
    redact("key = f('x') " + " " * MAX_HINTED)
    redact_value("key", "x")


def redact_value(key: str, value: Any) -> tuple[Any, bool]:
    """An encoded value given to the name `key`, with credentials masked at any depth."""
    with importing:
        from .params import redact_given

    return redact_given(key, value)


def masking_of(text: str) -> Callable[[str, Any], tuple[Any, bool]] | None:
    """How names and values that `text` is the repr of are masked; None where none can be a credential."""
    if _may_tell(text):
        return redact_value
    return _redact_tokens if may_have_form(text) else None


def _redact_tokens(key: str, value: Any) -> tuple[Any, bool]:
    """An encoded value with vendors' tokens masked at any depth, where nothing tells of other credentials."""
    if type(value) is str:
        spans = list(form_spans(value)) if may_have_form(value) else []
        return masked(value, spans) if spans else (value, False)
    if type(value) is list:
        kept = [_redact_tokens(key, entry) for entry in value]
        return [entry for entry, _ in kept], any(hit for _, hit in kept)
    if type(value) is dict:
        named = {name: _redact_tokens(key, entry) for name, entry in value.items()}
        return {name: entry for name, (entry, _) in named.items()}, any(
            hit for _, hit in named.values()
        )
    return value, False
