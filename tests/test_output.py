"""Whatever stdout, stderr, the warnings' filter and the user's account are: nothing is raised, nothing is warned of."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import textwrap

import pytest

ANSWERS = """
import nbtrail
from nbtrail.stop import stop
from nbtrail.notices.trail_error import TrailError
with nbtrail.run("plain ✓ é ─ …") as run:
    run.log({"a": 1})
    run.params["ß"] = "▁▂▃"
try:
    answer = nbtrail.sql("SELECT name, note, '✓ ' || repeat('ü', 60) AS long FROM runs LIMIT 3")
    print(answer)
    answer.show()
    print(run, run.params)
    try:
        nbtrail.sql("SELECT ✓")
    except TrailError as error:
        print(error)
finally:
    stop()
"""


def launch(trail, code, *flags, **environment):
    """A program with bytes for its streams."""
    line = [sys.executable, *flags, "-c", textwrap.dedent(code)]
    return subprocess.run(
        line, capture_output=True, env=trail.environment(**environment), timeout=120
    )


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "latin-1", "utf-8"])
def test_answers_print_on_any_stdout(trail, encoding):
    done = launch(trail, ANSWERS, PYTHONIOENCODING=encoding, PYTHONUTF8="0")
    assert done.returncode == 0, done.stderr.decode()
    text = done.stdout.decode(encoding)
    lines = text.splitlines()
    assert [line for line in lines if "name" in line and "note" in line]
    columns = [line.index("note") for line in lines if line.lstrip().startswith("name")]
    assert len(set(columns)) == 1
    assert ("✓" in text) == (encoding == "utf-8") and ("é" in text) == (encoding != "ascii")
    assert "nbtrail" not in done.stderr.decode()


def test_no_warning_is_caused_whatever_the_filter(trail):
    code = """
    import gc, nbtrail
    from nbtrail.stop import stop
    with nbtrail.run("bytes", lr=0.1, raw=b"x") as run:
        run.log({"a": 1, b"k": 2.0})
        run.params[b"key"] = 1
        run.tag(b"tag")
        run.note(b"note")
        run.rename(b"other")
        run.log_artifact(text="x", name=b"name")
        run.log_artifact({b"a": 1})
        run.log_model(b"m", b"model")
        run.log_dataset({"x": [1, 2], b"y": ["a", b"b"]}, b"data")
    try:
        repr(nbtrail.sql("SELECT 1"))
        nbtrail.history(run)
        gc.collect()
    finally:
        stop()
    """
    done = launch(trail, code, "-W", "error", "-X", "dev", "-X", "warn_default_encoding", "-bb")
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
    assert not trail.facts("notice")


def test_without_streams_recording_goes_on(trail):
    code = """
    import sys, nbtrail
    del sys.stderr
    nbtrail.init(name="without", reinit=True).finish()
    sys.stderr = None
    run = nbtrail.init(name="a")
    run.log({"bad": "text"})
    class Odd:
        encoding = 3
        def write(self, text):
            raise TypeError
    sys.stderr = Odd()
    run.log({"worse": "text"})
    sys.stdout.close()
    nbtrail.load_ipython_extension
    run.log({"good": 1.0})
    sys.stderr = sys.stdout = None
    run.finish()
    """
    done = launch(trail, code)
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
    assert len(trail.facts("notice")) == 3 and len(trail.points()) == 1
    assert len(trail.facts("run_started")) == 2


def test_what_is_printed_to_closed_streams_gets_into_no_file_of_the_store(trail, script):
    script(
        """
        import contextlib, os, sys
        for number in (0, 1, 2):
            os.close(number)
        import nbtrail
        run = nbtrail.init(name="a")
        run.log({"x": 1.0})
        for number in (0, 1, 2):
            with contextlib.suppress(OSError):
                os.write(number, b"spilled")
        run.log({"x": 2.0})
        run.log_artifact(b"bytes", "a.bin")
        """,
    )
    assert [value for _, _, value in trail.points()] == [1.0, 2.0]
    for path in trail.home.rglob("*"):
        assert not path.is_file() or b"spilled" not in path.read_bytes(), path
    assert [fact["seq"] for fact in trail.facts()] == list(range(1, len(trail.facts()) + 1))


def test_a_line_on_a_narrow_stderr_is_still_said(trail):
    code = """
    import io, sys, nbtrail
    kept = io.BytesIO()
    sys.stderr = io.TextIOWrapper(kept, encoding="ascii")
    nbtrail.init(name="a").log({"schön ✓": "text"})
    sys.stdout.write(kept.getvalue().decode())
    """
    [line] = launch(trail, code).stdout.decode().splitlines()
    assert "sch\\xf6n \\u2713" in line and line.endswith("[NT204]")


@pytest.mark.skipif(sys.platform == "win32", reason="accounts of POSIX")
def test_a_user_without_home_and_account_has_a_store_and_nothing_in_the_working_folder(
    trail, tmp_path
):
    code = f"""
    import os, pwd, tempfile
    def unknown(uid):
        raise KeyError(uid)
    pwd.getpwuid = unknown
    for name in ("HOME", "NBTRAIL_HOME", "XDG_DATA_HOME", "USER", "LOGNAME"):
        os.environ.pop(name, None)
    os.makedirs({str(tmp_path / "cwd")!r})
    os.chdir({str(tmp_path / "cwd")!r})
    import nbtrail
    from nbtrail.journal.store_home import store_home
    with nbtrail.run("a") as run:
        run.log({{"x": 1}})
    print(store_home(), os.listdir("."))
    """
    done = launch(trail, code, TMPDIR=str(tmp_path))
    place, listed = done.stdout.decode().split()
    assert place.startswith(str(tmp_path)) and listed == "[]"
    [line] = done.stderr.decode().splitlines()
    assert place in line and line.endswith("[NT220]")


def _pythons() -> list[str]:
    """Interpreters of 3.12 and later that are here: those that warn of threads in a fork."""
    if sys.version_info >= (3, 12):
        return [sys.executable]
    found = filter(None, (shutil.which(f"python3.{minor}") for minor in (12, 13, 14)))

    def runs(path: str) -> bool:
        return subprocess.run([path, "-c", ""], capture_output=True).returncode == 0

    return [path for path in found if runs(path)]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_a_fork_warns_of_no_thread_of_ours_and_readings_go_on(trail):
    code = """
    import os, sys, time
    from pathlib import Path
    import nbtrail
    from nbtrail.recording.session import current
    with nbtrail.run("a") as run:
        run.log({"a": 1.0})
        current().gathered.wait(60)
        for _ in range(3):
            pid = os.fork()
            if pid == 0:
                run.log({"child": 1.0})
                os._exit(0)
            os.waitpid(pid, 0)
            run.log({"a": 2.0})
        assert current().sampler.reading
        folder = current().journal.folder
        until = time.monotonic() + 60
        while "system_sampled" not in Path(folder, "facts-000001.ndjson").read_text("utf-8"):
            assert time.monotonic() < until
            time.sleep(0.05)
    """
    for python in {sys.executable, *_pythons()}:
        line = [python, "-W", "error", "-c", textwrap.dedent(code)]
        done = subprocess.run(line, capture_output=True, env=trail.environment(), timeout=120)
        assert (done.returncode, done.stderr) == (0, b"")
    assert len([key for key, _, _ in trail.points() if key == "child"]) % 3 == 0


HOSTILE = "x\x1b[31m\x9b2J\u202e\x07\u2028\x7fy"


def test_what_others_wrote_moves_no_terminals_cursor(trail):
    code = f"""
    import nbtrail
    from nbtrail.recording.card import bundle
    from nbtrail.notices.printable import put
    from nbtrail.notebook.status_text import status_text
    from nbtrail.stop import stop
    from nbtrail.recording.session import current
    from nbtrail.notices.trail_error import TrailError
    hostile = {HOSTILE!r}
    with nbtrail.run(hostile, **{{hostile: hostile}}) as run:
        run.log({{hostile: 1.0}})
        run.note(hostile)
        print(run, nbtrail.run, bundle(run)["text/plain"])
    put(status_text(current()))
    try:
        print(nbtrail.sql(f'SELECT name, note AS "{{hostile}}", [note], {{{{k: note}}}} FROM runs'))
        nbtrail.sql("FROM params").show()
        for ask in (lambda: nbtrail.sql("SELECT " + hostile), lambda: nbtrail.model_path(hostile)):
            try:
                ask()
            except TrailError as error:
                print(error)
    finally:
        stop()
    nbtrail.log({{"loss": hostile}})
    nbtrail.init(mode=hostile)
    """
    done = launch(trail, code, NBTRAIL_QUIET="0", PYTHONUTF8="1")
    assert done.returncode == 0, done.stderr.decode()
    for stream in (done.stdout, done.stderr):
        text = stream.decode("utf-8")
        assert "\\u001b[31m" in text
        assert not [sign for sign in text if not sign.isprintable() and sign != "\n"]
