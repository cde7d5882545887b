"""What a companion that cannot see the process goes by, and what happens when the journal is taken away."""

from __future__ import annotations

import os
from pathlib import Path

import journal_reader
import pytest
from survive_support import intact


def test_a_writer_says_where_its_pid_means_something(trail, script):
    script("import nbtrail\nnbtrail.init(name='a')")
    opened = trail.facts("writer_opened")[0]
    if os.path.exists("/proc/self/ns/pid"):
        boot, pids, time = opened["pid_space"].split("/")
        assert Path("/proc/sys/kernel/random/boot_id").read_text().strip() == boot
        assert os.readlink("/proc/self/ns/pid") == f"pid:[{pids}]"
        assert time == "-" or os.readlink("/proc/self/ns/time") == f"time:[{time}]"
    else:
        assert opened["pid_space"] is None


@pytest.mark.parametrize("seconds", ["0", "0.1"])
def test_an_open_run_gives_signs_of_life_also_when_it_has_nothing_to_say(trail, script, seconds):
    script(
        """
        import glob, nbtrail, os, time
        from nbtrail.recording import sampler
        sampler.BEAT_SECONDS = 0.05
        run = nbtrail.init(name="a")
        nbtrail.recording.session.current().gathered.wait()
        [facts] = glob.glob(os.path.join(os.environ["NBTRAIL_HOME"], "journal", "*", "facts-*"))
        os.utime(facts, (1, 1))
        while os.stat(facts).st_mtime < 1e9:
            time.sleep(0.01)
        """,
        NBTRAIL_SYSTEM_SECONDS=seconds,
    )
    assert bool(trail.facts("system_sampled")) <= (seconds != "0")


@pytest.mark.parametrize("how", ["deleted", "moved away"])
def test_a_journal_that_is_taken_away_is_followed_by_another_that_stands_alone(
    trail, script, tmp_path, how
):
    away = tmp_path / "away"
    done = script(
        f"""
        import glob, nbtrail, os, shutil, time
        from nbtrail.recording import sampler
        sampler.BEAT_SECONDS = 0.05
        run = nbtrail.init("project", name="a", params={{"lr": 0.5}}, tags=["t"])
        run.summary["note"] = "kept"
        run.define_metric("loss", goal="min", primary=True)
        for step in range(10):
            run.log({{"loss": float(step)}})
        journal = os.path.join(os.environ["NBTRAIL_HOME"], "journal")
        writer = nbtrail.recording.session.current().journal.writer_id
        shutil.move(journal, {str(away)!r})
        if {how == "deleted"}:
            shutil.rmtree({str(away)!r})
        while not glob.glob(os.path.join(journal, "*", "facts-*")):
            time.sleep(0.01)
        for step in range(10):
            run.log({{"loss": float(step)}})
        run.finish()
        """,
        NBTRAIL_SYSTEM_SECONDS="0",
    )
    assert done.stderr.count("nbtrail:") == 1 and "NT241" in done.stderr
    [writer] = journal_reader.writers(trail.home)
    intact(list(journal_reader.facts(writer)))
    [started] = trail.facts("run_started")
    assert started["name"] == "a" and started["project"] == "project"
    assert [fact["params"] for fact in trail.facts("params")] == [{"lr": 0.5}]
    assert [fact["add"] for fact in trail.facts("run_tagged")] == [["t"]]
    assert [fact["status"] for fact in trail.facts("run_ended")] == ["finished"]
    assert len(trail.facts("session_started")) == len(trail.facts("session_ended")) == 1
    assert [step for _, step, _ in trail.points()][-10:] == list(range(10, 20))
