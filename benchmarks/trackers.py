"""One adapter per tracker, all of one shape, so that each does the same work.

``start()`` opens a run with one parameter, ``log(step, metrics)`` is one call in
the training loop, ``finish()`` closes the run: everything logged must be on its
way to disk or server by then. Telemetry and network are off for all of them.
"""

from __future__ import annotations

import os
import struct
import time

os.environ.update(
    {
        "MLFLOW_DISABLE_TELEMETRY": "true",
        "DO_NOT_TRACK": "1",
        "WANDB_MODE": "offline",
        "WANDB_SILENT": "true",
        "WANDB_ERROR_REPORTING": "false",
        "HF_HUB_OFFLINE": "1",
        "HF_HUB_DISABLE_TELEMETRY": "1",
    }
)

PARAMS = {"lr": 0.1}


class Nbtrail:
    """nbtrail's tracker; no companion runs."""

    def __init__(self, folder: str) -> None:
        os.environ["NBTRAIL_HOME"] = folder

    def start(self) -> None:
        import nbtrail

        self.run = nbtrail.init(project="bench", params=PARAMS)
        self.log_call = self.run.log

    def log(self, step: int, metrics: dict[str, float]) -> None:
        self.log_call(metrics, step)

    def finish(self) -> None:
        self.run.finish()


class MlflowSqlite:
    """MLflow with its SQLite store, synchronous."""

    def __init__(self, folder: str) -> None:
        self.uri = f"sqlite:///{folder}/mlflow.db"

    def start(self) -> None:
        import mlflow

        self.mlflow = mlflow
        mlflow.set_tracking_uri(self.uri)
        mlflow.set_experiment("bench")
        mlflow.start_run()
        mlflow.log_params(PARAMS)

    def log(self, step: int, metrics: dict[str, float]) -> None:
        self.mlflow.log_metrics(metrics, step=step)

    def finish(self) -> None:
        self.mlflow.end_run()


class Wandb:
    """Weights & Biases, offline."""

    def __init__(self, folder: str) -> None:
        self.folder = folder

    def start(self) -> None:
        import wandb

        self.run = wandb.init(project="bench", dir=self.folder, config=PARAMS, mode="offline")

    def log(self, step: int, metrics: dict[str, float]) -> None:
        self.run.log(metrics, step=step)

    def finish(self) -> None:
        self.run.finish()


class Trackio:
    """Trackio with its local store."""

    def __init__(self, folder: str) -> None:
        os.environ["TRACKIO_DIR"] = folder

    def start(self) -> None:
        import trackio

        self.trackio = trackio
        trackio.init(project="bench", config=PARAMS)

    def log(self, step: int, metrics: dict[str, float]) -> None:
        self.trackio.log(metrics, step=step)

    def finish(self) -> None:
        self.trackio.finish()


class TensorBoard:
    """torch's SummaryWriter: one scalar a call, as it has it."""

    def __init__(self, folder: str) -> None:
        self.folder = folder

    def start(self) -> None:
        from torch.utils.tensorboard import SummaryWriter

        self.writer = SummaryWriter(self.folder)

    def log(self, step: int, metrics: dict[str, float]) -> None:
        for key, value in metrics.items():
            self.writer.add_scalar(key, value, step)

    def finish(self) -> None:
        self.writer.close()


class Floor:
    """A packed row and one write: what plain CPython can do at best."""

    def __init__(self, folder: str) -> None:
        self.path = os.path.join(folder, "floor.bin")

    def start(self) -> None:
        self.fd = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        self.pack = struct.Struct("<qd10d").pack

    def log(self, step: int, metrics: dict[str, float]) -> None:
        os.write(self.fd, self.pack(step, time.time(), *metrics.values()))

    def finish(self) -> None:
        os.close(self.fd)


TRACKERS = {
    "floor": Floor,
    "nbtrail": Nbtrail,
    "trackio": Trackio,
    "wandb": Wandb,
    "tensorboard": TensorBoard,
    "mlflow": MlflowSqlite,
}
