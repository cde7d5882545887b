"""Credentials are masked before anything is written; this is where they are known.

A value is masked when its form is a credential's (a GitHub token, a private
key, the password in an address) or when it is a string literal given to a name
that ends in one of the credential words. A call, a number or a placeholder
given to such a name stays: `token = tokenizer(x)`, `max_tokens=512`,
`secret_santa = 3` are code, not secrets. Environment variables are never read
for recording at all.

One cheap search decides whether a text is looked at closely: nearly all cells
cost that search alone.
"""

from __future__ import annotations

import re
from typing import Any

MASK = "‹redacted›"

#: Substrings, in lower case, without which there is no credential of a known form …
_FORM_HINTS = (
    "akia", "asia", "abia", "acca", "ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_", "glpat-",
    "sk-", "k_live_", "k_test_", "hf_", "xox", "aiza", "npm_", "pypi-", "sg.", "dckr_pat_", "dapi", "eyj",
    "private key", "bearer", "://",
)  # fmt: skip
#: … and none that is known by its name.
_NAME_HINTS = (
    "pass", "pwd", "secret", "token", "apikey", "api_key", "api-key", "accesskey", "access_key",
    "access-key", "privatekey", "private_key", "private-key", "auth_key", "authkey", "auth-key", "credential",
)  # fmt: skip

#: All of them, and what is no credential besides, in fewer searches.
_COARSE_HINTS = ("key", *(hint for hint in _FORM_HINTS + _NAME_HINTS if "key" not in hint))

#: Credentials that are known by their form.
_FORMS = re.compile(
    r"\b(?:AKIA|ASIA|ABIA|ACCA)[0-9A-Z]{16}\b"
    r"|\bgh[pousr]_[A-Za-z0-9]{30,}"
    r"|\bgithub_pat_[A-Za-z0-9_]{22,}"
    r"|\bglpat-[A-Za-z0-9_-]{20,}"
    r"|\bsk-(?=[A-Za-z0-9_-]{0,40}[A-Za-z0-9]{16})(?=[A-Za-z0-9_-]{0,60}\d)[A-Za-z0-9_-]{20,250}"
    r"|\b[sr]k_(?:live|test)_[A-Za-z0-9]{16,}"
    r"|\bhf_[A-Za-z0-9]{30,}"
    r"|\bxox[abeoprs]-[A-Za-z0-9-]{10,}"
    r"|\bAIza[0-9A-Za-z_-]{35}"
    r"|\bnpm_[A-Za-z0-9]{36}\b"
    r"|\bpypi-AgE[A-Za-z0-9_-]{50,}"
    r"|\bSG\.[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{16,}"
    r"|\bdckr_pat_[A-Za-z0-9_-]{20,}"
    r"|\bdapi[0-9a-f]{32}\b"
    r"|\beyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}(?:\.[A-Za-z0-9_-]*)?"
    r"|-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|\Z)"
)
_BEARER = re.compile(r"(?i:(\bbearer[ \t]+))([A-Za-z0-9._~+/-]{16,}=*)")
_ADDRESS = re.compile(r"(\b[A-Za-z][A-Za-z0-9+.-]{0,60}://[^\s/:@'\"]*:)([^\s/@'\"{}$<>]+)(?=@)")

