"""Whatever a call looks like: what is clear is understood, the rest is one sentence, the run is recorded."""

from __future__ import annotations

import pytest


def begun(trail) -> dict:
    """The one run that was begun, and its params."""
    (fact,) = trail.facts("run_started")
    params: dict = {}
    for said in trail.facts("params"):
        params.update(said["params"])
    return {**fact, "params": params}


#: A call that begins a run, and what it means.
CLEAR = {
    "init('plain', lr=0.1)": {"project": "plain", "params": {"lr": 0.1}},
    "init('p', {'lr': 1})": {"project": "p", "params": {"lr": 1}},
    "init({'lr': 1})": {"params": {"lr": 1}},
    "init(config={'lr': 1}, lr=2)": {"params": {"lr": 2}},
    "init(params=SimpleNamespace(lr=1))": {"params": {"lr": 1}},
    "init(name='n', mode='min')": {"name": "n", "params": {"mode": "min"}},
    "init(run_name='n', experiment_name='e', description='d')": {"name": "n", "experiment": "e"},
    "init(project=3, id=12, name=np.int64(7), group=np.float32(0.5))": {
        "project": "3", "run_id": "12", "name": "7", "group": "0.5",
    },
    "init(project=None, tags=None, id=None, resume=None, mode=None)": {"params": {}},
    "init(total_steps=np.int64(9))": {"total_steps": 9},
    "run('x', {'lr': 1})": {"name": "x", "params": {"lr": 1}},
    "run({'lr': 1})": {"params": {"lr": 1}},
    "run(name='x')": {"name": "x", "params": {}},
    "run('x', name='other')": {"name": "x", "params": {"name": "other"}},
    "run('x', mode='min', dir='up', seed=1)": {"params": {"mode": "min", "dir": "up", "seed": 1}},
    "run('x', SimpleNamespace(lr=1), {'wd': 2}, bs=3)": {"params": {"lr": 1, "wd": 2, "bs": 3}},
    "run('x', config={'lr': 1})": {"params": {"lr": 1}},
    "run('x', MappingProxyType({'lr': 1}))": {"params": {"lr": 1}},
    "run('x', params=MappingProxyType({'lr': 1}))": {"params": {"lr": 1}},
    "run('x', params=3)": {"params": {"params": 3}},
    "run(Path('x'))": {"name": "x"},
    "run('x', Config)": {"name": "x", "params": {"lr": 1}},
    "init(Config())": {"params": {"lr": 1}},
}  # fmt: skip
#: A call with something that is not clear, what is recorded all the same, and the argument that is named.
UNCLEAR = {
    "init(name='n', reinit=True)": ({"name": "n", "params": {}}, "reinit=True is not needed"),
    "init(entity='me', name='n')": ({"name": "n"}, "entity="),
    "init(id='a b')": ({"params": {"id": "a b"}}, "id="),
    "init(project=['p'])": ({"params": {"project": ["p"]}}, "project="),
    "init(resume='best.pt')": ({"params": {"resume": "best.pt"}}, "resume="),
    "init(total_steps='many', lr=1)": ({"params": {"total_steps": "many", "lr": 1}}, "total_steps="),
    "init('a', 'b', 'c', *[None] * 10, 'x')": ({"project": "a", "experiment": "b", "name": "c"}, "takes 13 arguments and got 14"),
    "run('x', 'y', lr=1)": ({"name": "x", "params": {"lr": 1}}, "'y'"),
    "run(['x'])": ({"params": {"name": ["x"]}}, "name="),
}  # fmt: skip
HEAD = "import nbtrail, numpy as np\nfrom types import MappingProxyType, SimpleNamespace\nfrom pathlib import Path\nclass Config:\n    lr = 1\n"


@pytest.mark.parametrize("call", CLEAR)
def test_a_call_that_is_clear_is_understood_without_a_word(trail, script, call):
    done = script(HEAD + f"r = nbtrail.{call}\nr.log({{'x': 1.0}})")
    found = begun(trail)
    assert {key: found[key] for key in CLEAR[call]} == CLEAR[call]
    assert len(trail.points(found["run_id"])) == 1 and not done.stderr


