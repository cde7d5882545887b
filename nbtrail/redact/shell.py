"""Credentials that command line tools take without a name: `curl -u user:password`, `mysql -ppassword`.

An option is found first; the tool is looked for in the few hundred characters around
it, each of which is looked at twice at most.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from .commands import is_given
from .names import PASSWORD, TOKEN
from .values import is_credential

_VALUE = r"(?:\"(?P<double>[^\"\n]{1,200})\"|'(?P<single>[^'\n]{1,200})'|(?P<bare>[^\s'\"|;,)\]]{1,200}))"
_GAP = r"(?:[ \t]{1,4}|=|[\"'],\s{0,8}(?=[\"']))"
_OPTION = re.compile(r"-[pPawkb](?<=[\s\"']-.)")
_TIGHT = re.compile(rf"(?<=[\s\"'])-p(?=\S){_VALUE}")
_SPACED = {
    letter: re.compile(rf"(?<=[\s\"'])-{letter}{_GAP}{_VALUE}")
    for letter in ("p", "P", "a", "w", "k", "b")
}
#: Which option of which tool is followed by a password, and whether without a gap.
_TOOLS = {
    "mysql": ("tight", ""), "mysqldump": ("tight", ""), "mysqladmin": ("tight", ""),
    "mysqlimport": ("tight", ""), "mysqlsh": ("tight", ""), "mariadb": ("tight", ""),
    "mariadb-dump": ("tight", ""), "sshpass": ("tight", "p"), "mongo": ("", "p"), "mongosh": ("", "p"),
    "mongodump": ("", "p"), "mongorestore": ("", "p"), "docker": ("tight", "p"), "podman": ("tight", "p"),
    "az": ("", "p"), "cqlsh": ("", "p"), "oc": ("", "p"), "cf": ("", "p"), "twine": ("", "p"),
    "helm": ("", "p"), "zip": ("", "P"), "unzip": ("", "P"), "7z": ("tight", ""), "sqlcmd": ("", "P"),
    "bcp": ("", "P"), "redis-cli": ("", "a"), "ldapsearch": ("", "w"), "ldapmodify": ("", "w"),
    "ipmitool": ("", "P"), "mosquitto_pub": ("", "P"), "mosquitto_sub": ("", "P"), "useradd": ("", "p"),
    "usermod": ("", "p"), "influx": ("", "p"), "bteq": ("", "p"), "impala-shell": ("", "p"), "beeline": ("", "p"),
    "mc": ("", "p"), "unrar": ("tight", ""), "rar": ("tight", ""), "openssl": ("", "k"), "curl": ("", "b"), "rdesktop": ("", "p"), "vncviewer": ("", "p"),
}  # fmt: skip
#: Elsewhere `-p` is a port, a folder or a project.
_LOGIN_ONLY = frozenset(("docker", "podman", "az", "oc", "cf", "helm"))
_TOOL = re.compile(
    r"(?<![\w./-])(?:/[\w/]{0,40}/)?("
    + "|".join(sorted(_TOOLS, key=len, reverse=True))
    + r")(?=[\s\"'])"
)
_USER = re.compile(
    r"-(?:[uUa](?<=[\s\"']-.)|-(?:proxy-)?user(?:name)?)(?:[ \t=]{1,4}|(?<=-u)(?=\w)|[\"'],\s{0,8}|(?=[\"']))[rbf]?[\"']?"
    r"(?P<user>[^\s:'\"@/]{1,80})[\"']?:[\"']?(?P<value>[^\s'\"]{3,200})"
)
_CURL = re.compile(r"\b(?:curl|http|https|wget|httpie|xh|aria2c|svn|artifactory|jf)\b")
_LOGIN = re.compile(r"login[ \t]{1,4}([A-Za-z0-9_-]{20,200})")
_LOGS_IN = re.compile(
    r"\b(?:wandb|comet|neptune|huggingface-cli|hf|modal|dagshub|vault)[ \t]{1,4}\Z"
)
_OPENSSL = re.compile(r"pass:(?<=[\s\"']pass:)([^\s'\"]{4,200})")
_PIPED = tuple(
    re.compile(
        verb
        + r"[ \t]{1,4}(?:-\w{1,2}[ \t]{1,4})?(?:[\"']%s(?:\\n)?[\"'][ \t]{1,4})?\\?[\"']?([^\s'\"|:]{1,60}:)?([^\s'\"|\\]{2,200})(?:\\n)?\\?[\"']?[ \t]{0,4}\|"
        r"[^\n]{0,80}(?:-stdin|chpasswd|passwd|login|sudo[ \t]{1,4}(?:-\w{1,20}[ \t]{1,4}){0,4}-\w{0,8}S\b|gpg|cryptsetup|kinit)"
    )
    for verb in ("echo", "printf")
)
#: `sudo -S … <<< value`
_HERE = re.compile(
    r"(?:sudo[ \t]{1,4}-\w{0,8}S|kinit|passwd)\b[^\n<|]{0,80}<<<[ \t]{0,4}[\"']?([^\s\"']{2,200})"
)
#: `run(["sudo", "-S", …], input="value")`
_FED = re.compile(
    r"sudo[\"' ,\t]{1,6}-\w{0,4}S\b[^\n]{0,120}?(?:input[ \t]?=[ \t]?|write\(|communicate\()[rbf]{0,2}[\"']([^\"'\n\\]{3,200})"
)
_KAGGLE = re.compile(
    r"\"username\"\s{0,4}:\s{0,4}\"[^\"\n]{1,64}\"\s{0,4},\s{0,8}\"key\"\s{0,4}:\s{0,4}\"([0-9a-f]{32})\""
)
_REACH = 300


def shell_spans(text: str, low: str) -> Iterator[tuple[int, int]]:
    """Where tools are given passwords; `low` is the text in lower case, of the same length."""
    done = 0
    for option in _OPTION.finditer(text):
        if option.start() >= done:
            done = option.start() + _REACH
            for found in _TOOL.finditer(low, max(0, option.start() - _REACH), done):
                yield from _options(text, low, found.group(1), found.end())
    for found in _USER.finditer(text):
        near = _CURL.search(low, max(0, found.start() - _REACH), found.start())
        if is_credential(PASSWORD if near else TOKEN, found["value"], literal=False):
            yield found.span("value")
    for found in _LOGIN.finditer(text):
        if _LOGS_IN.search(text, max(0, found.start() - 30), found.start()):
            yield found.span(1)
    for found in _OPENSSL.finditer(text):
        if is_credential(PASSWORD, found.group(1), literal=False):
            yield found.span(1)
    for piped in _PIPED:
        for found in piped.finditer(text):
            if is_given(found.group(2)):
                yield found.span(2)
    yield from (found.span(1) for found in _FED.finditer(text))
    if "<<<" in text:
        yield from (found.span(1) for found in _HERE.finditer(text) if is_given(found.group(1)))
    yield from (found.span(1) for found in _KAGGLE.finditer(text))


def _options(text: str, low: str, tool: str, at: int) -> Iterator[tuple[int, int]]:
    end = min(at + _REACH, len(text))
    line = text.find("\n", at, end)
    end = line if line >= 0 and "\\" not in text[at:line] else end
    if tool in _LOGIN_ONLY and "login" not in low[at:end]:
        return
    tight, spaced = _TOOLS[tool]
    forms = ([_TIGHT] if tight else []) + ([_SPACED[spaced]] if spaced else [])
    for form in forms:
        found = form.search(text, at, end)
        if found is not None:
            kind = found.lastgroup or "bare"
            if is_given(found[kind]) and (tool != "curl" or "=" in found[kind]):
                yield found.span(kind)
                return
