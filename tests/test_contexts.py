"""Concurrent code keeps its runs apart: tasks, threads, pools, generators."""

from __future__ import annotations


def test_init_in_tasks_ends_no_other_tasks_run(trail, script):
    done = script(
        """
        import asyncio, nbtrail
        async def train(name):
            run = nbtrail.init(name=name)
            for _ in range(5):
                nbtrail.log({name: 1.0})
                await asyncio.sleep(0.001)
            assert run.status == "running" and nbtrail.active_run() is run
            again = nbtrail.init(name=f"{name} again")
            assert run.status == "finished"
            await asyncio.sleep(0.001)
            nbtrail.log({f"{name} again": 1.0})
            nbtrail.finish()
        async def main():
            shared = nbtrail.init(name="shared")
            await asyncio.gather(train("a"), train("b"))
            assert shared.status == "running"
            nbtrail.log({"shared": 1.0})
        asyncio.run(main())
        """
    )
    assert not done.stderr
    for name, keys in trail.keys_by_run().items():
        assert keys == [name] * len(keys) and keys
    assert set(trail.status_by_run().values()) == {"finished"}


def test_children_of_a_task_share_its_run_until_they_begin_their_own(trail, script):
    script(
        """
        import asyncio, nbtrail
        async def child(name, own):
            if own:
                with nbtrail.run(name):
                    await asyncio.sleep(0.001)
                    nbtrail.log({name: 1.0})
            await asyncio.to_thread(nbtrail.log, {"parent": 1.0})
        async def main():
            with nbtrail.run("parent"):
                await asyncio.gather(child("a", True), child("b", False), child("c", True))
        asyncio.run(main())
        """
    )
    assert trail.keys_by_run() == {"parent": ["parent"] * 3, "a": ["a"], "c": ["c"]}


def test_init_in_a_thread_stays_there(trail, script):
    script(
        """
        import nbtrail, threading
        from concurrent.futures import ThreadPoolExecutor
        main = nbtrail.init(name="main")
        met = threading.Barrier(3)
        def work(name):
            nbtrail.init(name=name)
            met.wait()
            for _ in range(10):
                nbtrail.log({name: 1.0})
            nbtrail.finish()
        threads = [threading.Thread(target=work, args=(f"thread {i}",)) for i in range(3)]
        [thread.start() for thread in threads]; [thread.join() for thread in threads]
        with ThreadPoolExecutor(3) as pool:
            list(pool.map(work, [f"job {i}" for i in range(3)]))
        assert main.status == "running" and nbtrail.active_run() is main
        nbtrail.log({"main": 1.0})
        """
    )
    for name, keys in trail.keys_by_run().items():
        assert keys == [name] * (1 if name == "main" else 10)


def test_a_thread_logs_in_the_run_that_it_was_started_in(trail, script):
    done = script(
        """
        import nbtrail, threading
        go = threading.Event()
        def work(name):
            go.wait()
            nbtrail.log({name: 1.0})
        threads = []
        for name in ("a", "b"):
            nbtrail.init(name=name)
            threads.append(threading.Thread(target=work, args=(name,)))
            threads[-1].start()
        go.set()
        [thread.join() for thread in threads]
        """
    )
    assert trail.keys_by_run() == {"a": ["a"], "b": ["b"]}
    assert "run a (" in done.stderr and len(done.stderr.splitlines()) == 1


def test_a_thread_that_may_mean_several_runs_says_which_one_it_took(trail, script):
    done = script(
        """
        import nbtrail, queue, threading
        asked, answered, met = queue.Queue(), queue.Queue(), threading.Barrier(2)
        def serve():
            while (values := asked.get()) is not None:
                answered.put(nbtrail.log(values))
        server = threading.Thread(target=serve)
        server.start()
        main = nbtrail.init(name="main")
        def other():
            with nbtrail.run("other"):
                met.wait(); met.wait()
        thread = threading.Thread(target=other)
        thread.start()
        met.wait()
        for _ in range(3):
            asked.put({"x": 1.0}); answered.get()
        asked.put(None); met.wait()
        server.join(); thread.join()
        """
    )
    assert trail.keys_by_run() == {"main": ["x"] * 3, "other": []}
    assert done.stderr.count("NT234") == 1


