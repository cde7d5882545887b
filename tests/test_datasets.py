"""Datasets: the same content has the same hash, whatever holds it, and nothing is touched."""

from __future__ import annotations

import hashlib
import json
import struct

import pytest
import record_types

TABLES = """
import datetime, math
import numpy as np
rng = np.random.default_rng(7)
n = 500
plain = {
    "whole": rng.integers(0, 9, n),
    "part": np.where(rng.random(n) < 0.1, np.nan, rng.random(n)),
    "single": rng.random(n).astype("f4"),
    "flag": rng.random(n) < 0.5,
    "word": [None if k % 7 == 0 else f"w{k % 5}ö" for k in range(n)],
    "at": np.datetime64("2026-01-01", "us") + rng.integers(0, 10**9, n),
    "day": [datetime.date(2026, 1, 1) + datetime.timedelta(days=k) for k in range(n)],
}
"""


def test_the_same_content_has_the_same_hash_in_every_library(script):
    script(
        TABLES
        + """
import nbtrail, pandas as pd, polars as pl, pyarrow as pa, torch
run = nbtrail.init(name="a")
none = lambda values: [None if v != v else float(v) for v in values]
lists = {name: getattr(values, "tolist", lambda: values)() for name, values in plain.items()}
lists["single"] = plain["single"]
frame = pd.DataFrame(plain)
class Frame(pd.DataFrame):
    pass
hashed = lambda *tables: {run.log_dataset(table) for table in tables}
gapped = pl.DataFrame({**plain, "part": none(plain["part"])})
same = hashed(frame, Frame(frame), gapped, pa.table(plain), plain, lists)
assert len(same) == 1 and None not in same, same
assert len(same | hashed(frame.iloc[::-1], frame.rename(columns={"whole": "all"}))) == 3

utc = datetime.timezone.utc
moments = [datetime.datetime(2026, 1, 1, tzinfo=utc), None, datetime.datetime(2026, 1, 3, tzinfo=utc)]
gaps = pl.DataFrame({"x": [1, None, 3], "y": [True, None, False], "z": ["a", None, "c"], "at": moments})
nullable = pd.DataFrame({
    "x": pd.array([1, None, 3], dtype="Int64"),
    "y": pd.array([True, None, False], dtype="boolean"),
    "z": pd.array(["a", None, "c"], dtype="string"),
    "at": pd.to_datetime(moments, utc=True),
})
rows = [dict(zip(gaps.columns, row)) for row in gaps.rows()]
assert len(hashed(gaps, nullable, gaps.to_arrow(), gaps.to_dict(as_series=False), rows)) == 1

matrix = rng.random((20, 3))
assert len(hashed(matrix, np.asfortranarray(matrix), torch.tensor(matrix), pd.DataFrame(matrix))) == 1
assert len(hashed({"X": frame, "y": frame["flag"]}, {"X": gapped, "y": gapped["flag"]})) == 1
assert run.log_dataset(np.array([0.0, np.nan])) == run.log_dataset(np.array([0.0, -np.nan]))
"""
    )


def test_the_hash_is_what_the_page_on_the_journal_says(trail, script):
    script(
        """
        import nbtrail
        table = {"x": [1, None, 3], "y": [0.5, None, -1.0], "ß": ["a", None, "öl"]}
        nbtrail.init(name="a").log_dataset(table)
        """
    )

    def sha256(content: bytes) -> str:
        return hashlib.sha256(content).hexdigest()

    nan = bytes.fromhex("000000000000f87f")
    columns = [
        ["x", "int64", sha256(bytes([0, 1, 0]) + struct.pack("<3q", 1, 0, 3))],
        ["y", "float64", sha256(struct.pack("<d", 0.5) + nan + struct.pack("<d", -1.0))],
        ["\u00df", "text", sha256(struct.pack("<3q", 1, -1, 2) + "aöl".encode())],
    ]
    lines = ["nbtrail dataset 1", "3", *map(json.dumps, columns)]
    [told] = trail.facts("dataset_described")
    assert told["dataset_hash"] == sha256("\n".join(lines).encode())


