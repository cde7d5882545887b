"""Cost of one ``log`` call of ten metrics in a loop: ``log_call.py TRACKER CALLS SECONDS [METRICS]``.

Prints one JSON line: median and 99th percentile of the call in µs, wall time
per call including the close in µs, CPU of all threads per call in µs, bytes a
point on disk, and the number of calls made before SECONDS were over.
"""

from __future__ import annotations

import json
import math
import os
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from trackers import TRACKERS

METRICS = [f"metric_{i}" for i in range(int(sys.argv[4]) if len(sys.argv) > 4 else 10)]


def disk_bytes(folder: str) -> int:
    return sum(path.stat().st_size for path in Path(folder).rglob("*") if path.is_file())


def main() -> None:
    name, calls, seconds = sys.argv[1], int(sys.argv[2]), float(sys.argv[3])
    rows = [
        {key: math.sin(0.01 * step + i) for i, key in enumerate(METRICS)} for step in range(calls)
    ]
    clock = time.perf_counter_ns
    with tempfile.TemporaryDirectory() as folder:
        tracker: Any = TRACKERS[name](folder)
        tracker.start()
        log, taken, made = tracker.log, [0] * calls, calls
        cpu, begin = time.process_time(), clock()
        for step in range(calls):
            before = clock()
            log(step, rows[step])
            taken[step] = clock() - before
            if step % 64 == 0 and clock() - begin > seconds * 1e9:
                made = step + 1
                break
        tracker.finish()
        wall, cpu = clock() - begin, time.process_time() - cpu
        ordered = sorted(taken[:made])
        result = {
            "tracker": name,
            "calls": made,
            "median_us": ordered[made // 2] / 1000,
            "p99_us": ordered[int(made * 0.99)] / 1000,
            "wall_us": wall / made / 1000,
            "cpu_us": cpu / made * 1e6,
            "bytes_per_point": disk_bytes(folder) / made / len(METRICS),
        }
    print("RESULT " + json.dumps(result), flush=True)
    os._exit(0)


if __name__ == "__main__":
    main()
