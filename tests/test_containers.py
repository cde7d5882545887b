"""Writers in other pid namespaces, as containers have them, with the host's companion."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from conftest import Store

PROGRAM = """
import nbtrail, sys
with nbtrail.run("inside") as run:
    for step in range(10): run.log({"loss": step}, step=step)
    print("began", flush=True)
    sys.stdin.readline()
    for step in range(10, 20): run.log({"loss": step}, step=step)
"""

UNSHARE = ["unshare", "--pid", "--fork", "--mount-proc"]


def _permitted() -> bool:
    if shutil.which("unshare") is None:
        return False
    return subprocess.run([*UNSHARE, "true"], capture_output=True, check=False).returncode == 0


def _inside(trail: Store) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [*UNSHARE, sys.executable, "-c", PROGRAM],
        env=trail.environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


@pytest.mark.skipif(not _permitted(), reason="writers-life.test.ts tries hand-made ones")
@pytest.mark.parametrize("how", ["ends in order", "is killed"])
def test_a_kernel_in_a_container_is_followed_to_its_end(trail, script, monkeypatch, how):
    monkeypatch.setenv("NBTRAIL_HOME", str(trail.home))
    import nbtrail
    from nbtrail.stop import stop

    ask = "SELECT status, (SELECT count(*) FROM metrics) FROM runs WHERE name = 'inside'"
    nbtrail.sql("SELECT 1")
    try:
        with _inside(trail) as inside:
            assert inside.stdout.readline() == "began\n"
            # A run of the host's that is killed is noticed: the companion has looked around.
            script(
                "import nbtrail, os\nnbtrail.init(name='outside')\nos.kill(os.getpid(), 9)",
                check=False,
            )
            killed = "SELECT count(*) FROM runs WHERE name = 'outside' AND status = 'killed'"
            until = time.monotonic() + 120
            while nbtrail.sql(killed).scalar() == 0:
                assert time.monotonic() < until, nbtrail.sql("SELECT name, status FROM runs").rows
            assert nbtrail.sql(ask).rows == [("running", 10)]
            if how == "is killed":
                children = Path(f"/proc/{inside.pid}/task/{inside.pid}/children")
                [inner] = children.read_text().split()
                os.kill(int(inner), signal.SIGKILL)
                inside.wait(120)
                assert nbtrail.sql(ask).rows == [("running", 10)]
            else:
                inside.communicate("go on\n", timeout=120)
                assert nbtrail.sql(ask).rows == [("finished", 20)]
    finally:
        stop()
