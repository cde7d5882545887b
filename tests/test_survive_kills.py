"""`kill -9` of the process that records, at any moment: nothing is lost, invented or damaged.

300 processes are killed 1 to 100 ms after their first call, a quarter of them
after their birth, while they log points, params and other facts, begin and end
runs, and go from segment to segment. Each is forked from one process that has
nbtrail imported: as a session of its own, as a notebook's shell that executes a
cell for every call, or as the forked child of a session. Each counts in shared
memory how many of its calls have returned.
"""

from __future__ import annotations

import itertools
import json
import subprocess
import sys

import journal_reader
import pytest
import survive_story
from survive_support import HEAD, intact

#: Forks `count` children from `seed` on, kills each, and prints how many calls of each returned.
NURSERY = (
    HEAD
    + """
import json, mmap, os, random, signal, struct, time
import nbtrail, survive_story
from nbtrail.journal import journal

KIND, SEED, COUNT = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
journal.NUMBERS_LIMIT, journal.FACTS_LIMIT = 1000, 8000
shell = None
if KIND == "cells":
    from IPython.core.interactiveshell import InteractiveShell
    from traitlets.config import Config
    shell = InteractiveShell.instance(config=Config(HistoryManager={"enabled": False}))
if KIND == "forks":
    nbtrail.init(name="parent")
    nbtrail.recording.session.current().gathered.wait()

def live(seed, returned):
    teller = survive_story.Teller()
    if shell is not None:
        nbtrail.load_ipython_extension(shell)
        shell.user_ns.update(teller=teller)
    for number, call in enumerate(survive_story.story(seed), 1):
        if shell is None:
            teller.tell(call)
        else:
            shell.user_ns["call"] = call
            shell.run_cell("teller.tell(call)", store_history=True)
        struct.pack_into("<Q", returned, 0, number)

told = {}
for seed in range(SEED, SEED + COUNT):
    returned = mmap.mmap(-1, 8)
    pid = os.fork()
    if pid == 0:
        try:
            live(seed, returned)
        finally:
            os._exit(70)
    until = time.monotonic() + 60
    while seed % 4 and not returned[:8].strip(b"\\0") and time.monotonic() < until:
        time.sleep(0.0002)
    time.sleep(random.Random(seed).uniform(0.001, 0.1))
    os.kill(pid, signal.SIGKILL)
    assert os.WTERMSIG(os.waitpid(pid, 0)[1]) == signal.SIGKILL, f"seed {seed} ended by itself"
    told[seed] = struct.unpack("<Q", returned[:8])[0]
print(json.dumps(told))
"""
)


@pytest.mark.parametrize("kind", ["sessions", "cells", "forks"])
def test_kill_9_at_100_moments_keeps_every_call_that_returned_and_nothing_else(
    trail, tmp_path, kind
):
    first = {"sessions": 1000, "cells": 2000, "forks": 3000}[kind]
    done = subprocess.run(
        [sys.executable, "-c", NURSERY, kind, str(first), "100"],
        env=trail.environment(),
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=150,
    )
    assert done.returncode == 0 and not done.stderr, done.stderr[-2000:]
    returned = {int(seed): count for seed, count in json.loads(done.stdout).items()}
    found = {}
    for writer in journal_reader.writers(trail.home):
        facts = list(journal_reader.facts(writer))
        intact(facts)
        seeds = {
            survive_story.seed_of(fact["run_id"])
            for fact in facts
            if fact["k"] == "run_started" and fact["name"] != "parent"
        }
        assert len(seeds) <= 1
        for seed in seeds:
            assert seed not in found
            found[seed] = (writer, facts)
    for seed, count in returned.items():
        if seed in found:
            _agrees(seed, count, *found[seed], cells=kind == "cells")
        else:
            assert count == 0, f"seed {seed}: nothing of {count} calls is in the journal"
    assert sum(returned.values()) > 1000
    assert sum(len(list(writer.glob("numbers-*"))) > 1 for writer, _ in found.values()) > 5


def _agrees(seed, count, writer, facts, cells) -> None:
    """The journal of the story `seed`, of which `count` calls have returned."""
    calls = list(itertools.islice(survive_story.story(seed), count + 1))
    said = [survive_story.read(fact) for fact in facts]
    series = {
        fact["series"]: (fact["run_id"], fact["keys"]) for fact in facts if fact["k"] == "series"
    }
    rows = [
        (series[number][0], step, dict(zip(series[number][1], values, strict=True)))
        for number, step, _, _, values in journal_reader.rows(writer)
    ]
    for at, kept in enumerate(([fact for fact in said if fact], rows)):
        wanted = [entry for call in calls[:count] for entry in survive_story.records(call)[at]]
        more = survive_story.records(calls[count])[at]
        why = f"seed {seed}, {count} calls returned"
        assert kept[: len(wanted)] == wanted, f"{why}: a record is lost or changed"
        assert kept[len(wanted) :] == more[: len(kept) - len(wanted)], f"{why}: one is invented"
    if cells:
        began = [fact["execution_id"] for fact in facts if fact["k"] == "cell_started"]
        ended = [fact["execution_id"] for fact in facts if fact["k"] == "cell_ended"]
        assert ended == began[: len(ended)], f"seed {seed}: executions are mixed up"
        assert count <= len(ended) <= len(began) <= count + 1, f"seed {seed}: {count} cells ran"
