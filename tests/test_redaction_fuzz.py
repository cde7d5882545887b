"""Random texts: masking never raises, masks no more when it is asked again, and costs a small multiple of reading the text.

The seeds are printed. More rounds, or the one that failed, by hand:

    NBTRAIL_FUZZ_ROUNDS=50 .venv/bin/python -m pytest -s tests/test_redaction_fuzz.py   (times as many)
    NBTRAIL_FUZZ_SEED=123 .venv/bin/python -m pytest -s tests/test_redaction_fuzz.py    (this one alone)
"""

from __future__ import annotations

import os
import random
import re
import time

from ordinary_calls import ORDINARY_CALLS
from ordinary_code import ORDINARY
from ordinary_notebooks import ORDINARY_NOTEBOOKS
from planted_calls import CALLS
from planted_credentials import PLANTED
from planted_notebooks import NOTEBOOKS
from planted_variations import VARIATIONS

from nbtrail.redact import redact, redact_value

TIMES = float(os.environ.get("NBTRAIL_FUZZ_ROUNDS", "1"))
ONLY = os.environ.get("NBTRAIL_FUZZ_SEED")
START = int(ONLY) if ONLY else time.time_ns() // 1_000_000 % 1_000_000

#: Characters of a text whose time is taken, and so many times what it costs to look at each once: nothing but
#: credentials costs 40, and is looked at up to three times. What is quadratic costs thousands.
LONG = 20_000
MAX_RATIO = 200

SIGNS = [*"\"'`\\=:,;(){}[]<>@/?&#!|$%-_. \n\t\r\0", "\ud800", "\u202e", "é", "😀", "=>", "://", "'''", '"""', "\\\n", "-----", "‹redacted›"]  # fmt: skip
WORDS = ["password", "token", "secret", "api_key", "Authorization", "Bearer", "--user", "-p", "mysql", "eyJ", "sk-", "AKIA", "x", "0", "None", "hunter22", "postgres://a:b@c"]  # fmt: skip
CORPUS = [
    *(str(text) for _, text, *_ in PLANTED),
    *(str(text) for text, *_ in VARIATIONS),
    *(re.sub("[«»]", "", text) for text in (*CALLS, *NOTEBOOKS)),
    *ORDINARY,
    *ORDINARY_CALLS,
    *ORDINARY_NOTEBOOKS,
]


def rounds(name: str, count: int):
    """A generator of random numbers for each seed; the seeds are printed, and a failure names its own."""
    total = 1 if ONLY else int(count * TIMES)
    print(f"\nfuzz, {name}: seeds {START} to {START + total - 1}")
    for seed in range(START, START + total):
        yield seed, random.Random(seed)


def again(seed: int) -> str:
    return f"again with NBTRAIL_FUZZ_SEED={seed} .venv/bin/python -m pytest tests/test_redaction_fuzz.py"


def odd(rng: random.Random) -> str:
    """Pieces of texts with and without credentials, cut, joined, and with signs between."""
    made = []
    for _ in range(rng.randint(1, 12)):
        kind = rng.randrange(4)
        if kind == 0:
            text = rng.choice(CORPUS)
            start = rng.randrange(len(text) + 1)
            made.append(text[start : start + rng.randint(1, 80)])
        elif kind == 1:
            made.append(rng.choice(WORDS))
        elif kind == 2:
            made.append(rng.choice(SIGNS) * rng.choice((1, 1, 1, 2, 3, 40)))
        else:
            made.append(
                "".join(
                    chr(rng.choice((rng.randrange(32, 127), rng.randrange(0xD7FF))))
                    for _ in range(rng.randint(1, 20))
                )
            )
    return "".join(made)


def value(rng: random.Random, depth: int = 3):
    """A parameter of any shape, as it is encoded."""
    kind = rng.randrange(8 if depth else 6)
    if kind < 3:
        return odd(rng)
    if kind < 6:
        return rng.choice((None, True, 0, -1, 0.1, {"$float": "NaN"}, {"$int": "9" * 30}))
    if kind == 6:
        return [value(rng, depth - 1) for _ in range(rng.randrange(4))]
    return {odd(rng)[:30]: value(rng, depth - 1) for _ in range(rng.randrange(4))}


def test_no_text_makes_masking_raise_or_mask_more_when_it_is_asked_again():
    for seed, rng in rounds("texts", 4_000):
        text = odd(rng)
        masked, found = redact(text)
        assert found == (masked != text), f"{text!r}; {again(seed)}"
        assert redact(masked)[0] == masked, f"{text!r} became {masked!r}; {again(seed)}"


def test_no_parameter_makes_masking_raise():
    for seed, rng in rounds("parameters", 2_000):
        key, given = odd(rng)[:40], value(rng)
        masked, found = redact_value(key, given)
        assert found or masked == given, f"{key!r}: {given!r}; {again(seed)}"


def test_a_long_text_of_any_kind_costs_a_small_multiple_of_reading_it():
    reading = min(_seconds(_look_at_each, "a" * LONG) for _ in range(3))
    for seed, rng in rounds("long texts", 300):
        pieces = [odd(rng) for _ in range(rng.randint(1, 3))]
        text = (rng.choice(pieces) if rng.randrange(2) else "".join(pieces))[:LONG] or "a"
        text = (text * (LONG // len(text) + 1))[:LONG]
        if _seconds(redact, text) > MAX_RATIO * reading:
            assert min(_seconds(redact, text) for _ in range(3)) <= MAX_RATIO * reading, (
                f"{text[:200]!r}; {again(seed)}"
            )


def _seconds(act, text: str) -> float:
    begin = time.process_time()
    act(text)
    return max(time.process_time() - begin, 1e-6)


def _look_at_each(text: str) -> int:
    return sum(1 for _ in re.finditer(r"(?s:.)", text))