_NAME = (
    r"(?:[A-Za-z0-9]\w*?[_.-])??"
    r"(?:pass(?:word|wd|phrase)|passwords?|pwd|secret|token|api[_-]?token|api[_-]?key|access[_-]?key"
    r"|private[_-]?key|secret[_-]?key|auth[_-]?key|credentials?)"
    r"(?:_?(?:id)?)"
)
#: `name = "value"`, `name: str = "value"`, `{"name": "value"}`, `x["name"] = "value"`,
#: `setdefault("name", "value")`: any name; which of them are meant is looked at afterwards.
_GIVEN = re.compile(
    r"(?:(?<![\w'\".-])([A-Za-z_][\w.-]*)(?:\s{0,9}:\s{0,9}\w{1,40})?\s{0,9}=\s{0,9}"
    r"|(?P<setter>(?:setdefault|setenv|putenv|set)\(\s{0,9})?(?P<q>['\"])([A-Za-z_][\w.-]{0,100})(?P=q)"
    r"\s{0,9}(?:\]\s{0,9}=|:|(?P<comma>,))\s{0,9})"
    r"[rbfuRBFU]{0,2}(?P<open>'''|\"\"\"|'|\")(?P<value>(?:\\.|(?!(?P=open))[^\\\n]){6,4000}?)(?P=open)"
)
#: `%env NAME=value`, `export NAME=value`, `--password value`: no quotes in a shell.
_SHELL = re.compile(
    rf"(?im:^(\s*(?:%(?:set_)?env|!?\s*export|!\s*set)\s+{_NAME}(?:=|[ \t]+))([^\s'\"$(]{{6,}})"
    rf"|((?:^|\s)--?{_NAME}(?:=|[ \t]+))([^\s'\"$({{<-][^\s'\"]{{5,}}))"
)
_WHOLE_NAME = re.compile(rf"(?i:(?:.*[./_-])?{_NAME}$)")
#: Words of language models and parsers: their tokens are no secrets.
_HARMLESS = re.compile(
    r"(?i:(?:^|[_.-])(?:eos|bos|pad|unk|sep|cls|mask|special|stop|start|end|next|prev|first|last|image|"
    r"video|audio|speech|separator|trigger|placeholder|user|assistant|system|decoder_start|forced_bos|"
    r"forced_eos|prompt|foreign|partition|sort|primary|cache|dict|public|page|csrf_?field)_?(?:token|key)(?:_?id)?$)"
)
_PLACEHOLDER = re.compile(r"^(?:[<\[{$].*|.*[>\]}]|\*+|x{6,}|\.{3,}|…+)$")


def _is_credential(name: str, value: str) -> bool:
    if name.lower().endswith("id") or _HARMLESS.search(name):
        return False
    return len(value) >= 6 and not _PLACEHOLDER.match(value) and not value.startswith(MASK)


def _hinted(low: str, hints: tuple[str, ...]) -> bool:
    for hint in hints:  # half the time that `any` with a generator takes
        if hint in low:
            return True
    return False


def may_hide(text: str) -> bool:
    """Whether there can be a credential in a text, or in values and names that it is the repr of."""
    return _hinted(text.lower(), _COARSE_HINTS)


def redact(text: str) -> tuple[str, bool]:
    """The text with credentials masked, and whether there were any."""
    low = text.lower()
    by_form, by_name = _hinted(low, _FORM_HINTS), _hinted(low, _NAME_HINTS)
    if not by_form and not by_name:
        return text, False
    masked = False

    def whole(_match: re.Match[str]) -> str:
        nonlocal masked
        masked = True
        return MASK

    def after(match: re.Match[str]) -> str:
        nonlocal masked
        first = match.group(1) is not None
        before, value = (
            (match.group(1), match.group(2)) if first else (match.group(3), match.group(4))
        )
        if value.startswith(MASK):
            return match.group(0)
        masked = True
        return before + MASK

    def literal(match: re.Match[str]) -> str:
        nonlocal masked
        name = match.group(1) or match.group(4)
        if not _WHOLE_NAME.match(name) or not _is_credential(name, match.group("value")):
            return match.group(0)
        if match.group("comma") and not match.group("setter"):
            return match.group(0)
        masked = True
        at, end = match.start("value") - match.start(), match.end("value") - match.start()
        return match.group(0)[:at] + MASK + match.group(0)[end:]

    if by_form:
        text = _FORMS.sub(whole, text)
        text = _BEARER.sub(after, text)
        text = _ADDRESS.sub(after, text)
    if by_name:
        text = _GIVEN.sub(literal, text)
        text = _SHELL.sub(after, text)
    return text, masked


def redact_value(key: str, value: Any) -> tuple[Any, bool]:
    """An encoded value given to the name `key`, with credentials masked at any depth."""
    if type(value) is str:
        if _WHOLE_NAME.match(key) and _is_credential(key, value):
            return MASK, True
        return redact(value)
    masked = False
    if type(value) is list:
        entries = [redact_value(key, entry) for entry in value]
        return [entry for entry, _ in entries], any(hit for _, hit in entries)
    if type(value) is dict:
        kept: dict[str, Any] = {}
        for name, entry in value.items():
            kept[name], hit = redact_value(name, entry)
            masked = masked or hit
        return kept, masked
    return value, masked
