"""Whose a process is: the user's program by name, and the session that started it.

A worker of a recorded process belongs to its session and logs in its run; a
program of its own has its own session; a tool that runs the user's code is never
taken for it; and processes that make a run together make one.
"""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
from pathlib import Path

import journal_reader
import pytest


@pytest.fixture
def work(trail, tmp_path):
    """A folder with the user's files in it, and a way to run commands there."""
    folder = tmp_path / "work"
    folder.mkdir()

    def write(name: str, code: str) -> Path:
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(textwrap.dedent(code))
        return path

    def command(*words: str, **environment: str) -> subprocess.CompletedProcess:
        done = subprocess.run(
            [sys.executable, *words],
            cwd=folder,
            env=trail.environment(**environment),
            capture_output=True,
            text=True,
            timeout=180,
            check=False,
        )
        assert done.returncode == 0, done.stderr[-3000:]
        return done

    return write, command


def _paths(trail) -> list[str | None]:
    return [fact["notebook_path"] for fact in trail.facts("session_started")]


def _names(trail) -> dict[str, str]:
    return {fact["run_id"]: fact["name"] for fact in trail.facts("run_started")}


TRAIN = """
import nbtrail
with nbtrail.run("train") as run:
    run.log({"loss": 1.0})
"""


@pytest.mark.parametrize(
    "tool",
    [
        [],
        ["-m", "cProfile", "-o", os.devnull],
        ["-m", "trace", "--count", "--missing", "-C", "counts"],
        ["-m", "runpy"],
        ["-m", "pdb", "-c", "continue", "-c", "quit"],
        ["-m", "debugpy", "--listen", "127.0.0.1:0"],
        ["-X", "dev"],
        ["-c", "import runpy, sys; sys.argv = sys.argv[1:]; runpy.run_path(sys.argv[0])"],
    ],
    ids=lambda words: " ".join(words[:2]) or "python",
)
def test_a_script_has_its_own_name_whatever_tool_runs_it(trail, work, tool):
    write, command = work
    path = write("train.py", TRAIN)
    words = ["train"] if tool == ["-m", "runpy"] else [str(path)]
    command(*tool, *words)
    assert _paths(trail) == [str(path)]


def test_a_module_that_is_run_is_named_by_its_file(trail, work):
    write, command = work
    write("package/__init__.py", "")
    path = write("package/train.py", TRAIN)
    command("-m", "package.train")
    assert _paths(trail) == [str(path)]


def test_a_test_is_named_by_its_file_also_when_a_fixture_begins_the_run(trail, work):
    write, command = work
    write(
        "conftest.py",
        """
        import nbtrail, pytest
        @pytest.fixture
        def run():
            with nbtrail.run("tested") as run:
                yield run
        """,
    )
    path = write("tests/test_model.py", "def test_it(run):\n    run.log({'acc': 1.0})\n")
    command("-m", "pytest", "-q", "-p", "no:cacheprovider")
    assert _paths(trail) == [str(path)]


def test_code_without_a_file_has_no_name(trail, work):
    _, command = work
    command("-c", TRAIN)
    assert _paths(trail) == [None]


WORKERS = """
import os

def step(number):
    import nbtrail
    nbtrail.log({"worker": float(number)}, step=number)
    return os.getpid()

def own(number):
    import nbtrail
    with nbtrail.run(f"own{number}") as run:
        run.log({"own": float(number)})
    return os.getpid()
"""

POOLS = {
    "spawn": """
        import multiprocessing
        from concurrent.futures import ProcessPoolExecutor
        pool = ProcessPoolExecutor(2, mp_context=multiprocessing.get_context("spawn"))
        each = lambda work, over: list(pool.map(work, over))
    """,
    "forkserver": """
        import multiprocessing
        from concurrent.futures import ProcessPoolExecutor
        pool = ProcessPoolExecutor(2, mp_context=multiprocessing.get_context("forkserver"))
        each = lambda work, over: list(pool.map(work, over))
    """,
    "joblib": """
        from joblib import Parallel, delayed
        each = lambda work, over: Parallel(2)(delayed(work)(number) for number in over)
    """,
}


@pytest.mark.parametrize("pool", POOLS)
def test_workers_belong_to_the_session_and_log_in_the_run_that_is_open(trail, work, pool):
    if pool == "joblib":
        pytest.importorskip("joblib")
    write, command = work
    write("workers.py", WORKERS)
    body = textwrap.indent(textwrap.dedent(POOLS[pool]), "    ")
    path = write(
        "main.py",
        f"""import nbtrail, workers
if __name__ == "__main__":
{body}
    with nbtrail.run("first"):
        each(workers.step, range(4))
    with nbtrail.run("second"):
        each(workers.step, range(10, 14))
        each(workers.own, range(2))
""",
    )
    command(str(path))
    assert _paths(trail) == [str(path)]
    names = _names(trail)
    assert sorted(names.values()) == ["first", "own0", "own1", "second"]
    for name, steps in (("first", range(4)), ("second", range(10, 14))):
        [run] = [run for run, known in names.items() if known == name]
        assert sorted(step for _, step, _ in trail.points(run)) == list(steps)
    assert {fact["session_id"] for fact in trail.facts("run_started")} == {
        trail.facts("session_started")[0]["session_id"]
    }
    ended = [names[fact["run_id"]] for fact in trail.facts("run_ended")]
    assert sorted(ended) == ["first", "own0", "own1", "second"]
    opened = trail.facts("writer_opened")
    main = trail.facts("session_started")[0]["session_id"]
    assert {fact.get("parent_writer_id") for fact in opened} == {None, main}