def test_work_that_a_pool_does_logs_in_the_run_that_gave_it(trail, script):
    done = script(
        """
        import asyncio, nbtrail
        from concurrent.futures import ThreadPoolExecutor
        from multiprocessing.pool import ThreadPool
        async def train(name, loop):
            with nbtrail.run(name):
                for _ in range(5):
                    await loop.run_in_executor(None, nbtrail.log, {name: 1.0})
                    await asyncio.sleep(0.001)
        async def tasks():
            await asyncio.gather(*(train(f"task {i}", asyncio.get_running_loop()) for i in range(3)))
        asyncio.run(tasks())
        def log(name):
            nbtrail.log({name: 1.0})
        with ThreadPoolExecutor(1) as pool, ThreadPool(2) as other, nbtrail.run("outer"):
            for name in ("a", "b"):
                with nbtrail.run(name):
                    list(pool.map(log, [name] * 2))
                    pool.submit(log, name).result()
                    other.map(log, [name] * 2)
                    other.apply_async(log, (name,)).get()
                    list(other.imap(func=log, iterable=[name]))
                    list(other.imap_unordered(log, [name]))
                    other.starmap(log, [(name,)])
            pool.submit(log, "outer").result()
        """
    )
    assert not done.stderr
    found = trail.keys_by_run()
    assert {name: len(keys) for name, keys in found.items()} == {
        "task 0": 5, "task 1": 5, "task 2": 5, "outer": 1, "a": 9, "b": 9,
    }  # fmt: skip
    assert all(set(keys) == {name} for name, keys in found.items())


def test_runs_that_a_pools_threads_left_open_make_nothing_ambiguous(trail, script):
    done = script(
        """
        import joblib, nbtrail
        from concurrent.futures import ThreadPoolExecutor
        from multiprocessing.pool import ThreadPool
        with ThreadPoolExecutor(2) as pool:
            list(pool.map(lambda name: nbtrail.init(name=name), ["early 1", "early 2"]))
        with nbtrail.run("block"):
            joblib.Parallel(n_jobs=2, backend="threading")(
                joblib.delayed(nbtrail.log)({"block": 1.0}) for _ in range(4))
            with ThreadPool(2) as pool:
                pool.map(nbtrail.log, [{"block": 1.0}] * 2)
        """
    )
    assert not done.stderr and trail.keys_by_run()["block"] == ["block"] * 6


def test_a_worker_with_a_run_of_its_own_keeps_it(trail, script):
    script(
        """
        import nbtrail
        from concurrent.futures import ThreadPoolExecutor
        nbtrail.init(name="main")
        def begin():
            nbtrail.init(name="worker")
        def job(_):
            with nbtrail.run("job"):
                nbtrail.log({"job": 1.0})
            nbtrail.log({"worker": 1.0})
        with ThreadPoolExecutor(1, initializer=begin) as pool:
            list(pool.map(job, range(2)))
        nbtrail.log({"main": 1.0})
        """
    )
    found = [
        (fact["name"], [key for key, _, _ in trail.points(fact["run_id"])])
        for fact in trail.facts("run_started")
    ]
    assert found == [
        ("main", ["main"]),
        ("worker", ["worker"] * 2),
        ("job", ["job"]),
        ("job", ["job"]),
    ]


def test_a_run_can_be_entered_in_one_task_and_left_in_another(trail, script):
    done = script(
        """
        import asyncio, nbtrail
        async def main():
            run = nbtrail.run("handed on")
            await asyncio.create_task(asyncio.to_thread(run.__enter__))
            await asyncio.create_task(leave(run))
            with nbtrail.run("next"):
                nbtrail.log({"next": 1.0})
        async def leave(run):
            run.log({"handed on": 1.0})
            run.__exit__(None, None, None)
        asyncio.run(main())
        def rows():
            with nbtrail.run("generator"):
                for _ in range(3):
                    nbtrail.log({"generator": 1.0})
                    yield
        first, second = rows(), rows()
        next(first); next(second)
        first.close()
        second.close()
        assert nbtrail.active_run() is None
        """
    )
    assert not done.stderr and set(trail.status_by_run().values()) == {"finished"}
    assert trail.keys_by_run()["handed on"] == ["handed on"] and trail.keys_by_run()["next"] == [
        "next"
    ]


def test_a_block_that_holds_a_run_is_not_ended_by_init_inside_of_it(trail, script):
    script(
        """
        import nbtrail
        with nbtrail.init(name="outer") as outer:
            with nbtrail.init(name="inner"):
                nbtrail.log({"inner": 1.0})
            assert outer.status == "running"
            nbtrail.log({"outer": 1.0})
        """
    )
    assert trail.keys_by_run() == {"outer": ["outer"], "inner": ["inner"]}


def test_generators_that_take_turns_log_each_in_its_own_run(trail, script):
    script(
        """
        import contextlib, nbtrail
        def rows(name):
            with nbtrail.run(name):
                for _ in range(3):
                    nbtrail.log({name: 1.0})
                    yield
        for _ in zip(rows("a"), rows("b")):
            pass
        @contextlib.contextmanager
        def training(name):
            with nbtrail.run(name):
                yield
        with training("around"):
            nbtrail.log({"around": 1.0})
        """
    )
    assert trail.keys_by_run() == {"a": ["a"] * 3, "b": ["b"] * 3, "around": ["around"]}
