"""Whether a value that was given to a credential's name is one: placeholders and words are not.

Nothing here knows where the value stood; the scanner decides what the value is.
All expressions are tried at one place and are bounded by what they forbid, so that
each reads its value once.
"""

from __future__ import annotations

import re

from .marks import MASK
from .names import PASSWORD, SECRET, TOKEN, grade_of, words_of

#: So many characters of a value decide.
_JUDGED = 64

#: Stands for a value: `<your token>`, `{token}`, `$TOKEN`, `%(token)s`, `***`, `xxxx`, `...`, `[TOKEN]`.
_PLACEHOLDER = re.compile(
    r"(?:<[^<>]*>(?::<[^<>]*>)?|\$?\{\{[^{}]*\}\}|\{[\w.\[\]'\"()!: -]*\}|\{\{.*\}\}|\$\{[^{}]*\}|\$\([^()]*\)|\$[A-Za-z_]+|%\(\w*\)[sr]|%[sr]"
    r"|%[A-Za-z_]+%|[*•●xX.…_#?-]+|![A-Za-z]+|\[[^\[\]]*\]|__\w*__|@\w*@)\Z",
    re.DOTALL,
)
#: What a value is written with where it is left out.
FILLING = frozenset("xX*-_.")
#: Words that a value is described with, where it is no value.
_DESCRIBED = frozenset(
    "your yours placeholder redacted insert replace todo here masked hidden xxx changeit "
    "undefined needed unused".split()
)
_NO_VALUES = frozenset(
    "none null nil true false string str text bytes int integer float bool boolean object any "
    "list dict array varchar char required optional default undefined empty missing invalid "
    "incorrect wrong unset hidden disabled enabled yes no auto basic bearer digest oauth oauth2 "
    "anonymous public inherit same utf-8 utf8 ascii latin-1 base64 highpass lowpass bandpass "
    "allpass noauth password_credentials authorization_code client_credentials refresh_token "
    "access_token id_token".split()
)
_PROMPT = frozenset(
    "your please enter must should invalid wrong incorrect cannot forgot need type".split()
)
#: A wallet's words: twelve or more from a list of short ones.
_MNEMONIC = re.compile(r"[a-z]{3,8}(?:[ \n]{1,4}[a-z]{3,8}){11,24}\Z")
_HEX = re.compile(r"0x[0-9a-fA-F]{1,16}[uUlL]{0,3}\Z")
#: `package.module.name:Class`
_DOTTED = re.compile(r"[A-Za-z_]\w{0,40}(?:\.[A-Za-z_]\w{0,40}){2,8}(?::\w{1,40})?\Z")
_COLOUR = re.compile(r"#[0-9a-fA-F]{3,8}\Z")
_SIGNS = frozenset("{}[]$&!@#%^*()<>?~+=")
_LETTERS = re.compile(r"[A-Za-z]+")
_CAMEL = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
#: Letters of the longest word.
MAX_WORD = 16
_RUNS = re.compile(r"[^\W_]+")
#: By first letter, the second letters of pairs that more than five of 11,000 English words of
#: programs' documentation have (counted December 2026).
_FOLLOWERS = dict(  # noqa: C408 - a letter is a name
    a="bcdefghijklmnprstuvwxyz", b="abcdefijlmnoprstuy", c="abcdefhiklmnopqrstuy", d="abcdefgijlmnoprstuvxy",
    e="abcdefghijklmnopqrstuvwxyz", f="acdefilmnoprstuy", g="acdefghilmnoprstuvy", h="abdeilmnorstuy",
    i="abcdefgiklmnopqrstuvxz", j="aeiosu", k="adegilnstuwy", l="abcdefgiklmnoprstuvwxy",
    m="abcdefilmnoprstuvxy", n="abcdefghijklmnopqrstuvwxy", o="abcdefgijklmnoprstuvwxyz",
    p="abcdefghiklmnoprstuvwy", q="ru", r="abcdefghiklmnoprstuvwy", s="abcdefghiklmnopqrstuvwxy",
    t="abcdefghilmnoprstuvwxyz", u="abcdefgilmnoprstx", v="acdeimost", w="acdehilnoprst", x="acefhilmpstxy",
    y="acdefgilmnoprstvw", z="aeio",
)  # fmt: skip
_UNLIKELY = re.compile(
    "|".join(f"{first}[^{row}\\W\\d_]" for first, row in _FOLLOWERS.items()), re.ASCII
)


