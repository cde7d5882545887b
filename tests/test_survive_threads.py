"""Whoever calls, from wherever: threads, tasks, pools, handlers, finalizers, generators.

Each thread and task has the run that it opened itself, nothing is mixed or
lost, and a call that comes in the middle of another one is kept. What is said
after the interpreter's end has closed the session is dropped without a word.
"""

from __future__ import annotations

import journal_reader
from survive_support import intact, survive


def _intact(trail) -> None:
    for writer in journal_reader.writers(trail.home):
        intact(list(journal_reader.facts(writer)))


def test_16_threads_in_one_run_and_in_runs_of_their_own(trail, tmp_path):
    survive(
        trail,
        tmp_path,
        """
        import nbtrail, threading, random
        from nbtrail.journal import journal
        journal.NUMBERS_LIMIT, journal.FACTS_LIMIT = 65536, 65536
        sys.setswitchinterval(1e-5)
        shared = nbtrail.init(name="shared")
        start = threading.Barrier(16)
        def work(name):
            start.wait()
            with nbtrail.run(name, seed=name) as own:
                for step in range(1000):
                    shared.log({name: float(step)}, step=step)
                    nbtrail.log({"own": float(step)}, step=step)
                    if step % 50 == 0:
                        own.log({f"{name}/{step}": 1.0}, step=step)
                        shared.params[f"{name}.{step}"] = step
                        nbtrail.tag(f"{name}-{step}")
                assert nbtrail.active_run() is own
        threads = [threading.Thread(target=work, args=(f"t{i}",)) for i in range(16)]
        [thread.start() for thread in threads]; [thread.join() for thread in threads]
        assert nbtrail.active_run() is shared
        """,
        blocks=True,
    )
    _intact(trail)
    runs = {fact["name"]: fact["run_id"] for fact in trail.facts("run_started")}
    shared = trail.points(runs["shared"])
    for name in (f"t{i}" for i in range(16)):
        every = [(step, float(step)) for step in range(1000)]
        assert [(step, value) for key, step, value in shared if key == name] == every
        own = trail.points(runs[name])
        assert [(step, value) for key, step, value in own if key == "own"] == every
        marks = range(0, 1000, 50)
        assert {key for key, _, _ in own} == {"own", *(f"{name}/{step}" for step in marks)}
        tagged = [fact for fact in trail.facts("run_tagged") if fact["run_id"] == runs[name]]
        assert [fact["add"] for fact in tagged] == [[f"{name}-{step}"] for step in marks]
    assert len(shared) == 16_000 and len(trail.facts("run_ended")) == 17


def test_tasks_and_pools_are_isolated(trail, tmp_path):
    survive(
        trail,
        tmp_path,
        """
        import asyncio, nbtrail, random
        from concurrent.futures import ThreadPoolExecutor
        async def task(number):
            with nbtrail.run(f"task{number}") as run:
                for step in range(10):
                    await asyncio.sleep(random.random() / 1000)
                    call(nbtrail.log, {f"task{number}": 1.0})
                    if step == 5:
                        await asyncio.to_thread(nbtrail.log, {f"task{number}": 1.0})
                        await asyncio.create_task(child(number))
                assert nbtrail.active_run() is run
        async def child(number):
            nbtrail.log({f"task{number}": 1.0})
        async def everybody():
            await asyncio.gather(*(task(number) for number in range(100)))
        asyncio.run(everybody())
        def job(number):
            with nbtrail.run(f"job{number}"):
                for _ in range(12):
                    nbtrail.log({f"job{number}": 1.0})
        with ThreadPoolExecutor(8) as pool:
            list(pool.map(job, range(100)))
        assert nbtrail.active_run() is None
        """,
    )
    _intact(trail)
    keys: dict[str, list[str]] = {}
    for run_id, key, _, _ in journal_reader.points(trail.home):
        keys.setdefault(run_id, []).append(key)
    for fact in trail.facts("run_started"):
        assert keys[fact["run_id"]] == [fact["name"]] * 12
    assert len(trail.facts("run_started")) == 200


