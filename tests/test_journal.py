"""What the journal promises: format, order, and that a returned call outlives anything."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys

import journal_reader
import record_types

TRAINING = """
    import nbtrail
    run = nbtrail.init(project="p", name="n", params={"lr": 0.1, "opt": {"name": "adam"}}, tags=["a"], notes="why")
    for step in range(50):
        run.log({"loss": 1 / (step + 1), "acc": step / 50})
    run.define_metric("acc", goal="max", primary=True)
    run.summary["test/acc"] = 0.9
    run.log({"big": 2**60})
    run.finish()
"""


def test_every_fact_has_the_shape_that_records_ts_declares(trail, script):
    script(TRAINING)
    assert [fault for fact in trail.facts() for fault in record_types.faults(fact)] == []
    kinds = [fact["k"] for fact in trail.facts()]
    assert kinds[:2] == ["writer_opened", "session_started"]
    assert kinds[-2:] == ["session_ended", "writer_closed"]
    assert {
        "environment",
        "run_started",
        "params",
        "run_tagged",
        "run_noted",
        "series",
        "metrics",
        "summary",
    } <= set(kinds)


def test_seq_counts_up_by_one_and_the_session_has_the_writers_id(trail, script):
    script(TRAINING)
    facts = trail.facts()
    assert [fact["seq"] for fact in facts] == list(range(1, len(facts) + 1))
    assert (
        facts[1]["session_id"]
        == facts[0]["writer_id"]
        == journal_reader.writers(trail.home)[0].name
    )


def test_every_point_is_in_the_numbers_with_its_step(trail, script):
    script(TRAINING)
    losses = [(step, value) for key, step, value in trail.points() if key == "loss"]
    assert losses == [(step, 1 / (step + 1)) for step in range(50)]


def test_the_store_is_closed_to_other_users(trail, script):
    script(TRAINING)
    for path in [trail.home, *trail.home.rglob("*")]:
        mode = stat.S_IMODE(path.stat().st_mode)
        assert mode == (0o700 if path.is_dir() else 0o600), path


def test_params_are_flattened_and_every_number_survives(trail, script):
    script(
        """
        import nbtrail, decimal, pathlib, numpy as np
        with nbtrail.run("r", a=float("nan"), b=float("-inf"), c=2**70, d=np.float32(0.5), e=np.int64(3),
                         f={"x": {"y": [1, 2.5, None]}}, g=pathlib.Path("p"), h=np.arange(3), i=np.zeros((90, 90))) as run:
            run.params["lr"] = 1
            run.params.update(lr=2)
            assert run.params.lr == 2 and run.params["f.x.y"] == [1, 2.5, None]
        """
    )
    first, second, third = [fact["params"] for fact in trail.facts("params")]
    assert first == {
        "a": {"$float": "NaN"}, "b": {"$float": "-Infinity"}, "c": {"$int": str(2**70)}, "d": 0.5, "e": 3,
        "f.x.y": [1, 2.5, None], "g": "p", "h": [0, 1, 2], "i": "ndarray(90, 90) float64",
    }  # fmt: skip
    assert (second, third) == ({"lr": 1}, {"lr": 2})


def test_kill_9_loses_no_point_whose_call_returned(trail, tmp_path):
    code = """
import nbtrail, sys
run = nbtrail.init(name="n")
step = 0
while True:
    run.log({"x": float(step)}, step=step)
    sys.stdout.write(f"{step}\\n")
    sys.stdout.flush()
    step += 1
