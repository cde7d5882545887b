"""Datasets of every library and form: equal content has one hash, and what is not understood is said."""

from __future__ import annotations

import record_types

HEAD = """
import contextlib, datetime, io, nbtrail, numpy as np, pandas as pd, polars as pl, pyarrow as pa
run = nbtrail.init(name="a")
def same(*tables):
    found = [run.log_dataset(table) for table in tables]
    assert None not in found and len(set(found)) == 1, found
    return found[0]
def apart(*tables):
    found = [run.log_dataset(table) for table in tables]
    assert None not in found and len(set(found)) == len(found), found
"""


def test_times_are_told_apart_to_the_nanosecond_in_every_library(script):
    script(
        HEAD
        + """
exact = np.array(["2026-01-01T00:00:00.000000001", "NaT", "2026-01-01T00:00:00.000000003"], "M8[ns]")
rounded = exact.astype("M8[us]")
stamps = [None if value is pd.NaT else value for value in pd.Series(exact)]
forms = lambda at: (
    at, pd.Series(at), pd.DatetimeIndex(at), pl.Series(at), pa.array(at), pd.Series(pa.array(at), dtype=pd.ArrowDtype(pa.timestamp("ns"))),
)
exactly = same(*forms(exact), stamps, pd.Series(stamps, dtype=object), list(exact))
assert exactly != same(*forms(rounded), rounded.tolist())
spans = exact - exact[0]
same(spans, pd.Series(spans), pl.Series(spans), pa.array(spans), [None if v is pd.NaT else v for v in pd.Series(spans)])
same(np.array([1, 2], "m8[s]"), [datetime.timedelta(seconds=1), datetime.timedelta(seconds=2)])
days = np.array(["2026-01-01", "NaT"], "M8[D]")
same(days, [datetime.date(2026, 1, 1), None], pa.array(days), pa.array(days).cast(pa.date64()), pl.Series(days))
apart(np.array([2**60], "M8[s]"), np.array([2**61], "M8[s]"))
"""
    )


def test_nanoseconds_inside_of_lists_and_structs_and_times_of_day_count(script):
    script(
        HEAD
        + """
moments = {
    pa.time64("ns"): pl.Time, pa.timestamp("ns"): pl.Datetime("ns"), pa.duration("ns"): pl.Duration("ns"),
    pa.timestamp("ns", "Europe/Berlin"): pl.Datetime("ns", "Europe/Berlin"),
}
contents = [[1001, 2000, None], [1002, 2000, None], [1000, 2000, None]]
for kind, of_polars in moments.items():
    flat = lambda at: pa.array(at, pa.int64()).cast(kind)
    lists = lambda at: pa.ListArray.from_arrays([0, 2, 3], flat(at))
    structs = lambda at: pa.StructArray.from_arrays([lists(at)], ["a"])
    polars_lists = lambda at: pl.Series([at[:2], at[2:]], dtype=pl.List(pl.Int64)).cast(pl.List(of_polars))
    for at in contents:
        same(flat(at), pl.Series(at, dtype=pl.Int64).cast(of_polars), pd.Series(flat(at), dtype=pd.ArrowDtype(kind)))
        same(lists(at), polars_lists(at))
        same(structs(at), pl.DataFrame({"a": polars_lists(at)}).to_struct("value"))
    for form in (flat, lists, structs, polars_lists, lambda at: pa.MapArray.from_arrays([0, 3], list("abc"), flat(at))):
        apart(*map(form, contents))
same(pa.array([1000]).cast(pa.time64("ns")), pa.array([1]).cast(pa.time64("us")), [datetime.time(0, 0, 0, 1)])
"""
    )


def test_an_index_that_is_more_than_row_numbers_counts(script):
    script(
        HEAD
        + """
values, days = {"a": [1, 2]}, pd.date_range("2026", periods=2)
pairs = lambda first, second, names=None: pd.MultiIndex.from_tuples([(first, "x"), (second, "y")], names=names)
indexes = [
    days, days[::-1], ["a", "b"], [0.5, 1.5], pairs(1, 2), pairs(2, 1), pairs(1, 2, ["b", None]),
    pd.Index([1, 2], name="id"), pd.Index([2, 1], name="id"),
]
for index in indexes:
    frame = pd.DataFrame(values, index=index)
    same(frame, frame.reset_index(), pl.from_pandas(frame.reset_index()))
apart(*[pd.DataFrame(values, index=index) for index in indexes])
apart(*[pd.Series([1, 2], index=index) for index in indexes])
taken = pd.DataFrame({"index": [1, 2]}, index=["a", "b"])
same(taken, taken.reset_index())
same(values, pd.DataFrame(values), pd.DataFrame(values, index=[2, 1]), pd.DataFrame({"a": [0, 2, 1]}).iloc[[2, 1]])
"""
    )


