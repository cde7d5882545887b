"""Whether a value stands where there are no variables: a file of settings, a shell, a string.

There, what is given to a name is the value itself, quotes or not.
"""

from __future__ import annotations

import re

from .names import PASSWORD, SECRET

_EXPORTS = frozenset("export set setx setenv env arg $env: %env %set_env !export !set".split())
_STORES = frozenset("set add put create --add --global --local -g configure config".split())
_GIVES = frozenset(
    "-e --env --build-arg --set config:set export %env env !export -d --data -f --form".split()
)
_KEEPERS = frozenset("configure config secret secrets variable".split())
_OWNERS = frozenset("login user account machine".split())
_SECTION = re.compile(r"(?:\A|\n)[ \t]*\[[\w .:/@-]+\][ \t]*\n[^\[\](){}]*\Z")
_CODED = re.compile(r"[=(){}\[\]<>]")
_NEXT_SETTING = re.compile(r"[ \t]{1,4}[\w.-]{1,40}=")
_FOREIGN = re.compile(r"\s{0,20}(?:%%(?!time|capture|prun|py)\w|(?:from|FROM) \S+\n)")
_WORD = re.compile(r"[^\s'\"`]{4,200}")


def is_foreign(text: str) -> bool:
    """Whether a cell is another language's: `%%bash`, `%%writefile`, a Dockerfile."""
    return _FOREIGN.match(text) is not None


def is_setting(text: str, start: int, name: str, grade: int, at: int, sign: str) -> bool:
    """Whether the value stands in a file of settings, a shell or a string, where there are no variables."""
    sided = text[start - 1 : start]
    if text[max(0, start - 2) : start].endswith(("/", "/:")):
        return True
    value = _WORD.match(text, at)
    if value is None or sign not in ("=", ":"):
        return False
    word, tight = value.group(), text[at - 1 : at] == sign
    follows = text[value.end() : value.end() + 1]
    if sided in ("'", '"'):
        if sign == "=" and (
            ";" in word
            or (name.isupper() and follows == " ")
            or _NEXT_SETTING.match(text, value.end())
        ):
            return True
        return follows == sided and (not tight or sign == "=" or any(map(str.isdigit, word)))
    line = text[max(0, start - 200) : start].rpartition("\n")[2]
    ends = follows in ("", "\n") and not word.endswith((",", "(", "[", "{", ":", "\\"))
    if sign == "=" and tight:
        if line.lstrip(" \t").startswith("!"):
            return True
        if name.isupper() and line.rstrip().endswith(("&&", ";", "|", "env", "sudo", "then", "do")):
            return True
        previous = line.rstrip().rpartition(" ")[2]
        if line.endswith(" ") and "=" in previous and not previous.endswith((",", "(", "=")):
            return True
        if _NEXT_SETTING.match(text, value.end()) and not word.endswith(","):
            return True
        if is_told_to_set(line) or (sided == "=" and "--" in line):
            return True
        if not line.strip(" \t!"):
            plain = word.replace("_", "").isalpha() or (
                "." in word and word.replace(".", "").isalpha()
            )
            if name.isupper():
                return not (plain and grade < PASSWORD)
            return ends and grade == PASSWORD and not plain
    if not ends:
        return False
    if sign == ":" and not line.strip(" \t-"):
        named = word.isidentifier() and word[0].isupper()
        plain = word.isidentifier() and not any(map(str.isdigit, word))
        return not named and (
            grade == PASSWORD or (grade == SECRET and not plain) or not word.isidentifier()
        )
    if sign == ":" and grade == PASSWORD and not _CODED.search(line):
        return any(map(str.isdigit, word))
    return sign == "=" and _SECTION.search(text[max(0, start - 600) : start]) is not None


def is_told_to_set(lead: str) -> bool:
    """Whether the words before a name say that a value follows: `export`, `configure set`, `login me`."""
    words = lead.lower().split()[-4:]
    if not words:
        return False
    if words[-1] in _GIVES:
        return True
    if words[-1] in _STORES and any(word.strip("!") in _KEEPERS for word in words[:-1]):
        return True
    if words[-1] in _EXPORTS:
        return len(words) == 1 or "\n" in lead.rstrip()[-12:] or words[-2] in ("&&", ";", "!", "{")
    return len(words) > 1 and words[-2] in _OWNERS


def is_shell_line(lead: str) -> bool:
    """Whether what stands before a name begins with `!`: a shell's line in a cell."""
    return lead.rpartition("\n")[2].lstrip(" \t").startswith("!")
