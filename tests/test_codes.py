"""A code means one thing, in whichever language it is said."""

from __future__ import annotations

import re
from pathlib import Path

from nbtrail.notices.codes import HINTS, NOTICES

ROOT = Path(__file__).parent.parent
TABLE = ROOT / "nbtrail" / "notices" / "codes.py"


def codes_in(text: str) -> set[str]:
    return set(re.findall(r"\bNT\d{3}\b", text))


def test_every_code_that_is_said_is_in_the_table_and_the_other_way_round():
    said = set()
    for path in (ROOT / "nbtrail").rglob("*.py"):
        if path != TABLE:
            said |= set(re.findall(r'"(NT\d{3})"', path.read_text("utf-8")))
    # What the companion answers, and who asks looks for.
    answered = {"NT302", "NT401", "NT505"}
    assert said - answered == {*NOTICES, *HINTS}


def test_no_code_is_told_in_one_language_and_raised_in_the_other():
    companions = codes_in((ROOT / "server" / "src" / "errors.ts").read_text("utf-8"))
    assert not companions & set(NOTICES)
    assert set(HINTS) <= companions, "errors.ts names those that only Python raises"


def test_every_code_is_explained_to_users():
    explained = codes_in((ROOT / "docs" / "troubleshooting.md").read_text("utf-8"))
    assert {*NOTICES, *HINTS} <= explained