@pytest.mark.parametrize("call", UNCLEAR)
def test_a_call_that_is_not_clear_costs_one_sentence_and_never_the_run(trail, script, call):
    done = script(HEAD + f"r = nbtrail.{call}\nr.log({{'x': 1.0}})")
    recorded, named = UNCLEAR[call]
    found = begun(trail)
    assert {key: found[key] for key in recorded} == recorded
    assert len(trail.points(found["run_id"])) == 1
    (line,) = done.stderr.splitlines()
    assert named in line and "NT299" not in line


def test_tags_may_be_anything_that_names_something(trail, script):
    done = script(
        HEAD
        + """
nbtrail.run("a", tags={"stage": "prod"})
nbtrail.run("b", tags=3)
nbtrail.run("c", tags=np.array(["x", "y"]))
nbtrail.run("d", tags=None).tag(3, None, {"z"})
nbtrail.run("e", tags=(letter for letter in "pq"))
nbtrail.run("f", tags={"k": 1}.keys())
nbtrail.run("g", tags={1: "v"}.values())
"""
    )
    tags = [fact["add"] for fact in trail.facts("run_tagged")]
    assert tags == [["stage:prod"], ["3"], ["x", "y"], ["3", "z"], ["p", "q"], ["k"], ["v"]]
    assert not done.stderr


LOGGED = {
    "log({'loss': 0.1}, 3)": [("loss", 3, 0.1)],
    "log({'loss': 0.1}, step=3)": [("loss", 3, 0.1)],
    "log(loss=0.1)": [("loss", 0, 0.1)],
    "log({'a': 1.0}, loss=2, step=3)": [("a", 3, 1.0), ("loss", 3, 2.0)],
    "log('loss', 0.1)": [("loss", 0, 0.1)],
    "log('loss', 0.1, 3)": [("loss", 3, 0.1)],
    "log('loss', 0.1, step=3)": [("loss", 3, 0.1)],
    "log('loss', 0.0)": [("loss", 0, 0.0)],
    "log(data={'loss': 0.1}, step=2)": [("loss", 2, 0.1)],
    "log({'loss': 0.1}, step='3')": [("loss", 3, 0.1)],
    "log({'loss': 0.1}, step=np.float64(3))": [("loss", 3, 0.1)],
    "log({'loss': 0.1}, step=None)": [("loss", 0, 0.1)],
}


@pytest.mark.parametrize("call", LOGGED)
def test_every_way_of_logging_that_fingers_know(trail, script, call):
    done = script(HEAD + f"nbtrail.init(name='n').{call}\nnbtrail.{call.replace('loss', 'again')}")
    points = [(key, step, value) for key, step, value in trail.points() if "again" not in key]
    assert points[: len(LOGGED[call])] == LOGGED[call] and not done.stderr
    assert [key for key, _, _ in trail.points()].count("again") == 1


def test_values_of_one_step_can_come_in_several_calls(trail, script):
    done = script(
        HEAD
        + """
run = nbtrail.init(name="n")
run.log({"a": 1.0}, commit=False)
run.log({"b": 2.0})
run.log({"a": 3.0})
"""
    )
    assert trail.points() == [("a", 0, 1.0), ("b", 0, 2.0), ("a", 1, 3.0)] and not done.stderr


#: A slip in a call, and words of the sentence about it.
SLIPS = {
    "run.log()": ("run.log", "log() wants a mapping"),
    "run.log({'x': 1.0}, 1, 2, 3)": ("2",),
    "run.note()": ("run.note() wants 'text'", "nothing was recorded", "run.note(text)"),
    "run.note('a', 'b')": ("run.note() takes 1 argument and got 2", "the rest was used"),
    "run.define_metric('x', gaol='max')": ("'gaol' (goal?)", "run.define_metric(key"),
    "run.define_metric('x', 'max', goal='max')": ("'goal' twice",),
    "run.define_metric('x', goal='sideways')": ("goal=", "max, min"),
    "run.finish(status='sideways')": ("status=", "finished, failed"),
    "run.log_dataset()": ("run.log_dataset() wants 'data'",),
    "run.log_model('x')": ("run.log_model() wants 'name'",),
    "run.tag(colour='x')": ("run.tag()", "'colour'"),
    "run.params.update({'a': 1}, {'b': 2})": ("update() takes 1 argument and got 2",),
    "nbtrail.note()": ("nbtrail.note() wants 'text'",),
    "nbtrail.define_metric('x', gaol='max')": ("nbtrail.define_metric()", "'gaol' (goal?)"),
    "nbtrail.log_artifact(b'x', nam='y')": ("'nam' (name?)",),
    "nbtrail.finish(1, 2, 3)": ("nbtrail.finish() takes 2 arguments and got 3",),
}


