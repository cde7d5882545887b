"""Questions from Python, answered by the real companion."""

from __future__ import annotations

import datetime
import json
import os
import signal
import subprocess
import sys
import threading
import traceback
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy
import pandas
import pytest
from hand_journal import HandJournal

import nbtrail
from nbtrail import client, companion
from nbtrail.client import history, runs, sql
from nbtrail.client.result_payload import MIME
from nbtrail.notices.trail_error import TrailError
from nbtrail.stop import stop


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("store") / "home"
    before = os.environ.get("NBTRAIL_HOME")
    os.environ["NBTRAIL_HOME"] = str(folder)
    yield folder
    stop()
    if before is None:
        del os.environ["NBTRAIL_HOME"]
    else:
        os.environ["NBTRAIL_HOME"] = before


@pytest.fixture(scope="module")
def journal(home: Path) -> HandJournal:
    written = HandJournal(home)
    written.run("amber-fox-1", {"lr": 0.1, "model": "svm"}, {"val/acc": [0.5, 0.9, 0.8]})
    written.run("blue-owl-2", {"lr": 0.001, "model": "mlp"}, {"val/acc": [0.4, 0.7]})
    written.run("coral-cat-3", {"lr": 0.5}, project="cifar")
    return written


def test_an_answer_sees_everything_that_was_written_before_the_question(
    journal: HandJournal,
) -> None:
    before = sql("SELECT count(*) FROM metrics").scalar()
    for count in range(1, 6):
        journal.run(f"late-{count}", metrics={"late": [1.0]})
        assert sql("SELECT count(*) FROM metrics").scalar() == before + count


def test_parameters_are_bound_by_name_by_position_and_by_keyword(journal: HandJournal) -> None:
    query = "SELECT name FROM runs JOIN params USING (run_id) WHERE key = 'lr' AND number < "
    assert sql(query + "$lr", {"lr": 0.01}).rows == [("blue-owl-2",)]
    assert sql(query + "?", [0.01]).rows == [("blue-owl-2",)]
    assert sql(query + "$lr", lr=numpy.float64(0.01)).rows == [("blue-owl-2",)]
    moment = datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(hours=1)
    assert sql("SELECT count(*) > 2 FROM runs WHERE started_at > $since", since=moment).scalar()


def test_a_data_frame_can_be_asked_beside_the_history(journal: HandJournal) -> None:
    notes = pandas.DataFrame(
        {
            "name": ["amber-fox-1", "nobody"],
            "grade": [1, 2],
            "x": [0.5, float("nan")],
            "seen": pandas.to_datetime(["2026-01-01", None], utc=True),
        }
    )
    found = sql(
        "WITH best AS (SELECT * FROM notes) SELECT grade, x, seen, run_id IS NOT NULL AS known "
        "FROM best LEFT JOIN runs USING (name) ORDER BY grade",
        notes=notes,
    )
    assert found.types[:3] == ["BIGINT", "DOUBLE", "TIMESTAMP WITH TIME ZONE"]
    assert found[0] == (1, 0.5, datetime.datetime(2026, 1, 1, tzinfo=datetime.timezone.utc), True)
    assert found[1][2:] == (None, False)


def test_runs_are_filtered_as_in_the_filter_bar(journal: HandJournal) -> None:
    assert runs("metric > 0.8 and lr < 0.2 or model in (mlp)", project="digits")["name"] == [
        "blue-owl-2",
        "amber-fox-1",
    ]
    assert runs("coral")["project"] == ["cifar"]
    assert len(runs(limit=2)) == 2
    with pytest.raises(TrailError) as caught:
        runs("lr <")
    assert caught.value.code == "NT320"


def test_runs_come_with_the_columns_that_were_asked_for(journal: HandJournal) -> None:
    asked = runs(
        "name ~ ^(amber|blue|coral)", order="-val/acc", columns=["name", "lr", "model", "val/acc"]
    )
    assert asked.columns == ["name", "lr", "model", "val/acc"]
    assert asked.rows == [
        ("amber-fox-1", 0.1, "svm", 0.9),
        ("blue-owl-2", 0.001, "mlp", 0.7),
        ("coral-cat-3", 0.5, None, None),
    ]
    assert runs("name ~ ^(amber|blue)", order="lr")["name"] == ["blue-owl-2", "amber-fox-1"]
    best = runs("name ~ ^(amber|blue)", order="best", columns=["name"], limit=1)
    assert best.scalar() == "amber-fox-1"
    with pytest.raises(
        TrailError, match="NT321: No run has a column, parameter or metric 'nothing'"
    ):
        runs(columns=["nothing"])
    with pytest.raises(TrailError, match=r"Did you mean best?"):
        runs(order="bst")


