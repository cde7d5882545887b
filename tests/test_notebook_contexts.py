"""Cells and the work that they leave in the background keep their runs apart."""

from __future__ import annotations

import journal_reader


def test_a_notebook_goes_on_in_later_cells_and_init_succeeds_init(trail, kernel):
    kernel.run("import nbtrail\na = nbtrail.init(name='a')")
    kernel.run("nbtrail.log({'a': 1.0})")
    kernel.run("import asyncio\nawait asyncio.sleep(0)\nb = nbtrail.init(name='b')")
    kernel.run("await asyncio.sleep(0)\nnbtrail.log({'b': 1.0})")
    assert kernel.text("print(a.status, b.status)").strip() == "finished running"
    assert trail.keys_by_run() == {"a": ["a"], "b": ["b"]}


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
    assert trail.keys_by_run() == {
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
    assert trail.keys_by_run() == {"a": ["a", "a"], "b": []}
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
    assert trail.keys_by_run() == {"main": ["main"], "sub": ["sub"], "sub 2": ["sub 2"]}
    assert trail.status_by_run() == {"sub": "finished"}
