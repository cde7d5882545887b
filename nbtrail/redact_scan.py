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

from .redact_headers import HEADERS, SCHEMES, header_span
from .redact_literals import (
    WITH_OWNER,
    call_spans,
    collection_spans,
    literal_at,
    literal_spans,
    opens_literal,
)
from .redact_mask import MASK
from .redact_names import PASSWORD, SECRET, TOKEN, grade_of, words_of
from .redact_values import is_bare_credential, is_credential

_FOUND = re.compile(
    r"(?:pass|pwd|secret|token|key(?<=[\w .-]key)|auth|cred|cookie|pw(?<![a-z]pw)|sig(?=nature|=)|jwt|bearer"
    r"|login(?=\()|mnemonic|kennwort)"
    r"[\w.-]{0,40}(?![\w.-])(?:\[[\"'](?P<entry>[\w .-]{1,60})[\"']\]|\[\d{0,5}\])?(\\{0,2}[\"'`])?"
    r"(?:(?P<relation>(?:\s{0,4}\])?[ \t]{0,8}(?:=>|:=|={1,3}|!={1,2}|\|\|=|:)[ \t]{0,8})"
    r"|(?P<comma>[ \t]{0,4},\s{0,8})|(?P<call>\()|(?P<tag>>)"
    r"|(?P<attribute>[ \t]{1,4}value[ \t]{0,2}=[ \t]{0,2})|(?P<space>[ \t]{1,8}))"
)
_NAME = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-"
_ANNOTATION = re.compile(r"(?:[\w.\[\]]| ?\| ?|, ?){1,60}[ \t]{0,8}=(?!=)[ \t]{0,8}")
#: What a literal may be wrapped in, where a value is expected.
_WRAPPED = re.compile(
    r"(?:[\w.]{1,40}\.)?(?:(?:SecretStr|SecretBytes|Secret|Field|field|Option|Argument|str|bytes|b64decode|b64encode"
    r"|fromhex|quote|quote_plus|unquote|String|Variable|Param)\(\s{0,8}(?:\.{3},\s{0,8})?"
    r"(?:(?:default|value)[ \t]{0,2}=[ \t]{0,2})?"
    r"|(?:getenv|get|pop|env|config)\(\s{0,8}[\"'][\w.-]{1,80}[\"'],\s{0,8}(?:default[ \t]{0,2}=[ \t]{0,2})?)"
)
#: `os.getenv("X") or "value"`, `x if y else "value"`.
_OTHERWISE = re.compile(
    r"[^\n#;]{1,100}?[\s)](?:or|else|\?\?|\|\|)[ \t]{1,4}(?=[rbfuRBFU]{0,2}[\"'])"
)
_ELSE = ("or ", "else ", "?? ", "|| ")
_SETTER = re.compile(
    r"(?:\b(?:setattr|getattr|set_option|set_param)\(\s{0,9}[\w.\[\]\"'-]{1,60},\s{0,9}"
    r"|\b(?:setdefault|setenv|putenv|getenv|get|set|pop|put|add|append|insert|header|add_header|set_header|setHeader"
    r"|setRequestHeader|set_secret|set_password|set_key|setItem|env|config|conf|option|set_value|setProperty"
    r"|putheader|set_cookie|with_env|environ)\(\s{0,9})\\{0,2}[\"'`]\Z"
)
_PAIR = re.compile(
    r"(?:(?:^|[^\w\s)\]]|[\s,(\[]|return|in)\s{0,9}[(]|[\[,(]\s{0,9}\[|^\s{0,9}\[|=\s{0,4}\[)\s{0,9}\\{0,2}[\"'`]\Z"
)
_PAIR_END = re.compile(r"\s{0,9},?\s{0,9}[)\]]")
_EXPORTS = frozenset("export set setx setenv env arg $env: %env %set_env !export !set".split())
_STORES = frozenset("set add put create --add --global --local -g configure config".split())
_GIVES = frozenset(
    "-e --env --build-arg --set config:set export %env env !export -d --data -f --form".split()
)
_KEEPERS = frozenset("configure config secret secrets variable".split())
_OWNERS = frozenset("login user account machine".split())
_IS = re.compile(r"(?:is|was|lautet)[ \t]{0,2}:?[ \t]{1,2}")
_SECTION = re.compile(r"(?:\A|\n)[ \t]*\[[\w .:/@-]+\][ \t]*\n[^\[\](){}]*\Z")
_FOREIGN = re.compile(r"\s{0,20}(?:%%(?!time|capture|prun|py)\w|(?:from|FROM) \S+\n)")
_COMPARED = re.compile(r"([\"'`])[ \t]{0,4}[!=]={1,2}[ \t]{0,4}([A-Za-z_][\w.]{0,80})")
_MOST = 200
_QUERY_VALUE = re.compile(r"[^&#?=\s'\"<>;\\`]{4,200}={0,2}")
_LISTED_VALUE = re.compile(r"(?:\{[^{}'\"\n]{4,100}\}|[^;'\"\n\\]{4,200})")
_OPTION_VALUE = re.compile(r"[^\s'\"`]{4,200}")
_CODE_VALUE = re.compile(r"[^\s'\",;)\]}&<>`=:]{4,200}={0,2}")
_REST = re.compile(r"[^\s'\"`;,&]*")
_LINE = re.compile(r"[^\n]{1,400}")
_TAGGED = re.compile(r"[^<>\n]{4,400}(?=</)")
_CODED = re.compile(r"[=(){}\[\]<>]")
_NEXT_SETTING = re.compile(r"[ \t]{1,4}[\w.-]{1,40}=")


