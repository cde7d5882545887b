"""Whatever users pass to `log`: a point where it can be one, else one sentence, never an exception."""

from __future__ import annotations

import math

import pytest

HEAD = """
import nbtrail, numpy as np
from decimal import Decimal
from fractions import Fraction
class Tensor:
    '''What the tracker sees of a tensor that lives on a device.'''
    def __init__(self, value, shape=()): self.value, self.shape = value, shape
    def item(self):
        if self.value is None: raise RuntimeError("Cannot copy out of meta tensor; no data!")
        return self.value
run = nbtrail.init(name="n")
"""

GOOD = {
    "{'x': 1}": 1.0,
    "{'x': True}": 1.0,
    "{'x': np.float32(0.5)}": 0.5,
    "{'x': np.float64(0.5)}": 0.5,
    "{'x': np.int64(7)}": 7.0,
    "{'x': np.bool_(True)}": 1.0,
    "{'x': np.array(2.5)}": 2.5,
    "{'x': np.array([2.5])}": 2.5,
    "{'x': np.ma.array([2.5])}": 2.5,
    "{'x': np.ma.array([2.5, 0.5], mask=[False, True]).sum()}": 2.5,
    "{'x': [2.5]}": 2.5,
    "{'x': Tensor(2.5)}": 2.5,
    "{'x': Tensor(2.5, (1, 1))}": 2.5,
    "{'x': Decimal('0.25')}": 0.25,
    "{'x': Fraction(1, 4)}": 0.25,
    "{'x': float('inf')}": math.inf,
    "{'x': 2**53 - 1}": float(2**53 - 1),
}

BAD = {
    "'x'": "NT203",
    "None": "NT203",
    "3": "NT203",
    "{'good': 1.0, 'x': 'text'}": "NT204",
    "{'good': 1.0, 'x': None}": "NT204",
    "{'good': 1.0, 'x': object()}": "NT204",
    "{'good': 1.0, 'x': 1j}": "NT204",
    "{'good': 1.0, 'x': np.ma.masked}": "NT204",
    "{'good': 1.0, 'x': np.ma.array([1.0, 2.0], mask=True).mean()}": "NT204",
    "{'good': 1.0, 'x': np.ma.array([2.0], mask=[True])}": "NT204",
    "{'good': 1.0, 'x': np.timedelta64(5, 'ns')}": "NT204",
    "{'good': 1.0, 'x': np.datetime64(1, 'ns')}": "NT204",
    "{'good': 1.0, 'x': np.array([5], 'm8[s]')}": "NT204",
    "{'good': 1.0, 'x': Tensor(None)}": "NT205",
    "{'good': 1.0, 'x': [1, 2]}": "NT206",
    "{'good': 1.0, 'x': np.zeros(3)}": "NT206",
    "{'good': 1.0, 'x': Tensor(1.0, (2,))}": "NT206",
}


def test_numbers_of_every_kind_are_points(trail, script):
    calls = "\n".join(f"run.log({argument})" for argument in GOOD)
    done = script(HEAD + calls)
    assert [value for _, _, value in trail.points()] == list(GOOD.values())
    assert not done.stderr


@pytest.mark.parametrize("argument", BAD)
def test_what_is_no_number_costs_one_sentence_and_the_rest_is_recorded(trail, script, argument):
    done = script(HEAD + f"for _ in range(3): run.log({argument})")
    assert len(done.stderr.splitlines()) == 1 and BAD[argument] in done.stderr
    assert [fact["code"] for fact in trail.facts("notice")] == [BAD[argument]]
    good = 3 if "good" in argument else 0
    assert [(key, value) for key, _, value in trail.points()] == [("good", 1.0)] * good


def test_nan_is_recorded(trail, script):
    script(HEAD + "run.log({'x': float('nan')})")
    (point,) = trail.points()
    assert math.isnan(point[2])


