"""What fails is failed, wherever it ran: scripts, threads, tasks, tests, notebooks without a person."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
from pathlib import Path

import nbformat
import pytest

HEAD = "import nbtrail, sys\nrun = nbtrail.init(name='n')\nrun.log({'x': 1.0})\n"


def ended(trail) -> dict[str, tuple]:
    """Status and error's name by the run's name."""
    names = {fact["run_id"]: fact["name"] for fact in trail.facts("run_started")}
    return {
        names[fact["run_id"]]: (fact["status"], fact.get("error_name"))
        for fact in trail.facts("run_ended")
    }


SCRIPTS = {
    "pass": ("finished", None),
    "sys.exit(3)": ("failed", "SystemExit"),
    "sys.exit(0)": ("finished", None),
    "sys.exit()": ("finished", None),
    "sys.exit('no data')": ("failed", "SystemExit"),
    "exit(1)": ("failed", "SystemExit"),
    "quit()": ("finished", None),
    "raise SystemExit(3)": ("failed", "SystemExit"),
    "raise SystemExit": ("finished", None),
    "import argparse; argparse.ArgumentParser().parse_args(['--odd'])": ("failed", "SystemExit"),
    "def f(): sys.exit(4)\nf()": ("failed", "SystemExit"),
    "try: sys.exit(3)\nexcept SystemExit: pass": ("finished", None),
    "try: sys.exit(3)\nexcept SystemExit: sys.exit(0)": ("finished", None),
    "raise ValueError('bad')": ("failed", "ValueError"),
    "raise KeyboardInterrupt": ("interrupted", "KeyboardInterrupt"),
    "run.finish()\nsys.exit(3)": ("finished", None),
}


@pytest.mark.parametrize("code", SCRIPTS)
def test_a_scripts_run_ends_as_the_script_does(trail, script, code):
    script(HEAD + code, check=False)
    assert ended(trail) == {"n": SCRIPTS[code]}


WAYS_OUT = {
    "raise SystemExit(main(3))": ("failed", "SystemExit"),
    "raise SystemExit(main(0))": ("finished", None),
    "raise SystemExit(main('no data'))": ("failed", "SystemExit"),
    "sys.exit(main(3))": ("failed", "SystemExit"),
    "leave(main(3))": ("failed", "SystemExit"),
    "leave(main(None))": ("finished", None),
    "try: leave(main(3))\nexcept SystemExit as error: kept = error": ("finished", None),
    "try: leave(main(3))\nexcept SystemExit as error: kept = error\nraise SystemExit(main(0))": ("finished", None),
    "try: raise SystemExit(main(0))\nexcept SystemExit as error: kept = error\nsys.exit(main(3))": ("failed", "SystemExit"),
    "try: raise SystemExit(main(3))\nfinally: kept = 1": ("failed", "SystemExit"),
    "def f():\n    with open(__file__): raise SystemExit(main(3))\nf()": ("failed", "SystemExit"),
}  # fmt: skip


@pytest.mark.parametrize("words", [["program.py"], ["-m", "program"]], ids=["script", "module"])
@pytest.mark.parametrize("code", WAYS_OUT)
def test_an_exit_code_counts_wherever_it_comes_from(trail, tmp_path, code, words):
    head = (
        "from sys import exit as leave\nimport nbtrail, sys\n"
        "def main(code):\n    nbtrail.init(name='n')\n    return code\n"
    )
    (tmp_path / "program.py").write_text(head + code)
    done = subprocess.run(
        [sys.executable, *words], cwd=tmp_path, env=trail.environment(), check=False
    )
    assert ended(trail) == {"n": WAYS_OUT[code]}
    assert (done.returncode == 0) == (WAYS_OUT[code][0] == "finished")


FIRST_IMPORTED_IN_MAIN = {
    "sys.exit(main(0))": ("finished", None),
    "sys.exit(main(None))": ("finished", None),
    "sys.exit(main(3))": ("failed", "SystemExit"),
    "sys.exit(int(main(2) or 0))": ("failed", "SystemExit"),
    "def entry(): sys.exit(main(0))\nentry()": ("finished", None),
    "import asyncio\nasync def later(): return main(0)\nsys.exit(asyncio.run(later()))": ("finished", None),
    "raise SystemExit(main(0))": ("finished", None),
    "raise SystemExit(main(3))": ("failed", "SystemExit"),
    "code = main(3)\nraise SystemExit(code)": ("failed", "SystemExit"),
    "try: sys.exit(main(3))\nexcept SystemExit: pass": ("finished", None),
    "main(0)\nassert sys.gettrace() is None": ("finished", None),
}  # fmt: skip


@pytest.mark.parametrize("words", [["program.py"], ["-c"]], ids=["script", "command line"])
@pytest.mark.parametrize("code", FIRST_IMPORTED_IN_MAIN)
def test_an_exit_code_counts_where_nbtrail_is_first_imported_by_what_computes_it(
    trail, tmp_path, code, words
):
    head = (
        "import sys\ndef main(code):\n    import nbtrail\n    nbtrail.init(name='n')\n"
        "    return code\n"
    )
    (tmp_path / "program.py").write_text(head + code)
    done = subprocess.run(
        [sys.executable, *words, *([head + code] if words == ["-c"] else [])],
        cwd=tmp_path, env=trail.environment(), check=False, capture_output=True, text=True,
    )  # fmt: skip
    end = FIRST_IMPORTED_IN_MAIN[code]
    assert ended(trail) == {"n": end}
    assert (done.returncode == 0, done.stderr) == (end[0] == "finished", "")


@pytest.mark.parametrize(
    ("code", "status"), [(0, "finished"), (3, "failed")], ids=["in order", "with a code"]
)
def test_a_process_that_leaves_without_cleaning_up_ends_its_runs_and_none_of_its_parents(
    trail, script, code, status
):
    done = script(
        HEAD
        + f"""
