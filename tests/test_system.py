"""System metrics: read while a run is open, and only then."""

from __future__ import annotations

import os

import record_types

WAIT = """
import nbtrail, os, time
from nbtrail.recording import session
def reading():
    return session.existing().sampler.reading
def wait(met):
    until = time.monotonic() + 120
    while not met():
        assert time.monotonic() < until
        time.sleep(0.01)
def said(word):
    folder = os.path.join(os.environ["NBTRAIL_HOME"], "journal")
    return sum(open(os.path.join(place, name)).read().count(word)
        for place, _, names in os.walk(folder) for name in names if name.startswith("facts"))
def samples():
    return said('"system_sampled"')
"""


def test_a_thread_reads_while_a_run_is_open_and_only_then(trail, script):
    script(
        WAIT
        + """
session.current()
assert not reading()
run = nbtrail.init(name="a")
assert reading()
wait(lambda: samples() >= 3)
with nbtrail.run("inside"):
    before = samples()
    wait(lambda: samples() >= before + 2)
run.finish()
wait(lambda: not reading())
count = samples()
nbtrail.init(name="b")
assert reading()
wait(lambda: samples() > count)
""",
        NBTRAIL_SYSTEM_SECONDS="0.1",
    )
    facts = trail.facts("system_sampled")
    assert [fault for fact in facts for fault in record_types.faults(fact)] == []
    names = {fact["run_id"]: fact["name"] for fact in trail.facts("run_started")}
    open_then = {tuple(names[run] for run in fact["run_ids"]) for fact in facts}
    assert {("a",), ("a", "inside"), ("b",)} <= open_then and () not in open_then
    values = facts[0]["values"]
    assert {"cpu_percent", "memory_bytes", "load_1m", "disk_free_bytes"} <= set(values)
    assert 10e6 < values["memory_bytes"] < values["system_memory_bytes"] < 1e13


def test_zero_switches_it_off_and_nonsense_is_told(trail, script):
    quiet = script(
        WAIT + "nbtrail.init(name='a')\nassert not reading()", NBTRAIL_SYSTEM_SECONDS="0"
    )
    assert not quiet.stderr
    told = script(WAIT + "nbtrail.init(name='a')\nassert reading()", NBTRAIL_SYSTEM_SECONDS="often")
    assert told.stderr.count("\n") == 1 and "[NT211]" in told.stderr
    assert trail.facts("system_sampled") == []


def test_a_forked_child_reads_once_it_records(trail, script):
    script(
        WAIT
        + """
run = nbtrail.init(name="a")
run.log({"x": 1.0})
wait(lambda: samples() >= 1)
pid = os.fork()
if pid == 0:
    assert not reading()
    run.log({"x": 2.0})
    assert reading()
    count = samples()
    wait(lambda: samples() >= count + 2)
    os._exit(0)
assert os.waitpid(pid, 0)[1] == 0
""",
        NBTRAIL_SYSTEM_SECONDS="0.1",
    )
    by_writer = [fact["run_ids"] for fact in trail.facts("system_sampled")]
    assert len(by_writer) >= 3 and len({tuple(runs) for runs in by_writer}) == 1
    assert len(trail.facts("writer_opened")) == 2


def test_gpus_are_asked_where_there_are_some(trail, script, tmp_path):
    folder = tmp_path / "bin"
    folder.mkdir()
    (folder / "nvidia-smi").write_text(
        """#!/bin/sh
case "$1" in
*utilization*) echo "37, 1024, 61, 250.5"; echo "0, 3, [N/A], [N/A]";;
*) echo "GPU A, 8192, 550.1"; echo "GPU B, 8192, 550.1";;
esac
"""
    )
    (folder / "nvidia-smi").chmod(0o700)
    script(
        WAIT
        + """
run = nbtrail.init(name="a")
wait(lambda: said("gpu_1_memory_bytes") > 0)
run.finish()
from nbtrail.stop import stop
try:
    found = nbtrail.sql(
        "SELECT DISTINCT name, value, unit FROM system_metrics WHERE name LIKE 'gpu%' ORDER BY name"
    ).rows
finally:
    stop()
assert found == [
    ("gpu_0_memory_bytes", 1024.0 * 2**20, "bytes"),
    ("gpu_0_power_watts", 250.5, "watts"),
    ("gpu_0_temperature_celsius", 61.0, "celsius"),
    ("gpu_0_utilization_percent", 37.0, "percent"),
    ("gpu_1_memory_bytes", 3.0 * 2**20, "bytes"),
    ("gpu_1_utilization_percent", 0.0, "percent"),
], found
""",
        NBTRAIL_SYSTEM_SECONDS="0.1",
        PATH=f"{folder}{os.pathsep}{os.environ['PATH']}",
    )


def test_recording_that_is_off_has_no_readings(trail, script):
    script(
        WAIT
        + """
run = nbtrail.init(name="a")
wait(lambda: samples() >= 1)
session.current().switch(False)
def quiet():  # once a reading that was under way is written
    before = samples()
    time.sleep(0.5)
    return samples() == before
wait(quiet)
""",
        NBTRAIL_SYSTEM_SECONDS="0.1",
    )
