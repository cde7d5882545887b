"""Child processes: one that logs is a writer of its own, a silent one costs nothing.

A child's end never ends the parent's run. A child that ends in order ends the
runs that it began itself, whether `os.fork`, multiprocessing, a pool or a data
loader made it. And a fork at any moment, while other threads record, leaves a
child that can record.
"""

from __future__ import annotations

import journal_reader
import pytest
from survive_support import intact, survive

#: What the workers below do, by the names they are given.
WORKERS = '''
import os
def speak(name):
    """Log in a run of the child's own that nobody ends."""
    import nbtrail
    run = nbtrail.init(name=name)
    for step in range(20):
        run.log({"child": float(step)}, step=step)
    return os.getpid()

def keep_silent(name):
    import nbtrail
    assert nbtrail.__version__
    return os.getpid()

def log_in_the_parents(run):
    """Log in the run that was open when the child was forked."""
    for step in range(20):
        run.log({"child": float(step)}, step=step)
'''


def _workers(tmp_path) -> None:
    (tmp_path / "work").mkdir(exist_ok=True)
    (tmp_path / "work" / "workers.py").write_text(WORKERS)


@pytest.mark.parametrize("method", ["fork", "spawn", "forkserver"])
def test_multiprocessing(trail, tmp_path, method):
    _workers(tmp_path)
    survive(
        trail,
        tmp_path,
        f"""
        import multiprocessing, sys, nbtrail, workers
        from concurrent.futures import ProcessPoolExecutor
        if __name__ == "__main__":
            run = nbtrail.init(name="parent")
            run.log({{"parent": 0.0}}, step=0)
            context = multiprocessing.get_context({method!r})
            for work in (workers.speak, workers.keep_silent):
                processes = [context.Process(target=work, args=(f"child{{i}}",)) for i in range(2)]
                [p.start() for p in processes]; [p.join() for p in processes]
                assert [p.exitcode for p in processes] == [0, 0]
            if {method!r} == "fork":
                process = context.Process(target=workers.log_in_the_parents, args=(run,))
                process.start(); process.join()
            with ProcessPoolExecutor(2, mp_context=context) as pool:
                pids = list(pool.map(workers.speak, [f"pooled{{i}}" for i in range(4)]))
            assert run.status == "running" and nbtrail.active_run() is run
            run.log({{"parent": 1.0}}, step=1)
            print(len(set(pids)))
        """,
    )
    pooled = [f"pooled{i}" for i in range(4)]
    names = {fact["run_id"]: fact["name"] for fact in trail.facts("run_started")}
    assert sorted(names.values()) == sorted(["parent", "child0", "child1", *pooled])
    ended = [(names[fact["run_id"]], fact["status"]) for fact in trail.facts("run_ended")]
    assert sorted(ended) == sorted((name, "finished") for name in names.values())
    parent = next(run for run, name in names.items() if name == "parent")
    told = [key for key, _, _ in trail.points(parent)]
    assert sorted(told) == (["child"] * 20 if method == "fork" else []) + ["parent"] * 2
    for run in names:
        assert run == parent or [step for _, step, _ in trail.points(run)] == list(range(20))
    writers = [list(journal_reader.facts(writer)) for writer in journal_reader.writers(trail.home)]
    speakers = 1 + 2 + (method == "fork")
    assert speakers < len(writers) <= speakers + 2, "a silent child left a folder"
    for facts in writers:
        intact(facts)
        assert facts[-1]["k"] == "writer_closed"
    assert len(trail.facts("session_started")) == len(trail.facts("session_ended")) == 1


def test_a_silent_child_costs_nothing_and_leaves_nothing(trail, tmp_path):
    survive(
        trail,
        tmp_path,
        """
        import nbtrail, os, threading, time
        from pathlib import Path
        run = nbtrail.init(name="n")
        run.log({"x": 0.0}, step=0)
        nbtrail.recording.session.current().gathered.wait()
        journal = Path(os.environ["NBTRAIL_HOME"], "journal")
        # The next sample of the system comes ten seconds after the first.
        while not any("system_sampled" in facts.read_text() for facts in journal.glob("*/facts-*")):
            time.sleep(0.02)
        def everything():
            return sorted((path, files, [os.stat(os.path.join(path, file)).st_size for file in files])
                          for path, _, files in os.walk(os.environ["NBTRAIL_HOME"]))
        before = everything()
        for ending in (os._exit, sys.exit):
            for _ in range(20):
                pid = os.fork()
                if pid == 0:
                    held = [os.readlink(f"/proc/self/fd/{fd}") for fd in os.listdir("/proc/self/fd")
                            if os.path.exists(f"/proc/self/fd/{fd}")] if sys.platform == "linux" else []
                    ok = not any("/journal/" in path for path in held) and threading.active_count() == 1
                    ending(0 if ok else 1)
                assert os.waitpid(pid, 0)[1] == 0
        assert everything() == before
        run.log({"x": 1.0}, step=1)
        """,
    )
    assert [step for _, step, _ in trail.points()] == [0, 1]
    assert len(journal_reader.writers(trail.home)) == 1


