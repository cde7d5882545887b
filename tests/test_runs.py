"""How runs begin, nest, end, and go on."""

from __future__ import annotations


def started(trail) -> list[dict]:
    return trail.facts("run_started")


def ended(trail) -> list[tuple[str, str]]:
    names = {fact["run_id"]: fact["name"] for fact in started(trail)}
    return [(names[fact["run_id"]], fact["status"]) for fact in trail.facts("run_ended")]


def test_an_exception_leaves_a_block_untouched_and_its_run_failed(trail, script):
    done = script(
        """
        import nbtrail
        error = ValueError("bad \\x1b[31mvalue")
        try:
            with nbtrail.run("a"):
                raise error
        except ValueError as caught:
            assert caught is error and caught.__traceback__.tb_next is None
        for kind, name in ((KeyboardInterrupt, "b"), (SystemExit, "c"), (GeneratorExit, "d")):
            try:
                with nbtrail.run(name):
                    raise kind
            except kind:
                pass
        """
    )
    assert ended(trail) == [
        ("a", "failed"),
        ("b", "interrupted"),
        ("c", "finished"),
        ("d", "finished"),
    ]
    assert trail.facts("run_ended")[0]["error_name"] == "ValueError" and not done.stderr


def test_a_script_that_dies_leaves_its_run_failed(trail, script):
    done = script("import nbtrail\nnbtrail.init(name='a')\n1/0", check=False)
    assert done.returncode == 1 and done.stderr.strip().endswith(
        "ZeroDivisionError: division by zero"
    )
    assert ended(trail) == [("a", "failed")]
    assert trail.facts("run_ended")[0]["error_name"] == "ZeroDivisionError"


def test_init_again_finishes_the_run_before(trail, script):
    script("import nbtrail\nnbtrail.init(name='a')\nnbtrail.init(name='b')\nnbtrail.log({'x': 1})")
    assert ended(trail) == [("a", "finished"), ("b", "finished")]
    assert len(trail.points(started(trail)[1]["run_id"])) == 1


def test_a_block_inside_a_run_is_active_until_it_ends(trail, script):
    script(
        """
        import nbtrail
        outer = nbtrail.init(name="outer")
        with nbtrail.run("inner") as inner:
            nbtrail.log({"in": 1})
            with nbtrail.run("innermost"):
                nbtrail.log({"deep": 1})
            nbtrail.log({"in": 1})
        nbtrail.log({"out": 1})
        assert nbtrail.active_run() is outer and nbtrail.last_run().name == "innermost"
        """
    )
    outer, inner, deep = [fact["run_id"] for fact in started(trail)]
    assert [len(trail.points(run)) for run in (outer, inner, deep)] == [1, 2, 1]


def test_threads_and_tasks_have_their_own_active_run(trail, script):
    script(
        """
        import nbtrail, threading, asyncio
        barrier = threading.Barrier(3)
        def work(i):
            with nbtrail.run(f"thread{i}"):
                barrier.wait()
                for _ in range(20): nbtrail.log({f"thread{i}": 1.0})
        threads = [threading.Thread(target=work, args=(i,)) for i in range(3)]
        [t.start() for t in threads]; [t.join() for t in threads]
        async def task(i):
            with nbtrail.run(f"task{i}"):
                for _ in range(20):
                    await asyncio.sleep(0)
                    nbtrail.log({f"task{i}": 1.0})
        async def all_of_them(): await asyncio.gather(*(task(i) for i in range(3)))
        asyncio.run(all_of_them())
        """
    )
    for fact in started(trail):
        assert [key for key, _, _ in trail.points(fact["run_id"])] == [fact["name"]] * 20


def test_log_begins_a_run_with_a_name_of_its_own(trail, script):
    script(
        "import nbtrail\nnbtrail.log({'x': 1})\nnbtrail.params['lr'] = 1\nnbtrail.tag('t')\nnbtrail.finish()"
    )
    (fact,) = started(trail)
    adjective, noun, number = fact["name"].split("-")
    assert adjective.isalpha() and noun.isalpha() and number == "1"
    assert 16 <= len(fact["run_id"]) <= 20 and fact["run_id"] == fact["run_id"].lower()


