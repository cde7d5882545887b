"""Whatever users pass, in whatever amount: recorded where it can be, never an exception.

Text of every plane survives; what UTF-8 cannot hold becomes U+FFFD. Every
number survives as it is. Objects that misbehave hurt nobody, values that
contain themselves are described, and one call keeps 5,000 params and 100,000
metrics.
"""

from __future__ import annotations

import math

import journal_reader
from survive_support import intact, survive

HEAD = "import nbtrail\nrun = call(nbtrail.init, name='n')\n"

#: Text from every plane: first, last and odd code points, joiners, directions, half pairs.
TEXTS = """
import random
chance = random.Random(17)
def plane(number):
    begin = number * 0x10000
    points = [begin, begin + 1, begin + 0xFFFE, begin + 0xFFFF]
    return "".join(map(chr, points + [begin + chance.randrange(0x10000) for _ in range(20)]))
TEXTS = [f"{number} {plane(number)}" for number in range(17)] + [
    '"; drop table runs; --', "\\u2028 \\u2029 \\x85 \\r \\n \\t \\x00 \\x1b[31m", "\\ud83d", "\\ude00\\ud83d", "e\\u0301 \\u202e txt",
    "\\ud83d\\ude00", "\\U0001f468\\u200d\\U0001f469\\u200d\\U0001f467", "' OR 1=1 --", "%s %d {} {0}", "<script>alert(1)</script>", " ", "a" * 5000,
]
"""


def _texts() -> list[str]:
    """The texts as they must be read back."""
    said: dict = {}
    exec(TEXTS, said)
    return [
        text.encode("utf-16", "surrogatepass").decode("utf-16", "replace") for text in said["TEXTS"]
    ]


def _params(trail) -> dict:
    return {key: value for fact in trail.facts("params") for key, value in fact["params"].items()}


def test_text_of_every_plane_is_read_back_wherever_it_stands(trail, tmp_path):
    done = survive(
        trail,
        tmp_path,
        TEXTS
        + """
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config
shell = InteractiveShell.instance(config=Config(HistoryManager={"enabled": False}))
import nbtrail
nbtrail.load_ipython_extension(shell)
for number, text in enumerate(TEXTS):
    run = call(nbtrail.run, text, tags=[text], notes=text, group=text, experiment=text)
    call(run.log, {text: float(number)})
    call(run.params.update, {f"p{number}": text, text: number})
    call(run.summary.update, {f"s{number}": [text, {text: text}]})
    if text.strip():
        call(run.rename, text)
    call(run.define_metric, text, goal="max")
    source = f"said = {number} #" + "".join(c for c in text.encode("utf-8", "ignore").decode() if c not in "\\0\\r\\n\\x85\\u2028\\u2029\\x0b\\x0c\\x1c\\x1d\\x1e") + "\\n"
    call(shell.run_cell, source, store_history=True)
    call(run.finish)
nbtrail.finish()
""",
    )
    assert not done.told and not done.stdout
    texts = _texts()
    (writer,) = journal_reader.writers(trail.home)
    facts = list(journal_reader.facts(writer))
    intact(facts)
    assert [key for key, _, _ in trail.points()] == texts
    assert [value for _, _, value in trail.points()] == list(range(len(texts)))
    named = [fact["name"] for fact in trail.facts("run_started")]
    assert named == [text.strip()[:500] or made for text, made in zip(texts, named, strict=True)]
    assert [fact["name"] for fact in trail.facts("run_named")] == [t for t in texts if t.strip()]
    assert [fact["note"] for fact in trail.facts("run_noted")] == texts
    assert [fact["key"] for fact in trail.facts("metric_defined")] == texts
    tagged = [fact["add"] for fact in trail.facts("run_tagged")]
    assert tagged == [[text.strip()] for text in texts if text.strip()]
    params = [fact["params"] for fact in trail.facts("params")]
    assert params == [{f"p{number}": text, text: number} for number, text in enumerate(texts)]
    summaries = [fact["summary"] for fact in trail.facts("summary")]
    assert summaries == [{f"s{n}": [text, {text: text}]} for n, text in enumerate(texts)]
    sources = [fact["source"] for fact in trail.facts("cell_started") if "said" in fact["source"]]
    assert len(sources) == len(texts) and sources[8].startswith("said = 8 #8 \U00080000")
    assert all(fact["status"] == "ok" for fact in trail.facts("cell_ended"))


