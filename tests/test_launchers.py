"""Ranks, servers and debuggers: the run is the user's, and those that work together make one."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

TRAIN = """
import nbtrail
with nbtrail.run("train") as run:
    run.log({"loss": 1.0})
"""

#: What launchers set for the processes of one start; `%` is the process's number.
STARTS = {
    "srun": "SLURM_PROCID=% SLURM_NTASKS=2 SLURM_JOB_ID=77 SLURM_STEP_ID=0",
    "srun without a step": "SLURM_PROCID=% SLURM_NTASKS=2 SLURM_JOB_ID=77",
    "torchrun by srun": "RANK=% WORLD_SIZE=2 LOCAL_WORLD_SIZE=1 TORCHELASTIC_RUN_ID=none SLURM_JOB_ID=7 SLURM_STEP_ID=1",
    "torchrun with an id": "RANK=% WORLD_SIZE=2 LOCAL_WORLD_SIZE=1 TORCHELASTIC_RUN_ID=nightly MASTER_ADDR=a",
    "mpirun": "OMPI_COMM_WORLD_RANK=% OMPI_COMM_WORLD_SIZE=2 OMPI_MCA_orte_precondition_transports=4c8b-79b3",
    "mpiexec": "PMI_RANK=% PMI_SIZE=2 MPI_LOCALNRANKS=2",
    "deepspeed": "RANK=% WORLD_SIZE=2 LOCAL_SIZE=2 MASTER_ADDR=127.0.0.1 MASTER_PORT=29500",
    "a text of the user's": "RANK=% WORLD_SIZE=2 NBTRAIL_JOB=tonight",
}  # fmt: skip


def ranks(trail, path: Path, words: str) -> list[str]:
    """Start the two processes of a job; what each says on stderr."""
    path.write_text(textwrap.dedent(TRAIN))
    started = [
        subprocess.Popen(
            [sys.executable, str(path)], stderr=subprocess.PIPE, text=True,
            env=trail.environment(**dict(word.replace("%", str(rank)).split("=") for word in words.split())),
        )
        for rank in range(2)
    ]  # fmt: skip
    return [process.communicate(timeout=120)[1] for process in started]


@pytest.mark.parametrize("launcher", STARTS)
def test_the_processes_of_one_start_make_one_run(trail, tmp_path, launcher):
    assert ranks(trail, tmp_path / "ddp.py", STARTS[launcher]) == ["", ""]
    begun = trail.facts("run_started")
    assert len({fact["run_id"] for fact in begun}) == 1 and len(begun) == 2
    assert sorted(fact["rank"] for fact in begun) == [0, 1]


@pytest.mark.parametrize(
    ("one", "another"),
    [
        (STARTS["srun"], STARTS["srun"].replace("STEP_ID=0", "STEP_ID=1")),
        (STARTS["mpirun"], STARTS["mpirun"].replace("79b3", "79b4")),
    ],
    ids=["srun", "mpirun"],
)
def test_another_start_makes_another_run(trail, tmp_path, one, another):
    ranks(trail, tmp_path / "ddp.py", one)
    ranks(trail, tmp_path / "ddp.py", another)
    assert len({fact["run_id"] for fact in trail.facts("run_started")}) == 2


def test_where_nothing_tells_a_start_one_line_of_one_rank_says_what_to_set(trail, tmp_path):
    words = "RANK=% WORLD_SIZE=2 LOCAL_WORLD_SIZE=1 TORCHELASTIC_RUN_ID=none MASTER_ADDR=a MASTER_PORT=29500"
    first, second = ranks(trail, tmp_path / "ddp.py", words)
    assert first.count("\n") == 1 and "NBTRAIL_JOB" in first and "[NT238]" in first
    assert second == ""
    assert len({fact["run_id"] for fact in trail.facts("run_started")}) == 2


def test_the_script_of_a_slurm_job_is_alone_however_many_tasks_the_job_has(trail, tmp_path):
    words = "ENVIRONMENT=BATCH SLURM_PROCID=0 SLURM_NTASKS=4 SLURM_JOB_ID=77"
    ranks(trail, tmp_path / "train.py", words)
    assert all("rank" not in fact for fact in trail.facts("run_started"))


#: Tools as people install them, made small: each runs or serves the user's file its own way.
TOOLS = {
    # coverage: traces, and puts a main module of its own making in place.
    "cover": """
        import sys, types
        sys.argv = sys.argv[1:]
        main = types.ModuleType("__main__")
        main.__file__, sys.modules["__main__"] = sys.argv[0], main
        sys.settrace(lambda *event: None)
        exec(compile(open(sys.argv[0]).read(), sys.argv[0], "exec"), vars(main))
    """,
    # gunicorn and celery: forks workers that call what the user's module offers.
    "serve": """
        import importlib, os, sys
        sys.path.insert(0, os.getcwd())
        module = importlib.import_module(sys.argv[1])
        for request in sys.argv[2:]:
            if os.fork() == 0:
                getattr(module, request)()
                sys.exit(0)
            assert os.wait()[1] == 0
    """,
}


def tool(tmp_path: Path, name: str) -> str:
    """Install a tool; the folder that makes it importable."""
    folder = tmp_path / "site-packages"
    (folder / name).mkdir(parents=True)
    (folder / name / "__init__.py").touch()
    (folder / name / "__main__.py").write_text(textwrap.dedent(TOOLS[name]))
    return str(folder)


def run(trail, tmp_path: Path, folder: str, *words: str) -> int:
    environment = trail.environment()
    environment["PYTHONPATH"] += os.pathsep + folder
    return subprocess.run(
        [sys.executable, "-m", *words], cwd=tmp_path, env=environment, check=False, timeout=120
    ).returncode


@pytest.mark.parametrize("code", [0, 3])
def test_a_script_below_a_tool_that_traces_it_has_its_own_name_and_exit_code(trail, tmp_path, code):
    path = tmp_path / "train.py"
    path.write_text(f"import nbtrail, sys\nnbtrail.init(name='n')\nsys.exit({code})")
    assert run(trail, tmp_path, tool(tmp_path, "cover"), "cover", str(path)) == code
    assert [fact["notebook_path"] for fact in trail.facts("session_started")] == [str(path)]
    assert [fact["status"] for fact in trail.facts("run_ended")] == [
        "failed" if code else "finished"
    ]


def test_a_servers_workers_record_only_when_they_log_and_are_named_by_the_users_module(
    trail, tmp_path
):
    path = tmp_path / "app.py"
    path.write_text(
        "import nbtrail\n"
        "def plain(): return nbtrail.active_run()\n"
        "def train():\n    with nbtrail.run('request') as run: run.log({'x': 1.0})\n"
    )
    folder = tool(tmp_path, "serve")
    assert run(trail, tmp_path, folder, "serve", "app", "plain", "plain") == 0
    assert trail.empty
    assert run(trail, tmp_path, folder, "serve", "app", "plain", "train", "train") == 0
    assert [fact["notebook_path"] for fact in trail.facts("session_started")] == [str(path)] * 2
    assert [fact["name"] for fact in trail.facts("run_started")] == ["request"] * 2


@pytest.mark.parametrize("pool", ["spawn", "fork", "forkserver", "joblib"])
def test_workers_that_were_there_before_the_session_log_in_its_run(trail, script, pool):
    if pool == "joblib":
        pytest.importorskip("joblib")
    script(
        f"""
        import multiprocessing, nbtrail
        def work(number):
            import nbtrail
            nbtrail.log({{"worker": float(number)}}, step=number)
        def all_of(pool):
            pool(abs, range(4))
            with nbtrail.run("main"):
                pool(work, range(4))
        if __name__ == "__main__":
            if {pool!r} == "joblib":
                from joblib import Parallel, delayed
                all_of(lambda work, over: Parallel(2)(delayed(work)(number) for number in over))
            else:
                with multiprocessing.get_context({pool!r}).Pool(2) as workers:
                    all_of(workers.map)
                    workers.close()
                    workers.join()
        """
    )
    assert [fact["name"] for fact in trail.facts("run_started")] == ["main"]
    assert len(trail.facts("session_started")) == 1
    assert sorted(step for _, step, _ in trail.points()) == [0, 1, 2, 3]
