"""A story: calls that a seed decides, and the records that each of them must leave.

The process that records tells the story (`Teller`), and the test tells it again
without nbtrail (`expected`). What is in the journal must be what the calls that
returned have said, in order, and at most a part of one more.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

#: What a run begins with is one call: its records come together.
Call = tuple[str, str, Any]


def story(seed: int) -> Iterator[Call]:
    """Endless calls: what is done, the id of the run it is done to, and with what."""
    chance = random.Random(seed)
    open_runs: list[str] = []
    number = 0
    while True:
        number += 1
        what = chance.choices(
            ("log", "shape", "large", "params", "summary", "tag", "note", "begin", "end"),
            (60, 6, 3, 6, 3, 2, 3, 3, 3),
        )[0]
        if not open_runs or (what == "begin" and len(open_runs) < 4):
            open_runs.append(f"s{seed}-{number}")
            yield "begin", open_runs[-1], {"number": number}
            continue
        run = chance.choice(open_runs)
        if what == "end" and len(open_runs) > 1:
            open_runs.remove(run)
            yield "end", run, None
        elif what == "shape":
            keys = [f"k{chance.randrange(40)}" for _ in range(chance.randrange(1, 6))]
            yield "log", run, (number, {key: chance.random() for key in keys})
        elif what == "large":
            yield "large", run, (number, 2**60 + number)
        elif what == "params":
            yield "params", run, {f"p{number}": "v" * chance.choice((3, 300, 30_000))}
        elif what == "summary":
            yield "summary", run, {"best": number}
        elif what == "tag":
            yield "tag", run, f"t{number}"
        elif what == "note":
            yield "note", run, f"{number} " + "ñ" * chance.choice((3, 3000))
        else:
            yield "log", run, (number, {"loss": float(number), "acc": chance.random()})


class Teller:
    """Does what a story says with nbtrail."""

    def __init__(self) -> None:
        self.runs: dict[str, Any] = {}

    def tell(self, call: Call) -> None:
        import nbtrail

        what, run_id, said = call
        if what == "begin":
            self.runs[run_id] = nbtrail.run(run_id, id=run_id, params=said)
            return
        run = self.runs[run_id]
        if what == "log":
            run.log(said[1], step=said[0])
        elif what == "large":
            run.log({"large": said[1]}, step=said[0])
        elif what == "params":
            run.params.update(said)
        elif what == "summary":
            run.summary.update(said)
        elif what == "tag":
            run.tag(said)
        elif what == "note":
            run.note(said)
        else:
            run.finish()


def records(call: Call) -> tuple[list[Any], list[Any]]:
    """The facts, without their series, and the rows that a call leaves."""
    what, run, said = call
    if what == "begin":
        return [("run_started", run, run), ("params", run, said)], []
    if what == "log":
        return [], [(run, said[0], said[1])]
    if what == "large":
        return [("metrics", run, (said[0], {"large": {"$int": str(said[1])}}))], []
    if what in ("params", "summary"):
        return [(what, run, said)], []
    if what == "tag":
        return [("run_tagged", run, [said])], []
    if what == "note":
        return [("run_noted", run, said)], []
    return [("run_ended", run, "finished")], []


def read(fact: dict) -> Any:
    """A fact as `records` writes it; None for one that is not of a story."""
    kind = fact["k"]
    said = {
        "run_started": lambda: fact["name"],
        "params": lambda: fact["params"],
        "summary": lambda: fact["summary"],
        "metrics": lambda: (fact["step"], fact["values"]),
        "run_tagged": lambda: fact["add"],
        "run_noted": lambda: fact["note"],
        "run_ended": lambda: fact["status"],
    }.get(kind)
    return None if said is None else (kind, fact["run_id"], said())


def seed_of(run_id: str) -> int:
    """The seed of the story that a run is in."""
    return int(run_id[1:].split("-", maxsplit=1)[0])
