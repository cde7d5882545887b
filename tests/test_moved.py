"""A notebook that is renamed or moved keeps its runs, with a real Jupyter server."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from nbformat import v4
from real_jupyter import TOKEN, Jupyter, jupyter

import nbtrail


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("store") / "home"


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("jupyter")


@pytest.fixture(scope="module")
def server(home: Path, root: Path) -> Iterator[Jupyter]:
    with jupyter(home, root) as running:
        yield running
    subprocess.run(
        [sys.executable, "-c", "from nbtrail.stop import stop; stop()"],
        env={"NBTRAIL_HOME": str(home), "PATH": "", "HOME": str(home)},
    )


@pytest.fixture
def recorded(root: Path, home: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Path]:
    """Makes a notebook, executes it with a tracked kernel as Jupyter would, and gives its path."""
    monkeypatch.setenv("NBTRAIL_HOME", str(home))

    def make(name: str, *, ids: bool = True) -> Path:
        path = root / name
        path.parent.mkdir(exist_ok=True)
        sources = [
            "%load_ext nbtrail",
            f"import nbtrail\nwith nbtrail.run({name!r}) as run:\n    run.log({{'x': 1.0}})",
            f"len({name!r})",
        ]
        notebook = v4.new_notebook(cells=[v4.new_code_cell(source) for source in sources])
        if not ids:
            notebook.nbformat_minor = 4
            for cell in notebook.cells:
                del cell["id"]
        path.write_text(json.dumps(notebook))
        program = (
            "import sys, nbformat\n"
            "from nbclient import NotebookClient\n"
            "class Client(NotebookClient):\n"
            "    async def async_execute_cell(self, cell, *args, **named):\n"
            "        send = self.kc.session.msg\n"
            "        def msg(kind, content=None, metadata=None, **rest):\n"
            "            told = {'cellId': cell.id} if kind == 'execute_request' and 'id' in cell else {}\n"
            "            return send(kind, content, metadata={**(metadata or {}), **told}, **rest)\n"
            "        self.kc.session.msg = msg\n"
            "        try:\n"
            "            return await super().async_execute_cell(cell, *args, **named)\n"
            "        finally:\n"
            "            self.kc.session.msg = send\n"
            "Client(nbformat.read(sys.argv[1], 4), kernel_name='python3').execute()\n"
        )
        subprocess.run(
            [sys.executable, "-c", program, str(path)],
            check=True,
            cwd=path.parent,
            env={**os.environ, "JPY_SESSION_NAME": str(path), "NBTRAIL_NOTEBOOK": str(path)},
        )
        return path

    return make


def runs_of(path: Path) -> list[str]:
    found = nbtrail.sql("SELECT name FROM runs WHERE notebook_path = $path", path=str(path))
    return [name for (name,) in found.rows]


def until(met: Callable[[], Any]) -> None:
    end = time.monotonic() + 60
    while not met():
        assert time.monotonic() < end
        time.sleep(0.05)


def rename(server: Jupyter, old: str, new: str) -> None:
    request = urllib.request.Request(
        f"{server.url}api/contents/{old}",
        json.dumps({"path": new}).encode(),
        {"Authorization": f"token {TOKEN}", "Content-Type": "application/json"},
        method="PATCH",
    )
    urllib.request.urlopen(request, timeout=60).close()


def test_a_notebook_that_jupyter_renames_keeps_its_runs(server, root, recorded):
    old = recorded("before.ipynb")
    assert runs_of(old) == ["before.ipynb"]
    rename(server, "before.ipynb", "after.ipynb")
    until(lambda: runs_of(root / "after.ipynb") == ["before.ipynb"])
    assert runs_of(old) == []


def test_the_notebooks_of_a_folder_that_jupyter_renames_keep_their_runs(server, root, recorded):
    recorded("folder/inside.ipynb")
    recorded("folder2.ipynb")
    rename(server, "folder", "other")
    until(lambda: runs_of(root / "other" / "inside.ipynb") == ["folder/inside.ipynb"])
    assert runs_of(root / "folder2.ipynb") == ["folder2.ipynb"]


@pytest.mark.parametrize("ids", [True, False], ids=["cell ids", "no cell ids"])
def test_a_notebook_that_is_moved_outside_of_jupyter_has_its_runs_once_it_is_opened(
    server, root, recorded, ids
):
    old = recorded(f"moved-{ids}.ipynb", ids=ids)
    new = root / f"moved-{ids}-there.ipynb"
    old.rename(new)
    assert server.ask("nbtrail-server/notebook", {"path": new.name}) == (200, {"moved": 1})
    assert runs_of(new) == [old.name]
    assert server.ask("nbtrail-server/notebook", {"path": new.name}) == (200, {"moved": 0})


def test_a_copy_takes_no_runs_away(server, root, recorded):
    old = recorded("original.ipynb")
    copy = root / "copy.ipynb"
    copy.write_bytes(old.read_bytes())
    assert server.ask("nbtrail-server/notebook", {"path": copy.name}) == (200, {"moved": 0})
    assert runs_of(old) == ["original.ipynb"]


def test_of_notebooks_that_were_copied_from_one_another_the_moved_one_has_the_runs(
    server, root, recorded
):
    """Copies have the ids of their original's cells."""
    old = recorded("template.ipynb")
    sibling = json.loads(old.read_text())
    for cell in sibling["cells"]:
        cell["source"] = "other = 'work'"
    (root / "a-sibling.ipynb").write_text(json.dumps(sibling))
    old.rename(root / "z-moved.ipynb")
    opened = server.ask("nbtrail-server/notebook", {"path": "a-sibling.ipynb"})
    assert opened == (200, {"moved": 0})
    found = server.ask("nbtrail-server/find", {"path": str(old)})
    assert found == (200, {"path": "z-moved.ipynb"})