def test_a_script_that_begins_its_run_on_top_begins_it_once_however_often_workers_read_it(
    trail, work
):
    write, command = work
    path = write(
        "main.py",
        """
        import multiprocessing, nbtrail
        run = nbtrail.init(name="once", params={"lr": 0.1})

        def step(number):
            run.log({"worker": float(number)}, step=number)

        if __name__ == "__main__":
            for epoch in range(2):
                with multiprocessing.get_context("spawn").Pool(2) as pool:
                    pool.map(step, range(4 * epoch, 4 * epoch + 4))
                    pool.close()
                    pool.join()
        if __name__ == "__mp_main__":
            run.finish()
        """,
    )
    command(str(path))
    assert list(_names(trail).values()) == ["once"] and _paths(trail) == [str(path)]
    assert sorted(step for _, step, _ in trail.points()) == list(range(8))
    assert len(trail.facts("params")) == 1
    assert [fact["status"] for fact in trail.facts("run_ended")] == ["finished"]


def test_a_kernels_workers_belong_to_its_notebook(trail, kernel):
    pytest.importorskip("joblib")
    kernel.run("%load_ext nbtrail")
    kernel.run("import nbtrail; run = nbtrail.init(name='swept')")
    kernel.run(
        "from joblib import Parallel, delayed\n"
        "def work(number):\n"
        "    import nbtrail\n"
        "    nbtrail.log({'worker': float(number)}, step=number)\n"
        "Parallel(2)(delayed(work)(number) for number in range(4))"
    )
    assert list(_names(trail).values()) == ["swept"]
    assert len(trail.facts("session_started")) == 1
    assert sorted(step for _, step, _ in trail.points()) == list(range(4))


def test_a_script_that_a_notebook_starts_has_a_session_of_its_own_that_says_from_where(
    trail, work, kernel
):
    write, _ = work
    path = write("train.py", TRAIN)
    kernel.run("import nbtrail; run = nbtrail.init(name='notebook')")
    kernel.run(
        f"import subprocess, sys; subprocess.run([sys.executable, {str(path)!r}], check=True)"
    )
    notebook, script = trail.facts("session_started")
    assert script["notebook_path"] == str(path)
    assert script["parent_session_id"] == notebook["session_id"]
    assert "parent_session_id" not in notebook
    assert sorted(_names(trail).values()) == ["notebook", "train"]


RANKED = """
import nbtrail, sys
run = nbtrail.init({arguments})
run.log({{"loss": 1.0}}, step=0)
if "{fails}" == __import__("os").environ["RANK"]:
    raise SystemExit(3)
run.finish()
"""


@pytest.mark.parametrize("fails", ["", "1"])
def test_a_job_of_several_processes_with_one_id_is_one_run(trail, work, monkeypatch, fails):
    write, _ = work
    path = write("ddp.py", RANKED.format(arguments="id='ddp-1', name='ddp'", fails=fails))
    ranks = [
        subprocess.Popen(
            [sys.executable, str(path)],
            env=trail.environment(RANK=str(rank), WORLD_SIZE="3"),
            stderr=subprocess.DEVNULL,
        )
        for rank in range(3)
    ]
    assert sorted(process.wait(120) for process in ranks) == [0, 0, 3 if fails else 0]
    monkeypatch.setenv("NBTRAIL_HOME", str(trail.home))
    import nbtrail
    from nbtrail.stop import stop

    try:
        status = "failed" if fails else "finished"
        assert nbtrail.sql("SELECT run_id, name, status, ended_at IS NULL FROM runs").rows == [
            ("ddp-1", "ddp", status, False)
        ]
        assert nbtrail.sql("SELECT rank, status FROM run_ranks ORDER BY rank").rows == [
            (rank, status if str(rank) == fails else "finished") for rank in range(3)
        ]
        assert nbtrail.sql("SELECT rank FROM writers WHERE role = 'kernel' ORDER BY rank").rows == [
            (0,),
            (1,),
            (2,),
        ]
        assert nbtrail.sql("SELECT count(*) FROM metrics WHERE step = 0").scalar() == 3
    finally:
        stop()


def test_torchrun_makes_one_run_of_one_start_and_another_of_the_next(trail, work):
    pytest.importorskip("torch")
    write, command = work
    path = write("ddp.py", RANKED.format(arguments="", fails="none"))
    for _ in range(2):
        command("-m", "torch.distributed.run", "--nproc-per-node=2", str(path))
    runs = trail.facts("run_started")
    assert len(runs) == 4 and len({fact["run_id"] for fact in runs}) == 2
    assert len({(fact["run_id"], fact["name"]) for fact in runs}) == 2
    assert set(_paths(trail)) == {str(path)}
    assert sorted(fact["rank"] for fact in trail.facts("run_ended")) == [0, 0, 1, 1]
    assert len(journal_reader.writers(trail.home)) == 4
