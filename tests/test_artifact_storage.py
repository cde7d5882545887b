"""Bytes of artifacts on the disk: large ones, ones that change, and what a killed writer left."""

from __future__ import annotations

import hashlib
import os
import time

import pytest


def test_a_large_sparse_file_stays_sparse_and_does_not_hold_the_call_up(trail, script):
    done = script(
        """
        import hashlib, nbtrail, os, time
        with open("large.bin", "wb") as file:
            file.write(b"begin")
            file.seek(2 * 2**30)
            file.write(b"end")
        print(os.stat("large.bin").st_blocks * 512)
        run = nbtrail.init(name="a")
        began = time.monotonic()
        digest = hashlib.sha256()
        with open("large.bin", "rb") as file:
            while block := file.read(2**20):
                digest.update(block)
        read = time.monotonic() - began
        began = time.monotonic()
        run.log_artifact("large.bin")
        assert time.monotonic() - began < read / 2
        os.remove("large.bin")
        """
    )
    [early] = trail.facts("artifact_missed")
    [fact] = trail.facts("artifact_logged")
    assert "being read" in early["reason"] and early["seq"] < fact["seq"]
    digest = hashlib.sha256(b"begin")
    zeros = bytes(2**20)
    for length in [2**20] * 2047 + [2**20 - 5]:
        digest.update(zeros[:length])
    digest.update(b"end")
    assert (fact["bytes"], fact["sha256"], fact["stored"]) == (2**31 + 3, digest.hexdigest(), True)
    [blob] = [path for path in (trail.home / "blobs").rglob("*") if path.is_file()]
    assert blob.stat().st_blocks * 512 <= max(int(done.stdout), 2**20)


def test_a_file_that_changes_while_it_is_read_is_not_kept_half(trail, script):
    script(
        """
        import nbtrail, os, threading, time
        with open("moving.bin", "wb") as file:
            file.write(os.urandom(40 * 2**20))
        over = threading.Event()
        def change():
            with open("moving.bin", "r+b") as file:
                while not over.is_set():
                    file.seek(0)
                    file.write(os.urandom(8))
                    file.flush()
                    time.sleep(0.001)
        other = threading.Thread(target=change)
        other.start()
        nbtrail.init(name="a").log_artifact("moving.bin")
        from nbtrail.machine.background import settle
        settle()
        over.set(); other.join()
        nbtrail.log_artifact("moving.bin")
        """
    )
    reasons = [fact["reason"] for fact in trail.facts("artifact_missed")]
    assert any("changed while it was read" in reason for reason in reasons)
    [fact] = trail.facts("artifact_logged")
    assert fact["stored"] and fact["bytes"] == 40 * 2**20


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
    assert trail.blobs() == {}


def test_what_a_killed_writer_left_is_removed_a_day_later(trail, script):
    folder = trail.home / "blobs" / "sha256"
    folder.mkdir(parents=True)
    for name, age in (("old.part", 100_000), ("new.part", 0)):
        (folder / name).write_bytes(b"half")
        os.utime(folder / name, (time.time() - age,) * 2)
    script("import nbtrail\nwith nbtrail.run('a') as run: run.log_artifact(b'x', 'x')")
    assert sorted(path.name for path in folder.glob("*.part")) == ["new.part"]
