"""Journals that the companion compressed are read by everybody as before."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import journal_reader
import pytest
from conftest import Store

from nbtrail.client import sql
from nbtrail.stop import stop

STEPS = 6_000


def test_points_are_the_same_and_a_run_goes_on_after_its_last_step(
    trail: Store, script: Callable[..., object], monkeypatch: pytest.MonkeyPatch
) -> None:
    script(
        f"""
        import nbtrail
        with nbtrail.run("long") as run:
            for step in range({STEPS}):
                run.log({{"loss": 1 / (step + 1), "time": step * 0.1}})
                if step % 500 == 0:
                    run.log({{"val/acc": step / {STEPS}}})
                    run.params["note"] = "word " * 2_000 + str(step)
        """
    )
    written = sorted(journal_reader.points(trail.home))
    monkeypatch.setenv("NBTRAIL_HOME", str(trail.home))
    try:
        count = sql("SELECT count(*) FROM metrics").scalar()
        until = time.monotonic() + 120
        while names(trail.home, "*.bin") or not names(trail.home, "*.bin.z"):
            assert time.monotonic() < until, names(trail.home, "*")
            time.sleep(0.2)
        assert names(trail.home, "facts-*.gz")
        assert count == len(written) == 2 * STEPS + STEPS // 500
        assert sorted(journal_reader.points(trail.home)) == written
        stated = sql("SELECT run_id, key, step, value FROM metrics", limit=100_000)
        assert sorted(stated.rows) == written
    finally:
        stop()
    last = script(
        """
        import nbtrail
        run = nbtrail.init(name="long", resume="must")
        run.log({"loss": 0.0})
        print(run.id)
        """
    )
    run_id = last.stdout.strip()  # type: ignore[attr-defined]
    assert (
        max(step for run, _, step, _ in journal_reader.points(trail.home) if run == run_id)
        == max(step for _, _, step, _ in written) + 1
    )


def names(home: Path, pattern: str) -> list[str]:
    """Segments of writers that had points to say."""
    return [path.name for path in (home / "journal").glob(f"*/{pattern}")]