@pytest.mark.parametrize("slip", SLIPS)
def test_a_slip_names_the_function_and_the_argument_and_recording_goes_on(trail, script, slip):
    done = script(HEAD + f"run = nbtrail.init(name='n')\n{slip}\nrun.log({{'after': 1.0}})")
    lines = [line for line in done.stderr.splitlines() if "has ended" not in line]
    assert len(lines) == 1 and "NT299" not in lines[0]
    missing = [word for word in SLIPS[slip] if word not in lines[0]]
    assert not missing or missing == ["run.log"], lines
    assert ("after", 1.0) in [(key, value) for key, _, value in trail.points()]


def test_a_metric_that_another_library_calls_by_name_is_defined(trail, script):
    done = script(HEAD + "run = nbtrail.init()\nrun.define_metric(name='x', goal='maximize')")
    (fact,) = trail.facts("metric_defined")
    assert (fact["key"], fact["goal"]) == ("x", "max") and not done.stderr


@pytest.mark.parametrize(
    ("call", "status"),
    {
        "run.finish(exit_code=1)": "failed",
        "run.finish(exit_code=0)": "finished",
        "run.finish(1)": "failed",
        "run.finish('FAILED')": "failed",
        "run.finish(status='crashed')": "failed",
        "run.finish(None)": "finished",
        "nbtrail.finish(exit_code=2)": "failed",
    }.items(),
)
def test_exit_codes_and_other_libraries_words_for_a_status(trail, script, call, status):
    done = script(HEAD + f"run = nbtrail.init(name='n')\n{call}")
    assert [fact["status"] for fact in trail.facts("run_ended")] == [status] and not done.stderr


def test_a_slip_is_told_once_a_place_and_not_in_every_turn_of_a_loop(trail, script):
    done = script(
        HEAD
        + """
run = nbtrail.init(name="n")
for _ in range(3):
    run.log("text")
run.log("text")
for _ in range(3):
    run.note()
for i in range(100):
    run.log({f"text {i}": "text"})
"""
    )
    codes = [line.rsplit("[", 1)[1] for line in done.stderr.splitlines()]
    assert codes == ["NT203]", "NT203]", "NT230]", *["NT204]"] * 5]
    assert len(trail.facts("notice")) == 103


def test_a_slip_is_told_again_when_its_cell_runs_again(trail, kernel):
    kernel.run("import nbtrail\nrun = nbtrail.init(name='n')")
    for _ in range(2):
        assert kernel.text("for _ in range(3): run.log('text')").count("NT203") == 1
    assert len(trail.facts("notice")) == 2


def test_log_without_a_run_says_which_one_it_began(trail, script):
    done = script(HEAD + "nbtrail.log({'x': 1.0})\nnbtrail.log({'x': 2.0})")
    (line,) = done.stderr.splitlines()
    assert begun(trail)["name"] in line and "begun" in line


def test_what_is_logged_after_the_end_is_kept_and_the_run_says_so(trail, script):
    done = script(
        HEAD
        + """
run = nbtrail.init(name="n")
run.log({"x": 1.0})
run.finish()
assert "after its end" not in repr(run)
for _ in range(3):
    run.log({"x": 2.0})
print(repr(run))
print(run._repr_mimebundle_()["text/plain"])
print("3 points after its end" in run._repr_mimebundle_()["text/html"])
print(nbtrail.sql("SELECT points_after_end FROM runs").scalar())
"""
    )
    assert [value for _, _, value in trail.points()] == [1.0, 2.0, 2.0, 2.0]
    shown = done.stdout.splitlines()
    assert all("3 points after its end" in line for line in shown[:2]) and shown[2:] == [
        "True",
        "3",
    ]
    assert trail.facts("run_logged_after_end")[-1]["points"] == 3
    (line,) = done.stderr.splitlines()
    assert "run n (" in line and "has ended" in line


