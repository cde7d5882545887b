"""Large data is read beside the user's code: its hash is waited for, and data that moves meanwhile has a reason."""

from __future__ import annotations

from test_dataset_kinds import HEAD


def test_large_data_is_read_beside_the_code_and_its_hash_is_waited_for(trail, script):
    script(
        HEAD
        + """
import copy, pickle, time
from nbtrail.datasets.late_hash import LateHash
from nbtrail.stop import stop
words = [f"word {number}" for number in range(3_000_000)]
began = time.monotonic(); small = run.log_dataset(words[:300_000]); small = str(small); tenth = time.monotonic() - began
began = time.monotonic()
late = run.log_dataset(words, "large", "train")
took = time.monotonic() - began
assert type(late) is LateHash and took < 5 * tenth, (type(late), took, tenth)
run.params["data"] = late
assert len(late) == 64 and late == str(late) and f"{late}" == late and late.ready and copy.deepcopy(late) == pickle.loads(pickle.dumps(late)) == late
assert run.log_dataset(words[:300_000]) == small
try:
    print(nbtrail.sql("SELECT name, dataset_hash = $h, error FROM run_datasets WHERE name = 'large'", h=str(late)).rows)
finally:
    stop()
"""
    )
    uses = [use for use in trail.facts("dataset_used") if use["name"] == "large"]
    early, final = uses
    assert early["dataset_hash"] is None and early["reason"] == "it is being read"
    assert final["dataset_hash"] and final["rows"] == early["rows"] == 3_000_000
    assert final["t"] == early["t"] and "reason" not in final
    [params] = trail.facts("params")
    assert params["params"] == {"data": final["dataset_hash"]}


def test_matrices_of_keys_and_long_lists_of_rows_are_read_beside_the_code(script):
    script(
        HEAD
        + """
import time
from nbtrail.datasets.late_hash import LateHash
from scipy import sparse
entries = sparse.random(1000, 1000, 0.6, random_state=0)
same([{"a": 1}, {"b": 2}] * 40_000, {"a": [1, None] * 40_000, "b": [None, 2] * 40_000})
same(sparse.dok_matrix(entries), entries)
for data in (sparse.dok_matrix(entries), [{"a": number, "b": str(number)} for number in range(1_000_000)]):
    began = time.monotonic()
    late = run.log_dataset(data)
    taken = time.monotonic() - began
    assert type(late) is LateHash and len(late) == 64
    assert taken < 0.6 * (time.monotonic() - began), taken
"""
    )


def test_data_that_changes_while_it_is_read_has_a_reason_and_no_hash(trail, script):
    script(
        HEAD
        + """
words = [f"word {number}" for number in range(3_000_000)]
array = np.array(words)
copied = run.log_dataset(words, "a list")
late = run.log_dataset(array, "moving")
words.clear()
array[:] = "else"
assert not late and str(late) == "" and len(copied) == 64
"""
    )
    use = [use for use in trail.facts("dataset_used") if use["name"] == "moving"][-1]
    assert use["dataset_hash"] is None and "changed while it was read" in use["reason"]


def test_a_list_too_long_to_be_copied_is_read_where_it_lies_or_has_a_reason(trail, script):
    script(
        HEAD
        + """
from nbtrail.recording import log_dataset
log_dataset.MAX_COPIED_ROWS = 300_000
words = [f"word {number}" for number in range(400_000)]
same(words, list(words))
same(words, tuple(words))
late = run.log_dataset(words, "moving")
words.append("else")
assert not late
"""
    )
    use = [use for use in trail.facts("dataset_used") if use["name"] == "moving"][-1]
    assert use["dataset_hash"] is None and "changed while it was read" in use["reason"]
