"""No text makes masking slow: what each expression is slowest with is made from the expression itself."""

from __future__ import annotations

import importlib
import pkgutil
import re
import sys
import sysconfig
import time
from pathlib import Path

import pytest

import nbtrail.redact
from nbtrail.redact import redact
from nbtrail.redact.forms import FORMS, INNER

if sys.version_info >= (3, 11):
    from re import _parser as parser
else:
    import sre_parse as parser

SIZE = 20_000
#: So many times the time that it takes to look at each character once; what is quadratic takes thousands of times.
MAX_RATIO = 60
#: Characters of a text that is ordinary.
MEGABYTE = 1_000_000
ROOMS = [
    importlib.import_module(f"nbtrail.redact.{room.name}")
    for room in pkgutil.iter_modules(nbtrail.redact.__path__)
]


def expressions() -> dict[str, str]:
    """Every expression of the rooms and every row of the tables."""
    found = {
        f"{room.__name__}.{name}": value.pattern
        for room in ROOMS
        for name, value in vars(room).items()
        if isinstance(value, re.Pattern)
    }
    for room in ROOMS:
        for name, value in vars(room).items():
            if isinstance(value, dict):
                for key, entry in value.items():
                    if isinstance(entry, re.Pattern):
                        found[f"{room.__name__}.{name}[{key}]"] = entry.pattern
            if isinstance(value, tuple):
                for at, entry in enumerate(value):
                    for part in entry if isinstance(entry, tuple) else ():
                        if isinstance(part, re.Pattern):
                            found[f"{room.__name__}.{name}[{at}]"] = part.pattern
    found |= {f"{vendor} {at}": form for at, (vendor, form) in enumerate(FORMS)}
    return found | {vendor: form for vendor, _, _, form in INNER}


def sample(tree, longest: bool) -> str:
    """A text that an expression matches, from its syntax tree."""
    made = []
    for op, value in tree:
        kind = str(op)
        if kind == "LITERAL":
            made.append(chr(value))
        elif kind == "NOT_LITERAL":
            made.append("a" if value != ord("a") else "b")
        elif kind == "ANY":
            made.append("a")
        elif kind == "IN":
            made.append(_one_of(value))
        elif kind in ("MAX_REPEAT", "MIN_REPEAT"):
            least, most, inner = value
            times = min(int(most), max(int(least), 12)) if longest else int(least)
            made.append(sample(inner, longest) * min(times, 300))
        elif kind == "BRANCH":
            made.append(sample(value[1][-1 if longest else 0], longest))
        elif kind == "SUBPATTERN":
            made.append(sample(value[3], longest))
        elif kind == "ASSERT" and value[0] > 0:
            made.append(sample(value[1], longest))
    return "".join(made)


def _one_of(members) -> str:
    ranges = [member for member in members if str(member[0]) == "RANGE"]
    if str(members[0][0]) == "NEGATE":
        return next(c for c in "a1 ;" if not any(_is_in(c, member) for member in members[1:]))
    if ranges:
        return chr(ranges[-1][1][0])
    kind, value = members[0]
    if str(kind) == "LITERAL":
        return chr(value)
    return {"CATEGORY_DIGIT": "7", "CATEGORY_SPACE": " ", "CATEGORY_NOT_SPACE": "a"}.get(
        str(value), "a"
    )


def _is_in(character: str, member) -> bool:
    kind, value = str(member[0]), member[1]
    if kind == "LITERAL":
        return chr(value) == character
    if kind == "RANGE":
        return value[0] <= ord(character) <= value[1]
    return str(value) == "CATEGORY_SPACE" and character == " "


