"""Automatic recording: off until asked for, and free until then. In real kernels."""

from __future__ import annotations

import json
import os
import shutil
import site
import subprocess
import sys
from pathlib import Path

import pytest
from jupyter_client.manager import KernelManager

from nbtrail.companion import autoload
from nbtrail.journal.store_home import store_home

STARTUP = Path(__file__).parent.parent / "nbtrail" / "startup" / "50-nbtrail.py"


@pytest.fixture(scope="module")
def prefix(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment that has the startup file where the wheel puts it."""
    folder = tmp_path_factory.mktemp("prefix") / "env"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder], check=True)
    startup = folder / "etc" / "ipython" / "startup"
    startup.mkdir(parents=True)
    shutil.copy(STARTUP, startup)
    return folder


@pytest.fixture
def ask(prefix: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Run code in a new kernel of that environment; gives what it printed."""
    monkeypatch.setenv("NBTRAIL_HOME", str(tmp_path / "home"))
    kernels = tmp_path / "jupyter" / "kernels" / "boxed"
    kernels.mkdir(parents=True)
    program = str(prefix / ("Scripts/python.exe" if os.name == "nt" else "bin/python"))
    line = [program, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    (kernels / "kernel.json").write_text(json.dumps({"argv": line, "display_name": "boxed"}))
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path / "jupyter"))
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))
    monkeypatch.delenv("NBTRAIL_AUTOLOAD", raising=False)

    def run(code: str, **environ: str) -> str:
        manager = KernelManager(kernel_name="boxed")
        paths = [str(Path(__file__).parent.parent), *site.getsitepackages()]
        manager.start_kernel(env={**os.environ, "PYTHONPATH": os.pathsep.join(paths), **environ})
        client = manager.client()
        client.start_channels()
        try:
            client.wait_for_ready(timeout=120)
            told: list[str] = []
            client.execute_interactive(
                code,
                timeout=120,
                output_hook=lambda message: told.append(message["content"].get("text", "")),
            )
            return "".join(told).strip()
        finally:
            client.stop_channels()
            manager.shutdown_kernel(now=True)

    return run


LOADED = "import sys; print('nbtrail' in sys.modules, 'nbtrail' in get_ipython().extension_manager.loaded)"
NAMES = "print(sorted(n for n in get_ipython().user_ns if 'trail' in n or n in ('os', 'sys')))"


def test_a_kernel_that_nobody_asked_to_record_does_not_even_import_nbtrail(ask):
    assert ask(LOADED) == "False False"


def test_the_switch_turns_recording_on_and_zero_always_wins(ask):
    autoload.set_on(True)
    assert autoload.is_on()
    assert ask(LOADED) == "True True"
    assert ask(LOADED, NBTRAIL_AUTOLOAD="0") == "False False"
    autoload.set_on(False)
    assert not autoload.is_on()
    assert ask(LOADED) == "False False"


def test_the_variable_turns_recording_on_and_no_name_stays_behind(ask):
    assert ask(NAMES, NBTRAIL_AUTOLOAD="1") == "[]"
    assert ask(LOADED, NBTRAIL_AUTOLOAD="1") == "True True"


def test_a_kernel_starts_even_when_nbtrail_cannot_be_loaded(ask, tmp_path):
    broken = tmp_path / "broken"
    broken.mkdir()
    (broken / "nbtrail.py").write_text("raise RuntimeError('broken')")
    assert (
        ask(
            "print(6 * 7)",
            NBTRAIL_AUTOLOAD="1",
            PYTHONPATH=os.pathsep.join([str(broken), *site.getsitepackages()]),
        )
        == "42"
    )


@pytest.mark.skipif(
    sys.platform not in ("linux", "darwin"), reason="the folder's rule differs by platform"
)
def test_the_startup_file_looks_where_platformdirs_says(monkeypatch, tmp_path):
    monkeypatch.delenv("NBTRAIL_HOME", raising=False)
    monkeypatch.delenv("NBTRAIL_AUTOLOAD", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("XDG_DATA_HOME", raising=False)
    seen: list[str] = []
    monkeypatch.setattr(os.path, "exists", lambda path: seen.append(os.fspath(path)) or False)
    exec(compile(STARTUP.read_text("utf-8"), str(STARTUP), "exec"), {})
    assert seen == [str(store_home() / "autoload")]
