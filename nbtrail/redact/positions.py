"""Credentials that are known by their place in a call: `FTP(host, user, "value")`.

Three things tell: the function (`callables`), an account before the value
(`connect(host, user, "value")`), and a field or prompt of a password that is filled in
(`send_keys("value")`). A call is read at most a few times, so that calls in calls cost no more.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import accumulate

from .arguments import Argument, arguments_at, unwrapped
from .callables import TYPE, Row, rows_by_name, tails
from .literals import literal_at, literal_spans, opens_literal
from .names import PASSWORD, SECRET, TOKEN, words_of
from .values import is_wordlike

#: Characters of a function's name, with what stands before its last dot, that are looked at.
MAX_CALLEE = 80
#: Times that a part of a text is read for the calls that it is in.
MAX_READINGS = 3
#: Characters that lead from an account back to the function it is given to.
MAX_BACK = 250
#: Characters of the shortest value.
MIN_VALUE = 4
#: What a value has to hold that is given to a function whose name others have, too.
_DENSE = re.compile(r"(?=[A-Za-z]{0,40}\d)(?=\d{0,40}[A-Za-z])[A-Za-z0-9]{12,}")

_CALLEE = re.compile(r"[A-Za-z_][\w.]*\Z")
_PORT = re.compile(r"\d{2,5}\Z|(?:\w{1,40}[._])?port\Z", re.IGNORECASE)
_ORACLE = re.compile(r"[\"'][\w$#]{1,30}/([^@/\s\"']{3,60})@[\w.:/-]{1,200}[\"']")
_CONNECTS = frozenset(
    "connect connection login auth authenticate session client driver credential credentials ftp "
    "sftp ssh smtp imap ldap bind api account signin host server database engine".split()
)
_ACCOUNT = re.compile(
    r",(?:(?<=ser,)|(?<=ame,)|(?<=ail,)|(?<=gin,)|(?<=_id,)|(?<=sid,)|(?<=unt,)|(?<=key,)|(?<=uid,)"
    r"|(?<=ser\),)|(?<=er\(\),)|(?<=in[\"'],)|(?<=ot[\"'],)|(?<=sa[\"'],)|(?<=es[\"'],)|(?<=er[\"'],)|(?<=\.[a-z]{2}[\"'],)|(?<=\.[a-z]{3}[\"'],)"
    r")\s{0,20}(?=(?:[rbfu]|bytes\(){0,2}[\"'])"
)
_ACCOUNT_NAME = re.compile(
    r"(?:[\w.]{0,60}[._])?(?:user(?:_?name|_?id)?|e?mail|email_?address|login(?:_?name)?|uid|account(?:_?(?:sid|name|id))?"
    r"|sid|(?:client|app|access|consumer|api|aws_access)_?(?:key_)?id|access_key|getuser\(\))\Z"
)
_KNOWN_ACCOUNT = re.compile(
    r"[\"'](?:root|admin|administrator|sa|postgres|user|guest|neo4j|elastic|scott|system|oracle|ubuntu"
    r"|[\w.+-]{1,60}@[\w-]{1,60}(?:\.[\w-]{1,30}){1,4})[\"']\Z"
)
_BEFORE = re.compile(r"[\w.()\"'@+-]{1,120}\Z")
_FIELD = re.compile(
    r"pass(?:word|wd|phrase|code)?(?![a-z])|assword|passwd|pwd|secret|token|api.?key|otp"
)
#: Characters before what is typed in, in which a password's field or prompt is named.
MAX_FIELD = 160


def position_spans(text: str, low: str) -> Iterator[tuple[int, int]]:
    """Where credentials stand by place; `low` is the text in lower case, of the same length."""
    yield from _known_calls(text, low)
    yield from _after_accounts(text, low)


def may_be_placed(text: str) -> bool:
    """Whether a function is called that is given a credential by place."""
    known = tails()
    return any(piece[-4:] in known for piece in text.split("("))


def _known_calls(text: str, low: str) -> Iterator[tuple[int, int]]:
    known = tails()
    pieces = text.split("(")
    found = [at for at, piece in enumerate(pieces) if piece[-4:] in known]
    if not found or found == [len(pieces) - 1]:
        return
    ends = list(accumulate(len(piece) + 1 for piece in pieces))
    read, readings = 0, 0
    rows = rows_by_name()
    for at in found:
        start = ends[at]
        if start >= len(text) + 1:
            continue
        name = _CALLEE.search(text, max(0, start - 1 - MAX_CALLEE), start - 1)
        lead, _, last = name.group().rpartition(".") if name else ("", "", "")
        if last not in rows and last not in TYPE:
            if not last.endswith("Client"):
                continue
            last = "Client"
        if name is not None and not lead and text.startswith(".", name.start() - 1):
            # What the method belongs to is a call itself.
            lead = text[max(0, name.start() - MAX_BACK) : name.start()].rpartition("\n")[2]
        readings = readings + 1 if start < read else 0
        if readings > MAX_READINGS:
            continue
        given = list(arguments_at(text, start))
        read = max(read, given[-1].start + len(given[-1].text) if given else start)
        if last in TYPE:
            yield from _typed(text, low, start, given)
        else:
            yield from _by_row(text, rows[last], lead, last, given)


def _by_row(
    text: str, rows: list[Row], lead: str, name: str, given: list[Argument]
) -> Iterator[tuple[int, int]]:
    keyed = [argument for argument in given if argument.keyword == "key"]
    positional = [argument for argument in given if not argument.keyword]
    words = set(words_of(lead))
    row = next((row for row in rows if not row.word or row.word in words), None)
    if row is None:
        return
    if row.grade == PASSWORD:
        for argument in keyed:
            yield from _value(text, argument, PASSWORD)
    if name == "connect" and positional:
        oracle = _ORACLE.match(text, positional[0].start)
        if oracle is not None:
            yield oracle.span(1)
        if len(positional) > 3 and _PORT.match(positional[1].text):
            row = Row("", (3,), PASSWORD)
    for place in row.places:
        if -len(positional) <= place < len(positional):
            if name == "login" and row.grade == TOKEN and place == 1:
                continue
            yield from _value(text, positional[place], row.grade)


def _value(text: str, given: Argument, grade: int) -> list[tuple[int, int]]:
    at = unwrapped(text, given.start)
    if text[at : at + 1] in ("[", "("):
        # `connect(driver, url, ["user", "value"])`
        pair = list(arguments_at(text, at + 1))
        at = pair[1].start if len(pair) == 2 else at
    if not opens_literal(text, at):
        return []
    literal = literal_at(text, at)
    if literal is None or (grade == TOKEN and not _DENSE.search(literal.value)):
        return []
    return literal_spans(text, literal, grade)


def _after_accounts(text: str, low: str) -> Iterator[tuple[int, int]]:
    for found in _ACCOUNT.finditer(low):
        before = _BEFORE.search(low, max(0, found.start() - 120), found.start())
        account = (
            before.group().rpartition("(")[2]
            if before and not before.group().endswith(")")
            else (before.group() if before else "")
        )
        known = _KNOWN_ACCOUNT.search(account) is not None
        if not known and not _ACCOUNT_NAME.match(account):
            continue
        literal = literal_at(text, unwrapped(text, found.end()))
        if literal is None or len(literal.value) < MIN_VALUE:
            continue
        callee = _callee(text, found.start())
        if callee is None or literal.value.endswith((".csv", ".txt", ".json")):
            continue
        connects = not _CONNECTS.isdisjoint(words_of(callee))
        value = literal.value
        if connects or (any(map(str.isdigit, value)) and not is_wordlike(value)):
            yield from literal_spans(text, literal, SECRET if connects else TOKEN)


def _callee(text: str, at: int) -> str | None:
    """The function whose arguments stand here; None where it is no call."""
    first = max(0, at - MAX_BACK)
    opened, place = 0, at
    while (place := text.rfind("(", first, place)) >= 0:
        opened += 1
        if text.count(")", place, at) < opened:
            if text.rfind("[", place, at) > text.rfind("]", place, at):
                return None
            name = _CALLEE.search(text, max(first, place - MAX_CALLEE), place)
            return name.group() if name else None
    return None


def _typed(text: str, low: str, at: int, given: list[Argument]) -> Iterator[tuple[int, int]]:
    """What is typed into a password's field or at its prompt."""
    if not given:
        return
    first = max(0, at - MAX_FIELD)
    lead = low[max(first, low.rfind("\n\n", first, at)) : at]
    lead = lead.rpartition("\n")[2] if "assword:" not in lead else lead
    selector = given[0].text.lower() if len(given) > 1 else ""
    if _FIELD.search(lead) or _FIELD.search(selector):
        yield from _value(text, given[-1], SECRET)