def test_ids_sort_as_the_runs_began(trail, script):
    script("import nbtrail, time\nfor i in range(20): nbtrail.init(name=str(i)); time.sleep(0.002)")
    ids = [fact["run_id"] for fact in started(trail)]
    assert ids == sorted(ids) and len(set(ids)) == 20


def test_what_is_about_the_run_and_what_is_a_parameter(trail, script):
    script(
        """
        import nbtrail
        with nbtrail.run("a", lr=1, group="g", job_type="train", tags=["x", "y"], notes="n", project="p",
                         experiment="e", total_steps=9, params={"deep": {"er": 2}}):
            pass
        nbtrail.init(name="b", config={"lr": 3})
        """,
        NBTRAIL_TAGS="ci, night",
    )
    first, _ = started(trail)
    about = {
        key: first[key] for key in ("group", "job_type", "project", "experiment", "total_steps")
    }
    assert about == {
        "group": "g",
        "job_type": "train",
        "project": "p",
        "experiment": "e",
        "total_steps": 9,
    }
    assert [fact["params"] for fact in trail.facts("params")] == [
        {"deep.er": 2, "lr": 1},
        {"lr": 3},
    ]
    assert [fact["add"] for fact in trail.facts("run_tagged")] == [
        ["x", "y", "ci", "night"],
        ["ci", "night"],
    ]
    assert trail.facts("run_noted")[0]["note"] == "n"


def test_the_environment_names_project_experiment_and_run(trail, script):
    script(
        "import nbtrail\nnbtrail.init()",
        NBTRAIL_PROJECT="p",
        NBTRAIL_EXPERIMENT="e",
        NBTRAIL_RUN_NAME="r",
    )
    (fact,) = started(trail)
    assert (fact["project"], fact["experiment"], fact["name"]) == ("p", "e", "r")


def test_a_script_that_reuses_a_name_opens_independent_runs(trail, script):
    script("import nbtrail\nfor seed in range(3):\n    with nbtrail.run('svm', seed=seed): pass")
    assert [(fact["attempt"], fact["attempt_of"]) for fact in started(trail)] == [(1, None)] * 3


def test_a_run_goes_on_in_another_process_by_name_and_by_id(trail, script):
    script(
        "import nbtrail\nnbtrail.init(name='long', id='my-id')\nfor i in range(5): nbtrail.log({'x': float(i)})"
    )
    script(
        "import nbtrail\nrun = nbtrail.init(name='long', resume='must')\nrun.log({'x': 5.0})\nassert run.id == 'my-id'"
    )
    script(
        "import nbtrail\nrun = nbtrail.init(id='my-id', resume='allow')\nrun.log({'x': 6.0})\nassert run.name == 'long'"
    )
    assert len(started(trail)) == 1 and len(trail.facts("run_resumed")) == 2
    assert sorted(step for _, step, _ in trail.points("my-id")) == list(range(7))


def test_resuming_what_is_not_there_begins_a_new_run_and_must_says_so(trail, script):
    done = script(
        "import nbtrail\nnbtrail.init(name='a', resume='allow')\nnbtrail.init(name='b', resume='must')"
    )
    assert len(started(trail)) == 2 and done.stderr.count("NT210") == 1


def test_mode_disabled_records_nothing_for_that_run_alone(trail, script):
    script(
        "import nbtrail\nrun = nbtrail.init(name='a', mode='disabled')\nrun.log({'x': 1})\nrun.finish()\nnbtrail.init(name='b')"
    )
    assert [fact["name"] for fact in started(trail)] == ["b"] and not trail.points()