def test_another_notebook_does_not_take_the_runs_of_one_that_is_gone(server, root, recorded):
    old = recorded("gone.ipynb")
    old.unlink()
    other = root / "unrelated.ipynb"
    cells = [v4.new_code_cell("%load_ext nbtrail"), v4.new_code_cell("print('other work')")]
    other.write_text(json.dumps(v4.new_notebook(cells=cells)))
    assert server.ask("nbtrail-server/notebook", {"path": other.name}) == (200, {"moved": 0})
    assert runs_of(old) == ["gone.ipynb"]


def test_a_runs_notebook_is_found_below_jupyters_folder_or_said_to_be_nowhere(
    server, root, recorded
):
    old = recorded("sought.ipynb")
    assert server.ask("nbtrail-server/find", {"path": str(old)}) == (200, {"path": "sought.ipynb"})
    (root / "deep").mkdir()
    old.rename(root / "deep" / "found.ipynb")
    found = server.ask("nbtrail-server/find", {"path": str(old)})
    assert found == (200, {"path": "deep/found.ipynb"})
    assert runs_of(root / "deep" / "found.ipynb") == ["sought.ipynb"]
    (root / "deep" / "found.ipynb").unlink()
    nowhere = server.ask("nbtrail-server/find", {"path": str(root / "deep" / "found.ipynb")})
    assert nowhere == (200, {"path": None})


def test_a_kernel_that_restarts_after_a_rename_records_in_the_notebook_where_it_is(
    server, root, recorded
):
    """The kernel's environment still has the path that the notebook had when it started."""
    from jupyter_client import BlockingKernelClient

    path = root / "living.ipynb"
    path.write_text(json.dumps(v4.new_notebook(cells=[v4.new_code_cell("%load_ext nbtrail")])))
    body = {"path": path.name, "name": path.name, "type": "notebook", "kernel": {"name": "python3"}}
    _, session = server.ask("api/sessions", body)
    kernel = session["kernel"]["id"]

    def execute(code: str) -> None:
        client = BlockingKernelClient()
        client.load_connection_file(str(root / "runtime" / f"kernel-{kernel}.json"))
        client.start_channels()
        try:
            client.kernel_info(reply=True, timeout=120)
            assert client.execute_interactive(code, timeout=120)["content"]["status"] == "ok"
        finally:
            client.stop_channels()

    run = "%load_ext nbtrail\nimport nbtrail\nnbtrail.init(name={!r}).finish()"
    execute(run.format("first"))
    rename(server, path.name, "living-on.ipynb")
    new = root / "living-on.ipynb"
    until(lambda: runs_of(new) == ["first"])
    request = urllib.request.Request(
        f"{server.url}api/sessions/{session['id']}",
        json.dumps({"path": new.name}).encode(),
        {"Authorization": f"token {TOKEN}", "Content-Type": "application/json"},
        method="PATCH",
    )
    urllib.request.urlopen(request, timeout=60).close()
    assert server.ask(f"api/kernels/{kernel}/restart", {})[0] == 200
    execute(run.format("second"))
    assert server.ask("nbtrail-server/notebook", {"path": new.name}) == (200, {"moved": 1})
    assert sorted(runs_of(new)) == ["first", "second"]