def test_what_is_inside_of_objects_counts_to_the_last_entry(trail, script):
    script(
        HEAD
        + """
import collections, dataclasses, torch
from scipy import sparse
@dataclasses.dataclass
class Record:
    ids: object
Pair = collections.namedtuple("Pair", "ids label")
ids = list(range(3000))
other = [*ids]
other[1500] = -1
forms = [
    lambda ids: ids, torch.tensor, set, frozenset, pd.Series, pd.Index, pd.Categorical, pl.Series, pa.array, pa.scalar,
    lambda ids: (np.array(ids),), lambda ids: {"a": [{"b": np.array(ids)}]}, lambda ids: Pair(np.array(ids), 1),
    lambda ids: Record(np.array(ids)), lambda ids: collections.UserDict(ids=ids), collections.deque,
    lambda ids: pd.DataFrame({"a": ids}), lambda ids: pa.table({"a": ids}), lambda ids: sparse.csr_matrix([ids]),
    lambda ids: torch.tensor([ids]).to_sparse(), lambda ids: np.array([str(each) for each in ids], dtype=object),
    lambda ids: np.ma.array([0] * 3000, mask=[each < 0 for each in ids]), lambda ids: np.array([tuple(ids[1499:1501])], "i4,i4"),
]
for form in forms:
    cell = lambda ids: {"input_ids": [form(ids), "none"]}
    first, again, changed = [run.log_dataset(cell(each)) for each in (ids, list(ids), other)]
    assert first == again != changed, form(ids)
same({"x": [torch.tensor(ids), 0]}, {"x": [np.array(ids), 0]})
same({"x": [set("abc"), 0]}, {"x": [set("cba"), 0]})
"""
    )
    kinds = {fact["hash_kind"] for fact in trail.facts("dataset_described")}
    assert kinds == {"exact"} and not trail.facts("notice")


def test_what_objects_may_not_show_makes_the_hash_partial_and_is_named(trail, script):
    script(
        HEAD
        + """
import re
class Short:
    def __repr__(self):
        return "Short(...)"
itself = [1]
itself.append(itself)
for name, value in {"short": Short(), "itself": itself, "pattern": re.compile("a" * 500)}.items():
    assert run.log_dataset({name: [[value], 1]}, name)
assert run.log_dataset({"x": [[10**5000], 1]}) != run.log_dataset({"x": [[10**5001], 1]})
"""
    )
    uses = trail.uses()
    assert ["reason" in use and use["name"] in use["reason"] for use in uses] == [True] * 3 + [
        False
    ] * 2
    kinds = [fact["hash_kind"] for fact in trail.facts("dataset_described")]
    assert kinds == ["partial"] * 3 + ["exact"] * 2


def test_byte_order_masks_structure_and_sparse_columns_change_nothing(script):
    script(
        HEAD
        + """
whole = np.arange(6)
for little in (whole, whole * 0.5, whole.astype("f2"), whole.astype("c16"), whole.astype("M8[us]")):
    same(little, little.astype(little.dtype.newbyteorder(">")))
records = np.array([(1, 2.0), (3, 4.0)], [("a", ">i4"), ("b", ">f8")])
same(records, pd.DataFrame.from_records(records.astype([("a", "<i4"), ("b", "<f8")])))
mask = whole % 2 == 0
for values, kind in ((whole, "Int64"), (mask, "boolean")):
    same(np.ma.array(values, mask=mask), pd.array(np.where(mask, None, values), dtype=kind))
same(np.ma.array(whole * 0.5, mask=mask), np.where(mask, np.nan, whole * 0.5))
same(np.ma.array(whole, mask=False), whole)
apart(np.ma.array(whole, mask=mask), np.ma.array(whole, mask=~mask), whole)
sparse = [0.0, 1.0, 0.0]
same(pd.DataFrame({"a": pd.arrays.SparseArray(sparse), "b": [1, 2, 3]}), pd.DataFrame({"a": sparse, "b": [1, 2, 3]}))
twice = [np.longdouble(1) / 3, np.longdouble(2)]
same(np.array(twice), np.array(twice)[::-1][::-1])
same([np.float64(0.5), np.float64(1)], [0.5, 1.0], np.array([0.5, 1.0]))
"""
    )


