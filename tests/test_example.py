"""The example notebook without JupyterLab: recorded as completely as with it, minus cell ids."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
from collections import Counter
from pathlib import Path

import journal_reader
import nbformat
import pytest

ROOT = Path(__file__).resolve().parent.parent
EXAMPLE = ROOT / "examples" / "quickstart.ipynb"
BIN = Path(sys.executable).parent

PAPERMILL = [BIN / "papermill", "--log-level", "ERROR", EXAMPLE, "out.ipynb"]
NBCONVERT = [
    BIN / "jupyter",
    "nbconvert",
    "--to",
    "notebook",
    "--execute",
    EXAMPLE,
    "--output-dir",
    ".",
    "--output",
    "out",
]


@pytest.fixture
def store(tmp_path):
    home = tmp_path / "store"
    yield home
    companion = home / "companion.json"
    if companion.exists():
        os.kill(json.loads(companion.read_text())["pid"], 15)


def start(command, home: Path, folder: Path) -> subprocess.Popen:
    folder.mkdir(exist_ok=True)
    environment = {**os.environ, "NBTRAIL_HOME": str(home)}
    return subprocess.Popen(
        [str(word) for word in command],
        cwd=folder,
        env=environment,
        stderr=subprocess.PIPE,
        text=True,
    )


def finish(process: subprocess.Popen) -> None:
    _, errors = process.communicate(timeout=300)
    # papermill goes on after a cell that is tagged `raises-exception`, yet ends with 1.
    meant = "PapermillExecutionError" in errors and "network-wrong-width" in errors
    assert process.returncode == 0 or meant, errors


def ask(home: Path, query: str) -> list[dict]:
    result = subprocess.run(
        [BIN / "nbtrail", "sql", query, "--json", "--limit", "1000000"],
        env={**os.environ, "NBTRAIL_HOME": str(home)},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert result.returncode == 0, result.stderr
    return json.loads(result.stdout)


def sources(path: Path) -> list[str]:
    return [cell.source for cell in nbformat.read(path, 4).cells if cell.cell_type == "code"]


def recorded_points(home: Path) -> Counter:
    rows = ask(home, "select run_id, key, step, value from metrics")
    return Counter((row["run_id"], row["key"], row["step"], row["value"]) for row in rows)


@pytest.mark.parametrize("command", [PAPERMILL, NBCONVERT], ids=["papermill", "nbconvert"])
def test_the_example_is_recorded_whole(command, store, tmp_path):
    finish(start(command, store, tmp_path / "work"))

    cells = ask(store, "select source, status, cell_id, error_name from cells order by position")
    assert [cell["source"] for cell in cells] == sources(EXAMPLE)
    assert Counter(cell["status"] for cell in cells) == {"ok": len(cells) - 1, "error": 1}
    assert {cell["error_name"] for cell in cells} == {None, "ValueError"}
    assert {cell["cell_id"] for cell in cells} == {None}

    expected = Counter(journal_reader.points(store))
    assert sum(expected.values()) == 9 * 2 + 7 * 160 * 4
    assert recorded_points(store) == expected

    runs = ask(store, "select name, status, session_id, notebook_path from runs")
    assert Counter(run["status"] for run in runs) == {"finished": 16, "failed": 1}
    assert {Path(run["notebook_path"]).name for run in runs} <= {"quickstart.ipynb", "out.ipynb"}
    assert ask(store, "select count(*) > 20 as many from packages") == [{"many": True}]

    best = {}
    for run_id, key, _, value in expected:
        if key == "val/acc":
            best[run_id] = max(value, best.get(run_id, 0.0))
    by_lr: dict[float, list[float]] = {}
    for row in ask(
        store,
        "select run_id, number from params join runs using (run_id) where key = 'lr' and group_name is not null",
    ):
        by_lr.setdefault(row["number"], []).append(best[row["run_id"]])
    answers = ask(
        store,
        "select p.number as lr, avg(s.best_value) as mean from runs r join params p using (run_id) "
        "join metric_summary s using (run_id) where p.key = 'lr' and s.key = 'val/acc' "
        "and r.group_name is not null group by 1",
    )
    assert {row["lr"]: row["mean"] for row in answers} == pytest.approx(
        {lr: statistics.fmean(values) for lr, values in by_lr.items()}
    )
    linked = ask(
        store,
        "select count(*) as n from metrics m join cells c using (execution_id) where c.source like '%run.log%' or c.source like '%train(%'",
    )
    assert linked == [{"n": sum(expected.values())}]


def test_two_kernels_and_papermill_share_a_store_without_mixing_anything_up(store, tmp_path):
    commands = [PAPERMILL, NBCONVERT, NBCONVERT]
    started = [start(command, store, tmp_path / f"work{i}") for i, command in enumerate(commands)]
    for process in started:
        finish(process)

    assert recorded_points(store) == Counter(journal_reader.points(store))
    sessions = ask(store, "select session_id, count(*) as cells from cells group by session_id")
    assert [session["cells"] for session in sessions] == [len(sources(EXAMPLE))] * 3
    mixed = ask(
        store,
        "select count(*) as n from metrics m join runs r using (run_id) join cells c on c.execution_id = m.execution_id "
        "where c.session_id <> r.session_id",
    )
    assert mixed == [{"n": 0}]