def is_credential(grade: int, value: str, literal: bool = True) -> bool:
    """Whether `value`, given to a name of this grade, is a credential.

    `literal` says that it stood in quotes: what stands bare can be a variable's name.
    """
    size = len(value)
    if size < 4 or MASK in value[:200]:
        return False
    head = value[:_JUDGED]
    if not literal and size <= 24 and _HEX.match(value):
        return False
    if grade == TOKEN and head.isalpha() and is_wordlike(head):
        return False
    if not any(map(str.isalnum, head)) or (size <= 200 and _PLACEHOLDER.match(value)):
        return False
    words = words_of(head)
    low = head.strip().lower().rstrip("@")
    if (
        low in _NO_VALUES
        or any(word in _DESCRIBED for word in words)
        or head.startswith(("<|", "xxxxx"))
    ):
        return False
    if _is_name(head, words, grade, literal):
        return False
    if low.endswith((":", "?")) or _COLOUR.match(head):
        return False
    if size >= 16 and FILLING.issuperset(value[-16:]):
        return False
    if grade == PASSWORD:
        if " " in head and any(word in _PROMPT for word in words):
            return False
        return not _is_path(head)
    if any(map(str.isspace, head)):
        return grade == SECRET and _MNEMONIC.match(value) is not None
    if _is_path(head) or size < 6:
        return False
    if grade == SECRET:
        return not (size < 8 and head.isalpha() and is_wordlike(head))
    return _is_random(head, words)


def _is_name(head: str, words: list[str], grade: int, literal: bool) -> bool:
    """A credential's name in place of its value: `token=token`, `api_key="OPENAI_API_KEY"`."""
    if (
        not words
        or len(head) > 60
        or not head.replace("_", "").replace("-", "").replace(".", "").isalnum()
    ):
        return False
    bare = "".join(_LETTERS.findall(head)).lower()
    if bare in ("password", "passwd", "secret", "token", "apikey", "credentials", "passphrase"):
        return len(head) <= len(bare) + 2
    if not grade_of(head):
        return False
    if head.isupper() and "_" in head and bare.upper() == head.replace("_", ""):
        return True
    if not is_wordlike(head):
        return False
    return (
        not literal
        or head.isupper()
        or (grade < PASSWORD and (not head.isalnum() or head[0].isupper()))
    )


def _is_path(head: str) -> bool:
    """`/run/secrets/db`, `~/.ssh/id_rsa`, `https://host/token`, `token.txt`."""
    if "://" in head or head.startswith(("~/", "./", "../", "C:\\")):
        return True
    if head.endswith(
        (".txt", ".pem", ".key", ".json", ".yaml", ".yml", ".pub", ".crt", ".env", ".csv")
    ):
        return True
    if _DOTTED.match(head) and is_wordlike(head):
        return True
    return head[0] in "/." and all(is_wordlike(part) for part in head.split("/"))


def is_wordlike(text: str) -> bool:
    """Whether it reads like words: `playing`, `bert-base-uncased`, `CreatedAt`, `layer 3`."""
    if text.islower() and text.isalpha() and text.isascii():
        return len(text) <= MAX_WORD and _UNLIKELY.search(text) is None
    words: list[str] = []
    for run in _RUNS.findall(text):
        letters = run.rstrip("0123456789")
        digits = len(run) - len(letters)
        if digits > (2 if letters else 4):
            return False
        if not letters.isascii() or not letters:
            continue
        if not letters.isalpha():
            return False
        parts = [letters] if letters.islower() else _CAMEL.findall(letters)
        if len(parts) > 1 and len(letters) < 2.5 * len(parts):
            return False
        words += parts
    if words and len(max(words, key=len)) > MAX_WORD:
        return False
    return _UNLIKELY.search(" ".join(words).lower()) is None


def _is_random(head: str, words: list[str]) -> bool:
    if "secret" in words or "password" in words or "passwd" in words:
        return True
    if "(?" in head or "\\" in head:
        return False
    has_digit = any(map(str.isdigit, head))
    if head.isdigit():
        return len(head) >= 10
    if has_digit and any(map(str.isalpha, head)):
        return not is_wordlike(head) or (len(words) == 1 and len(head) >= 8)
    return len(head) >= 8 and (not is_wordlike(head) or len(set(head) & _SIGNS) >= 3)


def is_scrambled(value: str) -> bool:
    """Whether signs stand in a value as in no expression: many of them, and brackets that close nothing."""
    return len(_SIGNS.intersection(value)) >= 5 and any(
        value.count(opens) != value.count(closes) or value.find(closes) < value.find(opens)
        for opens, closes in ("()", "[]", "{}")
    )


def is_bare_credential(grade: int, value: str) -> bool:
    """Whether a value without quotes, where code may stand, is a credential and no expression."""
    if not is_credential(grade, value, literal=False):
        return False
    if (
        value.startswith(("$", "<"))
        or _TYPES.match(value)
        or _CODE.match(value)
        or any(sign in value for sign in "([|")
    ):
        return False
    if value.isidentifier() or value.replace(".", "").isidentifier():
        return _is_mixed(value)
    if _NUMBER.match(value):
        return grade == PASSWORD
    return any(map(str.isdigit, value)) or grade >= SECRET


_TYPES = re.compile(r"(?:u?int|float|str|bytes|complex|datetime|bool)\d*\Z", re.IGNORECASE)
#: An attribute's name, or what no value begins with.
_CODE = re.compile(r"[\[({*-]|\w{1,60}(?:\.[a-z_]{2,60}){1,20}\Z")
_NUMBER = re.compile(r"[-+]?\d[\d_.eE]*\Z")


def _is_mixed(value: str) -> bool:
    """Long, and digits between letters: no name that people give."""
    return (
        len(value) >= 20
        and "_" not in value
        and any(map(str.isdigit, value))
        and not is_wordlike(value)
    )