def test_without_numpy_the_hash_is_the_same(script):
    code = """
        import sys, nbtrail, datetime
        {more}
        found = nbtrail.run("a").log_dataset({{
            "i": [3, None, 5], "f": [0.5, None, 1], "b": [True, False, None], "s": ["a", None, "c"],
            "t": [datetime.datetime(2026, 1, 1), None, datetime.datetime(2026, 1, 2)]}}, "plain")
        assert ("numpy" in sys.modules) is {numpy}
        print(found)
        """
    bare = script(code.format(more="", numpy=False)).stdout
    assert bare == script(code.format(more="import numpy", numpy=True)).stdout and len(bare) == 65


def test_what_is_recorded_of_columns_is_counted_right_and_holds_no_text(trail, script):
    counted = script(
        TABLES
        + """
import nbtrail, pandas as pd, copy
frame = pd.DataFrame(plain)
before = frame.copy(deep=True)
nbtrail.init(name="a")
nbtrail.log_dataset(frame, "digits", role="train", source="https://me:hunter2secret@host/digits")
pd.testing.assert_frame_equal(frame, before)
part = frame["part"]
print(part.isna().sum(), part.mean(), part.std(ddof=0), part.min(), part.max(), part.nunique())
"""
    ).stdout.split()
    [told] = trail.facts("dataset_described")
    [used] = trail.uses()
    assert [fault for fact in (told, used) for fault in record_types.faults(fact)] == []
    assert (told["hash_kind"], told["rows"], used["rows"]) == ("exact", 500, 500)
    assert (used["name"], used["role"], used["execution_id"]) == ("digits", "train", None)
    assert used["source"] == "https://me:‹redacted›@host/digits"
    columns = {column["name"]: column for column in told["columns"]}
    assert {name: column["type"] for name, column in columns.items()} == {
        "whole": "int64", "part": "float64", "single": "float32", "flag": "boolean",
        "word": "text", "at": "datetime", "day": "date",
    }  # fmt: skip
    assert (columns["whole"]["min_value"], columns["whole"]["max_value"]) == ("0", "8")
    assert (columns["whole"]["distinct_values"], columns["word"]["distinct_values"]) == (9, 5)
    assert (columns["word"]["missing"], columns["word"]["min_value"]) == (72, None)
    bounds = [columns["day"][name] for name in ("min_value", "max_value")]
    assert bounds == ["2026-01-01", "2027-05-15"]
    names = ("missing", "mean", "std", "min_value", "max_value", "distinct_values")
    part = [float(columns["part"][name]) for name in names]
    assert part == pytest.approx([float(number) for number in counted], rel=1e-12)
    assert "w3" not in str(told)


def test_a_content_is_described_once_and_each_use_is_recorded(trail, script):
    script(
        """
        import nbtrail
        for name in ("a", "b"):
            with nbtrail.run(name) as run:
                run.log_dataset({"x": [1, 2]}, "numbers", "train")
                run.log_dataset({"x": [1, 2]}, "numbers", "test")
        """
    )
    assert len(trail.facts("dataset_described")) == 1
    assert [fact["role"] for fact in trail.uses()] == ["train", "test"] * 2


def test_files_addresses_and_what_only_has_a_length(trail, script):
    script(
        """
        import nbtrail, os, torch.utils.data
        open("digits.csv", "w").write("a,b\\n1,2\\n")
        class Digits(torch.utils.data.Dataset):
            def __len__(self):
                return 77
            def __getitem__(self, index):
                raise ValueError
        run = nbtrail.init(name="a")
        run.log_dataset("digits.csv")
        run.log_dataset(Digits(), role="eval")
        run.log_dataset("s3://bucket/digits.parquet?version=3")
        """
    )
    file, digits, address = trail.uses()
    assert file["name"] == "digits.csv" and file["source"].endswith("/work/digits.csv")
    assert (digits["name"], digits["rows"], digits["dataset_hash"]) == ("digits", 77, None)
    assert (address["name"], address["dataset_hash"]) == ("digits.parquet", None)
    [told] = trail.facts("dataset_described")
    assert (told["hash_kind"], told["bytes"], told["columns"]) == ("file", 8, [])


