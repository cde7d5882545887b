"""The command line as a user types it, through Python's launcher, with the real companion."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hand_journal import HandJournal

from nbtrail.stop import stop

Ask = Callable[..., subprocess.CompletedProcess[str]]

EVIL = "evil-\x1b[31mred\u202e\x9b2J"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("store") / "home"
    journal = HandJournal(folder)
    journal.run("amber-fox-1", {"lr": 0.1, "model": "svm"}, {"val/acc": [0.5, 0.9]})
    journal.run("blue-owl-2", {"lr": 0.001}, {"val/acc": [0.4]})
    journal.run(EVIL)
    yield folder
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NBTRAIL_HOME", str(folder))
        stop()


@pytest.fixture(scope="module")
def nbtrail(home: Path) -> Ask:
    def run(*arguments: str, stdin: str | None = None) -> subprocess.CompletedProcess[str]:
        environ = {**os.environ, "NBTRAIL_HOME": str(home)}
        environ["PYTHONPATH"] = str(Path(__file__).parent.parent)
        return subprocess.run(
            [sys.executable, "-m", "nbtrail", *arguments],
            env=environ,
            input=stdin,
            stdin=subprocess.DEVNULL if stdin is None else None,
            capture_output=True,
            text=True,
            timeout=120,
        )

    return run


def test_sql_as_json_is_an_array_of_rows_and_nothing_else(nbtrail: Ask) -> None:
    done = nbtrail(
        "sql", "SELECT name, primary_value AS v FROM runs WHERE name LIKE 'a%'", "--json"
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout) == [{"name": "amber-fox-1", "v": 0.9}]
    assert json.loads(nbtrail("sql", "SELECT 1 WHERE false", "--json").stdout) == []


def test_sql_reads_the_query_from_a_pipe(nbtrail: Ask) -> None:
    assert json.loads(nbtrail("sql", "--json", stdin="SELECT 42 AS x\n").stdout) == [{"x": 42}]
    assert json.loads(nbtrail("sql", "-", "--json", stdin="SELECT 43 AS x").stdout) == [{"x": 43}]


def test_runs_have_the_order_and_columns_that_were_asked_for(nbtrail: Ask) -> None:
    chosen = nbtrail("runs", "lr > 0", "--order=-lr", "--columns", "name, lr,val/acc", "--json")
    assert json.loads(chosen.stdout) == [
        {"name": "amber-fox-1", "lr": 0.1, "val/acc": 0.9},
        {"name": "blue-owl-2", "lr": 0.001, "val/acc": 0.4},
    ]
    best = nbtrail("runs", "--order", "best", "--limit", "1")
    assert "amber-fox-1" in best.stdout and "primary_value" in best.stdout
    wrong = nbtrail("runs", "--columns", "nam")
    assert (wrong.returncode, wrong.stdout) == (1, "")
    assert wrong.stderr.startswith("NT321: ") and "Did you mean name?" in wrong.stderr


@pytest.mark.parametrize(
    ("query", "code", "words"),
    [
        ("SELECT nmae FROM runs", "NT302", "Did you mean name"),
        ("SELEC 1", "NT301", "syntax error"),
        ("DROP TABLE runs", "NT304", "read-only"),
    ],
)
def test_an_error_is_one_line_on_stderr(nbtrail: Ask, query: str, code: str, words: str) -> None:
    done = nbtrail("sql", query, "--json")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith(f"{code}: ") and words in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_deadline_is_kept(nbtrail: Ask) -> None:
    endless = "SELECT count(*) FROM range(1000000000) a, range(1000000) b WHERE a.range = -b.range"
    done = nbtrail("sql", endless, "--timeout", "0.5")
    assert done.returncode == 1
    assert done.stderr.startswith("NT305: The query took longer than 0.5 s")


def test_runs_and_show(nbtrail: Ask) -> None:
    listed = json.loads(nbtrail("runs", "lr < 0.01", "--json").stdout)
    assert [run["name"] for run in listed] == ["blue-owl-2"]
    shown = json.loads(nbtrail("show", "amber-fox-1", "--json").stdout)
    assert shown["params"] == [{"key": "lr", "value": "0.1"}, {"key": "model", "value": "svm"}]
    assert shown["metrics"][0]["best"] == 0.9
    by_id = nbtrail("show", shown["run"]["run_id"])
    assert by_id.stdout.startswith("amber-fox-1 · finished\n")
    missing = nbtrail("show", "nobody")
    assert (missing.returncode, missing.stderr[:6]) == (1, "NT602:")


def test_nothing_that_others_wrote_reaches_the_terminal_raw(nbtrail: Ask) -> None:
    for arguments in (
        ["runs"],
        ["runs", "--json"],
        ["show", EVIL],
        ["sql", "SELECT name FROM runs"],
        ["sql", "--csv", "SELECT name FROM runs"],
        ["sql", "--md", "SELECT name FROM runs"],
        ["sql", f'SELECT 1 AS "{EVIL}"'],
    ):
        done = nbtrail(*arguments)
        assert done.returncode == 0, done.stderr
        assert "evil-" in done.stdout
        assert all(c.isprintable() or c == "\n" for c in done.stdout)


def test_csv_is_fit_for_a_spreadsheet_unless_it_shall_be_exact(nbtrail: Ask) -> None:
    cells = ["=1+1", "+cmd|'x'!A0", "-a", "@SUM(1)", " =1", "-1.5", "+2e3", "a=b"]
    text = ", ".join("'" + cell.replace("'", "''") + "'" for cell in cells)
    query = f'SELECT unnest([{text}]) AS "=c", -1 AS n, -1.25::DECIMAL(9,2) AS d'
    lines = nbtrail("sql", query, "--csv").stdout.splitlines()
    assert lines[0] == "'=c,n,d"
    assert lines[1:] == [
        f"{cell if cell in ('-1.5', '+2e3', 'a=b') else chr(39) + cell},-1,-1.25" for cell in cells
    ]
    exact = nbtrail("sql", query, "--csv", "--exact").stdout.splitlines()
    assert exact == ["=c,n,d", *(f"{cell},-1,-1.25" for cell in cells)]
    assert nbtrail("sql", query, "--exact").returncode == 2


def test_status_and_rebuild(nbtrail: Ask, home: Path) -> None:
    told = json.loads(nbtrail("status", "--json").stdout)
    assert (told["home"], told["runs"]) == (str(home), 3)
    assert "store" in nbtrail("status").stdout
    assert json.loads(nbtrail("rebuild", "--json").stdout)["facts"] > 0
    assert json.loads(nbtrail("status", "--json").stdout)["runs"] == 3


def test_doctor_looks_at_both_sides(nbtrail: Ask) -> None:
    facts = {fact["name"]: fact for fact in json.loads(nbtrail("doctor", "--json").stdout)}
    for name in (
        "Node.js",
        "DuckDB",
        "Store",
        "Store is private",
        "Companion",
        "Python",
        "ipykernel",
    ):
        assert facts[name]["ok"], facts[name]
    assert all(fact["ok"] or fact["hint"] for fact in facts.values())
    assert nbtrail("doctor").stdout.startswith("✓ Node.js")


def test_usage_errors_have_exit_code_2(nbtrail: Ask) -> None:
    assert nbtrail("sql", "--nope").returncode == 2
    assert nbtrail("nope").returncode == 2
    assert nbtrail("--help").returncode == 0


def test_without_node_it_says_what_to_do(home: Path) -> None:
    environ = {**os.environ, "NBTRAIL_HOME": str(home), "NBTRAIL_NODE": "/nowhere/node"}
    environ["PYTHONPATH"] = str(Path(__file__).parent.parent)
    done = subprocess.run(
        [sys.executable, "-m", "nbtrail", "status"], env=environ, capture_output=True, text=True
    )
    assert done.returncode == 1
    assert done.stderr.startswith("NT506: NBTRAIL_NODE is /nowhere/node")


def test_stop_returns_when_the_process_has_ended_and_says_so(nbtrail: Ask, home: Path) -> None:
    nbtrail("status")
    pid = json.loads((home / "companion.json").read_text())["pid"]
    done = nbtrail("stop")
    assert (done.returncode, done.stdout) == (0, f"The companion, process {pid}, has ended.\n")
    # What nobody has buried yet has no command line.
    line = Path(f"/proc/{pid}/cmdline")
    assert not line.exists() or line.read_bytes() == b""
    assert nbtrail("stop").stdout == "No companion runs.\n"
    assert json.loads(nbtrail("sql", "SELECT 1 AS one", "--json").stdout) == [{"one": 1}]


def test_stop_tells_how_it_is_used_and_refuses_what_it_does_not_know(nbtrail: Ask) -> None:
    assert "nbtrail stop [--json]" in nbtrail("stop", "-h").stdout
    nbtrail("stop")
    assert json.loads(nbtrail("stop", "--json").stdout) == {"pid": None}
    refused = nbtrail("stop", "now")
    assert refused.returncode == 2
    assert refused.stderr == "NT601: stop takes no 'now'. nbtrail stop -h tells how it is used.\n"