import os, pickle
if os.fork() == 0:
    nbtrail.init(name="child")
    os._exit(1)
os.wait()
assert pickle.loads(pickle.dumps(os._exit)) is os._exit
os._exit({code})
""",
        check=False,
    )
    assert (done.returncode, done.stderr) == (code, "")
    name = None if code == 0 else "SystemExit"
    assert ended(trail) == {"n": (status, name), "child": ("failed", "SystemExit")}


@pytest.mark.parametrize(
    ("code", "end"),
    [
        ("raise SystemExit('bad')", ("failed", "SystemExit")),
        ("raise SystemExit(0)", ("finished", None)),
        ("raise SystemExit(run.id)", ("interrupted", "SystemExit")),
    ],
)
def test_a_program_of_the_command_line_is_not_called_finished_for_an_exit_code_that_nobody_knows(
    trail, tmp_path, code, end
):
    subprocess.run(
        [sys.executable, "-c", HEAD + code], cwd=tmp_path, env=trail.environment(),
        check=False, capture_output=True,
    )  # fmt: skip
    assert ended(trail) == {"n": end}


def test_a_thread_or_task_that_dies_fails_its_run_and_no_other(trail, script):
    done = script(
        """
        import asyncio, nbtrail, threading
        main = nbtrail.init(name="main")
        def thread():
            nbtrail.init(name="thread")
            raise ValueError("in a thread")
        worker = threading.Thread(target=thread); worker.start(); worker.join()
        async def task(name, ends):
            nbtrail.init(name=name)
            await asyncio.sleep(0)
            ends()
            await asyncio.sleep(30)
        def fails(): raise KeyError("in a task")
        async def everybody():
            tasks = [asyncio.create_task(task("task", fails)), asyncio.create_task(task("cancelled", lambda: None))]
            await asyncio.sleep(0.01)
            tasks[1].cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
        asyncio.run(everybody())
        assert main.status == "running"
        """
    )
    assert ended(trail) == {
        "thread": ("failed", "ValueError"),
        "task": ("failed", "KeyError"),
        "cancelled": ("interrupted", None),
        "main": ("finished", None),
    }
    assert "nbtrail:" not in done.stderr and "ValueError: in a thread" in done.stderr


def test_threads_that_were_started_before_anything_was_recorded_fail_their_runs(trail, script):
    script(
        """
        import nbtrail, threading
        together = threading.Barrier(2)
        def thread(name):
            together.wait()
            nbtrail.init(name=name)
            raise ValueError("in a thread")
        workers = [threading.Thread(target=thread, args=(name,)) for name in ("one", "other")]
        for worker in workers: worker.start()
        for worker in workers: worker.join()
        """
    )
    assert ended(trail) == {"one": ("failed", "ValueError"), "other": ("failed", "ValueError")}


def test_a_pools_work_that_dies_fails_the_run_that_it_began(trail, script):
    script(
        """
        import nbtrail
        from concurrent.futures import ThreadPoolExecutor
        from multiprocessing.pool import ThreadPool
        def work(name):
            nbtrail.init(name=name)
            if name.startswith("bad"):
                raise ValueError(name)
        with ThreadPoolExecutor() as pool:
            pool.submit(work, "bad from the start")
        with ThreadPoolExecutor(1, initializer=nbtrail.init, initargs=(None, None, "worker")) as pool:
            pool.submit(lambda: 1 / 0)
        with ThreadPool(2) as pool:
            jobs = [pool.apply_async(work, (name,)) for name in ("good", "bad later")]
            [job.wait() for job in jobs]
        """
    )
    assert ended(trail) == {
        "bad from the start": ("failed", "ValueError"),
        "worker": ("finished", None),
        "good": ("finished", None),
        "bad later": ("failed", "ValueError"),
    }


def test_a_test_that_fails_fails_the_run_that_it_left_open(trail, tmp_path):
    (tmp_path / "test_it.py").write_text(
        textwrap.dedent(
            """
            import nbtrail, pytest, unittest
            @pytest.fixture
            def run(request):
                return nbtrail.init(name=request.node.name)
            def test_fails(run):
                assert run is None
            def test_passes(run):
                run.log({"x": 1.0})
            def test_is_skipped(run):
                pytest.skip("not today")
            def test_begins_and_fails():
                nbtrail.init(name="begun")
                raise ValueError("bad")
            class TestCase(unittest.TestCase):
                def test_case(self):
                    nbtrail.init(name="case")
                    self.assertEqual(1, 2)
            """
        )
    )
    subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "test_it.py"],
        cwd=tmp_path, env=trail.environment(), capture_output=True, check=False,
    )  # fmt: skip
    assert ended(trail) == {
        "test_fails": ("failed", "AssertionError"),
        "test_passes": ("finished", None),
        "test_is_skipped": ("finished", None),
        "begun": ("failed", "ValueError"),
        "case": ("failed", "AssertionError"),
    }


def test_unittest_fails_the_run_of_the_test_that_fails(trail, script):
    script(
        """
        import nbtrail, unittest
        class Case(unittest.TestCase):
            def test_1(self):
                nbtrail.init(name="fails")
                self.fail()
            def test_2(self):
                nbtrail.init(name="passes")
        unittest.main()
        """,
        check=False,
    )
    assert ended(trail) == {"fails": ("failed", "AssertionError"), "passes": ("finished", None)}


def notebook(folder: Path, *sources: str, tags: list[str] | None = None) -> Path:
    """A notebook of these cells, the last one with tags."""
    cells = [nbformat.v4.new_code_cell(source) for source in sources]
    cells[-1].metadata["tags"] = tags or []
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    path = folder / "nightly.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": kernel}), path)
    return path


BEGIN = "%load_ext nbtrail\nimport nbtrail\nrun = nbtrail.init(name='nightly')\nrun.log({'x': 1.0})"
FAIL = "raise ValueError('no data tonight')"
TOOLS = {
    "execute": ["-m", "jupyter", "execute", "nightly.ipynb"],
    "nbconvert": ["-m", "jupyter", "nbconvert", "--to", "notebook", "--execute", "nightly.ipynb"],
    "papermill": ["-m", "papermill", "nightly.ipynb", "out.ipynb"],
    "nbclient": ["-c", "import nbclient, nbformat; nbclient.execute(nbformat.read('nightly.ipynb', 4))"],
}  # fmt: skip


def execute(trail, folder: Path, *words: str) -> int:
    path = os.pathsep.join([os.path.dirname(sys.executable), os.environ["PATH"]])
    return subprocess.run(
        [sys.executable, *words], cwd=folder, env=trail.environment(PATH=path),
        capture_output=True, check=False, timeout=300,
    ).returncode  # fmt: skip


@pytest.mark.parametrize("tool", TOOLS)
def test_a_notebook_that_fails_without_a_person_fails_its_run(trail, tmp_path, tool):
    notebook(tmp_path, BEGIN, FAIL)
    assert execute(trail, tmp_path, *TOOLS[tool]) != 0
    assert ended(trail) == {"nightly": ("failed", "ValueError")}
    assert trail.facts("run_ended")[0]["error_value"] == "no data tonight"


LIMITS = {
    "execute": ["--timeout=2"],
    "nbconvert": ["--ExecutePreprocessor.timeout=2"],
    "papermill": ["--execution-timeout", "2"],
}
WITH = (
    "%load_ext nbtrail\nimport nbtrail\nwith nbtrail.run('nightly'): __import__('time').sleep(300)"
)


@pytest.mark.parametrize("tool", LIMITS)
def test_a_cell_that_runs_out_of_time_fails_its_run_and_says_so(trail, tmp_path, tool):
    notebook(tmp_path, BEGIN, "import time; time.sleep(300)")
    assert execute(trail, tmp_path, *TOOLS[tool], *LIMITS[tool]) != 0
    assert ended(trail) == {"nightly": ("failed", "TimeoutError")}
    assert "stopped after the 2 s that" in trail.facts("run_ended")[0]["error_value"]


def test_a_block_that_runs_out_of_time_fails_also_where_a_program_executes_the_notebook(
    trail, tmp_path
):
    notebook(tmp_path, WITH)
    program = TOOLS["nbclient"][1].replace("4))", "4), timeout=2)")
    assert execute(trail, tmp_path, "-c", program) != 0
    assert ended(trail) == {"nightly": ("failed", "KeyboardInterrupt")}
    said = trail.facts("run_ended")[0]["error_value"]
    assert "by the program that executes the notebook" in said


def test_a_notebook_that_fails_while_it_displays_fails_its_run(trail, tmp_path):
    notebook(tmp_path, BEGIN, "class Bad:\n    def _repr_html_(self): return 1 / 0\nBad()")
    assert execute(trail, tmp_path, *TOOLS["execute"]) != 0
    assert ended(trail) == {"nightly": ("failed", "ZeroDivisionError")}
    assert trail.facts("cell_ended")[-1]["error_name"] == "ZeroDivisionError"


def test_a_display_that_fails_is_the_failure_of_its_cell_and_of_no_later_one(trail, kernel):
    kernel.run("class Bad:\n    def _repr_html_(self): return 1 / 0\nBad()")
    kernel.run("1 + 1")
    kernel.run("await __import__('asyncio').sleep(0)\n2")
    statuses = [fact["status"] for fact in trail.facts("cell_ended")]
    assert statuses == ["ok", "error", "ok", "ok"]


def test_a_cell_that_may_raise_means_nothing_for_the_run(trail, tmp_path):
    notebook(tmp_path, BEGIN, FAIL, tags=["raises-exception"])
    assert execute(trail, tmp_path, *TOOLS["execute"]) == 0
    assert ended(trail) == {"nightly": ("finished", None)}


def test_a_notebook_that_goes_on_after_an_error_finishes(trail, tmp_path):
    notebook(tmp_path, BEGIN, FAIL, "1 + 1")
    assert execute(trail, tmp_path, *TOOLS["execute"], "--allow-errors") == 0
    assert ended(trail) == {"nightly": ("finished", None)}


@pytest.mark.parametrize(
    ("cells", "status"),
    [
        (["run.log({'x': 2.0})\nraise ValueError('training')"], "failed"),
        (["run.log({'x': 2.0})\nraise ValueError('training')", "1 + 1"], "finished"),
        (["raise ValueError('a slip elsewhere')"], "finished"),
        (["nbtrail.run('later'); 1/0"], "finished"),
    ],
)
def test_a_person_repairs_and_goes_on_unless_the_run_was_at_work_when_it_ended(
    trail, kernel, cells, status
):
    kernel.run(BEGIN, allow_stdin=True, stop_on_error=True)
    for cell in cells:
        kernel.run(cell, allow_stdin=True, stop_on_error=True)
    kernel.shutdown()
    assert ended(trail)["nightly"][0] == status
    assert ended(trail).get("later", ("failed", "ZeroDivisionError"))[0] == "failed"
