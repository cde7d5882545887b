"""A run can be stopped from elsewhere: its code ends, what was recorded stays, and it says who did it."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest


@pytest.fixture
def command(trail) -> Iterator[Callable[..., subprocess.CompletedProcess[str]]]:
    """`nbtrail …` against the store, with a real companion."""

    def run(*words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "nbtrail", *words],
            env=trail.environment(),
            capture_output=True,
            text=True,
            timeout=60,
        )

    yield run
    run("stop")


@pytest.fixture
def program(trail, tmp_path: Path) -> Iterator[Callable[[str], subprocess.Popen[str]]]:
    """Starts a program that is left to itself."""
    started: list[subprocess.Popen[str]] = []

    def start(code: str) -> subprocess.Popen[str]:
        path = tmp_path / f"program{len(started)}.py"
        path.write_text("import nbtrail, time\n" + textwrap.dedent(code))
        started.append(
            subprocess.Popen(
                [sys.executable, str(path)],
                env=trail.environment(),
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
            )
        )
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.communicate()


def until(true: Callable[[], object]) -> None:
    for _ in range(600):
        if true():
            return
        time.sleep(0.05)
    raise AssertionError("it did not come to that")


def begun(trail, name: str) -> Callable[[], bool]:
    """Whether the run has logged."""

    def logged() -> bool:
        if trail.empty:
            return False
        ids = [fact["run_id"] for fact in trail.facts("run_started") if fact["name"] == name]
        return bool(ids and trail.points(ids[0]))

    return logged


def end_of(trail) -> tuple[str, str | None, str | None]:
    (fact,) = trail.facts("run_ended")
    return fact["status"], fact.get("error_name"), fact.get("error_value")


STOPPED = ("interrupted", "StopRun", "stopped from the command line")


def test_a_run_that_is_stopped_ends_at_its_next_log_and_the_program_goes_on(
    trail, command, program
):
    going = program("""
        with nbtrail.run("long") as run:
            while True:
                run.log({"x": 1.0})
                time.sleep(0.01)
        print("goes on with", run.status)
    """)
    until(begun(trail, "long"))
    assert command("stop-run", "long").stdout == "long was asked to stop\n"
    assert going.communicate(timeout=60)[0] == "goes on with interrupted\n"
    assert going.returncode == 0
    assert end_of(trail) == STOPPED
    asked = command(
        "sql", "SELECT status, error_value, stop_requested_at < ended_at AS before FROM runs"
    )
    assert "interrupted  stopped from the command line  true" in asked.stdout


def test_only_the_run_that_is_stopped_ends_and_the_loop_goes_on_with_the_next(
    trail, command, program
):
    going = program("""
        for name in ("one", "two"):
            with nbtrail.run(name) as run:
                for i in range(10**9 if name == "one" else 3):
                    run.log({"x": float(i)})
                    time.sleep(0.01)
    """)
    until(begun(trail, "one"))
    command("stop-run", "one")
    going.communicate(timeout=60)
    assert [fact["status"] for fact in trail.facts("run_ended")] == ["interrupted", "finished"]


def test_code_that_looks_at_should_stop_ends_its_loop_itself(trail, command, program):
    going = program("""
        with nbtrail.run("polite") as run:
            while not run.should_stop:
                run.log({"x": 1.0})
                time.sleep(0.01)
            run.log({"saved": 1.0})
            print("saved")
    """)
    until(begun(trail, "polite"))
    command("stop-run", "polite")
    assert going.communicate(timeout=60)[0] == "saved\n"
    assert end_of(trail) == STOPPED
    assert ("saved", 1.0) in [(key, value) for key, _, value in trail.points()]


def test_an_except_around_the_steps_does_not_keep_a_stopped_run_going(trail, command, program):
    going = program("""
        run = nbtrail.init(name="stubborn")
        while True:
            try:
                run.log({"x": 1.0})
            except Exception:
                pass
            time.sleep(0.01)
    """)
    until(begun(trail, "stubborn"))
    command("stop-run", "stubborn")
    going.communicate(timeout=60)
    assert going.returncode != 0
    assert end_of(trail) == STOPPED


def test_a_run_that_does_not_log_is_interrupted_at_once_when_asked(trail, command, program):
    going = program("""
        with nbtrail.run("hangs") as run:
            run.log({"x": 1.0})
            time.sleep(600)
    """)
    until(begun(trail, "hangs"))
    command("stop-run", "hangs", "--now")
    going.communicate(timeout=60)
    assert end_of(trail) == ("interrupted", "KeyboardInterrupt", "stopped from the command line")


def test_stopping_what_has_ended_is_refused(trail, command, script):
    script("import nbtrail\nwith nbtrail.run('over', id='over'): pass")
    told = command("stop-run", "over")
    assert told.returncode == 1
    assert told.stderr == "NT406: The run has ended already.\n"


def test_a_name_means_the_attempt_that_is_running(trail, command, script, program):
    script("import nbtrail\nfor id in ('this', 'that'):\n    with nbtrail.run('mlp', id=id): pass")
    assert command("stop-run", "mlp").stderr == "NT406: The run has ended already.\n"
    going = program("""
        with nbtrail.run("mlp", id="third") as run:
            while True:
                run.log({"x": 1.0})
                time.sleep(0.01)
    """)
    until(trail.points)
    assert "3 runs are called th:" in command("stop-run", "th").stderr
    told = command("stop-run", "mlp", "--json")
    assert json.loads(told.stdout) == {"run_id": "third", "name": "mlp", "interrupted": False}
    going.communicate(timeout=60)
    (end,) = [fact for fact in trail.facts("run_ended") if fact["run_id"] == "third"]
    assert end["error_value"] == "stopped from the command line"


def test_a_run_that_was_stopped_can_be_resumed(trail, command, program, script):
    loop = """
        with nbtrail.init(id="again", resume="allow") as run:
            for i in range({times}):
                run.log({{"x": 1.0}})
                time.sleep(0.01)
    """
    going = program(loop.format(times=10**9))
    until(lambda: not trail.empty and trail.points())
    command("stop-run", "again")
    going.communicate(timeout=60)
    script("import nbtrail, time\n" + textwrap.dedent(loop.format(times=100)))
    assert [fact["status"] for fact in trail.facts("run_ended")] == ["interrupted", "finished"]


@pytest.mark.parametrize(
    "left", ["not JSON", "[" * 9_000, '{"k": "run_stop_requested", "by": 3}', "pipe", "folder"]
)
def test_what_lies_in_the_inbox_neither_stops_a_run_by_chance_nor_holds_it_up(
    trail, script, tmp_path: Path, left
):
    (trail.home / "inbox").mkdir(parents=True)
    name = hashlib.sha256(b"odd").hexdigest()[:32]
    place = trail.home / "inbox" / f"{name}.json"
    code = f"""
        import nbtrail, os, time
        with nbtrail.run("odd", id="odd") as run:
            place = {str(place)!r}
            if {left!r} == "pipe":
                os.mkfifo(place)
            elif {left!r} == "folder":
                os.mkdir(place)
            else:
                open(place, "w").write({left!r})
            for i in range(150):
                run.log({{"x": float(i)}})
                time.sleep(0.01)
    """
    script(code)
    status, _, why = end_of(trail)
    asked = "run_stop_requested" in left
    assert (status, why) == (
        ("interrupted", "stopped from elsewhere") if asked else ("finished", None)
    )


def test_in_a_notebook_the_cell_ends_without_a_traceback_and_the_kernel_lives(
    trail, command, kernel
):
    kernel.run("import nbtrail, time")

    def stop() -> None:
        until(begun(trail, "cell"))
        command("stop-run", "cell")

    stopping = threading.Thread(target=stop)
    stopping.start()
    outputs = kernel.run(
        "run = nbtrail.init(name='cell')\nwhile True:\n    run.log({'x': 1.0})\n    time.sleep(0.01)"
    )
    stopping.join()
    (error,) = [output for output in outputs if output["type"] == "error"]
    assert error["traceback"] == ["nbtrail: cell was stopped from the command line."]
    assert end_of(trail) == STOPPED
    assert trail.facts("cell_ended")[-1]["status"] == "interrupted"
    assert kernel.text("print(1 + 1)") == "2\n"
    tasks = "async def train():\n    with nbtrail.run('task') as run:\n        while not run.should_stop:\n            run.log({'x': 1.0})\n            await asyncio.sleep(0.01)\nimport asyncio\ntask = asyncio.create_task(train())"
    kernel.run(tasks)
    until(begun(trail, "task"))
    command("stop-run", "task")
    assert kernel.text("await task\nprint('alive')") == "alive\n"
