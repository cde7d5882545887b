"""A disk that is full, read-only, broken, gone or strange; and a clock that jumps.

The cell goes on and gets one line. Recording goes on as soon as it can, facts
that had to wait are written then, and what was lost is counted.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess

import journal_reader
import pytest
from survive_support import intact, survive

#: Everything that writes, 200 times; `alive` at the end.
WORK = """
import nbtrail
run = call(nbtrail.init, name="n", params={"lr": 0.1}, tags=["a"], notes="why")
for step in range(200):
    call(run.log, {"x": float(step)}, step=step)
    if step % 10 == 0:
        call(run.log, {f"k{step}": 1.0}, step=step)
        call(run.params.update, {f"p{step}": step})
        with call(nbtrail.run, "inner") as inner:
            call(inner.log, {"y": 1.0})
call(run.finish)
print("alive")
"""


def _complete(trail) -> None:
    """All that `WORK` recorded is there."""
    points = trail.points()
    assert [step for key, step, _ in points if key == "x"] == list(range(200))
    assert len(points) == 240 and len(trail.facts("run_ended")) == 21
    for writer in journal_reader.writers(trail.home):
        intact(list(journal_reader.facts(writer)))


def test_every_row_is_kept_or_counted_and_every_fact_kept_however_often_the_disk_is_full(
    trail, tmp_path
):
    done = survive(
        trail,
        tmp_path,
        """
        import nbtrail, random, resource
        from nbtrail.journal import journal
        journal.RETRY_SECONDS, journal.NUMBERS_LIMIT, journal.FACTS_LIMIT = 0.0003, 4096, 8192
        run = nbtrail.init(name="n")
        nbtrail.recording.session.current().gathered.wait()
        run.log({"x": 0.0})
        chance, most = random.Random(5), resource.getrlimit(resource.RLIMIT_FSIZE)[1]
        rows = facts = 1
        for turn in range(200):
            room = chance.choice((0, 10, 100, 3000, -1))
            resource.setrlimit(resource.RLIMIT_FSIZE, (most if room < 0 else room, most))
            for _ in range(chance.randrange(100)):
                call(run.log, {"x": float(rows)}, step=rows)
                rows += 1
                if chance.random() < 0.1:
                    call(run.params.update, {f"p{facts}": "v" * chance.choice((1, 500))})
                    facts += 1
        resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
        import time
        until = time.monotonic() + 60
        while nbtrail.recording.session.current().journal.paused and time.monotonic() < until:
            call(run.params.update, {"last": 1})
        print(rows, facts)
        """,
    )
    rows, facts = map(int, done.stdout.split())
    assert done.told == ["NT201"]
    (writer,) = journal_reader.writers(trail.home)
    written = list(journal_reader.facts(writer))
    intact(written)
    params = [key for f in written if f["k"] == "params" for key in f["params"] if key != "last"]
    assert params == [f"p{number}" for number in range(1, facts)]
    lost = [
        re.search(r"(\d+) log calls and 0 records", fact["message"])
        for fact in written
        if fact["k"] == "notice" and fact["code"] == "NT202"
    ]
    kept = [step for _, step, _ in trail.points()]
    assert kept == sorted(set(kept)) and len(lost) > 2
    assert len(kept) + sum(int(found[1]) for found in lost) == rows
    for segment in writer.glob("facts-*"):
        assert segment.read_bytes()[-1:] in (b"", b"\n"), "half a fact was left behind"
    for size in (segment.stat().st_size for segment in writer.glob("numbers-*")):
        assert size < 16 or (size - 16) % 40 == 0, "half a row was left behind"


def _mounted(folder, options: str) -> bool:
    """Whether a small file system of our own could be put there."""
    folder.mkdir()
    mount = shutil.which("mount")
    if mount is None or not hasattr(os, "geteuid") or os.geteuid() != 0:
        return False
    command = [mount, "-t", "tmpfs", "-o", options, "tmpfs", str(folder)]
    return subprocess.run(command, capture_output=True).returncode == 0


def test_a_small_file_system_that_fills_up_and_is_emptied(trail, tmp_path):
    trail.home = tmp_path / "small" / "home"
    if not _mounted(tmp_path / "small", "size=600k"):
        pytest.skip("no file system can be mounted here")
    try:
        done = survive(
            trail,
            tmp_path,
            """
            import nbtrail, os
            from nbtrail.journal import journal
            journal.RETRY_SECONDS = 0.01
            ballast = os.path.join(os.path.dirname(os.environ["NBTRAIL_HOME"]), "ballast")
            with open(ballast, "wb") as file:
                file.write(bytes(300_000))
            run = nbtrail.init(name="n")
            for step in range(20_000):
                call(run.log, {"x": float(step)}, step=step)
                if step % 100 == 0:
                    call(run.params.update, {f"p{step}": step})
            os.remove(ballast)
            while nbtrail.recording.session.current().journal.paused:
                call(run.log, {"x": -1.0}, step=20_000)
            call(run.log, {"x": 1.0}, step=20_001)
            print("alive")
            """,
        )
        assert done.stdout == "alive\n" and done.told == ["NT201"]
        steps = [step for _, step, _ in trail.points()]
        assert steps[-1] == 20_001 and 1000 < len(steps) < 19_000
        (writer,) = journal_reader.writers(trail.home)
        facts = list(journal_reader.facts(writer))
        intact(facts)
        params = [key for fact in facts if fact["k"] == "params" for key in fact["params"]]
        assert params == [f"p{step}" for step in range(0, 20_000, 100)]
    finally:
        subprocess.run(["umount", "-l", str(tmp_path / "small")], check=True)


def test_a_file_system_that_becomes_read_only_and_writable_again(trail, tmp_path):
    folder = tmp_path / "mounted"
    trail.home = folder / "home"
    if not _mounted(folder, "size=4m,ro"):
        pytest.skip("no file system can be mounted here")
    try:
        done = survive(
            trail,
            tmp_path,
            f"""
            import nbtrail, subprocess
            from nbtrail.journal import journal
            journal.RETRY_SECONDS = 0.01
            run = call(nbtrail.init, name="n")
            for step in range(500):
                call(run.log, {{"x": float(step)}}, step=step)
            call(run.params.update, {{"a": 1}})
            subprocess.run(["mount", "-o", "remount,rw", {str(folder)!r}], check=True)
            while nbtrail.recording.session.current().journal.paused:
                call(run.params.update, {{"b": 1}})
            call(run.log, {{"x": 0.0}}, step=1000)
            """,
        )
        assert done.told == ["NT201"]
        intact(trail.facts())
        begun = trail.facts("session_started", "run_started")
        assert [fact["k"] for fact in begun] == ["session_started", "run_started"]
        assert trail.facts("params")[0]["params"] == {"a": 1}
        assert [step for _, step, _ in trail.points()] == [1000]
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


#: Puts functions of the operating system's that fail in place before nbtrail is imported.
BREAK = """
import errno, os
def broken(module, name, number, when):
    function = getattr(module, name)
    def instead(*args, **named):
        if when(*args):
            raise OSError(number, os.strerror(number))
        return function(*args, **named)
    setattr(module, name, instead)