def name_spans(text: str, low: str) -> Iterator[tuple[int, int]]:
    """Where credentials stand that are known by the name they are given to.

    `low` is the text in lower case, of the same length.
    """
    foreign = _FOREIGN.match(text) is not None
    done, looked = 0, [0] * (PASSWORD + 1)
    for found in _FOUND.finditer(low):
        start = found.start()
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
        name = text[name_start:name_end].rstrip(".-")
        if found["entry"]:
            name = f"{name}.{text[found.start('entry') : found.end('entry')]}"
        grade = grade_of(name)
        if not grade and kind != "call":
            continue
        place = _Place(text, name, name_start, grade, quote, foreign, looked)
        for span in getattr(place, kind)(found.end(), text[found.start(kind) : found.end()]):
            yield span
            done = max(done, span[1])


def compared_spans(text: str) -> Iterator[tuple[int, int]]:
    """`"value" == name`: the literal before a comparison with a credential's name."""
    if "==" not in text and "!=" not in text:
        return
    for found in _COMPARED.finditer(text):
        grade = grade_of(found.group(2))
        if grade:
            end = found.start()
            begin = max(0, end - 400)
            start = begin + text[begin:end].rfind(found.group(1)) + 1
            if start > begin and is_credential(grade, text[start:end]):
                yield start, end


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
        begins, sign = at, sign.strip(" \t]\n")
        last = (words_of(self.name) or [""])[-1]
        if text[at : at + 1] == "(" and last in WITH_OWNER:
            return self._collection(at)
        if sign == ":" and last not in HEADERS and not opens_literal(text, at):
            annotated = _ANNOTATION.match(text, at)
            begins = annotated.end() if annotated else at
        if not opens_literal(text, begins):
            near = text[begins : begins + 120]
            wrapped = any(word in near for word in _ELSE) and _OTHERWISE.match(text, begins)
            wrapped = wrapped or _WRAPPED.match(text, begins)
            if wrapped and opens_literal(text, wrapped.end()):
                begins = wrapped.end()
        if opens_literal(text, begins):
            return self._literal(begins)
        if text[at : at + 1] in ("[", "{", "("):
            spans = self._collection(at)
            if spans or text[at] != "{":
                return spans
        return self._bare(at, sign, last)

    def comma(self, at: int, _sign: str) -> list[tuple[int, int]]:
        """`setdefault("name", "value")`, `("name", "value")`, `["--name", "value"]`."""
        text = self.text
        if not self.quote:
            return []
        option = self.name.startswith("-")
        if not opens_literal(text, at):
            given = text.find("default=", at, at + 200) if option else -1
            if given < 0 or "\n\n" in text[at:given] or not opens_literal(text, given + 8):
                return []
            return self._literal(given + 8)
        lead = text[max(0, self.start - 130) : self.start]
        if option or _SETTER.search(lead):
            return self._literal(at)
        if not _PAIR.search(lead):
            return []
        literal = literal_at(text, at)
        if literal is None or not _PAIR_END.match(text, literal.end):
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
        return self._literal(at) if self.quote and opens_literal(self.text, at) else []

    def space(self, at: int, _sign: str) -> list[tuple[int, int]]:
        """`--name value`, `%env NAME value`, `machine … password value`, `PASSWORD 'value'`."""
        text = self.text
        if self.quote:
            return []
        lead = text[max(0, self.start - 130) : self.start]
        given = self.name.startswith("-") or lead.endswith("/:") or _is_told_to_set(lead)
        if not given and self.name.lower() in ("pass", "pw"):
            return []
        if opens_literal(text, at):
            literal = literal_at(text, at)
            if literal is None or not (given or not any(map(str.isspace, literal.value))):
                return []
            return self._literal(at)
        stated = _IS.match(text, at)
        if stated is not None and self.grade >= SECRET:
            if opens_literal(text, stated.end()):
                return self._literal(stated.end())
            value = _CODE_VALUE.match(text, stated.end())
            word = value.group().rstrip(".!?") if value else ""
            if any(map(str.isdigit, word)) and is_credential(self.grade, word):
                return [(stated.end(), stated.end() + len(word))]
            return []
        if not given:
            return []
        value = _OPTION_VALUE.match(text, at)
        if value is None or value.group().startswith(("-", "=", "<", "(", "&", "|")):
            return []
        return self._judged(value.start(), value.end(), literal=False)

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
        if last in ("sig", "signature"):
            return []
        if sided == ";" and sign == "=":
            return self._first(_LISTED_VALUE, at)
        if self.name.startswith("-") and sign == "=":
            return self._first(_OPTION_VALUE, at)
        if self._is_setting(at, sign):
            return self._first(_OPTION_VALUE if sided not in ("'", '"') else _LISTED_VALUE, at)
        value = _CODE_VALUE.match(text, at)
        if value is None or not is_bare_credential(self.grade, value.group().rstrip(":.")):
            return []
        return [(value.start(), self._whole(value.end()))]

    def _is_setting(self, at: int, sign: str) -> bool:
        """Whether the value stands in a file of settings, a shell or a string, where there are no variables."""
        text, start = self.text, self.start
        sided = text[start - 1 : start]
        if self.foreign or text.startswith("/", start - 1) or text.startswith("/:", start - 2):
            return True
        value = _OPTION_VALUE.match(text, at)
        if value is None or sign not in ("=", ":"):
            return False
        word, tight = value.group(), text[at - 1 : at] == sign
        follows = text[value.end() : value.end() + 1]
        if sided in ("'", '"'):
            if sign == "=" and (";" in word or _NEXT_SETTING.match(text, value.end())):
                return True
            return follows == sided and (not tight or sign == "=" or any(map(str.isdigit, word)))
        line = text[max(0, start - 200) : start].rpartition("\n")[2]
        ends = follows in ("", "\n") and not word.endswith((",", "(", "[", "{", ":", "\\"))
        if sign == "=" and tight:
            previous = line.rstrip().rpartition(" ")[2]
            if line.endswith(" ") and "=" in previous and not previous.endswith((",", "(", "=")):
                return True
            if _NEXT_SETTING.match(text, value.end()) and not word.endswith(","):
                return True
            if _is_told_to_set(line) or (sided == "=" and "--" in line):
                return True
            if not line.strip(" \t!"):
                plain = (
                    word.replace("_", "").isalpha()
                    or "." in word
                    and word.replace(".", "").isalpha()
                )
                if self.name.isupper():
                    return not (plain and self.grade < PASSWORD)
                return ends and self.grade == PASSWORD and not plain
        if not ends:
            return False
        if sign == ":" and not line.strip(" \t-"):
            named = word.isidentifier() and word[0].isupper()
            return not named and (self.grade == PASSWORD or not word.isidentifier())
        if sign == ":" and self.grade == PASSWORD and not _CODED.search(line):
            return any(map(str.isdigit, word))
        return sign == "=" and _SECTION.search(text[max(0, start - 600) : start]) is not None

    def _first(self, form: re.Pattern[str], at: int) -> list[tuple[int, int]]:
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
        return self._judged(at, at + len(found), literal=False, cut=len(value.group()) >= _MOST)

    def _judged(
        self, start: int, end: int, literal: bool, cut: bool = True
    ) -> list[tuple[int, int]]:
        value = self.text[start:end].rstrip(";,")
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


def _is_told_to_set(lead: str) -> bool:
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


_CALL = re.compile(
    r"[A-Za-z_][\w.]{0,80}[(\[]|os\.environ|process\.env|secrets\.|config\.|settings\.|args\.|self\."
)
