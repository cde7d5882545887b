"""Writes a store's journals: ``write_history.py RUNS STEPS``, into NBTRAIL_HOME, which must be set.

RUNS runs of ten metrics with STEPS steps and twenty parameters each, fifty runs
a kernel, through nbtrail's own tracker. A step takes about 50 ms of a clock that
is not the wall's, so a history of weeks is written in seconds. Values are noise
around a course, so their last bits are random, as those of real metrics are.
"""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RUNS_A_KERNEL = 50


def write_runs(first: int, count: int, steps: int) -> None:
    """What one kernel does."""
    import math
    import random

    import nbtrail
    import nbtrail.recording.run

    chance = random.Random(first)
    clock = [1.76e9 + first * steps * 0.05]
    nbtrail.run._now = lambda: clock[0]
    keys = [
        "val/acc",
        "val/loss",
        "train/loss",
        *(f"train/metric_{number}" for number in range(1, 8)),
    ]
    for number in range(first, first + count):
        params: dict[str, float] = {f"p{index}": chance.randrange(10) for index in range(17)}
        params.update(seed=number % 5, batch_size=2 ** chance.randrange(4, 9))
        params["lr"] = 10 ** chance.uniform(-5, -1)
        run = nbtrail.init(
            project="bench", experiment=f"grid-{number % 10}", name=f"run-{number}", params=params
        )
        level = chance.random()
        for step in range(steps):
            clock[0] += 0.05 * (0.9 + 0.2 * chance.random())
            course = level * (1 - math.exp(-step / 200))
            run.log(
                {key: abs(key.endswith("loss") - course) + chance.gauss(0, 0.02) for key in keys},
                step,
            )
        run.finish()


def main() -> None:
    runs, steps = int(sys.argv[1]), int(sys.argv[2])
    if len(sys.argv) > 3:
        write_runs(int(sys.argv[3]), runs, steps)
        return

    def kernel(first: int) -> None:
        count = str(min(RUNS_A_KERNEL, runs - first))
        subprocess.run(
            [sys.executable, __file__, count, str(steps), str(first)], check=True, cwd=ROOT
        )

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(kernel, range(0, runs, RUNS_A_KERNEL)))


if __name__ == "__main__":
    main()
