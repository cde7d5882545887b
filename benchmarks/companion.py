"""The companion under work: ``companion.py POINTS``. Prints one JSON line.

start_ms       from starting the process to its first answer, empty store
idle_mb        resident memory after that answer
ingest_per_s   points per second until all are queryable, from a journal that was there before the start
loaded_mb      resident memory after ingest
bytes_per_point  of the database file after a clean stop
visible_ms     from ``log`` returning to a query that sees the point: median and 95th percentile
series_ms, best_ms  one series of 1,000 points; the best step of every run: medians
"""

from __future__ import annotations

import http.client
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
METRICS = [f"metric_{i}" for i in range(10)]


def resident_mb(pid: int) -> float:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) * 1024 / 1e6
    return float("nan")


class Companion:
    """A companion of the store in NBTRAIL_HOME, for a ``with`` block."""

    def __enter__(self) -> Companion:
        from nbtrail.companion.node import find_node

        home = os.environ["NBTRAIL_HOME"]
        before = time.perf_counter()
        self.process = subprocess.Popen(
            [
                str(find_node()),
                str(ROOT / "nbtrail/companion_dist/main.js"),
                "serve",
                "--home",
                home,
            ],
            stdout=subprocess.DEVNULL,
        )
        while True:
            try:
                self.count()
                break
            except Exception:
                time.sleep(0.005)
        self.start_ms = (time.perf_counter() - before) * 1000
        return self

    def __exit__(self, *_: object) -> None:
        self.process.terminate()
        self.process.wait(30)

    def sql(self, query: str) -> list[tuple]:
        """Rows as they are now: without having the companion catch up first, as nbtrail.sql does."""
        from nbtrail.companion import running

        address = running()
        assert address is not None
        connection = http.client.HTTPConnection("localhost")
        connection.sock = address.connect(60)
        body = json.dumps({"sql": query})
        connection.request("POST", "/api/query", body, {"X-Nbtrail-Token": address.token})
        result = json.loads(connection.getresponse().read())
        connection.close()
        return list(zip(*result["data"])) if result["row_count"] else []

    def count(self) -> int:
        return self.sql("select count(*) from metrics")[0][0]


def write_runs(points: int, runs: int) -> None:
    """A store of ``runs`` runs in a process of its own, as a killed kernel leaves it."""
    steps = points // runs // len(METRICS)
    script = f"""
import math, os, nbtrail
for number in range({runs}):
    run = nbtrail.init(project="bench", name=f"run-{{number}}", params={{"lr": 0.001 * number, "seed": number}})
    for step in range({steps}):
        run.log({{f"metric_{{i}}": math.sin(step * 0.01 + i) + number for i in range({len(METRICS)})}}, step)
    run.finish()
"""
    subprocess.run([sys.executable, "-c", script], check=True, cwd=ROOT)


def median_ms(companion: Companion, query: str, repeat: int = 15) -> float:
    taken = []
    for _ in range(repeat):
        before = time.perf_counter()
        companion.sql(query)
        taken.append((time.perf_counter() - before) * 1000)
    return statistics.median(taken)


def while_logging() -> dict[str, float]:
    """Start, idle memory, and the time from ``log`` to an answer, in a store of its own."""
    result: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as empty:
        os.environ["NBTRAIL_HOME"] = empty
        with Companion() as companion:
            result["start_ms"] = companion.start_ms
            result["idle_mb"] = resident_mb(companion.process.pid)
            import nbtrail

            run = nbtrail.init(project="bench", name="latency")
            taken = []
            for step in range(60):
                run.log({"loss": float(step)}, step)
                before = time.perf_counter()
                while not companion.sql(f"select 1 from metrics where step = {step}"):
                    time.sleep(0.001)
                taken.append((time.perf_counter() - before) * 1000)
            run.finish()
            taken.sort()
            result["visible_ms"] = statistics.median(taken)
            result["visible_p95_ms"] = taken[int(len(taken) * 0.95)]
    return result


def with_history(points: int) -> dict[str, float]:
    """Ingest of a history, and questions to it, in a store of its own."""
    result: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as loaded:
        os.environ["NBTRAIL_HOME"] = loaded
        runs = 100
        write_runs(points, runs)
        before = time.perf_counter()
        with Companion() as companion:
            while companion.count() < points:
                time.sleep(0.05)
            result["ingest_per_s"] = points / (time.perf_counter() - before)
            result["loaded_mb"] = resident_mb(companion.process.pid)
            run_id = companion.sql("select run_id from runs limit 1")[0][0]
            result["series_ms"] = median_ms(
                companion,
                f"select step, value from metrics where run_id = '{run_id}' and key = 'metric_3' order by step",
            )
            result["best_ms"] = median_ms(
                companion,
                "select run_id, best_step, best_value from metric_summary where key = 'metric_3'",
            )
        result["bytes_per_point"] = (Path(loaded) / "trail.duckdb").stat().st_size / points
    return result


def main() -> None:
    points = sys.argv[1] if len(sys.argv) > 1 else "1000000"
    if points == "while-logging":
        print(json.dumps(while_logging()))
        return
    # A process records in one store.
    first = subprocess.run(
        [sys.executable, __file__, "while-logging"], check=True, capture_output=True, text=True
    )
    print(
        "RESULT " + json.dumps({**json.loads(first.stdout), **with_history(int(points))}),
        flush=True,
    )


if __name__ == "__main__":
    main()
