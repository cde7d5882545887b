"""Copies of a run are the run; pickled it is a handle that logs in it; params copy as a plain dict."""

from __future__ import annotations

import pytest

HEAD = """
import copy, pickle, nbtrail
run = nbtrail.run("copied", lr=0.1, net={"width": 8})
class Callback:
    def __init__(self, run): self.run, self.seen = run, []
"""


def test_a_copy_of_a_run_is_the_run(trail, script):
    done = script(
        HEAD
        + """
assert copy.copy(run) is run and copy.deepcopy(run) is run
assert copy.deepcopy(Callback(run)).run is run
assert copy.deepcopy({"runs": [run]})["runs"][0] is run
assert pickle.loads(pickle.dumps(run)) is run
for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
    assert pickle.loads(pickle.dumps([run, run], protocol)) == [run, run]
run.finish()
assert pickle.loads(pickle.dumps(run)) is run
off = nbtrail.init(mode="disabled")
pickle.loads(pickle.dumps(off)).log({"x": 1.0})
"""
    )
    assert len(trail.facts("run_started")) == 1 and not trail.points() and not done.stderr


def test_params_are_a_dict_and_copy_and_pickle_as_a_plain_one(trail, script):
    done = script(
        HEAD
        + """
import json
plain = {"lr": 0.1, "net.width": 8}
for made in (copy.copy(run.params), copy.deepcopy(run.params), pickle.loads(pickle.dumps(run.params)),
             dict(run.params), {**run.params}, run.params.copy(), json.loads(json.dumps(run.params)),
             pickle.loads(pickle.dumps({"config": nbtrail.params}))["config"], run.params):
    assert made == plain and isinstance(made, dict), made
    assert type(made) is dict or made is run.params
run.params |= {"wd": 1}
assert run.params["net"] == {"width": 8} and run.params.get("net.width") == 8 and "net" in run.params
assert run.params.wd == 1 and run.params.get("none", 7) == 7
run.params["odd"] = [1, lambda: None]
loaded = pickle.loads(pickle.dumps(run.params))
assert loaded["lr"] == 0.1 and loaded["odd"][0] == 1 and "lambda" in loaded["odd"][1]
assert copy.deepcopy(run.params)["odd"][0] == 1 and pickle.loads(pickle.dumps(run)) is run
run.summary["best"] = 1
assert pickle.loads(pickle.dumps(run.summary)) == {"best": 1}
"""
    )
    params = [fact["params"] for fact in trail.facts("params")]
    assert params[:2] == [{"lr": 0.1, "net.width": 8}, {"wd": 1}] and len(params) == 3
    assert not done.stderr


def test_a_library_that_makes_another_dict_of_the_kind_of_params_makes_a_plain_one(trail, script):
    done = script(
        HEAD
        + """
import dataclasses
@dataclasses.dataclass
class Checkpoint:
    epoch: int
    config: dict
told = dataclasses.asdict(Checkpoint(3, run.params))
assert told == {"epoch": 3, "config": {"lr": 0.1, "net.width": 8}} and type(told["config"]) is dict
kind = type(run.params)
assert kind({"a": 1}) == kind([("a", 1)]) == kind(a=1) == {"a": 1} and kind() == {} and type(kind()) is dict
"""
    )
    assert len(trail.facts("params")) == 1 and not done.stderr


def test_a_function_that_uses_the_package_goes_to_workers_and_copies(trail, script):
    pytest.importorskip("cloudpickle")
    done = script(
        HEAD
        + """
import cloudpickle
def step(loss):
    nbtrail.log({"loss": loss})
pickle.loads(cloudpickle.dumps(step))(0.5)
pickle.loads(cloudpickle.dumps({"step": step, "tracker": nbtrail}))["step"](0.25)
assert copy.deepcopy({"tracker": nbtrail})["tracker"] is nbtrail and pickle.loads(pickle.dumps(nbtrail)) is nbtrail
"""
    )
    assert [value for _, _, value in trail.points()] == [0.5, 0.25] and not done.stderr


def test_what_is_recorded_is_not_taken_away(trail, script):
    done = script(
        HEAD
        + """
assert run.params.pop("lr") == 0.1 and run.params.pop("none", 3) == 3
del run.params["lr"]
run.params.clear()
assert run.params == {"lr": 0.1, "net.width": 8}
"""
    )
    assert {line.rsplit("[", 1)[1] for line in done.stderr.splitlines()} == {"NT214]"}