def test_handlers_that_log_while_segments_are_sealed(trail, tmp_path):
    done = survive(
        trail,
        tmp_path,
        """
        import itertools, nbtrail, signal
        from nbtrail.journal import journal
        journal.NUMBERS_LIMIT, journal.FACTS_LIMIT = 200, 2000
        run = nbtrail.init(name="n")
        ticks = itertools.count()
        def tick(*_):
            run.log({"tick": float(next(ticks))})
            run.summary["tick"] = 1
            # Not an interval: on a slow machine a handler would begin in the one before, without end.
            signal.setitimer(signal.ITIMER_REAL, 0.0003)
        signal.signal(signal.SIGALRM, tick)
        signal.setitimer(signal.ITIMER_REAL, 0.0003)
        for step in range(20_000):
            run.log({"x": float(step)}, step=step)
            if step % 10 == 0:
                run.params["x"] = step
        signal.signal(signal.SIGALRM, signal.SIG_IGN)
        signal.setitimer(signal.ITIMER_REAL, 0)
        print(next(ticks))
        """,
    )
    points = trail.points()
    assert [value for key, _, value in points if key == "x"] == list(range(20_000))
    ticks = [value for key, _, value in points if key == "tick"]
    assert sorted(ticks) == list(range(int(done.stdout))) and len(ticks) > 20
    (writer,) = journal_reader.writers(trail.home)
    facts = list(journal_reader.facts(writer))
    intact(facts)
    assert len([f for f in facts if f["k"] == "summary"]) == len(ticks)
    assert len([f for f in facts if f["k"] == "params"]) == 2000


def test_finalizers_garbage_collection_and_generators(trail, tmp_path):
    done = survive(
        trail,
        tmp_path,
        """
        import atexit, gc, itertools, weakref
        late = []
        atexit.register(lambda: late[0]())  # runs last: after nbtrail's own end
        import nbtrail
        run = nbtrail.init(name="n")
        count = itertools.count()
        def note(*_):
            call(run.log, {"noted": float(next(count))})
        class Noted:
            def __init__(self):
                self.me = self
            def __del__(self):
                note()
        class Plain:
            pass
        gc.set_threshold(3)
        gc.callbacks.append(lambda phase, _: note() if phase == "stop" else None)
        for step in range(300):
            Noted()
            weakref.finalize(Plain(), note)
            run.log({"x": float(step), f"k{step % 7}": 1}, step=step)
            run.params[f"p{step}"] = [step]
        gc.set_threshold(700)
        gc.callbacks.clear()
        gc.collect()
        print(next(count))

        def numbers(name):
            with nbtrail.run(name) as own:
                for step in itertools.count():
                    own.log({"yielded": float(step)})
                    yield step
        first, second = numbers("first"), numbers("second")
        for _ in range(5):
            next(first), next(second)
        first.close()
        del second

        last = Noted()
        atexit.register(lambda: run.log({"at exit": 1.0}))
        def after_the_end():
            for _ in range(3):
                run.log({"at exit": 2.0}); run.log({"new": -1.0}); run.params["late"] = 1
                nbtrail.log({"late": 1.0}); nbtrail.tag("late")
                with nbtrail.run("late") as other:
                    other.log({"late": 1.0})
        late.append(after_the_end)
        """,
    )
    (writer,) = journal_reader.writers(trail.home)
    facts = list(journal_reader.facts(writer))
    intact(facts)
    assert facts[-1]["k"] == "writer_closed"
    points = trail.points()
    assert [(step, value) for key, step, value in points if key == "x"] == [
        (step, float(step)) for step in range(300)
    ]
    noted = [value for key, _, value in points if key == "noted"]
    assert sorted(noted)[: int(done.stdout)] == list(range(int(done.stdout))) and len(noted) > 600
    assert [key for key, _, _ in points].count("at exit") == 1
    names = {fact["run_id"]: fact["name"] for fact in facts if fact["k"] == "run_started"}
    assert list(names.values()) == ["n", "first", "second"]
    ended = [(names[f["run_id"]], f["status"]) for f in facts if f["k"] == "run_ended"]
    assert ended == [("first", "finished"), ("second", "finished"), ("n", "finished")]
    assert [key for key, _, _ in points].count("yielded") == 10
