"""The same history in MLflow, and what its search API can answer: ``mlflow_history.py FOLDER RUNS STEPS``.

Runs and parameters come in through MLflow's client; points go straight into its
SQLite tables, which its own way in would take most of an hour for. Questions are
asked through `MlflowClient` on that database, without a server in between: its
shortest way. Prints one RESULT line: question number to median milliseconds.
"""

from __future__ import annotations

import json
import math
import os
import random
import sqlite3
import statistics
import sys
import time

os.environ["MLFLOW_DISABLE_TELEMETRY"] = "true"

import mlflow
from mlflow.entities import Param

KEYS = ["val/acc", "val/loss", "train/loss", *(f"train/metric_{number}" for number in range(1, 8))]
#: Runs whose histories are read one after the other, where a question is about all of them.
SAMPLED = 100


def write(path: str, experiment: str, runs: int, steps: int) -> None:
    client = mlflow.MlflowClient()
    chance = random.Random(0)
    names = []
    for number in range(runs):
        run = client.create_run(experiment, run_name=f"run-{number}")
        params: dict[str, float] = {f"p{index}": chance.randrange(10) for index in range(17)}
        params |= {"seed": number % 5, "batch_size": 2 ** chance.randrange(4, 9)}
        params["lr"] = 10 ** chance.uniform(-5, -1)
        client.log_batch(
            run.info.run_id, params=[Param(key, str(value)) for key, value in params.items()]
        )
        client.set_terminated(run.info.run_id)
        names.append(run.info.run_id)
    database = sqlite3.connect(path)
    database.execute("PRAGMA synchronous = off")
    for number, run_id in enumerate(names):
        level, began = chance.random(), 1_760_000_000_000 + number * steps * 50
        rows = [
            (key, abs(key.endswith("loss") - level * (1 - math.exp(-step / 200))) + chance.gauss(0, 0.02),
             began + step * 50, run_id, step, 0)
            for key in KEYS
            for step in range(steps)
        ]  # fmt: skip
        insert = "INSERT INTO {}(key, value, timestamp, run_uuid, step, is_nan) VALUES (?, ?, ?, ?, ?, ?)"
        database.executemany(insert.format("metrics"), rows)
        database.executemany(insert.format("latest_metrics"), rows[steps - 1 :: steps])
        if number % 20 == 0:
            database.commit()
    database.commit()
    database.close()


def ask(experiment: str, runs: int) -> dict[str, float]:
    client = mlflow.MlflowClient()
    newest = "attributes.start_time DESC"
    ids = [
        run.info.run_id
        for run in client.search_runs([experiment], order_by=[newest], max_results=1000)
    ]

    def median(question, times: int = 5) -> float:
        taken = []
        for _ in range(times):
            begun = time.perf_counter()
            question()
            taken.append((time.perf_counter() - begun) * 1e3)
        return statistics.median(taken)

    def histories(some: list[str], key: str) -> list[list]:
        return [client.get_metric_history(run_id, key) for run_id in some]

    def all_runs() -> None:
        token = None
        while True:
            page = client.search_runs([experiment], max_results=1000, page_token=token)
            token = page.token
            if not token:
                return

    return {
        "1": median(lambda: client.search_runs([experiment], order_by=[newest], max_results=10)),
        "2": median(
            lambda: client.search_runs(
                [experiment], order_by=["metrics.`val/acc` DESC"], max_results=10
            )
        ),
        "5": median(lambda: client.search_runs([experiment], "attributes.status != 'FINISHED'")),
        "21": median(lambda: histories(ids[:5], "val/acc")),
        "all_runs": median(all_runs, 3),
        "sampled": SAMPLED,
        "histories": median(lambda: histories(ids[:SAMPLED], "val/acc"), 1),
    }


def main() -> None:
    folder, runs, steps = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    path = os.path.join(folder, "mlflow.db")
    mlflow.set_tracking_uri(f"sqlite:///{path}")
    experiment = mlflow.set_experiment("bench").experiment_id
    write(path, experiment, runs, steps)
    print(f"RESULT {json.dumps(ask(experiment, runs))}")


if __name__ == "__main__":
    main()