def test_names_that_are_no_text_and_nested_names_become_text(trail, script):
    done = script(HEAD + "run.log({1: 2, ('a', 1): 3, 'val': {'loss': 4, 'per': {'cls': 5}}})")
    assert [(key, value) for key, _, value in trail.points()] == [
        ("1", 2.0), ("('a', 1)", 3.0), ("val/loss", 4.0), ("val/per/cls", 5.0),
    ]  # fmt: skip
    assert not done.stderr


def test_large_integers_keep_every_digit(trail, script):
    script(HEAD + "run.log({'x': 2**53 + 1, 'y': 1.0}, step=4)")
    (fact,) = trail.facts("metrics")
    assert fact["values"] == {"x": {"$int": str(2**53 + 1)}} and fact["step"] == 4
    assert trail.points() == [("y", 4, 1.0)]


def test_steps_count_on_by_themselves_may_go_backwards_and_lose_nothing(trail, script):
    script(HEAD + "for step in (None, None, 10, 3, None, 3): run.log({'x': 1.0}, step=step)")
    assert [step for _, step, _ in trail.points()] == [0, 1, 10, 3, 11, 3]


def test_steps_that_are_no_whole_number(trail, script):
    done = script(
        HEAD
        + "for step in (2.0, np.int64(3), 4.7, 'x', float('nan')): run.log({'x': 1.0}, step=step)"
    )
    assert [step for _, step, _ in trail.points()] == [2, 3, 4, 5, 6]
    assert done.stderr.count("NT207") == 2


def test_a_10_mb_text_is_cut_and_said(trail, script):
    done = script(HEAD + "run.params['text'] = 'x' * 10_000_000")
    (fact,) = trail.facts("params")
    assert (
        len(fact["params"]["text"]) < 110_000
        and "10000000 characters, sha256" in fact["params"]["text"]
    )
    assert done.stderr.count("\n") == 1 and "NT208" in done.stderr


def test_objects_that_misbehave_hurt_nobody(trail, script):
    done = script(
        HEAD
        + """
class Evil(dict):
    def items(self): raise RuntimeError("no")
    def __repr__(self): raise RuntimeError("no")
class Bomb:
    def __repr__(self): raise RuntimeError("no")
    def __float__(self): raise RuntimeError("no")
    def __getattr__(self, name): raise RuntimeError("no")
cycle = {}; cycle["me"] = cycle
run.log({"x": 1.0}); run.log({"x": 1.0}, step=2**2000); run.log({"x": 10**5000}); run.log({"x": 2.0})
for value in (Evil(a=1), {"x": Bomb()}, cycle, {"x": 10**400}):
    run.log(value)
    run.params.update(value)
    run.summary["k"] = value
run.tag(None, Bomb, ["a", ("b",)]); run.note(Bomb); run.finish("nonsense"); run.finish()
run.define_metric("x", goal="sideways")
run.params["after"] = 1; run.log({"after": 1.0})
print("alive", repr(run))
"""
    )
    assert "alive <Run n" in done.stdout
    assert trail.points()[:3] == [("x", 0, 1.0), ("x", 1, 1.0), ("x", 3, 2.0)]
    assert ("after", 1.0) in [(key, value) for key, _, value in trail.points()]
    assert "Traceback" not in done.stderr


def test_text_that_utf_8_cannot_hold_is_recorded_readably(trail, script):
    script(
        HEAD
        + "run.params['a'] = '\\ud83d'; run.params['b'] = 'a\\x00b \\u202e <script>'; run.rename('\\udcff')"
    )
    facts = trail.facts("params", "run_named")
    assert [fact.get("params") for fact in facts[:2]] == [
        {"a": "\ufffd"},
        {"b": "a\x00b \u202e <script>"},
    ]


def test_a_call_with_nothing_to_log_begins_no_run(script, trail) -> None:
    done = script(
        """
        import nbtrail
        nbtrail.log("x")
        nbtrail.log({"a": "text"})
        """
    )
    assert trail.facts("run_started") == []
    assert done.stdout.count("nbtrail:") + done.stderr.count("nbtrail:") == 2