def test_indexes_pandas_arrays_and_frames_of_an_index_alone(script):
    script(
        HEAD
        + """
same(pd.Index([1, 2]), pd.RangeIndex(1, 3), np.array([1, 2]), [1, 2], range(1, 3), pd.array([1, 2]))
same(pd.CategoricalIndex(["a", "b"]), pd.Categorical(["a", "b"]), ["a", "b"], pa.array(["a", "b"]).dictionary_encode())
same(pd.MultiIndex.from_tuples([(1, "a"), (2, "b")]), pd.DataFrame({"0": [1, 2], "1": ["a", "b"]}))
apart(pd.DataFrame(index=[1, 2]), pd.DataFrame(index=[1, 3]), pd.DataFrame())
same(pd.period_range("2000", periods=2), pd.Series(pd.period_range("2000", periods=2)))
apart(pd.interval_range(0, 2), pd.interval_range(1, 3))
nested = [[1, 2], None, [3]]
same(pl.Series("value", nested), pa.array(nested), pa.chunked_array([nested]), pa.array(nested, pa.large_list(pa.int64())))
same(pa.table({"x": [1, 2]}), pa.RecordBatch.from_pydict({"x": [1, 2]}), {"x": [1, 2]}, [{"x": 1}, {"x": 2}])
"""
    )


def test_sparse_matrices_by_what_is_in_them(script):
    script(
        HEAD
        + """
import torch
from scipy import sparse
dense = np.array([[0, 1.5, 0], [2, 0, 0]])
forms = [sparse.csr_matrix(dense).asformat(form) for form in ("csr", "csc", "coo", "bsr", "dok", "lil", "dia")]
doubled = sparse.coo_matrix(([1.0, 0.5, 2, 0], ([0, 0, 1, 1], [1, 1, 0, 2])), shape=(2, 3))
tensor = torch.tensor(dense)
same(*forms, sparse.csr_array(dense), doubled, tensor.to_sparse(), tensor.to_sparse_csr())
other = dense.copy()
other[0, 0] = 1
apart(forms[0], sparse.csr_matrix(other), sparse.csr_matrix((2, 3)), sparse.csr_matrix((2, 4)))
"""
    )


def test_loaders_and_datasets_of_torch_by_what_they_are_made_from(script):
    script(
        HEAD
        + """
import torch
from torch.utils.data import ConcatDataset, DataLoader, Subset, TensorDataset
x, y = torch.rand(10, 3), torch.arange(10)
data = TensorDataset(x, y)
same(data, DataLoader(data, batch_size=4, shuffle=True), (x.numpy(), y.numpy()), ConcatDataset([Subset(data, range(4)), Subset(data, range(4, 10))]))
same(Subset(data, [3, 1]), TensorDataset(x[[3, 1]], y[[3, 1]]))
same(torch.ones(2, requires_grad=True), torch.ones(2), torch.ones(2, dtype=torch.bfloat16))
"""
    )


def test_what_is_not_understood_is_named_and_not_used_up(trail, script):
    script(
        HEAD
        + """
import torch
class Own(torch.utils.data.Dataset):
    def __len__(self):
        return 77
    def __getitem__(self, index):
        raise SystemExit("was run")
class Endless(torch.utils.data.IterableDataset):
    def __iter__(self):
        raise SystemExit("was run")
generator = (number for number in range(3))
reader = pa.RecordBatchReader.from_batches(pa.schema([("x", pa.int64())]), [])
for name, data in {
    "own": Own(), "loader": torch.utils.data.DataLoader(Own()), "endless": Endless(), "generator": generator,
    "lazy": pl.LazyFrame({"x": [1]}), "reader": reader, "grouped": pd.DataFrame({"a": [1]}).groupby("a"), "object": object(),
}.items():
    assert run.log_dataset(data, name) is None
assert list(generator) == [0, 1, 2]
"""
    )
    uses = trail.uses()
    assert [fault for fact in uses for fault in record_types.faults(fact)] == []
    assert all(use["dataset_hash"] is None and use["reason"] for use in uses) and len(uses) == 8
    assert uses[0]["rows"] == 77 and "code" in uses[0]["reason"] and "once" in uses[3]["reason"]
    assert len(trail.facts("notice")) == 8


