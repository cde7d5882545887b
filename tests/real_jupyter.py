"""A real Jupyter server with nbtrail in it, for tests that send it requests."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

TOKEN = "a-token-of-the-test"

CONFIG = """
c.ServerApp.jpserver_extensions = {"nbtrail.server_extension": True}
"""


@dataclass
class Jupyter:
    """The server, and what it wrote to its log."""

    url: str
    log: Path

    def ask(
        self,
        path: str,
        body: Any = None,
        *,
        token: str | None = TOKEN,
        headers: dict[str, str] | None = None,
    ) -> tuple[int, Any]:
        """Status and answer of a request; POST when there is a body."""
        sent = {"Content-Type": "application/json", **(headers or {})}
        if token is not None:
            sent["Authorization"] = f"token {token}"
        content = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"{self.url}{path}", content, sent)
        try:
            with urllib.request.urlopen(request, timeout=120) as answer:
                return answer.status, _read(answer.read())
        except urllib.error.HTTPError as error:
            return error.code, _read(error.read())


@contextmanager
def jupyter(home: Path, folder: Path, **environ: str) -> Iterator[Jupyter]:
    """Start one on `folder` with the store `home`; end it afterwards."""
    config = folder / "jupyter_server_config.py"
    config.write_text(CONFIG)
    log = folder / "jupyter.log"
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    root = str(Path(__file__).parent.parent)
    with open(log, "wb") as out:
        process = subprocess.Popen(
            [
                *(sys.executable, "-m", "jupyter_server", "--no-browser", "--allow-root"),
                *(f"--config={config}", f"--port={port}", "--ServerApp.port_retries=0"),
                *(f"--ServerApp.root_dir={folder}", f"--IdentityProvider.token={TOKEN}"),
                "--debug",
            ],
            env={
                **os.environ,
                "NBTRAIL_HOME": str(home),
                "PYTHONPATH": os.pathsep.join([root, os.environ.get("PYTHONPATH", "")]),
                "JUPYTER_CONFIG_DIR": str(folder / "config"),
                "JUPYTER_RUNTIME_DIR": str(folder / "runtime"),
                **environ,
            },
            stdout=out,
            stderr=out,
            cwd=folder,
        )
    try:
        server = Jupyter(f"http://127.0.0.1:{port}/", log)
        _until_it_answers(server, process)
        yield server
    finally:
        process.terminate()
        process.wait(30)


def _until_it_answers(server: Jupyter, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 120
    while True:
        try:
            if server.ask("api")[0] == 200:
                return
        except OSError:
            pass
        if process.poll() is not None or time.monotonic() > until:
            raise RuntimeError(f"Jupyter did not start:\n{server.log.read_text('utf-8')}")
        time.sleep(0.1)


def _read(content: bytes) -> Any:
    text = content.decode("utf-8", "replace")
    return json.loads(text) if re.match(r"\s*[\[{]", text) else text