home = os.environ["NBTRAIL_HOME"]
def below(path, *_):
    return isinstance(path, (str, bytes, os.PathLike)) and os.fsdecode(path).startswith(home)
def in_a_file(fd, *_):
    return fd > 2
{breaks}
"""

#: What fails always, how, and whether something can be recorded all the same.
FAILURES = {
    "mkdir is forbidden": ("broken(os, 'mkdir', errno.EACCES, below)", False),
    "opening is forbidden": ("broken(os, 'open', errno.EACCES, below)", False),
    "the file system is read-only": ("broken(os, 'open', errno.EROFS, below)", False),
    "there are no more files": ("broken(os, 'open', errno.EMFILE, below)", False),
    "writing finds no space": ("broken(os, 'write', errno.ENOSPC, in_a_file)", False),
    "the quota is used up": ("broken(os, 'write', errno.EDQUOT, in_a_file)", False),
    "the disk is broken": ("broken(os, 'write', errno.EIO, in_a_file)", False),
    "the network's disk is gone": ("broken(os, 'write', errno.ESTALE, in_a_file)", False),
    "every second write fails": (
        "import itertools\nturn = itertools.count()\n"
        "broken(os, 'write', errno.EIO, lambda fd, *_: fd > 2 and next(turn) % 2)",
        True,
    ),
    "fsync, locks, maps and space ahead do not exist": (
        "import fcntl, mmap\n"
        "broken(os, 'fsync', errno.EINVAL, in_a_file)\n"
        "broken(os, 'fdatasync', errno.EINVAL, in_a_file)\n"
        "broken(fcntl, 'flock', errno.ENOLCK, lambda *_: True)\n"
        "broken(fcntl, 'lockf', errno.ENOLCK, lambda *_: True)\n"
        "broken(os, 'posix_fallocate', errno.EOPNOTSUPP, in_a_file)\n"
        "broken(mmap, 'mmap', errno.ENODEV, lambda *_: True)",
        True,
    ),
    "files cannot be duplicated, cut, asked or closed": (
        "broken(os, 'dup', errno.EMFILE, in_a_file)\n"
        "broken(os, 'ftruncate', errno.EINVAL, in_a_file)\n"
        "broken(os, 'fstat', errno.EIO, in_a_file)\n",
        True,
    ),
}


@pytest.mark.parametrize("failure", FAILURES)
def test_whatever_the_operating_system_refuses_costs_one_line(trail, tmp_path, failure):
    breaks, possible = FAILURES[failure]
    done = survive(
        trail,
        tmp_path,
        BREAK.format(breaks=breaks)
        + "from nbtrail import journal\njournal.RETRY_SECONDS = 0.001\n"
        + WORK,
    )
    assert done.stdout == "alive\n" and done.calls > 250
    assert done.told in (["NT201"], []) if possible else done.told == ["NT201"]
    if possible and not done.told:
        _complete(trail)
    elif not possible and trail.home.exists():
        assert not any(path.stat().st_size for path in trail.home.rglob("*") if path.is_file())


@pytest.mark.parametrize(
    "home",
    ["a file", "below a file", "a name that is too long", "a link to itself", "nowhere"],
)
def test_a_home_that_cannot_be_costs_one_line(trail, tmp_path, home):
    file, loop = tmp_path / "file", tmp_path / "loop"
    file.write_text("mine")
    loop.symlink_to(loop)
    trail.home = {
        "a file": file,
        "below a file": file / "home",
        "a name that is too long": tmp_path / ("n" * 300) / "home",
        "a link to itself": loop / "home",
        "nowhere": tmp_path / "work" / "gone",
    }[home]
    leave = (
        "import os\nos.mkdir('here')\nos.chdir('here')\nos.rmdir('../here')\n"
        "os.environ['NBTRAIL_HOME'] = 'home'\n"
    )
    done = survive(trail, tmp_path, (leave if home == "nowhere" else "") + WORK)
    assert done.stdout == "alive\n" and done.told == ["NT201"]
    assert file.read_text() == "mine"


@pytest.mark.parametrize(
    "parts",
    [
        ["Ünïcödé and   spaces 😀 'quotes' \"double\" $HOME `x` #"],
        ["x" * 200] * 18,
        ["new\nline\ttab"],
    ],
    ids=["unicode and spaces", "3,800 characters", "control characters"],
)
def test_a_home_with_a_strange_path_is_a_home(trail, tmp_path, parts):
    trail.home = tmp_path.joinpath(*parts)
    done = survive(trail, tmp_path, WORK)
    assert not done.told
    _complete(trail)


def test_a_store_that_is_deleted_under_a_running_kernel_hurts_nobody(trail, tmp_path):
    done = survive(
        trail,
        tmp_path,
        """
        import nbtrail, os, shutil
        from nbtrail.journal import journal
        journal.NUMBERS_LIMIT, journal.FACTS_LIMIT = 4096, 8192
        run = nbtrail.init(name="n")
        nbtrail.recording.session.current().gathered.wait()
        step = 0
        for turn in range(5):
            for _ in range(500):
                call(run.log, {"x": float(step)}, step=step)
                step += 1
                if step % 20 == 0:
                    call(run.params.update, {f"p{step}": "v" * 100})
            shutil.rmtree(os.environ["NBTRAIL_HOME"])
        call(run.log, {"x": 0.0}, step=step)
        call(run.finish)
        print("alive")
        """,
    )
    assert done.stdout == "alive\n" and set(done.told) <= {"NT201"}


def test_a_disk_that_takes_a_second_to_confirm_holds_nobody_up(trail, tmp_path):
    done = survive(
        trail,
        tmp_path,
        """
        import os, time
        real = os.fsync
        def slow(fd):
            time.sleep(1)
            real(fd)
        os.fsync = slow
        from nbtrail.journal import journal
        journal.NUMBERS_LIMIT, journal.FACTS_LIMIT = 1000, 2000
        """
        + WORK.replace("\n", "\n        "),
    )
    assert done.stdout == "alive\n" and not done.told
    _complete(trail)


def test_a_clock_that_jumps_loses_and_mixes_nothing(trail, tmp_path):
    jump = "    away[0] = chance.choice((-1, 1)) * 10 ** chance.uniform(0, 9.4)\n"
    done = survive(
        trail,
        tmp_path,
        """
        import random, time
        chance, real, away = random.Random(3), time.time, [0.0]
        time.time = lambda: real() + away[0]
        time.time_ns = lambda: int(time.time() * 1e9)
        """
        + WORK.replace("    if step % 10", jump + "    if step % 10").replace("\n", "\n        "),
    )
    assert done.stdout == "alive\n" and not done.told
    _complete(trail)
    (writer,) = journal_reader.writers(trail.home)
    times = [seconds for _, _, seconds, _, _ in journal_reader.rows(writer)]
    assert max(times) - min(times) > 3e8
