"""What fingers know from other libraries works; what is not there says what is."""

from __future__ import annotations

import pytest

HEAD = "import nbtrail, numpy as np\nrun = nbtrail.init(name='n')\n"


def test_mlflows_habits(trail, script):
    done = script(
        """
        import nbtrail as mlflow
        mlflow.set_experiment("digits")
        with mlflow.start_run(run_name="first", tags={"stage": "dev"}, description="noted") as run:
            mlflow.log_param("lr", 0.1)
            mlflow.log_params({"width": 8})
            mlflow.log_metric("loss", 0.5, step=3)
            mlflow.log_metrics({"acc": 0.9, "f1": 0.8}, step=4)
            mlflow.set_tag("owner", "me")
            mlflow.set_tags({"a": 1, "b": 2})
            mlflow.log_text("hello", "hello.txt")
            mlflow.log_dict({"a": 1}, "a.json")
            with mlflow.start_run(run_name="inner", nested=True):
                mlflow.log_metric("inner", 1)
            assert run.info.run_id == run.id == run.run_id and run.status == "running"
        mlflow.start_run(run_name="second")
        mlflow.start_run(run_name="third", nested=True)
        mlflow.end_run()
        mlflow.end_run(status="FAILED")
        with mlflow.start_run(run_id=run.info.run_id) as again:
            assert again.id == run.id and again.name == "first"
            mlflow.log_metric("loss", 0.4)
        assert mlflow.last_active_run() is again
        assert list(mlflow.search_runs("metrics.loss < 1", columns=["name"])["name"]) == ["first"]
        """
    )
    started = trail.facts("run_started")
    assert [(fact["name"], fact["experiment"]) for fact in started] == [
        (name, "digits") for name in ("first", "inner", "second", "third")
    ]
    assert trail.points(started[0]["run_id"]) == [
        ("loss", 3, 0.5), ("acc", 4, 0.9), ("f1", 4, 0.8), ("loss", 5, 0.4),
    ]  # fmt: skip
    params = {k: v for fact in trail.facts("params") for k, v in fact["params"].items()}
    tags = [tag for fact in trail.facts("run_tagged") for tag in fact["add"]]
    assert params == {"lr": 0.1, "width": 8}
    assert tags == ["stage:dev", "owner:me", "a:1", "b:2"]
    assert {fact["name"] for fact in trail.facts("artifact_logged")} == {"hello.txt", "a.json"}
    statuses = {fact["run_id"]: fact["status"] for fact in trail.facts("run_ended")}
    assert [statuses[fact["run_id"]] for fact in started[1:]] == ["finished", "failed", "finished"]
    assert not done.stderr


def test_wandbs_habits(trail, script):
    done = script(
        """
        import nbtrail as wandb
        assert wandb.login() is True
        run = wandb.init(project="p", name="n", config={"lr": 0.1}, job_type="train")
        run.config.update({"bs": 8}, allow_val_change=True)
        wandb.config.epochs = 3
        run.config["wd"] = 0.0
        assert run.config.lr == 0.1 and run.config is run.params
        run.log(loss=1)
        wandb.log({"loss": 0.5}, step=3)
        run.tags = run.tags + ["a"]
        run.tags += ["b"]
        run.add_tags("c")
        run.name = "renamed"
        run.notes = "noted"
        run.summary["best"] = 1
        run.summary = {"worst": 2}
        run.config = {"late": 1}
        wandb.config = {"later": 2}
        assert run.id in run.url and run.step == 4
        wandb.watch(object())
        wandb.finish(exit_code=1)
        """
    )
    assert [(key, step, value) for key, step, value in trail.points()] == [
        ("loss", 0, 1.0),
        ("loss", 3, 0.5),
    ]
    params = {k: v for fact in trail.facts("params") for k, v in fact["params"].items()}
    assert params == {"lr": 0.1, "bs": 8, "epochs": 3, "wd": 0.0, "late": 1, "later": 2}
    assert [tag for fact in trail.facts("run_tagged") for tag in fact["add"]] == ["a", "b", "c"]
    assert [fact["name"] for fact in trail.facts("run_named")] == ["renamed"]
    assert [fact["note"] for fact in trail.facts("run_noted")] == ["noted"]
    assert [fact["summary"] for fact in trail.facts("summary")] == [{"best": 1}, {"worst": 2}]
    assert trail.facts("run_ended")[0]["status"] == "failed"
    lines = done.stderr.splitlines()
    assert len(lines) == 2 and "no login is needed" in lines[0] and "watch()" in lines[1]


def test_pictures_figures_and_tables_are_named_in_either_order(trail, script):
    done = script(
        HEAD
        + """
import pandas as pd
nbtrail.log_image(np.zeros((4, 4, 3), "uint8"), "black.png")
run.log_image(np.zeros((4, 4, 3), "uint8"), key="too.png")
run.log_table("table.csv", pd.DataFrame({"a": [1]}))
run.log_table(pd.DataFrame({"a": [1]}), "again.csv")
open("file.txt", "w").write("x")
nbtrail.log_artifacts("file.txt")
"""
    )
    names = {fact["name"] for fact in trail.facts("artifact_logged")}
    assert names == {"black.png", "too.png", "table.csv", "again.csv", "file.txt"}
    assert not done.stderr


def test_comets_prefix_and_epoch(trail, script):
    done = script(
        HEAD
        + """
run.log_metrics({"loss": 0.5}, prefix="train", epoch=3)
nbtrail.log_parameters({"lr": 0.1}, prefix="opt")
"""
    )
    assert trail.points() == [("train_loss", 3, 0.5)] and not done.stderr
    assert trail.facts("params")[0]["params"] == {"opt_lr": 0.1}