def test_history_is_every_point(journal: HandJournal) -> None:
    points = history("amber-fox-1", "val/acc")
    assert points.columns == ["key", "step", "time", "value"]
    assert [(key, step, value) for key, step, _, value in points] == [
        ("val/acc", 0, 0.5),
        ("val/acc", 1, 0.9),
        ("val/acc", 2, 0.8),
    ]
    assert len(history("amber-fox-1")) == 3
    assert len(history("amber-fox-1", [])) == 0
    with pytest.raises(TrailError, match="NT602: There is no run 'nobody'"):
        history("nobody")


def test_an_answer_is_the_same_in_columns_and_in_json(journal: HandJournal) -> None:
    """The types that travel as bytes, beside their texts."""
    query = """SELECT * FROM (VALUES
        (1.5::DOUBLE, 9007199254740993::BIGINT, 7::INTEGER, true, TIMESTAMPTZ '2026-11-24 08:00:00.5+00', 'long text, not inlined', [1, 2]),
        (NULL, NULL, NULL, NULL, NULL, NULL, NULL),
        ('nan'::DOUBLE, -1, -7, false, TIMESTAMPTZ '1969-12-31 23:59:59+00', '', []))
        t(f, i, s, b, t, w, l)"""
    rows = sql(query).rows
    assert rows[0] == (
        1.5,
        9007199254740993,
        7,
        True,
        datetime.datetime(2026, 11, 24, 8, 0, 0, 500_000, datetime.timezone.utc),
        "long text, not inlined",
        [1, 2],
    )
    assert rows[1] == (None,) * 7
    assert str(rows[2][0]) == "nan" and rows[2][5:] == ("", [])
    many = sql(
        "SELECT i, i % 7 AS m, CASE WHEN i % 3 = 0 THEN NULL ELSE 'x' || i % 5 END AS w FROM range(100000) t(i)",
        limit=1_000_000,
    )
    assert many["i"] == list(range(100_000))
    assert many["w"] == [None if i % 3 == 0 else f"x{i % 5}" for i in range(100_000)]
    assert many.df()["w"].isna().sum() == 33_334


def test_an_error_is_one_that_a_person_can_read(journal: HandJournal) -> None:
    query = "SELECT nmae FROM runs"
    with pytest.raises(TrailError) as caught:
        sql(query, notes=pandas.DataFrame({"a": [1]}))
    error = caught.value
    assert str(error).startswith(
        'NT302: Referenced column "nmae" not found in FROM clause. Did you'
    )
    assert query[error.start : error.end] == "nmae"
    assert "During handling" not in "".join(traceback.format_exception(error))


def test_a_table_of_the_notebook_that_was_not_given_is_named_with_how_to_give_it(
    journal: HandJournal,
) -> None:
    frame = pandas.DataFrame({"a": [1]})
    number = len(frame)
    with pytest.raises(TrailError, match=r"as in nbtrail.sql(.*, frame=frame)"):
        nbtrail.sql("SELECT * FROM runs, frame")
    with pytest.raises(TrailError, match=r"no table or view number. SHOW TABLES") as caught:
        nbtrail.sql("FROM number")
    assert number and "frame=" not in str(caught.value)


@pytest.mark.parametrize(
    "ask",
    [
        lambda: nbtrail.sql("FROM nowhere"),
        lambda: nbtrail.runs("lr <"),
        lambda: nbtrail.history("nobody"),
        lambda: nbtrail.model_path("nothing"),
    ],
)
def test_the_traceback_of_a_refused_question_shows_the_users_line(
    journal: HandJournal, ask: Callable[[], object]
) -> None:
    with pytest.raises(TrailError) as caught:
        ask()
    ours = [
        frame
        for frame, _ in traceback.walk_tb(caught.value.__traceback__)
        if frame.f_globals["__name__"].startswith("nbtrail")
    ]
    assert [frame.f_locals["__tracebackhide__"] for frame in ours] == [True]


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("DELETE FROM runs", "NT304"),
        ("SELECT 1; SELECT 2", "NT304"),
        ("SELECT * FROM read_csv('/etc/passwd')", "NT309"),
        (
            "SELECT count(*) FROM range(1000000000) a, range(1000000) b WHERE a.range = -b.range",
            "NT305",
        ),
        ("SELECT $missing", "NT303"),
    ],
)
def test_what_is_refused_says_so(journal: HandJournal, query: str, code: str) -> None:
    with pytest.raises(TrailError) as caught:
        sql(query, timeout=0.5)
    assert caught.value.code == code
    assert caught.value.hint