def test_names_that_are_very_long_and_very_many(trail, tmp_path):
    done = survive(
        trail,
        tmp_path,
        HEAD
        + """
for step in range(3):
    call(run.log, {"k" * 1_000_000: float(step)})
call(run.log, {"b" * 1_000_000: "text"})
for step in range(3):
    call(run.log, {f"at once {i}": float(i) for i in range(10_000)}, step=step)
for i in range(10_000):
    call(run.log, {f"one by one {i}": float(i)}, step=i)
for i in range(10_000):
    call(run.log, {f"one by one {i}": float(i)}, step=10_000 + i)
call(run.log, {f"text {i}": "text" for i in range(10_000)})
call(run.log, {f"texts {i}": "text" for i in range(10_000)})
call(run.log, "this is another trouble")
call(run.log, {"x": 0.0})
""",
    )
    assert done.told == ["NT204", "NT204", "NT203"]
    assert all(len(line) < 1000 for line in done.stderr.splitlines())
    points = trail.points()
    assert [value for key, _, value in points if key == "k" * 1_000_000] == [0.0, 1.0, 2.0]
    for step in range(3):
        at_once = [(key, value) for key, at, value in points if at == step and key[:3] == "at "]
        assert at_once == [(f"at once {i}", float(i)) for i in range(10_000)]
    singles = [(key, step) for key, step, _ in points if key.startswith("one by one")]
    assert singles == [(f"one by one {i % 10_000}", i) for i in range(20_000)]


def test_a_million_steps(trail, tmp_path):
    survive(
        trail,
        tmp_path,
        HEAD
        + """
def hundred(begin):
    for step in range(begin, begin + 100):
        run.log({"x": step * 0.5})
for begin in range(0, 1_000_000, 100):
    call(hundred, begin)
call(run.finish)
""",
    )
    (writer,) = journal_reader.writers(trail.home)
    rows = sum(path.stat().st_size - 16 for path in writer.glob("numbers-*.bin"))
    assert rows == 1_000_000 * 40
    last = -1
    for _, step, _, _, values in journal_reader.rows(writer):
        assert step == last + 1 and values == (step * 0.5,)
        last = step
    assert last == 999_999


def test_10_000_short_cells(trail, tmp_path):
    done = survive(
        trail,
        tmp_path,
        """
        from IPython.core.interactiveshell import InteractiveShell
        from traitlets.config import Config
        shell = InteractiveShell.instance(config=Config(HistoryManager={"enabled": False}))
        import nbtrail
        nbtrail.load_ipython_extension(shell)
        shell.run_cell("import nbtrail; run = nbtrail.init(name='n')", store_history=True)
        for number in range(10_000):
            call(shell.run_cell, f"run.log({{'x': {number}.0}})" if number % 2 else f"a{number} = 1", store_history=True)
        """,
    )
    assert done.calls == 10_000 and not done.told
    (writer,) = journal_reader.writers(trail.home)
    facts = list(journal_reader.facts(writer))
    intact(facts)
    began = [fact for fact in facts if fact["k"] == "cell_started"]
    assert [fact["n"] for fact in began] == list(range(1, 10_002))
    assert [f["execution_id"] for f in facts if f["k"] == "cell_ended"] == [
        fact["execution_id"] for fact in began
    ]
    points = [(values[0], n) for _, _, _, n, values in journal_reader.rows(writer)]
    assert points == [(float(number), number + 2) for number in range(1, 10_000, 2)]


def test_params_that_are_huge_or_contain_themselves(trail, tmp_path):
    done = survive(
        trail,
        tmp_path,
        HEAD
        + """
from dataclasses import dataclass, field
from types import SimpleNamespace
call(run.params.update, {f"k{i}": {f"j{j}": "v" * 100 for j in range(100)} for i in range(1000)})
call(run.params.update, {"rows": [[0.5] * 250] * 250, "cube": [[[0.5] * 200] * 200] * 200})
call(run.params.update, {"set": set(range(1_000_000)), "tuple": tuple(range(1_000_000))})
call(run.params.update, {"bytes": b"x" * 10_000_000})
me = {}
for i in range(9):
    me[f"r{i}"] = me
call(run.params.update, me)
call(run.params.update, {"me": me})
call(run.summary.update, {"me": me})
call(run.log, me)
mine = []
mine.extend([mine] * 9)
call(run.params.update, {"mine": mine, "good": 1})
around = {"a": {"b": {}}}
around["a"]["b"]["c"] = around
call(run.params.update, {"around": around})
laughs = ["ha"] * 10
for _ in range(12):
    laughs = [laughs] * 10
call(run.params.update, {"laughs": laughs})
@dataclass
class Node:
    name: str
    parent: object = None
    children: list = field(default_factory=list)
root = Node("root")
root.children = [Node(f"child{i}", root) for i in range(20)]
call(run.params.update, {"tree": root})
space = SimpleNamespace(lr=1)
space.me = space
call(run.params.update, space)
deep = {}
for i in range(100_000):
    deep = {"d": deep}
call(run.params.update, {"deep": deep})
call(run.log, {"deep": deep, "x": 1.0})
call(run.log, {f"m{i}": {f"n{j}": 1.0 for j in range(400)} for i in range(10)}, step=7)
call(run.params.update, {"last": 1})
""",
    )
    assert done.told == ["NT215", "NT204", "NT204"]
    params = _params(trail)
    assert params["k0.j0"] == "v" * 100 and "k49.j99" in params and "k50.j0" not in params
    assert params["rows"] == "list of 250 entries" and params["cube"] == "list of 200 entries"
    assert params["set"] == "set of 1000000 entries"
    assert params["r0.r0"] == params["me.r0"] == "dict that contains itself"
    assert params["mine"] == "list of 9 entries" and params["good"] == 1
    assert params["around.a.b.c"] == "dict that contains itself"
    assert params["laughs"] == "list of 10 entries" and params["tree.name"] == "root"
    assert params["lr"] == params["last"] == 1
    points = trail.points()
    assert len([1 for key, step, _ in points if step == 7]) == 4000 and ("x", 1.0) in [
        (key, value) for key, _, value in points
    ]