def slow_texts(form: str) -> list[str]:
    """Repeated beginnings, near misses, and matches with separators, quotes, blanks and backslashes between."""
    tree = parser.parse(form)
    pieces = set()
    for whole in (sample(tree, False), sample(tree, True)):
        for end in {3, len(whole) // 2, len(whole) - 1, len(whole)}:
            if 0 < end <= len(whole):
                pieces.add(whole[:end])
    longest = max(pieces, key=len)
    pieces |= {longest + end for end in ("-", ".", "'", '="', "\\", "\n")}
    return ["token = " + piece * (SIZE // len(piece)) for piece in sorted(pieces)]


def _seconds(act, *given) -> float:
    best = float("inf")
    for _ in range(3):
        begin = time.process_time()
        act(*given)
        best = min(best, time.process_time() - begin)
    return max(best, 1e-6)


def _look_at_each(text: str) -> int:
    return sum(1 for _ in re.finditer(r"(?s:.)", text))


@pytest.mark.parametrize(("name", "form"), expressions().items())
def test_the_slowest_text_for_an_expression_costs_a_small_multiple_of_reading_it(name, form):
    reading = _seconds(_look_at_each, "a" * SIZE)
    for text in slow_texts(form):
        begin = time.process_time()
        redact(text)
        once = time.process_time() - begin
        if once > MAX_RATIO * reading:
            assert _seconds(redact, text) <= MAX_RATIO * reading, text[:120]


def test_a_megabyte_of_ordinary_code_costs_no_more_than_reading_it():
    library = Path(sysconfig.get_path("stdlib"))
    sources = [path.read_text("utf-8") for path in sorted(library.glob("[a-k]*.py"))]
    text = "\n".join(sources)[:MEGABYTE]
    assert len(text) == MEGABYTE
    assert _seconds(redact, text) <= _seconds(_look_at_each, text)


@pytest.mark.parametrize(
    "line",
    [
        "0.123456789, 123.4567, -1e-05\n",
        "ACGTAGCTAGCATGCA",
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJ/AAADUlEQVR42mNk+M9QDwADhgGAWjR9awAA",
        "The quick brown fox jumps over the lazy dog, again and again. ",
        "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08 model.bin\n",
    ],
)
def test_a_megabyte_of_data_costs_no_more_than_reading_it(line):
    text = line * (MEGABYTE // len(line))
    assert _seconds(redact, text) <= _seconds(_look_at_each, text)


PIECES = [
    "a.b-c://", "password", "token=", "token_", "a.b-c_token", "a://", "a://b:c", "a://b:c@", "eyJ", "eyJa.", "sk-a", "SG.a",
    "password = '", 'password="', "password='''", "'", '"', "\\", "`", "password='\\'", 'token="\\', "key ", "= ",
    "password=(", "tokens={", "tokens=[", "auth=(", "auth=('a',", "token:", "password: a", " --token", " -p", " -u",
    " -u a:", "mysql -p", "mysql ", "curl -u a:b ", "bearer ", "Authorization: Basic ", "Cookie: a=", "?sig=", "&key=a",
    ";pwd=", "PWD={", "-----BEGIN PRIVATE KEY-----", "-----BEGIN ", "PuTTY-User-Key-File-2:", "export token ",
    "%env ", "machine a login b password ", "token or ", "password is ", "<password>", "token,", '"token",', "token[",
    '["token"]', "İ", "ACG-TACG-", "x1+", "a.", "a-", "a_", "(", "{", "[", " ", "\n", "\t", "0", "A1b2C3d4",
    "identified by '", "echo a|", "pass:", "login(", "SecretStr(", "os.getenv('token',", "f'{token}'", "password\n=\n",
    "FTP(", "FTP('", "login(", "connect(a, 22, \"", "user, \"x\"\n", ".type(\"", "jwt.encode(a, ", "token = f(x)\n", "echo a | sudo -S ",
    "htpasswd -b ", "net use ", "set password='", "smbclient -U a%",
]  # fmt: skip


@pytest.mark.parametrize("piece", PIECES)
def test_no_repetition_makes_masking_slow(piece):
    reading = _seconds(_look_at_each, "a" * SIZE)
    for lead in ("", "token='", "https://x "):
        text = lead + piece * (SIZE // len(piece))
        assert _seconds(redact, text) <= MAX_RATIO * reading, lead


def test_twice_the_text_takes_about_twice_the_time():
    small = "\n".join(piece * 40 for piece in PIECES)
    half, whole = _seconds(redact, small * 2), _seconds(redact, small * 4)
    assert whole <= 3 * half
