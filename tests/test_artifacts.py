"""Artifacts: bytes are kept once per content, and what cannot be kept is listed with its reason."""

from __future__ import annotations

import hashlib
import os

import record_types


def test_bytes_are_stored_once_under_their_hash(trail, script):
    script(
        """
        import nbtrail
        open("model.pt", "wb").write(b"weights")
        with nbtrail.run("a") as run:
            run.log_artifact("model.pt")
            run.log_artifact(b"weights", "copy.bin", metadata={"api_key": "abcdefgh1", "epoch": 3})
            nbtrail.log_artifact("some words", "notes.md")
            run.log_artifact(b"only known", "large.bin", store=False)
        """
    )
    facts = sorted(trail.facts("artifact_logged"), key=lambda fact: fact["t"])
    assert [fault for fact in facts for fault in record_types.faults(fact)] == []
    assert [(fact["name"], fact["kind"], fact["stored"]) for fact in facts] == [
        ("model.pt", "model", True),
        ("copy.bin", "file", True),
        ("notes.md", "text", True),
        ("large.bin", "file", False),
    ]
    assert facts[1]["metadata"] == {"api_key": "‹redacted›", "epoch": 3}
    assert facts[0]["path"].endswith("/work/model.pt") and facts[1]["path"] is None
    kept = trail.blobs()
    assert sorted(kept.values()) == [b"some words", b"weights"]
    assert all(hashlib.sha256(content).hexdigest() == name for name, content in kept.items())
    path = trail.home / "blobs" / "sha256" / facts[0]["sha256"][:2] / facts[0]["sha256"]
    assert path.stat().st_mode & 0o777 == 0o600 and path.parent.stat().st_mode & 0o777 == 0o700


def test_a_folder_gives_each_file_and_links_say_where_they_led(trail, script, tmp_path):
    outside = tmp_path / "outside.txt"
    outside.write_text("elsewhere")
    script(
        f"""
        import nbtrail, os
        os.makedirs("out/deep")
        open("out/a.csv", "w").write("x")
        open("out/deep/b.png", "w").write("y")
        os.symlink({str(outside)!r}, "out/link.txt")
        os.symlink("/", "out/everything")
        os.symlink("nowhere", "out/broken")
        os.mkfifo("out/pipe")
        with nbtrail.run("a") as run:
            run.log_artifact("out")
            run.log_artifact("out", "named")
        """
    )
    facts = trail.facts("artifact_logged")
    names = ["a.csv", "link.txt", "deep/b.png"]
    named = [f"named/{name}" for name in names]
    for call in (names, named):  # two calls may write at once, each in its order
        assert [fact["name"] for fact in facts if fact["name"] in call] == call
    assert len(facts) == 6
    assert {fact["path"] for fact in facts if "link" in fact["name"]} == {os.path.realpath(outside)}
    assert len(trail.blobs()) == 3


def test_what_is_in_a_folder_and_is_no_file_is_listed_with_its_reason(trail, script):
    script(
        """
        import nbtrail, os
        os.makedirs("out/deep")
        open("out/a.csv", "w").write("x")
        os.symlink("nowhere", "out/broken")
        os.symlink("circle", "out/circle")
        os.symlink("..", "out/deep/up")
        os.mkfifo("out/pipe")
        os.makedirs("pipes")
        os.mkfifo("pipes/one")
        with nbtrail.run("a") as run:
            run.log_artifact("out")
            assert run.log_model("out", "kept") is not None
            run.log_model("pipes", "none")
        """
    )
    reasons = {fact["name"]: fact["reason"] for fact in trail.facts("artifact_missed")}
    for name in ("", "kept/"):
        assert reasons[f"{name}broken"] == "it is a link that leads nowhere"
        assert reasons[f"{name}circle"] == "Too many levels of symbolic links"
        assert reasons[f"{name}deep/up"] == "it is a link to a folder, which is not followed"
        assert reasons[f"{name}pipe"] == "it is not a regular file"
    assert reasons["none"] == "the folder holds no files" and len(reasons) == 10
    [version] = trail.facts("model_registered")
    assert (version["name"], version["bytes"]) == ("kept", 1)