def test_grandchildren_and_daemons_are_writers_of_their_own(trail, tmp_path):
    survive(
        trail,
        tmp_path,
        """
        import nbtrail, os
        run = nbtrail.init(name="n")
        run.log({"x": 0.0}, step=0)
        def below(depth):
            pid = os.fork()
            if pid:
                assert os.waitpid(pid, 0)[1] == 0
                return
            if depth == 3:
                os.setsid()
                os.closerange(3, 1000)  # as daemons do
            if depth != 2:
                run.log({"x": float(depth)}, step=depth)
            if depth < 3:
                below(depth + 1)
            os._exit(0)
        below(1)
        run.log({"x": 4.0}, step=4)
        """,
    )
    assert sorted(step for _, step, _ in trail.points()) == [0, 1, 3, 4]
    opened = {fact["writer_id"]: fact for fact in trail.facts("writer_opened")}
    parents = [fact.get("parent_writer_id") for fact in opened.values()]
    assert len(opened) == 3 and parents.count(None) == 1
    assert {parent for parent in parents if parent} <= set(opened)


FORKS_AMONG_THREADS = """
import nbtrail, os, random, signal, threading, time
import nbtrail.recording.environment  # a child can never import what a thread was importing at the fork
sys.setswitchinterval(1e-6)
SEED = 7
chance = random.Random(SEED)

def waited_for(pid, what):
    until = time.monotonic() + 60
    while time.monotonic() < until:
        if os.waitpid(pid, os.WNOHANG)[0]:
            return
        time.sleep(0.0005)
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    sys.exit(f"a child that was forked {what} hangs, seed {SEED}")

def at_the_first_words(number):
    pid = os.fork()
    if pid == 0:
        began = threading.Event()
        def first():
            began.set()
            nbtrail.init(name="first").log({"x": 1.0})
        threading.Thread(target=first, daemon=True).start()
        began.wait()
        time.sleep(chance.uniform(0, 0.004))
        below = os.fork()
        if below == 0:
            nbtrail.init(name=f"below{number}").log({"below": float(number)})
            os._exit(0)
        waited_for(below, "while a session began")
        os._exit(0)
    chance.random()
    _, status = os.waitpid(pid, 0)
    if status:
        sys.exit("a child hangs")

for number in range(60):
    at_the_first_words(number)

run = nbtrail.init(name="n")
stop = False
def work(name):
    step = 0
    while not stop:
        run.log({name: float(step)}, step=step)
        run.log({name: 1, "bad": "text"})
        if step % 20 == 0:
            run.params[name] = step
            with nbtrail.run(name) as own:
                own.log({"own": 1.0})
        step += 1
threads = [threading.Thread(target=work, args=(f"t{i}",), daemon=True) for i in range(4)]
[thread.start() for thread in threads]
for number in range(150):
    pid = os.fork()
    if pid == 0:
        run.log({"forked": float(number)}, step=number)
        run.log({f"forked{number}": "text"})
        run.params["forked"] = number
        os._exit(0)
    waited_for(pid, "while threads record")
stop = True
[thread.join() for thread in threads]
"""


def test_a_fork_at_any_moment_leaves_a_child_that_can_record(trail, tmp_path):
    survive(trail, tmp_path, FORKS_AMONG_THREADS, blocks=True, USER="somebody")
    points = trail.points()
    assert sorted(step for key, step, _ in points if key == "forked") == list(range(150))
    assert sorted(value for key, _, value in points if key == "below") == list(range(60))
    for writer in journal_reader.writers(trail.home):
        intact(list(journal_reader.facts(writer)))


@pytest.mark.parametrize("method", ["fork", "spawn"])
def test_the_workers_of_a_data_loader(trail, tmp_path, method):
    pytest.importorskip("torch")
    _workers(tmp_path)
    (tmp_path / "work" / "data.py").write_text(
        """
import torch.utils.data
class Numbers(torch.utils.data.Dataset):
    def __init__(self, speaks):
        self.speaks = speaks
    def __len__(self):
        return 32
    def __getitem__(self, index):
        if self.speaks:
            import nbtrail
            nbtrail.log({"item": float(index)}, step=index)
        return index
"""
    )
    survive(
        trail,
        tmp_path,
        f"""
        import nbtrail, torch.utils.data, data
        if __name__ == "__main__":
            run = nbtrail.init(name="parent")
            for speaks in (False, True):
                loader = torch.utils.data.DataLoader(
                    data.Numbers(speaks), batch_size=4, num_workers=2, multiprocessing_context={method!r})
                for batch in loader:
                    run.log({{"batch": batch.sum(), "first": batch[0]}})
            assert run.status == "running"
        """,
    )
    assert sorted(step for key, step, _ in trail.points() if key == "item") == list(range(32))
    assert len([key for key, _, _ in trail.points() if key == "batch"]) == 16
    assert len(journal_reader.writers(trail.home)) == 3
    names = {fact["run_id"]: fact["name"] for fact in trail.facts("run_started")}
    assert list(names.values()) == ["parent"]
    assert sorted(fact["run_id"] for fact in trail.facts("run_ended")) == sorted(names)
