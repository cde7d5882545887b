"""Artifacts and models: bytes are kept once per content, and found again."""

from __future__ import annotations

import hashlib
import os
import time

import pytest
import record_types


def blobs(trail) -> dict[str, bytes]:
    return {
        path.name: path.read_bytes()
        for path in (trail.home / "blobs").rglob("*")
        if path.is_file()
    }


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
    facts = trail.facts("artifact_logged")
    assert [fault for fact in facts for fault in record_types.faults(fact)] == []
    assert [(fact["name"], fact["kind"], fact["stored"]) for fact in facts] == [
        ("model.pt", "model", True),
        ("copy.bin", "file", True),
        ("notes.md", "text", True),
        ("large.bin", "file", False),
    ]
    assert facts[1]["metadata"] == {"api_key": "‹redacted›", "epoch": 3}
    assert facts[0]["path"].endswith("/work/model.pt") and facts[1]["path"] is None
    kept = blobs(trail)
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
    assert [fact["name"] for fact in facts] == [*names, *(f"named/{name}" for name in names)]
    assert facts[1]["path"] == os.path.realpath(outside)
    assert len(blobs(trail)) == 3


def test_what_cannot_be_kept_costs_one_line_and_no_exception(trail, script):
    done = script(
        f"""
        import nbtrail, os
        open({str(trail.home)!r} + "-file", "w").close()
        with nbtrail.run("a") as run:
            for given in ("nowhere.pt", "nowhere.pt", 3, None, object):
                run.log_artifact(given)
            run.log_model("nowhere.pt", "digits")
            run.log_model(".", "digits")
            open(os.path.join({str(trail.home)!r}, "blobs"), "w").close()
            run.log_artifact(b"one", "one")
            run.log_artifact(b"two", "two")
        """
    )
    told = [line.rsplit("[", 1)[-1] for line in done.stderr.splitlines()]
    assert sorted(told) == ["NT217]"] * 5 + ["NT218]"], done.stderr
    facts = trail.facts("artifact_logged")
    assert [(fact["name"], fact["stored"]) for fact in facts] == [("one", False), ("two", False)]
    assert facts[0]["sha256"] == hashlib.sha256(b"one").hexdigest()
    assert not trail.facts("model_registered")


def test_a_file_that_does_not_fit_leaves_nothing_behind(trail, script):
    if not hasattr(os, "fork"):
        pytest.skip("no limits on the size of files")
    script(
        """
        import nbtrail, resource, signal
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        with open("big.bin", "wb") as file:
            file.truncate(3 * 2**20)
        with nbtrail.run("a") as run:
            resource.setrlimit(resource.RLIMIT_FSIZE, (2**20, resource.RLIM_INFINITY))
            run.log_artifact("big.bin")
        """
    )
    [fact] = trail.facts("artifact_logged")
    assert (fact["bytes"], fact["stored"]) == (3 * 2**20, False)
    assert fact["sha256"] == hashlib.sha256(bytes(3 * 2**20)).hexdigest()
    assert blobs(trail) == {}


def test_models_have_versions_and_aliases_and_are_found_again(script):
    done = script(
        """
        import nbtrail
        from nbtrail.stop import stop
        from nbtrail.trail_error import TrailError
        with nbtrail.run("one") as one:
            one.log_dataset({"x": [1]}, "numbers", "train")
            first = one.log_model(b"first", "digits", "champion", note="begin")
            one.log_artifact(b"scores", "scores.csv")
        with nbtrail.run("two") as two:
            two.log_model(b"second", "digits", ["candidate"])
        read = lambda *which: open(nbtrail.model_path("digits", *which)).read()
        meant = lambda: nbtrail.sql("SELECT version, aliases FROM model_versions ORDER BY version").rows
        try:
            print(meant(), read(), read("champion"), read(2), read(one), read(first))
            nbtrail.alias_model("digits", two, "champion")
            print(meant(), read("champion"))
            nbtrail.alias_model("digits", 1, "champion")
            nbtrail.unalias_model("digits", "candidate")
            print(meant(), nbtrail.sql("SELECT versions, latest_version, aliases FROM models").rows)
            print(nbtrail.sql("SELECT len(dataset_hashes), note FROM model_versions ORDER BY version").rows)
            print(open(nbtrail.artifact("one", "scores.csv")).read())
            for ask in (
                lambda: read(3),
                lambda: nbtrail.artifact(two, "scores.csv"),
                lambda: nbtrail.alias_model("other", 1, "a"),
            ):
                try:
                    ask()
                except TrailError as error:
                    print(error.code)
        finally:
            stop()
        """
    )
    assert done.stdout.splitlines() == [
        "[(1, ['champion']), (2, ['candidate'])] second first second first first",
        "[(1, []), (2, ['candidate', 'champion'])] second",
        "[(1, ['champion']), (2, [])] [(2, 2, {'champion': 1})]",
        "[(1, 'begin'), (0, None)]",
        "scores",
        *["NT602"] * 3,
    ]


def test_what_a_killed_writer_left_is_removed_a_day_later(trail, script):
    folder = trail.home / "blobs" / "sha256"
    folder.mkdir(parents=True)
    for name, age in (("old.part", 100_000), ("new.part", 0)):
        (folder / name).write_bytes(b"half")
        os.utime(folder / name, (time.time() - age,) * 2)
    script("import nbtrail\nwith nbtrail.run('a') as run: run.log_artifact(b'x', 'x')")
    assert sorted(path.name for path in folder.glob("*.part")) == ["new.part"]
