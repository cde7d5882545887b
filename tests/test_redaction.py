"""Credentials are masked, and what only looks like one stays."""

from __future__ import annotations

import pytest

from nbtrail.redact import MASK, redact, redact_value
from nbtrail.redact.addresses import masked_remote

GITHUB = "ghp_" + "a1B2" * 9

SECRETS = [
    'password = "hunter22"',
    "db_password='s3cretxx'",
    'api_key: str = "abcdef12"',
    '{"token": "abcdefgh"}',
    'os.environ["HF_TOKEN"] = "abcdefgh"',
    'os.environ.setdefault("HF_TOKEN", "abcdefgh")',
    'login(token="abcdefgh")',
    'client_secret="xxabcdxx"',
    '{"auth-key": "xxabcdxx"}',
    'AWS_SECRET_ACCESS_KEY = "wJalrXUtnFEMI/K7MDENG"',
    'secret_key = """abcdefgh"""',
    f"clone({GITHUB})",
    "github_pat_" + "A1b2" * 6,
    "AKIAIOSFODNN7EXAMPLE",
    "hf_" + "aB3" * 11,
    "sk-proj-abcDEF123456789012345678",
    "sk-or-v1-" + "0123456789abcdef" * 4,
    "xoxb-1234567890-abc",
    "AIza" + "a" * 35,
    "eyJhbGciOiJIUzI1.eyJzdWIiOiIxMjM0.abc",
    "-----BEGIN RSA PRIVATE KEY-----\nabc\n-----END RSA PRIVATE KEY-----",
    "-----BEGIN PRIVATE KEY-----\nabc",
    "Authorization: Bearer abcdefghijklmnopqrst",
    "git clone https://user:pa55word@github.com/x",
    "postgresql://me:abcdef@host/db",
    "%env API_KEY=abcdef123",
    'password == "abcdef"',
    "!tool --password hunter22",
]

HARMLESS = [
    'token = tokenizer("hello world")',
    "max_tokens=512",
    "secret_santa = 3",
    'secret_santa = "someone nice"',
    'tokenizer_name = "bert-base-uncased"',
    'eos_token = "<|endoftext|>"',
    'pad_token="[PAD]"',
    'getpass("password: "), foo("abcdef")',
    "password = getpass()",
    'secret = os.environ["SECRET_NAME"]',
    'sort_key = "created_at"',
    'keyword="abcdefgh"',
    'tokens = "a b c d e f g"',
    'bypass = "abcdefgh"',
    'print("token", "value is here")',
    "sk-learn-compatible-estimator",
    "https://example.com:8080/a@b",
    "http://{user}:{password}@host",
    'token = f"{token}"',
]


@pytest.mark.parametrize("text", SECRETS)
def test_credentials_are_masked_wherever_they_stand(text):
    masked, hit = redact(f"x = 1\n{text}\ny = 2")
    assert (
        hit and MASK in masked and masked.startswith("x = 1\n") and masked.endswith("y = 2")
    ) or "BEGIN" in text
    assert redact(masked) == (masked, False) or MASK in masked


@pytest.mark.parametrize("text", HARMLESS)
def test_what_is_no_credential_stays(text):
    assert redact(text) == (text, False)


def test_parameters_are_masked_by_name_and_by_form():
    assert redact_value("password", "hunter22") == (MASK, True)
    assert redact_value("model.api_key", "abcdef1") == (MASK, True)
    assert redact_value("deep", {"list": [{"token": "abcdefgh"}, 1]}) == (
        {"list": [{"token": MASK}, 1]},
        True,
    )
    assert redact_value("anything", GITHUB) == (MASK, True)
    for key, value in (
        ("max_tokens", 5),
        ("tokenizer", "gpt2-large"),
        ("eos_token", "endoftext"),
        ("token", "cls"),
    ):
        assert redact_value(key, value) == (value, False)


def test_remotes_lose_their_credentials_and_nothing_else():
    assert (
        masked_remote("https://user:token@github.com/a/b.git")
        == f"https://{MASK}@github.com/a/b.git"
    )
    assert (
        masked_remote(f"https://{GITHUB}@github.com/a/b.git")
        == f"https://{MASK}@github.com/a/b.git"
    )
    for address in (
        "https://me:p@ss@github.com/a/b.git",
        "https://me:pa/ss@github.com/a/b.git",
        "https://oauth2:{pa$s@github.com/a/b.git",
        "me:hunter22@host:a/b.git",
    ):
        safe = masked_remote(address)
        assert (
            MASK in safe and "ss" not in safe and "hunter" not in safe and safe.endswith("a/b.git")
        )
    for kept in ("git@github.com:a/b.git", "ssh://git@host/a", "https://github.com/a/b.git"):
        assert masked_remote(kept) == kept


def test_nothing_secret_reaches_the_journal(trail, script):
    script(
        f"""
        import nbtrail, os
        os.environ["MY_SECRET"] = "environment-variables-stay-out"
        with nbtrail.run("a", password="hunter22", url="https://u:hunter22@h/", nested={{"api_key": "hunter22"}}) as run:
            run.summary["token"] = "hunter22"
            run.note("use {GITHUB}")
            run.tag("password=hunter22", {{"api_key": "hunter22"}})
            run.params["{GITHUB}"] = 1
            run.name = "with {GITHUB}"
        try:
            with nbtrail.run("b"): raise ValueError("bad token {GITHUB}")
        except ValueError: pass
        with nbtrail.run("c {GITHUB}", group="g {GITHUB}", tags=["t {GITHUB}"], experiment="e {GITHUB}"): pass
        """
    )
    written = b"".join(path.read_bytes() for path in trail.home.rglob("*") if path.is_file())
    for secret in (b"hunter22", GITHUB.encode(), b"environment-variables-stay-out"):
        assert secret not in written
    assert {fact["code"] for fact in trail.facts("notice")} == {"NT209"}