def test_a_pickled_run_logs_from_another_process_and_ends_with_its_own(trail, script):
    script(
        HEAD
        + """
run.log({"x": 0.0})
open("run.pickle", "wb").write(pickle.dumps({"callback": run, "config": run.params}))
"""
    )
    done = script(
        """
        import pickle
        loaded = pickle.load(open("run.pickle", "rb"))
        import nbtrail
        from nbtrail.recording import session
        run = loaded["callback"]
        assert run.name == "copied" and run.params == loaded["config"] == {"lr": 0.1, "net.width": 8}
        assert session.existing() is None, "looking at it writes nothing"
        with run:
            run.log({"x": 1.0})
            run.log({"x": 2.0})
        assert pickle.loads(pickle.dumps(run)) is run
        run.params["late"] = 1
        """
    )
    (begun,) = trail.facts("run_started")
    logged = sorted(trail.points(begun["run_id"]))
    assert logged == [("x", 0, 0.0), ("x", 1, 1.0), ("x", 2, 2.0)]
    assert len(trail.facts("run_ended")) == 1 and not done.stderr
    assert trail.facts("params")[-1]["run_id"] == begun["run_id"]


@pytest.mark.parametrize("method", ["fork", "spawn"])
def test_a_run_given_to_processes_is_logged_by_all_of_them_and_ended_by_none(trail, script, method):
    done = script(
        f"""
        import multiprocessing, nbtrail
        def work(run, number):
            for step in range(3):
                run.log({{f"worker {{number}}": float(step)}}, step=step)
        if __name__ == "__main__":
            context = multiprocessing.get_context({method!r})
            run = nbtrail.init(name="shared")
            workers = [context.Process(target=work, args=(run, i)) for i in range(2)]
            [worker.start() for worker in workers]; [worker.join() for worker in workers]
            assert [worker.exitcode for worker in workers] == [0, 0]
            run.log({{"main": 1.0}})
        """
    )
    (begun,) = trail.facts("run_started")
    points = trail.points(begun["run_id"])
    assert sorted(points) == sorted(
        [("main", 0, 1.0), *[(f"worker {i}", s, float(s)) for i in range(2) for s in range(3)]]
    )
    assert [fact["status"] for fact in trail.facts("run_ended")] == ["finished"]
    assert not done.stderr


def test_libraries_that_copy_and_pickle_take_a_run_along(trail, script):
    done = script(
        """
        import io, nbtrail, numpy as np, torch, cloudpickle, joblib
        from sklearn.base import BaseEstimator, clone
        from sklearn.model_selection import GridSearchCV
        class Model(BaseEstimator):
            def __init__(self, c=1, callback=None): self.c, self.callback = c, callback
            def fit(self, X, y):
                self.callback.log({f"fitted/{self.c}": 1.0})
                return self
            def score(self, X, y): return float(self.c)
        run = nbtrail.run("searched", lr=0.1)
        assert clone(Model(callback=run)).callback is run
        assert cloudpickle.loads(cloudpickle.dumps(run)) is run
        joblib.hash(run)
        buffer = io.BytesIO()
        torch.save({"run": run, "config": run.params}, buffer)
        buffer.seek(0)
        assert torch.load(buffer, weights_only=False)["run"] is run
        buffer = io.BytesIO()
        torch.save({"weights": torch.zeros(2), "config": run.params}, buffer)
        buffer.seek(0)
        assert torch.load(buffer)["config"] == {"lr": 0.1}
        X, y = np.zeros((20, 1)), np.zeros(20)
        search = GridSearchCV(Model(callback=run), {"c": [1, 2]}, cv=2, n_jobs=2, refit=False)
        search.fit(X, y)
        run.finish()
        """
    )
    (begun,) = trail.facts("run_started")
    keys = [key for key, _, _ in trail.points(begun["run_id"])]
    assert sorted(keys) == ["fitted/1"] * 2 + ["fitted/2"] * 2
    assert [fact["status"] for fact in trail.facts("run_ended")] == ["finished"]
    assert "nbtrail" not in done.stderr


def test_an_answer_can_be_pickled(trail, script):
    script(
        """
        import pickle, nbtrail
        answer = nbtrail.sql("SELECT 1 AS a, 'x' AS b, [1, 2] AS c")
        loaded = pickle.loads(pickle.dumps(answer))
        assert loaded.rows == answer.rows and loaded.columns == answer.columns
        """
    )