"""
    process = subprocess.Popen(
        [sys.executable, "-c", code],
        env=trail.environment(),
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        text=True,
    )
    lines = [process.stdout.readline() for _ in range(2000)]
    process.send_signal(signal.SIGKILL)
    told = [int(line) for line in [*lines, *process.stdout.read().split("\n")[:-1]]]
    process.wait()
    steps = [step for _, step, _ in trail.points()]
    assert steps[: len(told)] == told
    assert not trail.facts("run_ended", "writer_closed")


def test_a_forked_child_is_a_writer_of_its_own_and_a_silent_one_leaves_nothing(trail, script):
    script(
        """
        import nbtrail, os
        run = nbtrail.init(name="n")
        run.log({"x": 0.0}, step=0)
        for speaks in (True, False):
            pid = os.fork()
            if pid == 0:
                if speaks:
                    run.log({"x": 1.0}, step=1)
                os._exit(0)
            os.waitpid(pid, 0)
        run.log({"x": 2.0}, step=2)
        """
    )
    opened = trail.facts("writer_opened")
    assert len(opened) == 2
    child = next(fact for fact in opened if "parent_writer_id" in fact)
    assert child["parent_writer_id"] == trail.facts("session_started")[0]["session_id"]
    assert sorted(step for _, step, _ in trail.points()) == [0, 1, 2]
    assert [fact["status"] for fact in trail.facts("run_ended")] == ["finished"]


def test_a_forked_child_that_exits_in_order_does_not_end_its_parents_run(trail, script):
    script(
        """
        import nbtrail, os, sys
        run = nbtrail.init(name="n")
        pid = os.fork()
        if pid == 0:
            run.log({"x": 1.0})
            sys.exit(0)
        os.waitpid(pid, 0)
        run.log({"x": 2.0})
        """
    )
    assert len(trail.facts("run_ended")) == len(trail.facts("session_ended")) == 1
    assert len(trail.facts("writer_closed")) == 2


def test_threads_lose_and_mix_nothing(trail, script):
    script(
        """
        import nbtrail, threading
        run = nbtrail.init(name="n")
        def work(name):
            for step in range(2000):
                run.log({name: float(step), "shared": 1.0}, step=step)
                if step % 100 == 0:
                    run.params[f"{name}{step}"] = step
        threads = [threading.Thread(target=work, args=(f"t{i}",)) for i in range(6)]
        [t.start() for t in threads]; [t.join() for t in threads]
        """
    )
    points = trail.points()
    for i in range(6):
        assert [(step, value) for key, step, value in points if key == f"t{i}"] == [
            (s, float(s)) for s in range(2000)
        ]
    facts = trail.facts()
    assert [fact["seq"] for fact in facts] == list(range(1, len(facts) + 1))


def test_recording_from_a_signal_handler_in_the_middle_of_a_call_is_kept(trail, script):
    done = script(
        """
        import nbtrail, signal, itertools
        run = nbtrail.init(name="n")
        count = itertools.count()
        def tick(*_):
            run.params[f"tick"] = next(count)
            run.log({"tick": 1.0})
        signal.signal(signal.SIGALRM, tick)
        signal.setitimer(signal.ITIMER_REAL, 0.0005, 0.0005)
        for i in range(20000):
            run.log({"x": 1.0}, step=i)
            if i % 10 == 0: run.params["i"] = i
        signal.setitimer(signal.ITIMER_REAL, 0, 0)
        print(next(count))
        """
    )
    facts = trail.facts()
    assert [fact["seq"] for fact in facts] == list(range(1, len(facts) + 1))
    ticks = [
        fact["params"]["tick"]
        for fact in facts
        if fact["k"] == "params" and "tick" in fact["params"]
    ]
    assert sorted(ticks) == list(range(int(done.stdout))) and len(ticks) > 5


def test_a_full_disk_pauses_recording_says_so_once_and_resumes(trail, script):
    done = script(
        """
        import nbtrail, resource, signal, time
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        run = nbtrail.init(name="n")
        nbtrail.recording.session.current().gathered.wait()
        run.log({"x": 0.0}, step=0)
        limits = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (200, limits[1]))
        for step in range(1, 2000):
            run.log({"x": float(step)}, step=step)
        run.params["during"] = 1
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        until = time.monotonic() + 60
        while nbtrail.recording.session.current().journal.paused and time.monotonic() < until:
            run.log({"x": 5000.0}, step=5000)
        run.log({"x": 6000.0}, step=6000)
        print("alive")
        """
    )
    assert "alive" in done.stdout
    assert done.stderr.count("NT201") == 1 and len(done.stderr.splitlines()) == 1
    steps = [step for _, step, _ in trail.points()]
    assert steps[0] == 0 and steps[-1] == 6000 and len(steps) < 2000
    facts = trail.facts()
    assert [fact["seq"] for fact in facts] == list(range(1, len(facts) + 1))
    assert any(fact["k"] == "params" and fact["params"] == {"during": 1} for fact in facts)
    assert [fact["code"] for fact in facts if fact["k"] == "notice"] == ["NT201", "NT202"]


def test_a_store_that_cannot_be_made_costs_one_line(trail, script):
    done = script(
        TRAINING + "\n    print('alive')\n",
        NBTRAIL_HOME="/proc/nowhere",
    )
    assert "alive" in done.stdout and done.stderr.count("\n") == 1 and "NT201" in done.stderr


def test_segments_rotate_and_series_stay_known(trail, script):
    script(
        """
        import nbtrail
        from nbtrail.journal import journal
        journal.NUMBERS_LIMIT, journal.FACTS_LIMIT = 4096, 4096
        run = nbtrail.init(name="n")
        for step in range(1000):
            run.log({"x": float(step)}, step=step)
            if step % 20 == 0: run.params["p"] = "v" * 200
        """
    )
    writer = journal_reader.writers(trail.home)[0]
    assert (
        len(list(writer.glob("numbers-*.bin"))) > 5 and len(list(writer.glob("facts-*.ndjson"))) > 2
    )
    assert [step for _, step, _ in trail.points()] == list(range(1000))
    facts = trail.facts()
    assert [fact["seq"] for fact in facts] == list(range(1, len(facts) + 1))
    assert sum(fact["k"] == "writer_opened" for fact in facts) == 1


def test_disabled_records_nothing_and_everything_still_works(trail, script):
    done = script(TRAINING + "\n    print(run)\n", NBTRAIL_MODE="disabled")
    assert trail.empty and "finished" in done.stdout and not done.stderr
    assert not os.path.exists(trail.home)
