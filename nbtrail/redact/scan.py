"""`key <separator> value` in any syntax: what is given to a credential's name is found here.

One expression finds a key word with the rest of its name and a separator behind it;
the name's beginning, its grade and the value are looked at for these places alone. The
separator and what stands around the name tell how the value is written: a literal, a
collection, a header, or bare, as in a query, a connection string, a shell or a file of settings.

Every look from a found place reaches a bounded number of characters, and a literal
that was looked through ends what it holds.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from .arguments import arguments_at
from .headers import HEADERS, SCHEMES, header_span
from .key_words import (
    FOUND,
    FOUND_ANYWHERE,
    MAX_GAP,
    MAX_NEAR,
    OTHERWISE,
    SETTER,
    STRETCH,
    WRAPPED,
)
from .literals import (
    WITH_OWNER,
    call_spans,
    collection_spans,
    literal_at,
    literal_spans,
    opens_literal,
)
from .marks import MASK
from .names import PASSWORD, SECRET, TOKEN, grade_of, words_of
from .settings import is_foreign, is_setting, is_shell_line, is_told_to_set
from .values import is_bare_credential, is_credential, is_scrambled

_NAME = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-"
_ANNOTATION = re.compile(r"(?:[\w.\[\]&]| ?\| ?|, ?){1,60}[ \t]{0,8}=(?!=)[ \t]{0,8}")
_UNPACKED = re.compile(r"(?:(?<=\n)|\A)[ \t]{0,20}[(\[]?(?:[\w.]{1,40},[ \t]{0,4}){1,5}\Z")
_UNPACKED_REST = re.compile(r"(?:[\w.]{1,40},[ \t]{0,4}){0,4}[\w.]{1,40}[ \t]{0,4}=[ \t]{0,4}")
_ELSE = ("or ", "else ", "?? ", "|| ")
_PAIR = re.compile(
    r"(?:(?:^|[^\w\s)\]]|[\s,(\[]|return|in)\s{0,9}[(]|[\[,(]\s{0,9}\[|^\s{0,9}\[|=\s{0,4}\[)\s{0,9}\\{0,2}[\"'`]\Z"
)
_PAIR_END = re.compile(r"\s{0,9},?\s{0,9}[)\]]")
_IS = re.compile(r"(?:is|was|lautet)[ \t]{0,2}:?[ \t]{1,2}")
#: A value below its name, as YAML writes longer ones.
_BLOCK = re.compile(r"[|>][-+]?\d?[ \t]*\n[ \t]{1,40}([^\n]{4,400})")
_DEFAULT = re.compile(
    r"(?:default|fallback|value)[ \t]{0,2}=[ \t]{0,2}|[\"']value[\"']\s{0,4}:\s{0,4}"
)
_IN = re.compile(r"in[ \t]{1,3}(?=[\[({])")
_HERE = re.compile(r"<<<[ \t]{0,2}")
_MAX_LENGTH = 200
_QUERY_VALUE = re.compile(r"[^&#?=\s'\"<>;\\`]{4,200}={0,2}")
_LISTED_VALUE = re.compile(r"(?:\{[^{}'\"\n]{4,100}\}|[^;'\"\n\\]{4,200})")
_OPTION_VALUE = re.compile(r"[^\s'\"`]{4,200}")
_CODE_VALUE = re.compile(r"[^\s'\",;)\]}&<>`=:]{4,200}={0,2}")
_REST = re.compile(r"[^\s'\"`;,&]*")
_LINE = re.compile(r"[^\n]{1,400}")
_TAGGED = re.compile(r"[^<>\n]{4,400}(?=</)")


def name_spans(text: str, low: str) -> Iterator[tuple[int, int]]:
    """Where credentials stand that are known by the name they are given to.

    `low` is the text in lower case, of the same length.
    """
    foreign = is_foreign(text)
    done, looked = 0, [0] * (PASSWORD + 1)
    rare = not low.isascii() or "salasana" in low or "losenord" in low
    search = (FOUND_ANYWHERE if rare else FOUND).search
    at = near = 0
    while (found := search(low, at)) is not None:
        start = found.start()
        near = near + 1 if start - at <= MAX_GAP else 0
        at = found.end()
        if near > MAX_NEAR:
            stretch = STRETCH.match(low, start)
            at = max(at, stretch.start(1)) if stretch is not None else at
        if start < done:
            continue
        kind = found.lastgroup or ""
        quote = found.group(2) or ""
        name_end = found.start("entry") - 2 if found["entry"] else found.start(kind) - len(quote)
        before = text[max(0, start - 60) : start]
        lead = before.rstrip(_NAME)
        if len(lead) == len(before) and low.startswith("key", start) and lead.endswith(" "):
            lead = lead[:-1].rstrip(_NAME)
        name_start = start - (len(before) - len(lead))
        name = text[name_start:name_end].rstrip(".-\"']")
        if found["entry"]:
            name = f"{name}.{text[found.start('entry') : found.end('entry')]}"
            sided = text[name_start - 1 : name_start]
            quote = sided if sided in ("'", '"') else quote
        grade = grade_of(name)
        if not grade and kind == "relation" and name in ("key", "appid"):
            yield from _query_key(text, name_start, found.end())
        if not grade and kind != "call":
            continue
        place = _Place(text, name, name_start, grade, quote, foreign, looked)
        for span in getattr(place, kind)(found.end(), text[found.start(kind) : found.end()]):
            yield span
            done = max(done, span[1])


def _query_key(text: str, start: int, at: int) -> list[tuple[int, int]]:
    """`?key=value` in an address, where the value is long and like no word."""
    value = _QUERY_VALUE.match(text, at) if text[start - 1 : start] in ("?", "&") else None
    if value is None or len(value.group()) < 20 or not is_credential(TOKEN, value.group()):
        return []
    return [value.span()]


class _Place:
    """A credential's name in a text, and the ways in which a value can follow it."""

    __slots__ = ("foreign", "grade", "looked", "name", "quote", "start", "text")

    def __init__(
        self,
        text: str,
        name: str,
        start: int,
        grade: int,
        quote: str,
        foreign: bool,
        looked: list[int],
    ) -> None:
        self.text, self.name, self.start, self.grade = text, name, start, grade
        self.quote, self.foreign = quote, foreign
        #: By grade, up to where collections were looked through.
        self.looked = looked

    def relation(self, at: int, sign: str) -> list[tuple[int, int]]:
        """`name = value`, `name: value`, `"name": value`, `name == value`."""
        text = self.text
        begins, closed, sign = at, sign.lstrip()[:1] == ")", sign.strip(" \t])\n")
        last = (words_of(self.name) or [""])[-1]
        if last in ("sig", "signature") and text[self.start - 1 : self.start] not in tuple("?&;#"):
            return []
        if text[at : at + 1] == "(" and last in WITH_OWNER:
            return self._collection(at)
        listed = sign == "=" and text[max(0, self.start - 4) : self.start].rstrip().endswith(",")
        before = _UNPACKED.search(text, max(0, self.start - 120), self.start) if listed else None
        if before is not None:
            return self._unpacked(at, before.group().count(","))
        if closed:
            return []
        if sign == ":" and last not in HEADERS and not opens_literal(text, at):
            annotated = _ANNOTATION.match(text, at)
            begins = annotated.end() if annotated else at
        if sign == ":" and self.quote and text.startswith("\n", at):
            begins = at + len(text[at : at + 80]) - len(text[at : at + 80].lstrip())
        block = _BLOCK.match(text, at) if sign == ":" else None
        if block is not None:
            return self._judged(block.start(1), block.end(1), literal=True, cut=False)
        if not opens_literal(text, begins):
            near = text[begins : begins + 120]
            wrapped = any(word in near for word in _ELSE) and OTHERWISE.match(text, begins)
            wrapped = wrapped or WRAPPED.match(text, begins)
            if wrapped and opens_literal(text, wrapped.end()):
                begins = wrapped.end()
        if opens_literal(text, begins) and not self._is_pair(begins):
            return self._literal(begins)
        if text[at : at + 1] in ("[", "{", "("):
            spans = self._collection(at)
            if spans or text[at] != "{":
                return spans
        return self._bare(at, sign, last)

    def _is_pair(self, at: int) -> bool:
        """Whether a tuple begins here, and no literal in a parenthesis."""
        first = literal_at(self.text, at) if self.text[at] == "(" else None
        return first is not None and self.text.startswith(",", first.end)

    def comma(self, at: int, _sign: str) -> list[tuple[int, int]]:
        """`setdefault("name", "value")`, `("name", "value")`, `["--name", "value"]`."""
        text = self.text
        if not self.quote:
            lead = text[max(0, self.start - 20) : self.start]
            if "setopt(" in lead:
                return self._owned(at)
            before = _UNPACKED.search(text, max(0, self.start - 120), self.start)
            return self._unpacked(at, before.group().count(",") if before else 0, named=True)
        option = self.name.startswith("-")
        default = _DEFAULT.match(text, at)
        if default is not None:
            return self._literal(default.end())
        if not opens_literal(text, at):
            given = text.find("default=", at, at + 200) if option else -1
            if given < 0 or "\n\n" in text[at:given] or not opens_literal(text, given + 8):
                return []
            return self._literal(given + 8)
        lead = text[max(0, self.start - 130) : self.start]
        if option or SETTER.search(lead):
            return self._literal(at, PASSWORD if "execute_command(" in lead else 0)
        if not _PAIR.search(lead):
            return []
        literal = literal_at(text, at)
        if literal is None or not _PAIR_END.match(text, literal.end) or literal.value == self.name:
            return []
        loose = lead.rstrip("\"'`\\ \t\n").endswith("[")
        return self._literal(at, TOKEN if loose else self.grade)

    def call(self, at: int, _sign: str) -> list[tuple[int, int]]:
        """`SecretStr("value")`, `BasicAuth("user", "value")`, `set_password("value")`."""
        return [] if self.quote else call_spans(self.text, at, self.name)

    def tag(self, at: int, _sign: str) -> list[tuple[int, int]]:
        """`<name>value</name>`."""
        value = _TAGGED.match(self.text, at)
        if value is None or not is_credential(self.grade, value.group()):
            return []
        return [value.span()]

    def attribute(self, at: int, _sign: str) -> list[tuple[int, int]]:
        """`<add key="name" value="value"/>`."""
        if not self.quote and self.text[self.start - 1 : self.start] != "<":
            return []
        return self._literal(at) if opens_literal(self.text, at) else []

    def below(self, at: int, _sign: str) -> list[tuple[int, int]]:
        """`- name: NAME` with `value: value` below it."""
        if opens_literal(self.text, at):
            return self._literal(at)
        value = _OPTION_VALUE.match(self.text, at)
        return [] if value is None else self._judged(at, value.end(), literal=False)

    def space(self, at: int, _sign: str) -> list[tuple[int, int]]:
        """`--name value`, `%env NAME value`, `machine … password value`, `PASSWORD 'value'`."""
        text = self.text
        if self.quote:
            return []
        lead = text[max(0, self.start - 130) : self.start]
        option = self.name.startswith("-")
        given = option or lead.endswith("/:") or is_told_to_set(lead)
        if not given and self.name.lower() in ("pass", "pw"):
            return []
        if opens_literal(text, at):
            literal = literal_at(text, at)
            if literal is None or not (
                given or (text[at] != "`" and not any(map(str.isspace, literal.value)))
            ):
                return []
            return self._literal(at)
        listed, here = _IN.match(text, at), _HERE.match(text, at)
        if listed is not None:
            return self._collection(listed.end())
        if here is not None and self.name.startswith("-") and opens_literal(text, here.end()):
            return self._literal(here.end())
        stated = _IS.match(text, at)
        if stated is not None:
            if opens_literal(text, stated.end()):
                return self._literal(stated.end())
            value = _CODE_VALUE.match(text, stated.end())
            word = value.group().rstrip(".!?") if value else ""
            told = self.grade >= SECRET or len(word) >= 16
            if told and any(map(str.isdigit, word)) and is_credential(self.grade, word):
                return [(stated.end(), stated.end() + len(word))]
            return []
        prose = not given and not is_shell_line(lead)
        if not given and self.grade < (PASSWORD if prose else SECRET):
            return []
        value = _OPTION_VALUE.match(text, at)
        if value is not None and not given and not any(map(str.isdigit, value.group())):
            return []
        if (
            value is not None
            and prose
            and not is_credential(TOKEN, value.group().rstrip(".,;:!?)"))
        ):
            return []
        if value is None or value.group().startswith(("-", "=", "<", "(", "&", "|")):
            return []
        return self._judged(value.start(), value.end(), literal=option)

    def _literal(self, at: int, grade: int = 0) -> list[tuple[int, int]]:
        text = self.text
        line = ""
        if not self.quote or not text.startswith(self.quote, self.start - len(self.quote)):
            # Where the line began cannot be told of a longer one.
            _before, broken, line = text[max(0, self.start - 300) : self.start].rpartition("\n")
            line = line if broken or self.start <= 300 else ""
        literal = literal_at(text, at, line)
        if literal is None:
            return []
        head = header_span(self.name, literal.value)
        if head is not None:
            return [(literal.start + head[0], literal.start + head[1])]
        return literal_spans(text, literal, grade or self.grade)

    def _unpacked(self, at: int, place: int, named: bool = False) -> list[tuple[int, int]]:
        """`user, password = "me", "value"`: the value at the name's place."""
        text = self.text
        if named:
            names = _UNPACKED_REST.match(text, at)
            if names is None:
                return []
            at = names.end()
        if text.startswith(("(", "["), at):
            at += 1
        given = list(islice(arguments_at(text, at), place + 1))
        if len(given) <= place or not opens_literal(text, given[place].start):
            return []
        return self._literal(given[place].start)

    def _owned(self, at: int) -> list[tuple[int, int]]:
        """`setopt(USERPWD, "user:value")`."""
        literal = literal_at(self.text, at)
        if literal is None:
            return []
        return [(literal.start + literal.value.find(":") + 1, literal.stop)]

    def _collection(self, at: int) -> list[tuple[int, int]]:
        if at < self.looked[self.grade]:
            return []
        spans, end = collection_spans(self.text, at, self.name, self.grade)
        self.looked[self.grade] = end
        return spans

    def _bare(self, at: int, sign: str, last: str) -> list[tuple[int, int]]:
        text = self.text
        sided = text[self.start - 1 : self.start]
        if last in HEADERS:
            line = _LINE.match(text, at)
            if line is not None:
                value = line.group()
                if sided in ("'", '"'):
                    value = value.split(sided, 1)[0]
                head = header_span(self.name, value)
                if head is not None:
                    end = at + head[1]
                    return [(at + head[0], self._whole(end) if head[1] >= 400 else end)]
                if value.lstrip().partition(" ")[0].lower() in SCHEMES:
                    return []
        if sided in ("?", "&", "#") and "=" in sign:
            return self._first(_QUERY_VALUE, at)
        if sided == ";" and sign == "=":
            return self._first(_LISTED_VALUE, at)
        if self.name.startswith("-") and sign == "=":
            return self._first(_OPTION_VALUE, at, literal=True)
        if "arn:" in text[max(0, self.start - 80) : self.start].rpartition(" ")[2]:
            return []
        if self.foreign or is_setting(text, self.start, self.name, self.grade, at, sign):
            return self._first(_OPTION_VALUE if sided not in ("'", '"') else _LISTED_VALUE, at)
        word = _OPTION_VALUE.match(text, at) if self.grade >= SECRET else None
        if word is not None and is_scrambled(word.group()):
            return self._judged(at, word.end(), literal=False)
        code = _CODE_VALUE.match(text, at)
        if code is None or not is_bare_credential(self.grade, code.group().rstrip(":.")):
            return []
        return [(code.start(), self._whole(code.end()))]

    def _first(
        self, form: re.Pattern[str], at: int, literal: bool = False
    ) -> list[tuple[int, int]]:
        value = form.match(self.text, at)
        if value is None:
            return []
        found = value.group()
        if (
            form is _LISTED_VALUE
            and ";" not in found
            and self.text[value.end() : value.end() + 1] != ";"
        ):
            found = found.split(" ", 1)[0] if "=" in found else found
        found = found.rstrip()
        return self._judged(at, at + len(found), literal, cut=len(value.group()) >= _MAX_LENGTH)

    def _judged(
        self, start: int, end: int, literal: bool, cut: bool = True
    ) -> list[tuple[int, int]]:
        value = self.text[start:end].rstrip(";,.")
        end = start + len(value)
        if MASK in value or value.startswith(("$(", "${", "`")) or _CALL.match(value):
            return []
        if not is_credential(self.grade, value, literal):
            return []
        return [(start, self._whole(end) if cut else end)]

    def _whole(self, end: int) -> int:
        """Where a value ends that was cut to be judged."""
        rest = _REST.match(self.text, end)
        return rest.end() if rest is not None else end


_CALL = re.compile(
    r"[A-Za-z_][\w.]{0,80}[(\[]|os\.environ|process\.env|secrets\.|config\.|settings\.|args\.|self\."
)