def test_objects_that_raise_at_every_question_are_listed_as_not_kept(trail, script):
    done = script(
        r"""
        import nbtrail
        class Asked:
            def __getattr__(self, name):
                raise RuntimeError(name)
        class Always:
            def __getattribute__(self, name):
                raise RuntimeError(name)
        class Classless:
            __class__ = property(lambda self: 1 / 0)
        class Speechless(Exception):
            def __str__(self):
                raise RuntimeError
        class Path:
            def __fspath__(self):
                raise Speechless
        run = nbtrail.run("a")
        for given in (Asked(), Always(), Classless(), Path(), "\ud800x.csv", "a\0b.csv"):
            run.log_artifact(path=given) if type(given) is str else run.log_artifact(given)
            if type(given) is not str:
                run.log_figure(given)
            run.log_model(given, "model")
            run.log_dataset(given)
        run.log_model(b"x", "aliased", Asked())
        run.finish()
        """
    )
    assert "NT299" not in done.stderr and "NT299" not in trail.notices(), done.stderr
    missed = [fact["name"] for fact in trail.facts("artifact_missed")]
    assert missed.count("asked") == missed.count("always") == missed.count("path") == 2, missed
    assert missed.count("classless") == 2 and missed.count("model") >= 4, missed
    assert "a\0b.csv" in missed and "\ufffdx.csv" in missed, missed
    assert all(use["dataset_hash"] is None for use in trail.facts("dataset_used"))


def test_what_cannot_be_kept_is_listed_with_its_reason_and_costs_one_line(trail, script):
    done = script(
        """
        import errno, nbtrail, os, numpy
        from nbtrail.stop import stop
        os.mkdir("empty")
        class Odd:
            def __reduce__(self):
                raise RuntimeError("it will not be saved")
        with nbtrail.run("a") as run:
            for given in ("nowhere.pt", "nowhere.pt", 3, None, object, "empty"):
                run.log_artifact(given)
            run.log_artifact(numpy.zeros((2, 2, 2, 2)), "four.png")
            run.log_model("nowhere.pt", "digits")
            run.log_model(Odd(), "odd")
        rows = nbtrail.sql("SELECT name, sha256, stored, version, error FROM artifacts ORDER BY ALL").rows
        stop()
        for name, *known, error in rows:
            print(name, known, error)
        with nbtrail.run("b") as run:
            def full(*_):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            os.replace = full
            run.log_artifact(b"one", "one")
            run.log_artifact(b"two", "two")
        """
    )
    told = [line.rsplit("[", 1)[-1] for line in done.stderr.splitlines()]
    assert set(told) == {"NT217]", "NT218]"} and told.count("NT218]") == 1, done.stderr
    assert len(set(trail.notices())) == 9
    reasons = dict(line.split(" [None, False, None] ") for line in done.stdout.splitlines())
    assert reasons["nowhere.pt"] == reasons["digits"] == "there is no such file"
    assert reasons["empty"] == "the folder holds no files"
    assert reasons["odd"] == "RuntimeError: it will not be saved"
    assert reasons["four.png"] == "ValueError: an array of shape (2, 2, 2, 2) is not a picture"
    assert {"int", "nonetype", "type"} < set(reasons) and len(reasons) == 8
    missed, facts = trail.facts("artifact_missed"), trail.facts("artifact_logged")
    assert [fault for fact in missed for fault in record_types.faults(fact)] == []
    assert [(fact["name"], fact["stored"]) for fact in facts] == [("one", False), ("two", False)]
    assert facts[0]["sha256"] == hashlib.sha256(b"one").hexdigest()
    assert not trail.facts("model_registered")
