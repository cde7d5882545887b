"""A store on a disk that is taken away under whoever uses it, and comes back as it was."""

from __future__ import annotations

import os
import shutil
import subprocess

import journal_reader
import pytest
from survive_support import intact, survive


@pytest.fixture
def disk(trail, tmp_path):
    """A store on a disk of its own, and the commands that mount it and take it away."""
    whole, place = tmp_path / "disk", tmp_path / "mounted"
    whole.mkdir()
    place.mkdir()
    mount = shutil.which("mount")
    made = [mount, "-t", "tmpfs", "-o", "size=16m,mode=700", "tmpfs", str(whole)]
    if mount is None or os.geteuid() != 0 or subprocess.run(made, capture_output=True).returncode:
        pytest.skip("no file system can be mounted here")
    there, away = ["mount", "--bind", str(whole), str(place)], ["umount", "-l", str(place)]
    subprocess.run(there, check=True)
    trail.home = place / "store"
    yield f"subprocess.run({there!r}, check=True)", f"subprocess.run({away!r}, check=True)"
    subprocess.run(away, capture_output=True)
    subprocess.run(["umount", "-l", str(whole)], check=True)


HEAD = """
    import nbtrail, os, subprocess, time
    from nbtrail.journal import journal
    from nbtrail.notebook.status_text import status_text
    from nbtrail.recording import sampler
    from nbtrail.recording.session import current
    journal.RETRY_SECONDS, sampler.BEAT_SECONDS = 0.01, 0.05
    place = os.path.dirname(os.environ["NBTRAIL_HOME"])
    def until(met):
        end = time.monotonic() + 60
        while not met() and time.monotonic() < end:
            time.sleep(0.01)
"""


def test_what_is_recorded_while_the_disk_is_not_mounted_is_there_when_it_is_mounted_again(
    trail, tmp_path, disk
):
    there, away = disk
    done = survive(
        trail,
        tmp_path,
        f"""{HEAD}
    run = nbtrail.init(name="n")
    current().gathered.wait()
    call(run.log, {{"x": 0.0}}, step=0)
    {away}
    until(lambda: "is not mounted" in status_text(current()))
    for step in range(1, 100):
        call(run.log, {{"x": float(step)}}, step=step)
    call(run.params.update, {{"lr": 0.1}})
    print(os.listdir(place), "mount" in status_text(current()).splitlines()[-1])
    {there}
    until(lambda: "is not mounted" not in status_text(current()))
    call(run.log, {{"x": 100.0}}, step=100)
    """,
        XDG_STATE_HOME=str(tmp_path / "state"),
    )
    assert done.stdout == "[] True\n" and done.told == ["NT242"]
    assert [step for _, step, _ in trail.points()] == list(range(101))
    assert trail.facts("params")[0]["params"] == {"lr": 0.1}
    (writer,) = journal_reader.writers(trail.home)
    intact(list(journal_reader.facts(writer)))


def test_a_program_that_starts_without_the_disk_makes_no_store_in_its_place_and_records_once_it_is_there(
    trail, tmp_path, disk
):
    there, away = disk
    state = str(tmp_path / "state")
    survive(trail, tmp_path, "import nbtrail\nnbtrail.init(name='first')", XDG_STATE_HOME=state)
    done = survive(
        trail,
        tmp_path,
        f"""{HEAD}
    {away}
    run = call(nbtrail.init, name="second", params={{"lr": 0.1}})
    call(run.log_artifact, b"bytes", name="a")
    print(os.listdir(place))
    {there}
    until(lambda: call(run.params.update, {{"a": 1}}) or not current().journal.paused)
    call(run.log, {{"x": 1.0}})
    """,
        XDG_STATE_HOME=state,
    )
    assert done.stdout == "[]\n" and done.told[0] == "NT201"
    assert f"nothing is mounted at {tmp_path / 'mounted'}" in done.stderr
    assert [run["name"] for run in trail.facts("run_started")] == ["first", "second"]
    assert [value for _, _, value in trail.points()] == [1.0]


def test_a_question_without_the_disk_is_refused_with_what_to_do_and_makes_nothing(
    trail, tmp_path, disk, script
):
    _, away = disk
    state = str(tmp_path / "state")
    script("import nbtrail\nnbtrail.init(name='first')", XDG_STATE_HOME=state)
    done = script(
        f"""
        import nbtrail, os, subprocess
        from nbtrail.notices.trail_error import TrailError
        {away}
        try:
            nbtrail.sql("SELECT 1")
        except TrailError as error:
            print(error.code, error)
        print(os.listdir({str(tmp_path / "mounted")!r}))
        os.makedirs({str(trail.home / "journal")!r}, mode=0o700)
        print(nbtrail.sql("SELECT count(*) FROM runs").scalar())
        from nbtrail.stop import stop
        stop()
        """,
        XDG_STATE_HOME=state,
    )
    refused, empty, without = done.stdout.splitlines()
    assert refused.startswith("NT504") and "Nothing is mounted at" in refused
    assert "mkdir -p" in refused and empty == "[]" and without == "0"


def test_a_store_that_is_moved_to_another_disk_is_not_waited_for(trail, tmp_path, disk, script):
    state = str(tmp_path / "state")
    script("import nbtrail\nnbtrail.init(name='first')", XDG_STATE_HOME=state)
    shutil.copytree(trail.home, tmp_path / "copy")
    subprocess.run(["umount", "-l", str(tmp_path / "mounted")], check=True)
    shutil.move(tmp_path / "copy", trail.home)
    done = script("import nbtrail\nnbtrail.init(name='second')", XDG_STATE_HOME=state)
    assert "NT201" not in done.stderr
    assert not list((tmp_path / "state" / "nbtrail" / "mounts").iterdir())
    assert [run["name"] for run in trail.facts("run_started")] == ["first", "second"]
