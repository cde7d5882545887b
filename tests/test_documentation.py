"""What the documentation shows can be typed: public names exist, and examples are Python."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

import nbtrail

ROOT = Path(__file__).resolve().parent.parent
PAGES = sorted([ROOT / "README.md", *(ROOT / "docs").glob("*.md")])
API = (ROOT / "docs" / "api.md").read_text(encoding="utf8")


def test_the_api_reference_describes_every_public_name_and_no_other():
    described = re.findall(
        r"^\.\. (?:auto\w+|py:(?:function|data)):: (?:nbtrail\.)?(\w+)", API, re.M
    )
    assert sorted(described) == sorted(nbtrail.__all__)


def test_what_the_api_reference_describes_of_a_run_is_there(script):
    members = re.findall(r"^ {3}\.\. (?:auto|py:)(?:attribute|method):: (\w+)", API, re.M)
    assert len(members) > 10
    code = f"""
        import nbtrail
        run = nbtrail.init(mode="disabled")
        print([name for name in {members!r} if not hasattr(run, name)])
    """
    assert script(code).stdout == "[]\n"


@pytest.mark.parametrize("name", nbtrail.__all__)
def test_a_public_name_tells_what_it_is_for(name):
    if name not in ("params", "summary"):
        assert len(getattr(nbtrail, name).__doc__.strip()) > 10


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_an_example_of_a_page_is_python(page: Path):
    text = page.read_text(encoding="utf8")
    for code in re.findall(r"^```python\n(.*?)^```", text, re.M | re.S):
        if not code.startswith("%%"):  # a cell of another language
            ast.parse(re.sub(r"^%.*$", "", code, flags=re.M))
