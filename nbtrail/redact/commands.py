"""Passwords that command line tools take in their own way: behind an owner, a name or a place.

One expression finds the tools by their rarest letters; a way is sought on the rest of the line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from .marks import MASK

_TOOL = re.compile(
    r"(?:b(?:client(?<=smbclient)|ricks(?<=databricks))|f(?:tp(?<=lftp)|reerdp)|wd(?<=htpasswd)"
    r"|q(?:lplus(?<=sqlplus)|l(?<=isql))|kaggle|xpect(?<=expect))(?=[ \t\"'])"
)
_MORE_WAYS = (
    ("net use", re.compile(r"\\\\\S{1,200}[ \t]{1,4}([^\s/'\"]{3,200})[ \t]{1,4}/user")),
    (
        "net user",
        re.compile(r"user[ \t]{1,4}[\w.-]{1,40}[ \t]{1,4}([^\s/'\"]{3,200})[ \t]{1,4}/add"),
    ),
    ("pgpass", re.compile(r"[\w.*-]{1,80}:(?:\d{1,5}|\*):[^:\s]{1,80}:[^:\s]{1,80}:(\S{3,200})")),
    ("net use", re.compile(r"/user:\S{1,80}[ \t]{1,4}([^\s/'\"]{3,200})")),
)
_WAYS = {
    "client": re.compile(r"(?:-U|--user)[ \t=]{1,4}[\"']?[\w\\/.-]{1,80}%([^\s'\"]{3,200})"),
    "ricks": re.compile(r"--string-value[ \t=]{1,4}[\"']?([^\s'\"]{3,200})"),
    "ftp": re.compile(r"-u[ \t]{1,4}[\"']?[\w@.-]{1,80},([^\s'\"]{3,200})"),
    "rdp": re.compile(r"/p:[\"']?([^\s'\"]{3,200})"),
    "wd": re.compile(
        r"[ \t]-\w{0,4}b\w{0,4}[ \t]{1,4}(?:[^\s|;]{1,200}[ \t]{1,4})?[\w@.-]{1,80}[ \t]{1,4}[\"']?([^\s'\"|>;]{3,200})"
    ),
    "plus": re.compile(r"[ \t][\"']?[\w$#]{1,30}/([^\s@/'\"]{3,60})(?=@|[ \t\"']|\Z)"),
    "ql": re.compile(r"[ \t]{1,4}\w{1,40}[ \t]{1,4}\w{1,40}[ \t]{1,4}[\"']?([^\s'\"-]{3,200})"),
    "ggle": re.compile(r"-n[ \t]{1,4}key[ \t]{1,4}-v[ \t]{1,4}([^\s'\"]{8,200})"),
    "pect": re.compile(r"send[ \t]{1,4}(?:--[ \t]{1,4})?\\?[\"']([^\"'\n\\]{4,200})\\{1,2}[rn]"),
}
#: Characters behind a tool in which its password is sought.
MAX_LINE = 300


def command_spans(text: str, low: str) -> Iterator[tuple[int, int]]:
    """Where tools are given passwords in their own way; `low` is the text in lower case."""
    done = 0
    for tool in _TOOL.finditer(low):
        if tool.start() < done:
            continue
        way = next(way for end, way in _WAYS.items() if tool.group().endswith(end))
        found = way.search(text, tool.end(), _line_end(text, tool.end()))
        if found is not None and is_given(found.group(1)):
            yield found.span(1)
            done = found.end()
    for name, way in _MORE_WAYS:
        at = low.find(name)
        while at >= 0:
            found = way.search(
                text, at, _line_end(text, text.find("\n", at) + 1 if name == "pgpass" else at)
            )
            if found is not None and is_given(found.group(1)):
                yield found.span(1)
            at = low.find(name, at + len(name))


def _line_end(text: str, at: int) -> int:
    line = text.find("\n", at, at + MAX_LINE)
    return line if line >= 0 else at + MAX_LINE


def is_given(value: str) -> bool:
    """Whether what stands in a password's place is one: no variable and no substitution."""
    return value[0] not in "$<`%{-" and MASK not in value and any(map(str.isalnum, value))