def test_an_odd_column_costs_itself_alone(trail, script):
    done = script(
        HEAD
        + """
from nbtrail.stop import stop
class Odd:
    shape, dtype = (3,), "odd"
    def __array__(self, *_, **__):
        raise RuntimeError("secret content")
    def __len__(self):
        return 3
class Opaque:
    pass
table = lambda last: {"x": [1, 2, last], "odd": Odd(), "opaque": [Opaque()] * 3, "y": ["a", "b", None]}
first, again, other = [run.log_dataset(table(last), "odd") for last in (3, 3, 4)]
assert first == again != other
try:
    told = nbtrail.sql("SELECT hash_kind, rows, error FROM datasets").rows
    assert {kind for kind, _, _ in told} == {"partial"} and {rows for _, rows, _ in told} == {3}, told
    assert all("'odd', 'opaque'" in error for _, _, error in told), told
    uses = nbtrail.sql("SELECT DISTINCT hash_kind FROM run_datasets").rows
    assert uses == [("partial",)], uses
    print(nbtrail.sql("SELECT name, type, missing FROM dataset_columns WHERE dataset_hash = $h ORDER BY position", h=first).rows)
finally:
    stop()
"""
    )
    assert done.stdout.splitlines() == [
        "[('x', 'int64', 0), ('odd', 'unreadable', None), ('opaque', 'opaque', 0), ('y', 'text', 1)]"
    ]
    [line] = done.stderr.splitlines()
    assert "'odd', 'opaque'" in line and line.endswith("[NT221]") and "secret" not in line


def test_files_and_folders_by_their_bytes(trail, script):
    script(
        HEAD
        + """
import os, shutil
os.makedirs("data/deep")
open("data/a.csv", "w").write("a")
open("data/deep/b.csv", "w").write("b")
shutil.copytree("data", "copy")
first = same("data", "copy")
open("copy/deep/b.csv", "w").write("c")
assert run.log_dataset("copy") != first
same(b"a", "data/a.csv")
os.mkdir("empty")
assert run.log_dataset("empty") is None
"""
    )
    use = trail.uses()[0]
    assert use["name"] == "data" and use["source"].endswith("/work/data")
    told = trail.facts("dataset_described")[0]
    assert (told["hash_kind"], told["bytes"], told["columns"]) == ("file", 2, [])


def test_no_kind_of_column_takes_much_longer_than_texts(script):
    script(
        HEAD
        + """
import time
from nbtrail.machine.background import settle
N = 200_000
at = np.datetime64("2026-01-01", "ns") + np.arange(N) * 1_000_001
numbers = np.arange(N)
kinds = {
    "text": [f"word {number}" for number in range(N)],
    "arrow times": pd.Series(at).astype("timestamp[ns][pyarrow]"), "arrow days": pa.array(at.astype("M8[D]")),
    "arrow time": pa.array(numbers).cast(pa.time64("us")), "decimals": pa.array(numbers).cast(pa.decimal128(22, 2)),
    "lists": pa.array([[1, 2]] * N), "polars lists": pl.Series([[1, 2]] * N), "dictionary": pa.array(["a", "b"] * (N // 2)).dictionary_encode(),
    "periods": pd.Series(pd.period_range("2000", periods=1000).repeat(N // 1000)),
    "intervals": pd.Series(pd.interval_range(0, 1000).repeat(N // 1000)), "structured": np.zeros(N, [("a", "i4"), ("b", ">f8")]),
    "Timestamps": pd.Series([pd.Timestamp(2026, 1, 1)] * N, dtype=object), "Timedeltas": pd.Series([pd.Timedelta("1s")] * N, dtype=object),
    "rows": [(1, "a")] * N, "categories": pd.Series(["a", "b"] * (N // 2)).astype("category"),
}
taken = {}
for kind, data in kinds.items():
    run.log_dataset(data[:10])  # what is imported once
    began = time.process_time()
    assert run.log_dataset(data, kind) is not None
    settle()
    taken[kind] = time.process_time() - began
slow = {kind: seconds / taken["text"] for kind, seconds in taken.items() if seconds > 8 * taken["text"]}
assert not slow, slow
"""
    )
