"""Recording and questions mean the same store, wherever the process goes meanwhile."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap

import pytest


@pytest.fixture
def in_folder(trail, tmp_path):
    """Run a script in a folder of its own; the companion it starts is gone afterwards."""
    folder = tmp_path / "work"
    folder.mkdir()

    def go(code: str, **environment: str) -> subprocess.CompletedProcess:
        ended = "\nfrom nbtrail.stop import stop\nstop()\n"
        environ = {**trail.environment(), **environment}
        return subprocess.run(
            [sys.executable, "-c", textwrap.dedent(code) + ended],
            cwd=folder,
            env=environ,
            capture_output=True,
            text=True,
            check=True,
        )

    return folder, go


def test_a_relative_store_stays_where_it_was_when_the_working_folder_changes(in_folder):
    folder, go = in_folder
    done = go(
        """
        import os, nbtrail
        with nbtrail.run("first") as run: run.log({"loss": 1.0})
        os.makedirs("outputs"); os.chdir("outputs")
        with nbtrail.run("second") as run: run.log({"loss": 2.0})
        print(nbtrail.sql("SELECT count(*) FROM runs").scalar(), os.listdir("."))
        """,
        NBTRAIL_HOME="trail",
    )
    assert done.stdout.split() == ["2", "[]"] and not done.stderr
    assert (folder / "trail" / "trail.duckdb").exists()


def test_questions_that_come_before_recording_ask_the_store_that_recording_will_use(in_folder):
    folder, go = in_folder
    done = go(
        """
        import os, nbtrail
        os.makedirs("outputs"); os.chdir("outputs")
        print(nbtrail.sql("SELECT count(*) FROM runs").scalar())
        with nbtrail.run("only") as run: run.log({"loss": 2.0})
        os.chdir("/")
        print(nbtrail.sql("SELECT count(*) FROM runs").scalar())
        """,
        NBTRAIL_HOME="trail",
    )
    assert done.stdout.split() == ["0", "1"]
    assert (folder / "trail" / "journal").is_dir() and not os.listdir(folder / "outputs")


def test_a_store_that_is_named_after_loading_is_used_from_the_first_record(in_folder):
    folder, go = in_folder
    done = go(
        """
        import os, nbtrail
        os.environ["NBTRAIL_HOME"] = "later"
        with nbtrail.run("only"): pass
        os.makedirs("elsewhere"); os.chdir("elsewhere")
        print(nbtrail.sql("SELECT count(*) FROM runs").scalar())
        """
    )
    assert done.stdout.split() == ["1"] and not done.stderr
    assert (folder / "later" / "journal").is_dir()


def test_a_store_that_changes_while_recording_is_said_once_and_nothing_is_split(in_folder):
    folder, go = in_folder
    done = go(
        """
        import os, nbtrail
        with nbtrail.run("first"): pass
        os.environ["NBTRAIL_HOME"] = os.path.abspath("other")
        with nbtrail.run("second"): pass
        print(nbtrail.sql("SELECT count(*) FROM runs").scalar())
        print(nbtrail.sql("SELECT count(*) FROM notices WHERE code = 'NT240'").scalar())
        """,
        NBTRAIL_HOME="trail",
    )
    assert done.stdout.split() == ["2", "1"]
    assert done.stderr.count("nbtrail:") == 1
    assert str(folder / "other") in done.stderr and str(folder / "trail") in done.stderr
    assert not (folder / "other").exists()


def test_the_server_gives_its_kernels_the_store_as_an_absolute_path(in_folder):
    folder, go = in_folder
    done = go(
        """
        import os
        from jupyter_server.serverapp import ServerApp
        from nbtrail.server_extension import _load_jupyter_server_extension
        server = ServerApp()
        server.initialize(argv=["--port=0", "--ServerApp.allow_root=True"], find_extensions=False)
        _load_jupyter_server_extension(server)
        os.chdir("/")
        print(os.environ["NBTRAIL_HOME"])
        """,
        NBTRAIL_HOME="trail",
    )
    assert done.stdout.strip() == str(folder / "trail")
