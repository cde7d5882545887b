"""`%trail` and `%%trail` as people type them."""

from __future__ import annotations

import re

import pytest

from nbtrail.notebook.arguments import parse


@pytest.mark.parametrize(
    ("line", "words", "named"),
    [
        ("amber lr=1e-3 n=10 model=svm flag=True off=false none=None", ["amber"],
         {"lr": 1e-3, "n": 10, "model": "svm", "flag": True, "off": False, "none": None}),
        ("'my run' sizes=[64, 10] opt={'a': 1} text='two words'", ["my run"],
         {"sizes": [64, 10], "opt": {"a": 1}, "text": "two words"}),
        ("x=nan y=-inf path=/a/b=c url=http://h?a=b it's=1", [], None),
        ("", [], {}),
        ("a=", [], {"a": ""}),
        ("val/loss=0.1 opt.lr=2", [], {"val/loss": 0.1, "opt.lr": 2}),
    ],
)  # fmt: skip
def test_names_and_values_read_as_people_mean_them(line, words, named):
    plain, given = parse(line)
    assert plain == words
    if named is None:
        assert (
            given["path"] == "/a/b=c"
            and given["url"] == "http://h?a=b"
            and given["x"] != given["x"]
        )
    else:
        assert given == named


def test_a_run_from_start_to_stop(trail, kernel):
    kernel.run("rate = 0.5")
    for line in (
        "start amber lr={rate} model=svm", "param width=32", "log loss=0.5 acc=1", "log loss=0.25 step=7",
        "note it works", "tag good,night two", "untag two", "stop",
    ):  # fmt: skip
        assert kernel.run(f"%trail {line}") == []
    (run,) = trail.facts("run_started")
    assert run["name"] == "amber"
    assert [fact["params"] for fact in trail.facts("params")] == [
        {"lr": 0.5, "model": "svm"},
        {"width": 32},
    ]
    assert trail.points() == [("loss", 0, 0.5), ("acc", 0, 1.0), ("loss", 7, 0.25)]
    assert trail.facts("run_noted")[0]["note"] == "it works"
    assert [(fact["add"], fact["remove"]) for fact in trail.facts("run_tagged")] == [
        (["good", "night", "two"], []),
        ([], ["two"]),
    ]
    assert trail.facts("run_ended")[0]["status"] == "finished"


def test_status_and_help_tell_what_one_wants_to_know(trail, kernel):
    kernel.run("%trail start amber")
    told = kernel.text("%trail")
    assert "recording" in told and "amber" in told and str(trail.home) in told
    assert "%%trail sql" in kernel.text("%trail -h") == kernel.text("%%trail -h\n ")
    assert kernel.text("%trail tag -h").startswith("%trail tag TAG")
    assert kernel.text("%trail sql -h").count("%trail sql") == 2
    kernel.run("%trail off")
    assert "not recording" in kernel.text("%trail")


@pytest.mark.parametrize(
    "cell",
    ["%trail nonsense", "%trail stop", "%trail log", "%trail log loss", "%trail param", "%trail compare a",
     "%%trail sql -o 1x\nselect 1", "%%trail sql --limit many\nselect 1", "%%trail sql --wrong\nselect 1", "%%trail sql\n "],
)  # fmt: skip
def test_a_mistake_is_one_sentence_and_no_failure(kernel, cell):
    (output,) = kernel.run(cell)
    assert (
        output["name"] == "stderr"
        and output["text"].count("\n") == 1
        and "%trail -h" in output["text"]
    )


def test_completion_offers_commands_runs_and_metric_keys(kernel):
    kernel.run("%trail start amber-fox lr=1")
    kernel.run("%trail log val/loss=1 acc=2")
    assert {"start", "stop", "compare", "sql"} <= set(kernel.complete("%trail "))
    assert "amber-fox" in kernel.complete("%trail compare am")
    assert "acc=" in kernel.complete("%trail log ac")
    assert "amber-fox" in kernel.complete("%%trail am")


