"""A journal written by hand, as docs/journal.md describes it: what a test wants to find in the store."""

from __future__ import annotations

import json
import os
import time
import uuid
from pathlib import Path
from typing import Any

from nbtrail.journal.store_home import make_private
from nbtrail.machine.process import pid_space


class HandJournal:
    """One writer's facts. Every call is in the file when it returns."""

    def __init__(self, home: Path) -> None:
        self.writer_id = f"w-{uuid.uuid4().hex[:12]}"
        folder = home / "journal" / self.writer_id
        make_private(home)
        folder.mkdir(parents=True, mode=0o700)
        self._file = folder / "facts-1.ndjson"
        self._seq = 0
        self.session_id = f"s-{uuid.uuid4().hex[:12]}"
        self.fact(
            "writer_opened",
            writer_id=self.writer_id,
            role="kernel",
            pid=os.getpid(),
            host=os.uname().nodename if hasattr(os, "uname") else "host",
            process_started=_started(),
            pid_space=pid_space(),
            version="0",
        )
        self.fact(
            "session_started",
            session_id=self.session_id,
            project="digits",
            notebook_path="/nb/a.ipynb",
            notebook_source="env",
            kernel_id=None,
            user="ann",
            host="host",
            cwd="/nb",
            executable="/usr/bin/python",
            python_version="3.11.7",
            platform="Linux",
            frontend="jupyterlab",
        )

    def fact(self, kind: str, **fields: Any) -> None:
        self._seq += 1
        line = {"v": 1, "seq": self._seq, "t": time.time(), "k": kind, **fields}
        with open(self._file, "ab") as file:
            file.write(json.dumps(line).encode() + b"\n")

    def run(
        self,
        name: str,
        params: dict[str, Any] | None = None,
        metrics: dict[str, list[float]] | None = None,
        project: str = "digits",
    ) -> str:
        """A finished run; gives its id."""
        run_id = f"r-{uuid.uuid4().hex[:12]}"
        self.fact(
            "run_started",
            run_id=run_id,
            session_id=self.session_id,
            execution_id=None,
            name=name,
            project=project,
            experiment=None,
            group=None,
            job_type=None,
            attempt=1,
            attempt_of=None,
        )
        if params:
            self.fact("params", run_id=run_id, params=params)
        for key, values in (metrics or {}).items():
            for step, value in enumerate(values):
                self.fact("metrics", run_id=run_id, step=step, n=0, values={key: value})
        self.fact("run_ended", run_id=run_id, status="finished")
        return run_id


def _started() -> int | None:
    try:
        return int(Path("/proc/self/stat").read_text().rsplit(")", 1)[1].split()[19])
    except OSError:
        return None
