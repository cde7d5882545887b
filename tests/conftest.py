"""What the tests work with: a store of their own, scripts in fresh processes, real kernels."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import journal_reader
import pytest

ROOT = Path(__file__).resolve().parent.parent


class Store:
    """A store folder, and what its journals say."""

    def __init__(self, home: Path) -> None:
        self.home = home

    def environment(self, **more: str) -> dict[str, str]:
        """This process's environment with this store and nothing else of nbtrail's."""
        kept = {key: value for key, value in os.environ.items() if not key.startswith("NBTRAIL_")}
        path = os.pathsep.join([str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])])
        return {
            **kept,
            "PYTHONPATH": path,
            "NBTRAIL_HOME": str(self.home),
            "NBTRAIL_QUIET": "1",
            **more,
        }

    def facts(self, *kinds: str) -> list[dict]:
        """Facts of all writers, the earlier writer's first, those of the given kinds when any are given."""
        writers = [
            list(journal_reader.facts(writer)) for writer in journal_reader.writers(self.home)
        ]
        found = [
            fact for facts in sorted(writers, key=lambda facts: facts[0]["t"]) for fact in facts
        ]
        return [fact for fact in found if not kinds or fact["k"] in kinds]

    def uses(self) -> list[dict]:
        """Every use of a dataset: on a slow machine one is told of before its data is read, and again after."""
        told = self.facts("dataset_used")
        return [fact for fact in told if fact.get("reason") != "it is being read"]

    def points(self, run_id: str | None = None) -> list[tuple[str, int, float]]:
        """Key, step and value of every packed point."""
        return [
            (key, step, value)
            for run, key, step, value in journal_reader.points(self.home)
            if run_id in (None, run)
        ]

    def notices(self) -> list[str]:
        return [fact["message"] for fact in self.facts("notice")]

    def blobs(self) -> dict[str, bytes]:
        """What is kept, by the name of the file that holds it."""
        files = (path for path in (self.home / "blobs").rglob("*") if path.is_file())
        return {path.name: path.read_bytes() for path in files}

    def keys_by_run(self) -> dict[str, list[str]]:
        """Which keys each run was logged, by the run's name."""
        names = {fact["run_id"]: fact["name"] for fact in self.facts("run_started")}
        return {name: [key for key, _, _ in self.points(run)] for run, name in names.items()}

    def status_by_run(self) -> dict[str, str]:
        """How the runs that have ended did, by name."""
        names = {fact["run_id"]: fact["name"] for fact in self.facts("run_started")}
        return {names[fact["run_id"]]: fact["status"] for fact in self.facts("run_ended")}

    @property
    def empty(self) -> bool:
        return not (self.home / "journal").exists()


@pytest.fixture
def trail(tmp_path: Path) -> Store:
    """A fresh store."""
    return Store(tmp_path / "home")


@pytest.fixture
def script(trail: Store, tmp_path: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Runs a program against the store, in a folder of its own."""

    def run(
        code: str, *, check: bool = True, **environment: str
    ) -> subprocess.CompletedProcess[str]:
        folder = tmp_path / "work"
        folder.mkdir(exist_ok=True)
        path = folder / "program.py"
        path.write_text(textwrap.dedent(code))
        done = subprocess.run(
            [sys.executable, str(path)],
            cwd=folder,
            env=trail.environment(**environment),
            capture_output=True,
            text=True,
            timeout=120,
        )
        assert not check or done.returncode == 0, done.stderr
        return done

    return run


class Kernel:
    """A real kernel, asked as JupyterLab asks it."""

    def __init__(self, store: Store, folder: Path) -> None:
        from jupyter_client.manager import KernelManager

        self.manager = KernelManager(kernel_name="python3")
        self.manager.start_kernel(env=store.environment(), cwd=str(folder))
        self.client = self.manager.client()
        self.client.start_channels()
        self.client.wait_for_ready(timeout=120)

    def run(
        self,
        code: str,
        cell_id: str | None = None,
        tags: list[str] | None = None,
        **content: object,
    ) -> list[dict]:
        """Execute a cell and return its outputs."""
        message = self.client.session.msg(
            "execute_request",
            {
                "code": code,
                "silent": False,
                "store_history": True,
                "user_expressions": {},
                "allow_stdin": False,
                "stop_on_error": False,
                **content,
            },
        )
        message["metadata"] = {"cellId": cell_id, **({"tags": tags} if tags else {})}
        self.client.shell_channel.send(message)
        return self.outputs(message["header"]["msg_id"])

    def outputs(self, asked: str) -> list[dict]:
        """What the execution `asked` for puts out until the kernel is idle again."""
        found: list[dict] = []
        while True:
            message = self.client.get_iopub_msg(timeout=120)
            if message["parent_header"].get("msg_id") != asked:
                continue
            kind, content = message["msg_type"], message["content"]
            if kind == "status" and content["execution_state"] == "idle":
                return found
            if kind in ("stream", "error", "execute_result", "display_data"):
                found.append({"type": kind, **content})

    def text(self, code: str, **more: Any) -> str:
        """All that a cell prints and displays, as plain text."""
        parts = []
        for output in self.run(code, **more):
            parts.append(
                output.get("text")
                or output.get("data", {}).get("text/plain")
                or output.get("evalue", "")
            )
        return "".join(parts)

    def complete(self, code: str) -> list[str]:
        """What the kernel offers at the end of the code."""
        reply = self.client.complete(code, reply=True, timeout=120)
        return reply["content"]["matches"]

    def shutdown(self) -> None:
        """End in order, as closing the notebook does."""
        if self.manager.has_kernel:
            self.client.stop_channels()
            self.manager.shutdown_kernel(now=False)


@pytest.fixture
def kernel(trail: Store, tmp_path: Path) -> Iterator[Kernel]:
    """A kernel with nbtrail loaded."""
    folder = tmp_path / "notebooks"
    folder.mkdir()
    started = Kernel(trail, folder)
    try:
        started.run("%load_ext nbtrail", cell_id="load")
        yield started
    finally:
        started.shutdown()


@pytest.fixture
def params_of(trail: Store, script: Callable[..., Any]) -> Callable[[str], tuple[dict, str]]:
    """Runs a program that gives `given` to a run; its parameters, and what was said."""

    def run(code: str) -> tuple[dict, str]:
        done = script(
            textwrap.dedent(code) + "\nimport nbtrail\nnbtrail.init(name='a', params=given)\n"
        )
        facts = trail.facts("params")
        return {key: value for fact in facts for key, value in fact["params"].items()}, done.stderr

    return run
