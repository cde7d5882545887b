"""How much of what is planted is found, and how much of what is ordinary stays: two corpora decide."""

from __future__ import annotations

import json
import re

import pytest
from ordinary_calls import ORDINARY_CALLS
from ordinary_code import ORDINARY, ORDINARY_PARAMS
from ordinary_notebooks import ORDINARY_NOTEBOOKS
from planted_calls import CALLS
from planted_credentials import PLANTED
from planted_notebooks import NOTEBOOKS
from planted_tokens import PARAMS, TOKENS
from planted_variations import VARIATIONS

from nbtrail.redact import MASK, redact, redact_value

EVERYTHING = [
    *PLANTED,
    *(("variation", text, secret) for text, secret in VARIATIONS),
    *(
        ("call", re.sub("[«»]", "", text), secret)
        for text in (*CALLS, *NOTEBOOKS)
        for secret in re.findall("«(.*?)»", text)
    ),
]
EVERYDAY = [*ORDINARY, *ORDINARY_CALLS, *ORDINARY_NOTEBOOKS]
#: A cell or text around each; a text that begins with a magic stands at the top.
AROUND = ("{}", "x = 1\n{}\ny = 2")


def _around(text: str) -> list[str]:
    return [around.replace("{}", text) for around in AROUND if around == "{}" or text[:2] != "%%"]


def test_credentials_are_found_in_whatever_syntax_they_are_planted():
    missed = [
        (kind, text)
        for kind, planted, secret in EVERYTHING
        for text in _around(planted)
        if secret in redact(text)[0]
    ]
    assert missed == [] and len(EVERYTHING) >= 150


@pytest.mark.parametrize(("vendor", "token"), TOKENS)
def test_a_vendors_token_is_known_by_its_form_and_nothing_else_is_touched(vendor, token):
    masked, hit = redact(f"client = connect('{token}', 3)")
    assert hit and token[8:] not in masked, vendor
    assert masked.startswith("client = connect('") and masked.endswith("', 3)")


@pytest.mark.parametrize(("name", "value", "secret"), PARAMS)
def test_parameters_are_masked_however_they_are_nested(name, value, secret):
    masked, hit = redact_value(name, value)
    assert (
        hit and secret not in json.dumps(masked) and MASK in json.dumps(masked, ensure_ascii=False)
    )


def test_ordinary_code_stays_as_it_was_written():
    changed = [
        (text, redact(text)[0])
        for ordinary in EVERYDAY
        for text in _around(ordinary)
        if redact(text) != (text, False)
    ]
    assert changed == [] and len(EVERYDAY) >= 200


@pytest.mark.parametrize(("name", "value"), ORDINARY_PARAMS)
def test_ordinary_parameters_stay_as_they_were_given(name, value):
    assert redact_value(name, value) == (value, False)


def test_what_is_masked_once_stays_as_it_is():
    for _kind, planted, _secret in EVERYTHING:
        masked, _hit = redact(planted)
        assert redact(masked) == (masked, False)


def test_precision_and_recall_are_what_the_documentation_says():
    texts = [(text, True) for _, text, _ in EVERYTHING] + [(token, True) for _, token in TOKENS]
    texts += [(text, False) for text in EVERYDAY]
    found = [(redact(text)[1], planted) for text, planted in texts]
    right = sum(hit and planted for hit, planted in found)
    recall = right / sum(planted for _, planted in found)
    precision = right / sum(hit for hit, _ in found)
    assert recall >= 0.99 and precision >= 0.99, (recall, precision)
