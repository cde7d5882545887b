"""Values of configurations and metrics: each is written as what it is."""

from __future__ import annotations


def test_a_metric_of_a_stand_in_keeps_the_others(trail, script):
    script(
        """
        import nbtrail, weakref
        class Gone: pass
        dead = weakref.proxy(Gone())
        nbtrail.log({"a": 1.0, "bad": dead, "group": {"worse": dead, "c": 3.0}, "b": 2.0})
        """
    )
    assert trail.points() == [("a", 0, 1.0), ("group/c", 0, 3.0), ("b", 0, 2.0)]


VALUES = {
    "decimal.Decimal('0.1')": 0.1,
    "decimal.Decimal('1.23456789012345678901')": "1.23456789012345678901",
    "decimal.Decimal('1e400')": "1E+400",
    "fractions.Fraction(1, 4)": 0.25,
    "uuid.UUID(int=3)": "00000000-0000-0000-0000-000000000003",
    "pathlib.Path('a/b')": "a/b",
    "datetime.date(2020, 1, 1)": "2020-01-01",
    "datetime.time(3)": "03:00:00",
    "datetime.timedelta(days=1, microseconds=5)": "1 day, 0:00:00.000005",
    "datetime.timedelta(seconds=-1)": str(__import__("datetime").timedelta(seconds=-1)),
    "numpy.datetime64('2020-01-01T00:00:00.123456789')": "2020-01-01T00:00:00.123456789",
    "numpy.array(['2020-01-01'], 'M8[ns]')": ["2020-01-01T00:00:00.000000000"],
    "numpy.array(5, 'm8[ns]')": "0:00:00.000000005",
    "numpy.timedelta64(90, 's')": "0:01:30",
    "numpy.datetime64('NaT')": None,
    "pandas.Timestamp('2020-01-01 00:00:00.000000001')": "2020-01-01T00:00:00.000000001",
    "pandas.Timedelta(5, 'ns')": "0:00:00.000000005",
    "pandas.NaT": None,
    "pandas.NA": None,
    "pandas.Period('2020-01')": "2020-01",
    "numpy.bool_(True)": True,
    "numpy.str_('x')": "x",
    "numpy.array(3)": 3,
    "numpy.longdouble(0.5)": 0.5,
    "numpy.zeros(1, [('a', 'f4'), ('b', 'i4')])[0]": {"a": 0.0, "b": 0},
    "numpy.dtype('f4')": "float32",
    "numpy.float32": "numpy.float32",
    "pyarrow.scalar(3)": 3,
    "torch.tensor(3.5)": 3.5,
    "torch.float32": "torch.float32",
    "torch.device('cpu')": "cpu",
    "torch.nn.functional.relu": "torch.nn.functional.relu",
    "len": "builtins.len",
    "[].append": "list.append",
    "functools.partial(len, 3, x=print)": "partial(builtins.len, 3, x='builtins.print')",
    "{3, 1, 'a', 2.5}": [1, 2.5, 3, "a"],
    "frozenset([print, len])": ["builtins.len", "builtins.print"],
    "range(3)": [0, 1, 2],
    "b'ab'": "b'ab'",
    "object()": "<object object>",
}  # fmt: skip


def test_values_are_written_as_what_they_are(params_of):
    names = list(VALUES)
    found, told = params_of(
        f"""
        import datetime, decimal, fractions, functools, pathlib, uuid
        import numpy, pandas, pyarrow, torch
        given = {{name: eval(name) for name in {names!r}}}
        """
    )
    assert told == ""
    assert {name: found[name] for name in names} == VALUES


def test_integers_of_any_length_keep_their_digits_and_can_be_shown(trail, script):
    done = script(
        """
        import nbtrail
        from nbtrail.stop import stop
        class Silent:
            def __repr__(self):
                raise RuntimeError("no words")
        run = nbtrail.init(name="a", params={"h": 10**5000, "n": [-(10**5000) - 7], "huge": 10**200_000, "odd": Silent()})
        run.summary["h"] = 10**5000
        for shown in (repr(run.params), str(run.summary), repr(run), str(run._repr_mimebundle_())):
            assert shown
        assert run.params["h"] == 10**5000 and f"'{'$int'}': '1{'0' * 5000}'" in repr(run.params), repr(run.params)[:200]
        try:
            [value] = nbtrail.sql("SELECT value FROM params WHERE key = 'h'").rows[0]
            assert value == "1" + 5000 * "0", value
        finally:
            stop()
        """
    )
    [fact] = trail.facts("params")
    assert fact["params"]["h"] == {"$int": "1" + "0" * 5000}
    assert fact["params"]["n"] == [{"$int": "-1" + "0" * 4999 + "7"}]
    assert fact["params"]["huge"].startswith("an integer of about 200,001 digits")
    assert "NT299" not in done.stderr


def test_a_series_with_labels_is_a_mapping_by_them(params_of):
    found, told = params_of(
        """
        import pandas
        given = {
            "s": pandas.Series([1, 2], index=["a", "b"]), "plain": pandas.Series([1, 2]),
            "in": [pandas.Series([0.5], index=["w"])], "twice": pandas.Series([1, 2], index=["a", "a"]),
        }
        """
    )
    assert told == ""
    assert found == {"s.a": 1, "s.b": 2, "plain": [1, 2], "in": [{"w": 0.5}], "twice": [1, 2]}


def test_a_metric_that_cannot_be_read_keeps_the_others(trail, script):
    done = script(
        """
        import nbtrail
        from collections.abc import Mapping
        class Lazy(Mapping):
            def __getitem__(self, key):
                if key == "broken":
                    raise ValueError("nobody knows")
                return 0.5
            def __iter__(self):
                return iter(["loss", "broken"])
            def __len__(self):
                return 2
        nbtrail.init(name="a").log(Lazy())
        """
    )
    assert [(key, value) for key, _, value in trail.points()] == [("loss", 0.5)]
    assert done.stderr.endswith("[NT205]\n") and "nobody knows" in done.stderr