def test_objects_that_misbehave_in_every_way(trail, tmp_path):
    done = survive(
        trail,
        tmp_path,
        """
        import nbtrail
        from collections.abc import Mapping
        class Mute(Exception):
            def __str__(self): raise Mute
            __repr__ = __str__
        def fails(*_): raise Mute
        def recurses(self, *_): return recurses(self)
        def text(*_): return "text"
        def nothing(*_): return None
        NAMES = ("__str__", "__repr__", "__float__", "__int__", "__index__", "__len__", "__iter__", "__bool__",
                 "__eq__", "__lt__", "__getattr__", "__format__", "__getitem__", "__contains__", "__call__", "__hash__",
                 "item", "numpy", "shape", "tolist", "keys", "items", "values", "dtype", "__fspath__", "isoformat")
        bad = []
        for behaviour in (fails, recurses, text, nothing):
            for base in (object, float, int, str, dict, list, tuple, Mapping):
                names = {name: behaviour for name in NAMES}
                if base is not dict and behaviour is not fails:
                    del names["__hash__"]
                for taken in ({}, {"__hash__": object.__hash__}, {"item": behaviour, "shape": ()}):
                    kind = type("Bad", (base,), {**names, "__hash__": object.__hash__, **taken})
                    try:
                        bad.append(kind())
                    except BaseException:
                        pass
        assert len(bad) > 60
        class Unhashable:
            def __hash__(self): raise Mute
        run = call(nbtrail.init, name="n", project="p")
        for value in [*bad, Unhashable(), Mute(), type("Meta", (type,), {"__name__": property(fails)})("M", (), {})]:
            call(run.log, value)
            call(run.log, {"bad": value, "good": 1.0})
            call(run.log, {"stepped": 1.0}, step=value)
            call(run.params.update, value)
            call(run.params.update, {"bad": value, "list": [value], "dict": {"in": value}})
            call(run.params.__setitem__, value, 1)
            call(run.params.__setitem__, "bad", value)
            call(run.params.__delitem__, value)
            call(run.params.setdefault, value, value)
            call(run.summary.update, bad=value)
            call(run.tag, value); call(run.untag, value); call(run.note, value); call(run.rename, value)
            call(run.define_metric, value, goal=value, summary=value, primary=value)
            call(nbtrail.log, value); call(nbtrail.tag, value); call(nbtrail.note, value); call(nbtrail.rename, value)
            call(nbtrail.define_metric, value)
            call(nbtrail.finish, value)
            for name in ("project", "experiment", "name", "params", "tags", "group", "job_type", "notes", "resume", "mode", "id", "total_steps", "config"):
                call(call(nbtrail.init, **{name: value, "project": "p", **({"project": value} if name == "project" else {})}).finish)
            call(call(nbtrail.run, value).finish)
            with call(nbtrail.run, "in", params=value, odd=value) as inner:
                call(inner.log, {"inner": 1.0})
            try:
                hash(value)
                call(run.log, {value: 1.0, "good": 1.0})
                call(run.params.update, {value: 1})
            except Mute:
                pass
            run = call(nbtrail.init, name="again", project="p")
        try:
            with call(nbtrail.run, "failed"):
                raise Mute
        except Mute:
            pass
        run = call(nbtrail.init, name="last", project="p")
        call(run.log, {"last": 1.0})
        print("alive")
        """,
    )
    assert done.stdout == "alive\n"
    assert not [fact for fact in trail.facts("notice") if fact["code"] == "NT299"]
    points = trail.points()
    assert [key for key, _, _ in points].count("good") > 60 and points[-1][0] == "last"
    for writer in journal_reader.writers(trail.home):
        facts = list(journal_reader.facts(writer))
        assert [fact["seq"] for fact in facts] == list(range(1, len(facts) + 1))
    failed = next(f for f in trail.facts("run_ended") if f.get("error_name") == "Mute")
    assert failed["status"] == "failed"