@pytest.mark.parametrize(
    ("name", "hint"),
    {
        "nbtrail.log_confusion": "log_artifact(",
        "nbtrail.Image": "log_artifact(",
        "nbtrail.lgo": "did you mean nbtrail.log",
        "nbtrail.log_metrik": "did you mean nbtrail.log_metric",
        "nbtrail.finnish": "nbtrail.finish",
        "nbtrail.register_model": "nbtrail.log_model(",
        "nbtrail.sklearn": "nbtrail.log_model(",
        "nbtrail.pytorch": "nbtrail.log_model(",
        "nbtrail.xyzzy": "dir(nbtrail)",
        "run.log_confusion": "run.log_artifact(",
        "run.alert": "run.note(",
        "run.set_name": "run.rename(",
        "run.track": "run.log(",
        "run.log_modle": "did you mean run.log_model",
        "run.xyzzy": "dir(run)",
        "nbtrail.Task": "nbtrail.init(",
    }.items(),
)
def test_a_name_that_is_not_there_says_what_is(script, name, hint):
    done = script(HEAD + f"try: {name}\nexcept AttributeError as error: print(error)")
    assert hint in done.stdout and name.rpartition(".")[2] in done.stdout and not done.stderr


def test_habits_do_not_crowd_what_completion_offers(trail, kernel):
    kernel.run("import nbtrail\nrun = nbtrail.init()")
    offered = kernel.text("print([n for n in dir(run) if not n.startswith('_')], dir(nbtrail))")
    assert "log_artifact" in offered and "log_figure" not in offered and "Image" not in offered


def test_a_slip_in_a_habit_is_told_like_any_other(trail, script):
    done = script(HEAD + "run.log_param('lr')\nnbtrail.log_metric('x')\nrun.log({'after': 1.0})")
    first, second = done.stderr.splitlines()
    assert "log_param() wants 'value'" in first and "log_metric(key, value" in second
    assert trail.points() == [("after", 0, 1.0)]


@pytest.mark.parametrize("who", ["nbtrail", "run"])
def test_a_habits_name_can_be_anything(trail, script, who):
    calls = ("log_metric([1], 2)", "log_param([1], 2)", "set_tag(['a'], 'b')")
    done = script(HEAD + "\n".join(f"{who}.{call}" for call in calls))
    assert not done.stderr
    assert trail.points()[0] == ("[1]", 0, 2.0)
    assert trail.facts("params")[0]["params"] == {"[1]": 2}
    assert trail.facts("run_tagged")[0]["add"] == ["['a']:b"]


def test_the_function_that_begins_a_run_is_the_active_run_as_well(trail, script):
    done = script(
        """
        import nbtrail as wandb
        with wandb.run("a", lr=0.1) as run:
            assert wandb.run and wandb.run.id == run.id and wandb.run.name == "a"
            wandb.run.log({"loss": 1.0})
            wandb.run.name = "b"
            wandb.run.summary["best"] = 3
            wandb.run.config.update({"width": 8})
            wandb.run.tags += ["kept"]
            with wandb.run("inner"):
                assert wandb.run.name == "inner"
            wandb.run.finish()
            assert run.status == "finished" and not wandb.run
        """
    )
    assert not done.stderr
    assert [fact["name"] for fact in trail.facts("run_started")] == ["a", "inner"]
    assert [fact["name"] for fact in trail.facts("run_named")] == ["b"]
    assert [fact["summary"] for fact in trail.facts("summary")] == [{"best": 3}]
    assert [fact["params"] for fact in trail.facts("params")] == [{"lr": 0.1}, {"width": 8}]
    assert trail.facts("run_tagged")[0]["add"] == ["kept"]
    assert [value for _, _, value in trail.points()] == [1.0]


def test_without_a_run_its_attributes_are_none_in_one_line_and_begin_none(trail, script):
    done = script(
        """
        import nbtrail
        for _ in range(3):
            assert nbtrail.run.id is None
        nbtrail.run.finish()
        assert not nbtrail.run and not hasattr(nbtrail.run, "nonsense")
        """
    )
    assert done.stderr.count("\n") == 1 and "no run is open, so run.id is None" in done.stderr
    assert trail.empty


def test_what_logs_through_the_function_without_a_run_begins_one_and_says_which(trail, script):
    done = script("import nbtrail\nnbtrail.run.log({'loss': 1.0})\nnbtrail.run.name = 'named'")
    assert done.stderr.count("\n") == 1 and "[NT233]" in done.stderr
    assert len(trail.facts("run_started")) == 1
    assert [fact["name"] for fact in trail.facts("run_named")] == ["named"]


def test_the_function_stays_a_function_to_whoever_looks_at_it(script):
    script(
        """
        import copy, functools, inspect, pickle, pydoc
        import nbtrail
        assert list(inspect.signature(nbtrail.run).parameters) == ["name", "more", "params"]
        assert pickle.loads(pickle.dumps(nbtrail.run)) is nbtrail.run
        assert copy.copy(nbtrail.run) is copy.deepcopy(nbtrail.run) is nbtrail.run
        assert "run(name=None, /, **params)" in pydoc.render_doc(nbtrail.run)
        assert nbtrail.run.__name__ == "run" and callable(nbtrail.run)
        assert {"id", "log", "summary"} <= set(dir(nbtrail.run))
        with functools.partial(nbtrail.run, "partial")() as run:
            assert run.name == "partial"
        """
    )