def test_what_cannot_be_a_parameter_is_told(journal: HandJournal) -> None:
    with pytest.raises(TrailError, match="NT303: A parameter cannot be sent"):
        sql("SELECT $x", x=object())
    with pytest.raises(TrailError, match="NT303"):
        sql(42)  # type: ignore[arg-type]


def test_limit_and_truncation(journal: HandJournal) -> None:
    cut = sql("FROM range(50)", limit=10)
    assert (len(cut), cut.truncated) == (10, True)
    assert len(sql("FROM range(20000)")) == 10_000


def test_a_killed_companion_is_replaced_without_a_word(journal: HandJournal) -> None:
    count = sql("SELECT count(*) FROM runs").scalar()
    address = companion.running()
    assert address is not None
    os.kill(address.pid, getattr(signal, "SIGKILL", signal.SIGTERM))
    assert sql("SELECT count(*) FROM runs").scalar() == count


def test_a_question_that_ends_its_process_is_refused_and_others_are_answered(
    journal: HandJournal,
) -> None:
    count = sql("SELECT count(*) FROM runs").scalar()
    pid = companion.ensure().pid
    answers: list[object] = []
    slow = "SELECT count(*) FROM range(12000) a, range(12000) b WHERE a.range * b.range > 5"
    beside = threading.Thread(target=lambda: answers.append(sql(slow).scalar()))
    beside.start()
    for _ in range(2):
        with pytest.raises(TrailError) as refused:
            sql("SELECT (repeat('[', 50000) || repeat(']', 50000))::JSON::VARIANT")
        assert refused.value.code == "NT315"
    beside.join()
    assert len(answers) == 1
    assert sql("SELECT count(*) FROM runs").scalar() == count
    assert companion.ensure().pid == pid


def test_an_address_that_is_another_ones_by_now_is_read_again(
    journal: HandJournal, monkeypatch: pytest.MonkeyPatch
) -> None:
    count = sql("SELECT count(*) FROM runs").scalar()
    found = iter([replace(companion.ensure(), token="a dead one's"), companion.ensure()])
    monkeypatch.setattr(client, "ensure", lambda: next(found))
    assert sql("SELECT count(*) FROM runs").scalar() == count


def test_a_notebooks_table_and_the_command_line_show_the_same_values(journal: HandJournal) -> None:
    query = """SELECT [0.1, 0.25] AS a, INTERVAL '-5 seconds' AS b, INTERVAL '1 year 3 days 02:00:00.5' AS c,
        (1, 'x') AS d, MAP {1: 2} AS e, 12345678901234567890.5::DECIMAL(30,1) AS f, 1.50::DECIMAL(4,2) AS g,
        TIME '12:00:00' AS h, TIMETZ '12:00:00.5-02:30' AS i, TIMETZ '12:00:00+02' AS j, 'b'::ENUM('a','b') AS k,
        '\\xAB'::BLOB AS l, TIMESTAMP '2026-01-01 00:00:00' AS m, TIMESTAMPTZ '2026-01-01 00:00:00.5' AS n,
        TIMESTAMP_NS '2026-01-01 00:00:00.123456789' AS o, 'infinity'::DATE AS p, '24:00:00'::TIME AS q,
        5::VARIANT AS r, 9007199254740993 AS s, 'nan'::DOUBLE AS t, [INTERVAL '2 days'] AS u"""
    shown = sql(query)._repr_mimebundle_()[MIME]
    told = subprocess.run(
        [sys.executable, "-m", "nbtrail", "sql", "--json", query],
        capture_output=True,
        text=True,
        check=True,
    )
    (row,) = json.loads(told.stdout)
    assert {
        column["name"]: cells[0] for column, cells in zip(shown["columns"], shown["data"])
    } == row


def test_asking_begins_no_session(journal: HandJournal) -> None:
    asked = """
import nbtrail
for ask in (lambda: nbtrail.model_path("nothing"), lambda: nbtrail.sql("FROM runs"), nbtrail.active_run):
    try:
        ask()
    except nbtrail.notices.trail_error.TrailError:
        pass
"""
    before = sql("SELECT count(*) FROM sessions").scalar()
    subprocess.run([sys.executable, "-c", asked], check=True, env=dict(os.environ))
    assert sql("SELECT count(*) FROM sessions").scalar() == before