NUMBERS = """
import numpy as np
from decimal import Decimal
from fractions import Fraction
given = {
    "float32": np.float32(0.1), "float16": np.float16(0.1), "longdouble": np.longdouble(0.5), "uint64": np.uint64(2**64 - 1),
    "int64": np.int64(-2**63), "0-d": np.array(1.5), "1 of 1": np.array([[2.5]]), "bool_": np.bool_(True),
    "nan": float("nan"), "inf": float("inf"), "-inf": -float("inf"), "np nan": np.float64("nan"), "-0": -0.0, "tiny": 5e-324,
    "2**53": 2**53, "2**53+1": 2**53 + 1, "-2**70": -2**70, "10**400": 10**400, "True": True,
    "decimal": Decimal("0.1"), "decimal nan": Decimal("nan"), "decimal inf": Decimal("-Infinity"), "decimal big": Decimal("1e400"), "fraction": Fraction(1, 3), "fraction big": Fraction(10**400),
    "str": "1.5", "bytes": b"1.5", "None": None, "complex": 1j, "np complex": np.complex64(1j), "np str": np.str_("1"), "datetime": np.datetime64("2020-01-01"),
    "void": np.zeros(1, [("a", "f4")])[0], "object": np.array(object(), dtype=object), "empty": np.array([]), "many": np.zeros(3), "masked": np.ma.masked,
}
"""


def test_numbers_of_every_library(trail, tmp_path):
    done = survive(
        trail,
        tmp_path,
        NUMBERS
        + HEAD
        + """
try:
    import torch
    given |= {
        "torch": torch.tensor(0.25), "torch half": torch.tensor(0.1, dtype=torch.bfloat16), "torch 1": torch.ones(1, 1, requires_grad=True),
        "torch bool": torch.tensor(True), "torch meta": torch.empty((), device="meta"), "torch many": torch.ones(2), "torch complex": torch.tensor(1j),
        "parameter": torch.nn.Parameter(torch.tensor(3.0)),
    }
except ImportError:
    pass
for key, value in given.items():
    call(run.log, {key: value})
    call(run.params.update, {key: value})
print("torch" in given)
""",
    )
    assert {"NT204", "NT205", "NT206"} >= set(done.told)
    found = {key: value for key, _, value in trail.points()}
    large = {key: value for fact in trail.facts("metrics") for key, value in fact["values"].items()}
    exact = {
        "float32": 0.10000000149011612, "float16": 0.0999755859375, "longdouble": 0.5, "0-d": 1.5, "1 of 1": 2.5, "bool_": 1.0,
        "inf": math.inf, "-inf": -math.inf, "-0": 0.0, "tiny": 5e-324, "True": 1.0, "decimal": 0.1,
        "decimal inf": -math.inf, "decimal big": math.inf, "fraction": 1 / 3, "fraction big": math.inf,
    }  # fmt: skip
    if "True" in done.stdout:
        exact |= {"torch": 0.25, "torch half": 0.10009765625, "torch 1": 1.0, "torch bool": 1.0, "parameter": 3.0}  # fmt: skip
    for key, value in exact.items():
        assert found.pop(key) == value, key
    for key in ("nan", "np nan", "decimal nan"):
        assert math.isnan(found.pop(key))
    found.pop("masked", None)
    assert found == {}
    assert large == {
        "uint64": {"$int": str(2**64 - 1)}, "int64": {"$int": str(-(2**63))}, "2**53": {"$int": str(2**53)},
        "2**53+1": {"$int": str(2**53 + 1)}, "-2**70": {"$int": str(-(2**70))}, "10**400": {"$int": str(10**400)},
    }  # fmt: skip
    params = _params(trail)
    assert params["nan"] == params["decimal nan"] == {"$float": "NaN"} and params["str"] == "1.5"
    assert params["2**53+1"] == {"$int": str(2**53 + 1)} and params["None"] is None
    assert params["many"] == [0, 0, 0] and params["complex"] == "1j" and params["True"] is True