def test_a_display_of_a_run_is_a_card_with_a_snapshot_beside_it(trail, script):
    script(
        """
        import nbtrail
        with nbtrail.run("<b>evil</b>", note_="<script>", password="hunter22") as run:
            run.define_metric("val/acc", goal="max", primary=True)
            for i in range(5000): run.log({"val/acc": i / 5000, "val/loss": 1 - i / 5000, "other": 1.0})
        run.log({"later": float("nan")})
        bundle = run._repr_mimebundle_()
        card = bundle["application/vnd.nbtrail.run+json"]
        assert card["v"] == 1 and card["run_id"] == run.id and card["status"] == "finished"
        assert card["metrics"]["val/acc"]["last"] == 4999 / 5000 and card["metrics"]["val/acc"]["step"] == 4999
        assert card["metrics"]["later"]["last"] == {"$float": "NaN"}
        assert list(card["curves"]) == ["val/acc", "val/loss"] and all(2 < len(c) <= 100 for c in card["curves"].values())
        assert card["curves"]["val/acc"][0] == [0.0, 0.0] and card["curves"]["val/acc"][-1] == [4999.0, 4999 / 5000]
        html = bundle["text/html"]
        assert "<script" not in html and "<b>evil" not in html and "&lt;b&gt;evil" in html and "<polyline" in html
        assert "hunter22" not in str(bundle)
        assert bundle["text/plain"].startswith("<b>evil</b>: finished in ")
        import json; json.dumps(bundle, allow_nan=False)
        """
    )


def test_numbers_in_a_card_keep_what_matters(trail, script):
    script(
        """
        import nbtrail
        with nbtrail.run("numbers", lr=0.00022778976177797758) as run:
            run.log({"a": 0.953, "b": 119.0, "c": 1e122, "d": float("nan")})
        bundle = run._repr_mimebundle_()
        assert "a 0.953 · b 119 · c 1e122 · d NaN" in bundle["text/plain"], bundle["text/plain"]
        assert "lr=2.278e-4<" in bundle["text/html"], bundle["text/html"]
        """
    )


def test_a_script_says_once_where_its_run_can_be_seen(trail, script):
    done = script(
        """
        import nbtrail
        for name in ("first", "second"):
            with nbtrail.run(name) as run:
                run.log({"x": 1.0})
        """,
        NBTRAIL_QUIET="",
    )
    (line,) = done.stderr.splitlines()
    assert "run first is recorded" in line
    assert f"nbtrail show {started(trail)[0]['run_id']}" in line and not done.stdout


def test_a_script_that_begins_no_run_itself_is_told_of_it_in_the_same_line(trail, script):
    done = script("import nbtrail\nnbtrail.log({'x': 1.0})", NBTRAIL_QUIET="")
    (line,) = done.stderr.splitlines()
    assert f"run {started(trail)[0]['name']} is recorded" in line


def test_workers_and_quiet_scripts_say_nothing_of_where_runs_can_be_seen(trail, script):
    done = script(
        """
        import multiprocessing, nbtrail
        def work():
            nbtrail.init(name="worker").finish()
        if __name__ == "__main__":
            for method in ("fork", "spawn"):
                worker = multiprocessing.get_context(method).Process(target=work)
                worker.start(); worker.join()
        """,
        NBTRAIL_QUIET="",
    )
    assert len(started(trail)) == 2 and not done.stderr
    assert not script("import nbtrail\nnbtrail.init()", NBTRAIL_QUIET="1").stderr
    assert not script("import nbtrail\nnbtrail.init()", NBTRAIL_QUIET="", RANK="1").stderr
    assert not script("import nbtrail\nnbtrail.init(mode='disabled')", NBTRAIL_QUIET="").stderr


def test_a_notebook_says_nothing_of_where_runs_can_be_seen(kernel):
    assert (
        kernel.text(
            "import nbtrail\nimport os; os.environ.pop('NBTRAIL_QUIET', 0)\nr = nbtrail.init()"
        )
        == ""
    )