#: Calls on the package that have nothing to record.
NOTHING = """\
nbtrail.watch(None)
nbtrail.log_metric("acc")
nbtrail.log_metric("acc", "text")
nbtrail.log_metrics({})
nbtrail.log_param("lr")
nbtrail.log_params({})
nbtrail.set_tag(None)
nbtrail.set_tags([])
nbtrail.tag()
nbtrail.tag(None, [])
nbtrail.untag("a")
nbtrail.note(None)
nbtrail.note("")
nbtrail.rename("")
nbtrail.define_metric()
nbtrail.log()
nbtrail.log({})
nbtrail.log_model({})
nbtrail.log_model({}, None)
nbtrail.end_run()
nbtrail.get_url()
nbtrail.params.get("lr"), nbtrail.summary, nbtrail.config
nbtrail.params.update({})
nbtrail.params.update(3)
nbtrail.config = {}
nbtrail.params |= {}
from nbtrail import *
"""


def test_a_call_that_records_nothing_begins_no_run(trail, script):
    done = script(f"import nbtrail\n{NOTHING}assert nbtrail.last_run() is None")
    assert trail.empty or not trail.facts("run_started")
    assert "NT299" not in done.stderr and "NT233" not in done.stderr


def test_entries_of_the_package_begin_a_run_with_the_first_that_is_set(trail, script):
    done = script(
        HEAD
        + """
nbtrail.params |= {"lr": 1, "opt": {"name": "sgd"}}
nbtrail.config.width = 8
nbtrail.config = {"depth": 2}
assert nbtrail.params == {"lr": 1, "opt.name": "sgd", "width": 8, "depth": 2}
nbtrail.summary["best"] = 1
"""
    )
    assert begun(trail)["params"] == {"lr": 1, "opt.name": "sgd", "width": 8, "depth": 2}
    assert len(trail.facts("params")) == 3 and len(trail.facts("summary")) == 1
    assert [line.rsplit("[", 1)[1] for line in done.stderr.splitlines()] == ["NT233]"]


@pytest.mark.parametrize("call", ["log_model('digits', {'a': 1})", "log_model({'a': 1}, 'digits')"])
def test_a_model_and_its_name_may_stand_either_way_round(trail, script, call):
    done = script(HEAD + f"run = nbtrail.init()\nrun.{call}\nnbtrail.{call}")
    assert [fact["name"] for fact in trail.facts("model_registered")] == ["digits", "digits"]
    assert not done.stderr


def test_a_run_keeps_its_name_and_has_no_note_when_it_is_given_none(trail, script):
    done = script(HEAD + "run = nbtrail.init(name='n')\nrun.rename(None)\nrun.note(None)")
    assert not trail.facts("run_named") and trail.facts("run_noted")[0]["note"] == ""
    assert "name=None" in done.stderr


@pytest.mark.parametrize(
    ("call", "meant"),
    {
        "init(projct='x', confg={'lr': 1})": "project= and config=",
        "run('x', projet='y', grup='g')": "project= and group=",
        "run('x', exeriment='y')": "experiment=",
        "init(nmae='y')": "name=",
        "init(job_tpye='y')": "job_type=",
        "init(paramz={})": "params=",
    }.items(),
)
def test_a_misspelt_argument_is_kept_as_a_parameter_and_said(trail, script, call, meant):
    done = script(HEAD + f"nbtrail.{call}")
    (line,) = done.stderr.splitlines()
    assert f"did you mean {meant}?" in line and "NT237" in line
    assert begun(trail)["params"] or "{}" in call


def test_an_ordinary_hyperparameter_is_no_misspelt_argument(trail, script):
    names = "model seed notes2 groups n_groups fname mean node nodes obj_type steps projection proj_dim mod".split()
    done = script(HEAD + f"nbtrail.init(**dict.fromkeys({names}, 1))")
    assert not done.stderr and set(begun(trail)["params"]) == set(names)


def test_what_is_not_needed_costs_a_call_one_line(trail, script):
    done = script(HEAD + "nbtrail.init(reinit=True, entity='me', dir='/tmp', save_code=True, lr=1)")
    (line,) = done.stderr.splitlines()
    assert (
        "reinit=True, entity=the text 'me', dir=the text '/tmp' and save_code=True are not needed"
        in line
    )
    assert "NBTRAIL_HOME says" in line and begun(trail)["params"] == {"lr": 1}
