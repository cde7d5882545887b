"""Stored bytes are the bytes of their hash, or somebody is told."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

BEFORE = """
    import hashlib, os, sys
    from pathlib import Path
    import nbtrail
    from nbtrail.notices.trail_error import TrailError

    content = bytes(range(256)) * 40
    Path("model.bin").write_bytes(content)
    sha256 = hashlib.sha256(content).hexdigest()
    blob = Path(os.environ["NBTRAIL_HOME"], "blobs", "sha256", sha256[:2], sha256)

    def spoil(path, how):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.unlink(missing_ok=True)
        if how == "empty":
            path.write_bytes(b"")
        elif how == "short":
            path.write_bytes(content[:100])
        elif how == "changed":
            path.write_bytes(content[:-1] + b"?")
        elif how == "a link":
            path.symlink_to(os.path.abspath("model.bin"))
        elif how == "a folder":
            path.mkdir()
            (path / "mine").write_text("mine")
        elif how == "a pipe":
            os.mkfifo(path)
        elif how == "a file for a folder":
            path.parent.rmdir()
            path.parent.write_text("mine")

    def whole(find):
        # Files are read beside the user's code.
        import time
        until = time.monotonic() + 60
        while True:
            try:
                path = Path(find())
                if path.is_file() and not path.is_symlink() and path.read_bytes() == content:
                    return path
            except (TrailError, OSError):
                pass
            assert time.monotonic() < until, "it does not become whole"
            time.sleep(0.02)
"""
WAYS = ("empty", "short", "changed", "a link", "a folder", "a pipe", "a file for a folder")


@pytest.mark.parametrize("how", WAYS)
def test_a_damaged_blob_is_whole_again_when_the_same_content_is_logged(trail, script, how) -> None:
    script(
        f"""{BEFORE}
    given = {{"bytes": content, "file": Path("model.bin"), "memory": __import__("io").BytesIO(content)}}
    for name, one in given.items():
        for before in (True, False):
            if before:
                with nbtrail.run("before") as run:
                    run.log_artifact(content, name="x")
                whole(lambda: blob)
            spoil(blob, {how!r})
            with nbtrail.run("after") as run:
                run.log_artifact(one, name=name)
            whole(lambda: blob)
    """
    )
    assert all(fact["stored"] for fact in trail.facts("artifact_logged"))
    aside = list((trail.home / "blobs" / "sha256").rglob("*.aside-*"))
    for path in aside:
        assert (path / "mine" if path.is_dir() else path).read_text() == "mine"
    assert bool(aside) == (how in ("a folder", "a file for a folder"))


@pytest.mark.parametrize("how", WAYS[:-1])
def test_a_damaged_model_is_never_given_and_the_sentence_says_what_to_do(script, how) -> None:
    done = script(
        f"""{BEFORE}
    with nbtrail.run("r") as run:
        run.log_model(content, "net", aliases="champion")
    whole(lambda: nbtrail.model_path("net", "champion"))
    spoil(blob, {how!r})
    for ask in (lambda: nbtrail.model_path("net"), lambda: nbtrail.artifact("r", "net")):
        try:
            print("given", ask())
        except TrailError as error:
            print(error)
    with nbtrail.run("again") as run:
        run.log_artifact(content, name="the same")
    whole(lambda: nbtrail.model_path("net"))
    """
    )
    lines = done.stdout.splitlines()
    assert len(lines) == 2 and "given" not in done.stdout
    for line in lines:
        assert "is damaged in the store" in line and "Log the same content again" in line


def test_a_model_that_is_a_folder_is_whole_or_not_given(script) -> None:
    done = script(
        f"""{BEFORE}
    Path("net/deep").mkdir(parents=True)
    Path("net/deep/weights.bin").write_bytes(content)
    Path("net/config.json").write_text("{{}}")
    with nbtrail.run("r") as run:
        run.log_model("net", "net")
    weights = lambda: Path(nbtrail.model_path("net"), "deep/weights.bin")
    place = whole(weights).parent.parent
    os.truncate(place / "deep/weights.bin", 10)  # by a user's hand, in the store's own bytes
    try:
        print("given", nbtrail.model_path("net"))
    except TrailError as error:
        print(error)
    with nbtrail.run("again") as run:
        run.log_model("net", "net")
    whole(weights)
    """
    )
    assert "weights.bin" in done.stdout and "given" not in done.stdout


def test_doctor_reads_every_stored_byte_and_says_whose_the_damaged_are(trail, script) -> None:
    script(
        f"""{BEFORE}
    with nbtrail.run("amber") as run:
        for name in ("good", "empty", "gone"):
            run.log_artifact(name.encode(), name=name)
        run.log_model(content, "net")
    """
    )
    nbtrail = [sys.executable, "-m", "nbtrail", "doctor", "--verify"]

    def doctor(*more: str) -> subprocess.CompletedProcess[str]:
        line = [*nbtrail, *more]
        return subprocess.run(line, env=trail.environment(), capture_output=True, text=True)

    facts = {fact["name"]: fact for fact in json.loads(doctor("--json").stdout)}
    assert facts["Stored bytes"]["ok"] and facts["Stored bytes"]["detail"].startswith("4 blobs")
    folder = trail.home / "blobs" / "sha256"
    for blob in [path for path in folder.rglob("*") if path.is_file()]:
        match blob.read_bytes():
            case b"empty":
                blob.write_bytes(b"")
            case b"gone":
                blob.unlink()
            case b"good":
                pass
            case _:
                blob.write_bytes(b"no model")
    done = doctor()
    assert done.returncode == 1
    assert "✗ Stored bytes: 3 blobs" in done.stdout
    for words in ("it is empty; artifact empty of run amber", "it is missing; artifact gone of run amber",
                  "are not those that were stored; artifact net of run amber", "version 1 of model net"):  # fmt: skip
        assert words in done.stdout
    assert "artifact good" not in done.stdout


@pytest.fixture(autouse=True)
def _no_companion_stays(trail, monkeypatch: pytest.MonkeyPatch):
    yield
    from nbtrail.stop import stop

    monkeypatch.setenv("NBTRAIL_HOME", str(Path(trail.home)))
    stop()