def test_another_cell_magic_fits_above_and_below(trail, kernel):
    below = kernel.text("%%trail below\n%%capture\nimport nbtrail; nbtrail.log({'x': 1})")
    above = kernel.text("%%time\n%%trail above\nnbtrail.log({'x': 2}); 6 * 7")
    captured = kernel.text("%%capture\n%%trail captured\nnbtrail.log({'x': 3})")
    assert below == captured == "" and "Wall time" in above and "42" in above
    names = {fact["run_id"]: fact["name"] for fact in trail.facts("run_started")}
    assert [(names[run], value) for run in names for _, _, value in trail.points(run)] == [
        ("below", 1.0), ("above", 2.0), ("captured", 3.0),
    ]  # fmt: skip
    assert len(trail.facts("run_ended")) == 3


def test_the_namespace_is_not_written(kernel):
    names = "sorted(name for name in globals() if not name.startswith('_'))"
    kernel.run("'the last value'")
    before = kernel.text(names)
    kernel.run("'the last value'")
    kernel.run("%trail start a\n%trail log x=1\n%trail stop\n%trail")
    kernel.run("%%trail b\nNone")
    assert kernel.text("_") == "'the last value'" and kernel.text(names) == before


def test_a_question_takes_values_from_the_notebook(kernel):
    kernel.run(
        "%trail start amber lr=0.1\n%trail log acc=0.5\n%trail stop\n%trail start blue lr=0.01\n%trail stop"
    )
    kernel.run("least, chosen = 0.05, ['amber', 'blue']")
    assert (
        kernel.text(
            "%%trail sql -o found\nselect name, '$least' as text, {'a': 1} as s -- $nothing\n"
            "from runs join params p using (run_id) where p.number > $least and list_contains($chosen, name)\n"
        ).count("amber")
        == 1
    )
    assert kernel.text("found.rows") == "[('amber', '$least', {'a': 1})]"
    assert "blue" in kernel.text("%trail sql select name from runs where name = $chosen[2]")


def test_a_question_joins_the_data_frames_of_the_notebook(kernel):
    pytest.importorskip("pandas")
    kernel.run("%trail start amber lr=0.1\n%trail stop")
    kernel.run(
        "import pandas\nmine = runs = pandas.DataFrame({'name': ['amber', 'else'], 'mark': [1, 2]})"
    )
    kernel.run("%%trail sql -o found\nselect mark, status from mine join runs using (name)")
    assert kernel.text("found.rows") == "[(1, 'finished')]"


def test_a_variable_that_is_not_there_is_named_with_the_nearest(kernel):
    kernel.run("learning_rate = 1")
    (output,) = kernel.run("%%trail sql\nselect 1 where 1 > $learning_rat")
    assert output["name"] == "stderr"
    assert "NT303" in output["text"] and "Did you mean $learning_rate?" in output["text"]


def test_the_status_says_the_next_thing_to_do(trail, kernel):
    def next_thing() -> str:
        (line,) = [
            line for line in kernel.text("%trail").splitlines() if line.startswith("  next ")
        ]
        return line

    assert "nbtrail.run(" in next_thing() and "%%trail" in next_thing()
    kernel.run("%trail start first")
    assert "nbtrail.log(" in next_thing()
    kernel.run("%trail log x=1")
    assert "%trail stop" in next_thing()
    kernel.run("%trail stop")
    assert "%trail runs" in next_thing()
    kernel.run("%trail start second\n%trail stop")
    assert "%trail compare first second" in next_thing()
    kernel.run("%trail off")
    assert next_thing().endswith("%trail on")


def test_a_refused_question_shows_the_line_that_asked_it_and_no_line_of_nbtrails(trail, kernel):
    kernel.run("import nbtrail, pandas as pd\ndf = pd.DataFrame({'a': [1]})")
    (error,) = kernel.run("x = 1\nnbtrail.sql('SELECT * FROM df')")
    shown = re.sub(r"\x1b\[[0-9;]*m", "", "\n".join(error["traceback"]))
    assert error["ename"] == "TrailError" and "df=df" in error["evalue"]
    assert "nbtrail.sql('SELECT * FROM df')" in shown and "trail_error.py" not in shown