def test_a_large_array_is_hashed_in_part_and_says_so(trail, script):
    script(
        """
        import nbtrail, numpy
        run = nbtrail.init(name="a")
        run.log_dataset(numpy.zeros(48 * 2**20, "f4"), "192 MiB")
        run.log_dataset(numpy.arange(33 * 2**20 * 2), "large")
        """
    )
    whole, told = sorted(trail.facts("dataset_described"), key=lambda fact: fact["bytes"])
    assert (whole["hash_kind"], whole["columns"][0]["missing"]) == ("exact", 0)
    assert (told["hash_kind"], told["rows"]) == ("sampled", 33 * 2**20 * 2)
    [column] = told["columns"]
    assert (column["missing"], column["distinct_values"], column["min_value"]) == (None, None, "0")


def test_whatever_is_given_nothing_is_raised_and_one_line_is_told(trail, script):
    done = script(
        """
        import nbtrail, os
        class Odd:
            __module__ = "pandas"
            columns = ["a"]
            def __getattr__(self, name):
                raise RuntimeError("no")
        os.mkfifo("pipe")
        unreadable = [Odd(), Odd(), object(), None, 3, "nowhere.csv", "pipe", "."]
        with nbtrail.run("a") as run:
            for data in [*unreadable, {"a": object()}, {"a": [[1], {2}]}, [], {}]:
                run.log_dataset(data, role=3, source=object)
        """
    )
    lines = done.stderr.splitlines()
    assert len(lines) == len(set(lines)) and {line.rsplit("[")[-1] for line in lines} == {
        "NT216]",
        "NT221]",
    }, lines
    assert len(trail.uses()) == 12


def test_runs_tested_on_what_they_were_trained_on_are_one_question_away(script):
    done = script(
        """
        import nbtrail
        from nbtrail.stop import stop
        seen, unseen = {"x": [1.5, 2.5]}, {"x": [3.5]}
        for name, test in (("fair", unseen), ("leaking", seen)):
            with nbtrail.run(name) as run:
                run.log_dataset(seen, "seen", "train")
                run.log_dataset(test, "unseen", "test")
        try:
            print(nbtrail.sql('''
                SELECT r.name FROM run_datasets a
                  JOIN run_datasets b USING (run_id, dataset_hash) JOIN runs r USING (run_id)
                WHERE a.role = 'train' AND b.role = 'test' ''').rows)
            print(nbtrail.sql("SELECT name, version, rows, runs FROM datasets ORDER BY ALL").rows)
        finally:
            stop()
        """
    )
    assert done.stdout.splitlines() == [
        "[('leaking',)]",
        "[('seen', 1, 2, 2), ('unseen', 1, 1, 1), ('unseen', 2, 2, 1)]",
    ]


def test_a_use_belongs_to_the_cell_that_said_it(trail, kernel):
    kernel.run("import nbtrail, pandas as pd", cell_id="load")
    kernel.run(
        "with nbtrail.run('a') as run:\n"
        "    _ = run.log_dataset(pd.DataFrame({'x': [1, 2]}), 'numbers', 'train')\n"
        "    run.log_artifact('words', 'notes.md')",
        cell_id="use",
    )
    cells = {fact["execution_id"]: fact["cell_id"] for fact in trail.facts("cell_started")}
    facts = trail.facts("dataset_used", "artifact_logged")
    assert [cells[fact["execution_id"]] for fact in facts] == ["use", "use"]
