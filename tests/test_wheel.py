"""The wheel alone, in a fresh environment without npm or Node on PATH, is the whole product."""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import nbformat
import pytest

ROOT = Path(__file__).resolve().parent.parent
TOKEN = "a-token-for-this-test-only"


@pytest.fixture(scope="module")
def venv(tmp_path_factory) -> Path:
    """A new virtual environment with JupyterLab and the wheel, outside the checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        ["node", ROOT / "scripts/wheel.mjs", "--no-build", "--outdir", folder], check=True, cwd=ROOT
    )
    (wheel,) = folder.glob("nbtrail-*.whl")
    subprocess.run([sys.executable, "-m", "venv", folder / "venv"], check=True)
    subprocess.run(
        [
            folder / "venv/bin/pip",
            "install",
            "--quiet",
            wheel,
            "jupyterlab",
            "nbconvert",
            "ipykernel",
        ],
        check=True,
        cwd=folder,
    )
    return folder / "venv"


@pytest.fixture
def environment(venv: Path, tmp_path: Path) -> dict[str, str]:
    """What a process sees: an empty home, and nothing on PATH but the environment's own programs."""
    return {
        "PATH": str(venv / "bin"),
        "HOME": str(tmp_path),
        "NBTRAIL_HOME": str(tmp_path / "store"),
        "LANG": "C.UTF-8",
    }


def run(venv: Path, environment: dict[str, str], *words: str, **options) -> str:
    result = subprocess.run(
        [venv / "bin" / words[0], *words[1:]],
        env=environment,
        cwd=environment["HOME"],
        capture_output=True,
        text=True,
        timeout=180,
        **options,
    )
    assert result.returncode == 0, result.stdout + result.stderr
    return result.stdout


def notebook(path: Path, *sources: str) -> Path:
    cells = [nbformat.v4.new_code_cell(source) for source in sources]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), path)
    return path


def test_the_description_on_pypi_has_no_link_or_picture_that_leads_nowhere(venv, environment):
    description = run(
        venv,
        environment,
        "python",
        "-c",
        "import importlib.metadata as m; print(m.metadata('nbtrail').get_payload())",
    )
    links = re.findall(r"\]\(([^)]+)\)", description)
    assert len(links) > 20
    assert [link for link in links if not link.startswith("https://")] == []


def test_jupyterlab_lists_the_extension_as_enabled_and_ok(venv, environment):
    listed = subprocess.run(
        [venv / "bin/jupyter", "labextension", "list"],
        env=environment,
        capture_output=True,
        text=True,
    )
    line = next(line for line in (listed.stdout + listed.stderr).splitlines() if "nbtrail" in line)
    assert "enabled" in line and "OK" in line


def test_a_notebook_is_recorded_and_answers_sql_without_node_on_path(venv, environment, tmp_path):
    assert shutil.which("node", path=environment["PATH"]) is None
    path = notebook(
        tmp_path / "train.ipynb",
        "%load_ext nbtrail",
        "import nbtrail\nwith nbtrail.run('first', lr=0.1) as run:\n    for i in range(50): run.log({'loss': 1 / (i + 1)})",
        "nbtrail.sql('select count(*) as points from metrics').scalar()",
    )
    run(
        venv,
        environment,
        "jupyter",
        "nbconvert",
        "--to",
        "notebook",
        "--execute",
        "--inplace",
        str(path),
    )
    shown = nbformat.read(path, 4).cells[2].outputs[0]["data"]["text/plain"]
    assert shown == "50"
    rows = json.loads(
        run(venv, environment, "nbtrail", "sql", "select name, status from runs", "--json")
    )
    assert rows == [{"name": "first", "status": "finished"}]


def test_automatic_recording_starts_with_the_kernel_once_switched_on(venv, environment, tmp_path):
    path = notebook(tmp_path / "plain.ipynb", "answer = 6 * 7\nanswer")
    execute = ("jupyter", "nbconvert", "--to", "notebook", "--execute", "--inplace", str(path))
    run(venv, environment, *execute)
    run(venv, environment, "nbtrail", "autoload", "on")
    run(venv, environment, *execute)
    rows = json.loads(
        run(venv, environment, "nbtrail", "sql", "select source from cells", "--json")
    )
    assert rows == [{"source": "answer = 6 * 7\nanswer"}]


def test_jupyter_reaches_the_companion_behind_its_own_login(venv, environment):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = subprocess.Popen(
        [
            venv / "bin/jupyter", "lab", "--no-browser", "--allow-root", f"--ServerApp.port={port}",
            f"--IdentityProvider.token={TOKEN}",
        ],
        env=environment,
        cwd=environment["HOME"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        body = json.dumps({"sql": "select count(*) as runs from runs"}).encode()
        address = f"http://127.0.0.1:{port}/nbtrail/api/query"

        def ask(headers: dict[str, str]) -> tuple[int, bytes]:
            headers = {"Content-Type": "application/json", **headers}
            request = urllib.request.Request(address, data=body, headers=headers)
            try:
                with urllib.request.urlopen(request, timeout=120) as reply:
                    return reply.status, reply.read()
            except urllib.error.HTTPError as error:
                return error.code, error.read()

        deadline = time.monotonic() + 180
        while True:
            try:
                status, reply = ask({"Authorization": f"token {TOKEN}"})
                break
            except (urllib.error.URLError, ConnectionError):
                assert server.poll() is None and time.monotonic() < deadline
                time.sleep(0.2)
        assert (status, json.loads(reply)["data"]) == (200, [[0]])
        assert ask({})[0] == 403
    finally:
        server.terminate()
        server.wait(30)
        stop_companion(Path(environment["NBTRAIL_HOME"]))


def stop_companion(home: Path) -> None:
    """End the companion of a store, if one serves it."""
    file = home / "companion.json"
    if file.exists():
        with contextlib.suppress(ProcessLookupError):
            os.kill(json.loads(file.read_text())["pid"], 15)
