"""Concurrent code keeps its runs apart: tasks, threads, pools, cells' background work, generators."""

from __future__ import annotations

import journal_reader


def logged(trail) -> dict[str, list[str]]:
    """Which keys each run was logged, by the run's name."""
    names = {fact["run_id"]: fact["name"] for fact in trail.facts("run_started")}
    return {name: [key for key, _, _ in trail.points(run)] for run, name in names.items()}


def ended(trail) -> dict[str, str]:
    names = {fact["run_id"]: fact["name"] for fact in trail.facts("run_started")}
    return {names[fact["run_id"]]: fact["status"] for fact in trail.facts("run_ended")}


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
    for name, keys in logged(trail).items():
        assert keys == [name] * len(keys) and keys
    assert set(ended(trail).values()) == {"finished"}


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
    assert logged(trail) == {"parent": ["parent"] * 3, "a": ["a"], "c": ["c"]}


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
    for name, keys in logged(trail).items():
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
    assert logged(trail) == {"a": ["a"], "b": ["b"]}
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
    assert logged(trail) == {"main": ["x"] * 3, "other": []}
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
    found = logged(trail)
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
    assert not done.stderr and logged(trail)["block"] == ["block"] * 6


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
    assert not done.stderr and set(ended(trail).values()) == {"finished"}
    assert logged(trail)["handed on"] == ["handed on"] and logged(trail)["next"] == ["next"]


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
    assert logged(trail) == {"outer": ["outer"], "inner": ["inner"]}


def test_a_notebook_goes_on_in_later_cells_and_init_succeeds_init(trail, kernel):
    kernel.run("import nbtrail\na = nbtrail.init(name='a')")
    kernel.run("nbtrail.log({'a': 1.0})")
    kernel.run("import asyncio\nawait asyncio.sleep(0)\nb = nbtrail.init(name='b')")
    kernel.run("await asyncio.sleep(0)\nnbtrail.log({'b': 1.0})")
    assert kernel.text("print(a.status, b.status)").strip() == "finished running"
    assert logged(trail) == {"a": ["a"], "b": ["b"]}


def test_background_work_of_two_cells_stays_apart(trail, kernel):
    kernel.run(
        """
import asyncio, nbtrail, threading
async def train(name):
    run = nbtrail.init(name=name)
    for _ in range(20):
        nbtrail.log({name: 1.0})
        await asyncio.sleep(0.001)
    return run.status
def thread(name):
    nbtrail.init(name=name)
    for _ in range(20):
        nbtrail.log({name: 1.0})
    nbtrail.finish()
"""
    )
    kernel.run("first = asyncio.create_task(train('task 1'))")
    kernel.run("second = asyncio.create_task(train('task 2'))")
    kernel.run("third = threading.Thread(target=thread, args=('thread 1',)); third.start()")
    kernel.run("fourth = threading.Thread(target=thread, args=('thread 2',)); fourth.start()")
    assert kernel.text("print(await first, await second)").strip() == "running running"
    kernel.run("third.join(); fourth.join()")
    assert logged(trail) == {
        f"{kind} {i}": [f"{kind} {i}"] * 20 for kind in ("task", "thread") for i in (1, 2)
    }


def test_work_that_a_cell_left_behind_logs_in_the_cells_run_and_for_the_cell(trail, kernel):
    kernel.run("import asyncio, nbtrail, threading\ngo, fly = asyncio.Event(), threading.Event()")
    kernel.run(
        """
async def later():
    await go.wait()
    nbtrail.log({"a": 1.0})
def much_later():
    fly.wait()
    nbtrail.log({"a": 2.0})
nbtrail.init(name="a")
task, thread = asyncio.create_task(later()), threading.Thread(target=much_later)
thread.start()
""",
        cell_id="starts",
    )
    kernel.run("nbtrail.init(name='b')\ngo.set(); await task; fly.set(); thread.join()")
    assert logged(trail) == {"a": ["a", "a"], "b": []}
    (start,) = [fact for fact in trail.facts("cell_started") if fact["cell_id"] == "starts"]
    (writer,) = journal_reader.writers(trail.home)
    assert [n for _, _, _, n, _ in journal_reader.rows(writer)] == [start["n"]] * 2


def test_background_work_that_is_begun_again_leaves_the_earlier_attempt_at_work(trail, kernel):
    kernel.run("import asyncio, nbtrail\ngo = asyncio.Event()")
    cell = """
async def train():
    run = nbtrail.init(name="train")
    await go.wait()
    nbtrail.log({"x": 1.0})
    return run.status
tasks = [*globals().get("tasks", []), asyncio.create_task(train())]
"""
    kernel.run(cell, cell_id="again")
    kernel.run(cell, cell_id="again")
    told = kernel.text("await asyncio.sleep(0); go.set(); print(*[await task for task in tasks])")
    assert told.strip() == "running running"
    started = trail.facts("run_started")
    assert [fact["attempt"] for fact in started] == [1, 2]
    assert [len(trail.points(fact["run_id"])) for fact in started] == [1, 1]


def test_a_subshells_cell_keeps_its_run_apart_from_the_notebooks(trail, kernel):
    kernel.run("import nbtrail, threading\nmet, done = threading.Event(), threading.Event()")
    client = kernel.client
    control = client.session.msg("create_subshell_request", {})
    client.control_channel.send(control)
    subshell = client.get_control_msg(timeout=60)["content"]["subshell_id"]

    def ask(code: str, **header: str) -> str:
        content = {"code": code, "silent": False, "store_history": True, "allow_stdin": False}
        message = client.session.msg("execute_request", content)
        message["header"].update(header)
        client.shell_channel.send(message)
        return message["header"]["msg_id"]

    busy = ask(
        "main = nbtrail.init(name='main')\nmet.set()\ndone.wait(60)\nnbtrail.log({'main': 1.0})\n"
        "print(main.status, nbtrail.active_run() is main)"
    )
    beside = ask(
        "met.wait(60)\nsub = nbtrail.init(name='sub')\nnbtrail.log({'sub': 1.0})\n"
        "nbtrail.init(name='sub 2')\nnbtrail.log({'sub 2': 1.0})\ndone.set()",
        subshell_id=subshell,
    )
    printed: dict[str, str] = {}
    idle: set[str] = set()
    while not {busy, beside} <= idle:
        message = client.get_iopub_msg(timeout=60)
        asked = message["parent_header"].get("msg_id", "")
        if message["msg_type"] == "stream":
            printed[asked] = printed.get(asked, "") + message["content"]["text"]
        elif message["content"].get("execution_state") == "idle":
            idle.add(asked)
    assert printed == {busy: "running True\n"}
    assert logged(trail) == {"main": ["main"], "sub": ["sub"], "sub 2": ["sub 2"]}
    assert ended(trail) == {"sub": "finished"}


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
    assert logged(trail) == {"a": ["a"] * 3, "b": ["b"] * 3, "around": ["around"]}
