"""Cells of real kernels: every execution is recorded as it happened, and nothing else is touched."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
import record_types


def cells(trail) -> list[dict]:
    """Started executions, each with what its end says."""
    ends = {fact["execution_id"]: fact for fact in trail.facts("cell_ended")}
    return [{**fact, **ends.get(fact["execution_id"], {})} for fact in trail.facts("cell_started")]


def test_every_execution_is_recorded_from_the_loading_cell_on(trail, kernel):
    kernel.run("x = 1", cell_id="one", tags=["important"])
    kernel.run("x += 1", cell_id="two")
    kernel.run("x += 1", cell_id="two")
    recorded = cells(trail)
    assert [cell["source"] for cell in recorded[:3]] == ["%load_ext nbtrail", "x = 1", "x += 1"]
    assert "source" not in recorded[3] and recorded[3]["source_hash"] == recorded[2]["source_hash"]
    assert [cell["cell_id"] for cell in recorded] == ["load", "one", "two", "two"]
    assert (
        [cell["position"] for cell in recorded] == [cell["n"] for cell in recorded] == [1, 2, 3, 4]
    )
    assert [cell["execution_count"] for cell in recorded] == [1, 2, 3, 4]
    assert recorded[1]["tags"] == ["important"]
    assert all(cell["status"] == "ok" and cell["memory_peak_bytes"] > 0 for cell in recorded)
    assert all(cell["cpu_seconds"] >= 0 for cell in recorded[1:])
    assert [fault for fact in trail.facts() for fault in record_types.faults(fact)] == []


def test_what_is_silent_or_not_to_be_tracked_is_not_recorded(trail, kernel):
    kernel.run("secret = 1", tags=["no-track"])
    kernel.run("hidden = 1", silent=True)
    kernel.run("hidden = 1", store_history=False)
    kernel.run("%trail off")
    kernel.run("off = 1\nimport nbtrail\nnbtrail.log({'x': 1})")
    kernel.run("%trail on")
    kernel.run("on = 1")
    sources = [cell["source"] for cell in cells(trail)]
    assert sources == ["%load_ext nbtrail", "%trail off", "on = 1"] and not trail.points()


def test_failures_keep_their_plain_traceback_and_mask_credentials(trail, kernel):
    kernel.run("def f():\n    raise ValueError('\\x1b[31mred\\x1b[0m ghp_' + 'a1B2' * 9)\nf()")
    kernel.run("def broken(:")
    kernel.run("raise KeyboardInterrupt")
    failed, syntax, interrupted = cells(trail)[1:]
    assert (failed["status"], failed["error_name"]) == ("error", "ValueError")
    assert failed["error_value"] == "red ‹redacted›"
    assert (
        "in f()" in failed["traceback"]
        and "\x1b" not in failed["traceback"]
        and "ghp_a1B2" not in failed["traceback"]
    )
    assert (syntax["status"], syntax["error_name"]) == ("error", "SyntaxError")
    assert (interrupted["status"], interrupted["error_name"]) == (
        "interrupted",
        "KeyboardInterrupt",
    )


def test_an_interrupted_cell_and_its_run_say_so(trail, kernel):
    code = "import nbtrail, time\nwith nbtrail.run('a') as run:\n    print('go', flush=True)\n    time.sleep(60)"
    asked = kernel.client.execute(code)
    while kernel.client.get_iopub_msg(timeout=120)["content"].get("text") != "go\n":
        pass
    kernel.manager.interrupt_kernel()
    kernel.outputs(asked)
    assert cells(trail)[-1]["status"] == "interrupted"
    assert trail.facts("run_ended")[0]["status"] == "interrupted"


def test_credentials_in_sources_are_masked_and_said(trail, kernel):
    kernel.run("password = 'hunter22'; token = str(1)")
    cell = cells(trail)[-1]
    assert cell["source"] == "password = '‹redacted›'; token = str(1)" and cell["redacted"] is True
    assert not any(b"hunter22" in path.read_bytes() for path in trail.home.rglob("*.ndjson"))


def test_numbers_know_the_cell_that_made_them_also_from_threads_and_tasks(trail, kernel):
    kernel.run("import nbtrail, threading, asyncio\nrun = nbtrail.init(name='a')")
    kernel.run("run.log({'x': 1.0})")
    kernel.run("t = threading.Thread(target=run.log, args=({'x': 2.0},)); t.start(); t.join()")
    kernel.run(
        "async def later():\n    run.log({'x': 3.0})\ntask = asyncio.create_task(later())\nawait task"
    )
    import journal_reader

    writer = journal_reader.writers(trail.home)[0]
    assert [(values[0], n) for _, _, _, n, values in journal_reader.rows(writer)] == [
        (1.0, 3),
        (2.0, 4),
        (3.0, 5),
    ]
    session = trail.facts("session_started")[0]["session_id"]
    linked = [fact["execution_id"] for fact in trail.facts("run_cell")]
    assert linked == [f"{session}-{n}" for n in (2, 3, 4, 5)]


def test_a_tracked_cell_is_a_run_and_again_is_its_next_attempt(trail, kernel):
    code = "%%trail train lr=0.1 model=svm\nimport nbtrail\nnbtrail.log({'x': 1.0})\n"
    kernel.run(code + "1")
    kernel.run(code + "1 / 0")
    kernel.run(code + "def f(:")
    kernel.run("for seed in (1, 2):\n    with nbtrail.run('seeds', seed=seed): pass")
    kernel.run("for seed in (1, 2):\n    with nbtrail.run('seeds', seed=seed): pass")
    runs = trail.facts("run_started")
    assert [(run["name"], run["attempt"]) for run in runs] == [
        ("train", 1), ("train", 2), ("seeds", 1), ("seeds", 1), ("seeds", 2), ("seeds", 2),
    ]  # fmt: skip
    assert [run["attempt_of"] for run in runs] == [
        None,
        runs[0]["run_id"],
        None,
        None,
        runs[2]["run_id"],
        runs[3]["run_id"],
    ]
    assert [fact["status"] for fact in trail.facts("run_ended")][:2] == ["finished", "failed"]
    assert trail.facts("params")[0]["params"] == {"lr": 0.1, "model": "svm"}
    assert cells(trail)[1]["run_id"] == runs[0]["run_id"]


def test_a_cell_that_runs_again_closes_its_old_run(trail, kernel):
    kernel.run("import nbtrail\nrun = nbtrail.init(name='a')", cell_id="c")
    kernel.run("import nbtrail\nrun = nbtrail.init(name='a')", cell_id="c")
    first, second = trail.facts("run_started")
    assert (second["attempt"], second["attempt_of"]) == (2, first["run_id"])
    assert [fact["run_id"] for fact in trail.facts("run_ended")] == [first["run_id"]]


def test_loading_twice_and_unloading_records_each_cell_once(trail, kernel):
    kernel.run("%load_ext nbtrail\n%reload_ext nbtrail")
    kernel.run("a = 1")
    kernel.run("%unload_ext nbtrail")
    kernel.run("b = 1")
    kernel.run("%load_ext nbtrail")
    kernel.run("c = 1")
    sources = {cell["source_hash"]: cell["source"] for cell in cells(trail) if "source" in cell}
    assert [sources[cell["source_hash"]].split("\n")[-1] for cell in cells(trail)] == [
        "%load_ext nbtrail", "%reload_ext nbtrail", "a = 1", "%unload_ext nbtrail", "%load_ext nbtrail", "c = 1",
    ]  # fmt: skip
    assert all(cell["status"] == "ok" for cell in cells(trail))
    assert len(trail.facts("session_started")) == 1


def test_the_first_use_of_the_api_is_enough(trail, tmp_path):
    from conftest import Kernel

    started = Kernel(trail, tmp_path)
    try:
        started.run("import nbtrail")
        assert trail.empty
        started.run("nbtrail.log({'x': 1})", cell_id="use")
        started.run("y = 1")
    finally:
        started.shutdown()
    assert [cell["source"] for cell in cells(trail)] == ["nbtrail.log({'x': 1})", "y = 1"]
    assert trail.facts("run_started")[0]["execution_id"] == cells(trail)[0]["execution_id"]
    assert trail.facts("run_ended")[0]["status"] == "finished"


def test_kill_9_of_the_kernel_keeps_every_point(trail, kernel):
    asked = kernel.client.execute(
        "import nbtrail, os, signal\nrun = nbtrail.init(name='a')\n"
        "for i in range(5000):\n    run.log({'x': float(i)})\nos.kill(os.getpid(), signal.SIGKILL)"
    )
    assert asked
    kernel.manager.provisioner.process.wait(120)
    assert [step for _, step, _ in trail.points()] == list(range(5000))
    assert cells(trail)[-1]["k"] == "cell_started" and not trail.facts("run_ended")


NOTEBOOK = [
    "%load_ext nbtrail\nimport nbtrail",
    "with nbtrail.run('a', lr=1) as run:\n    for i in range(10): run.log({'x': i / 10})",
    "%%trail b\nnbtrail.log({'y': 1.0})",
]


@pytest.mark.parametrize("tool", ["papermill", "nbconvert"])
def test_headless_tools_record_everything_and_name_the_notebook(trail, tmp_path, tool):
    notebook = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell(source) for source in NOTEBOOK]
    )
    notebook.metadata.kernelspec = {
        "name": "python3",
        "display_name": "Python 3",
        "language": "python",
    }
    nbformat.write(notebook, tmp_path / "in.ipynb")
    command = {
        "papermill": ["papermill", "in.ipynb", "out.ipynb"],
        "nbconvert": [
            "nbconvert",
            "--to",
            "notebook",
            "--execute",
            "in.ipynb",
            "--output",
            "out.ipynb",
        ],
    }[tool]
    subprocess.run(
        [sys.executable, "-m", *command],
        cwd=tmp_path,
        env=trail.environment(),
        check=True,
        capture_output=True,
        timeout=120,
    )
    (session,) = trail.facts("session_started")
    expected = tmp_path / ("out.ipynb" if tool == "papermill" else "in.ipynb")
    assert (session["frontend"], session["notebook_source"]) == (tool, "headless")
    assert Path(session["notebook_path"]) == expected
    assert [cell["source"] for cell in cells(trail)] == NOTEBOOK
    assert all(cell["cell_id"] is None and cell["status"] == "ok" for cell in cells(trail))
    assert len(trail.points()) == 11
    assert [fact["status"] for fact in trail.facts("run_ended")] == ["finished", "finished"]
    assert len(trail.facts("environment")) == len(trail.facts("session_ended")) == 1
    assert trail.facts("environment")[0]["packages"]["ipykernel"]


def test_jupyterlab_and_an_override_name_the_notebook(trail, tmp_path, script):
    code = "import IPython\nfrom IPython.core.interactiveshell import InteractiveShell\nshell = InteractiveShell.instance()\nimport nbtrail\nnbtrail.init()"
    script(code, JPY_SESSION_NAME="/data/a/n.ipynb")
    script(code, JPY_SESSION_NAME="/data/a/n.ipynb", NBTRAIL_NOTEBOOK="/elsewhere.ipynb")
    script("import nbtrail\nnbtrail.init()")
    named = [
        (fact["notebook_path"], fact["notebook_source"]) for fact in trail.facts("session_started")
    ]
    assert named[:2] == [("/data/a/n.ipynb", "jupyter"), ("/elsewhere.ipynb", "env")]
    assert named[2][1] == "script" and named[2][0].endswith("program.py")


def test_an_open_kernel_ends_its_session_when_it_is_shut_down(trail, kernel):
    kernel.run("import nbtrail\nnbtrail.init(name='a')")
    kernel.shutdown()
    ends = ("run_ended", "session_ended", "writer_closed")
    assert tuple(fact["k"] for fact in trail.facts(*ends)) == ends
    assert trail.facts("run_ended")[0]["status"] == "finished"


def test_signals_are_left_alone(trail, script):
    script(
        "import signal\nbefore = signal.getsignal(signal.SIGTERM), signal.getsignal(signal.SIGINT)\nimport nbtrail\nnbtrail.init()\nassert before == (signal.getsignal(signal.SIGTERM), signal.getsignal(signal.SIGINT))"
    )
