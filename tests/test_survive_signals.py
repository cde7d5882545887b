"""However a process ends or is interrupted: what was logged is there, and the run says how it went.

nbtrail takes no signal and no hook of the user's. A process that a signal ends
dies of that signal, and its runs are left to the companion, which ends them as
`killed` (docs/durability.md). A process that ends in order ends its runs.
"""

from __future__ import annotations

import itertools
import json
import signal

import journal_reader
import pytest
import survive_story
from survive_support import HEAD, intact, survive

LOGGING = """
import nbtrail, os, signal, sys, time
run = nbtrail.init(name="n")
for step in range(500):
    call(run.log, {"x": float(step)}, step=step)
"""

#: What ends the process: its exit status, the run's status in the journal, and the error's name.
ENDINGS = {
    "os.kill(os.getpid(), signal.SIGTERM)": (-signal.SIGTERM, None, None),
    "os.kill(os.getpid(), signal.SIGHUP)": (-signal.SIGHUP, None, None),
    "os.kill(os.getpid(), signal.SIGINT); time.sleep(9)": (
        -signal.SIGINT,
        "interrupted",
        "KeyboardInterrupt",
    ),
    "os._exit(3)": (3, "failed", "SystemExit"),
    "sys.exit(0)": (0, "finished", None),
    "raise MemoryError('full')": (1, "failed", "MemoryError"),
    "with run: sys.exit(3)": (3, "failed", "SystemExit"),
    "with run: sys.exit()": (0, "finished", None),
    "with run: os.kill(os.getpid(), signal.SIGTERM)": (-signal.SIGTERM, None, None),
    "import ctypes; ctypes.string_at(0)": (-signal.SIGSEGV, None, None),
    "os.abort()": (-signal.SIGABRT, None, None),
}


@pytest.mark.parametrize("ending", ENDINGS)
def test_an_ending_keeps_its_exit_status_and_every_point(trail, tmp_path, ending):
    returncode, status, error = ENDINGS[ending]
    survive(trail, tmp_path, LOGGING + ending, returncode=returncode, quiet=False)
    assert [step for _, step, _ in trail.points()] == list(range(500))
    facts = trail.facts()
    intact(facts)
    ended = [fact for fact in facts if fact["k"] == "run_ended"]
    assert [fact["status"] for fact in ended] == ([status] if status else [])
    assert [fact.get("error_name") for fact in ended] == ([error] if status else [])
    in_order = status is not None and "os._exit" not in ending
    assert (facts[-1]["k"] == "writer_closed") == in_order


def test_handlers_and_hooks_of_the_user_are_left_alone_and_still_run(trail, tmp_path):
    done = survive(
        trail,
        tmp_path,
        """
        import signal, sys, threading, faulthandler
        def state():
            hooks = (sys.excepthook, sys.unraisablehook, threading.excepthook, sys.displayhook,
                     sys.gettrace(), sys.getprofile(), faulthandler.is_enabled(), sys.getswitchinterval())
            return [signal.getsignal(number) for number in signal.valid_signals()], hooks
        before = state()
        import nbtrail, os
        def leave(number, frame):
            run.log({"handled": float(number)})
            if number == signal.SIGTERM:
                sys.exit(7)
        run = nbtrail.init(name="n")
        assert state() == before
        for number in (signal.SIGHUP, signal.SIGINT, signal.SIGUSR1, signal.SIGTERM):
            signal.signal(number, leave)
        run.log({"x": 1.0})
        run.params["a"] = 1
        for number in (signal.SIGHUP, signal.SIGINT, signal.SIGUSR1, signal.SIGTERM):
            os.kill(os.getpid(), number)
        """,
        returncode=7,
    )
    handled = [value for key, _, value in trail.points() if key == "handled"]
    assert handled == [signal.SIGHUP, signal.SIGINT, signal.SIGUSR1, signal.SIGTERM]
    assert not done.stdout and not done.told


INTERRUPTED = """
import json, random, signal, nbtrail, survive_story
from nbtrail.journal import journal
journal.NUMBERS_LIMIT, journal.FACTS_LIMIT = 4096, 16384
SEED, INTERRUPTS = int(sys.argv[1]), int(sys.argv[2])
chance, inside, hits, told = random.Random(SEED), False, 0, []

def interrupt(*_):
    if inside:
        raise KeyboardInterrupt
    again()

def again():
    signal.setitimer(signal.ITIMER_REAL, chance.uniform(0.00002, 0.0006))

signal.signal(signal.SIGALRM, interrupt)
nbtrail.recording.session.current().gathered.wait()
teller = survive_story.Teller()
again()
for number, said in enumerate(survive_story.story(SEED)):
    if hits >= INTERRUPTS:
        break
    if said[0] != "begin" and said[1] not in teller.runs:
        continue
    try:
        inside = True
        teller.tell(said)
        inside = False
        told.append((number, True))
    except KeyboardInterrupt:
        inside = False
        hits += 1
        told.append((number, False))
        again()
signal.setitimer(signal.ITIMER_REAL, 0)
signal.signal(signal.SIGALRM, signal.SIG_IGN)
print(json.dumps(told))
"""


@pytest.mark.parametrize("seed", [11, 12, 13])
def test_an_interrupt_in_the_middle_of_a_call_loses_at_most_that_call(trail, script, seed):
    code = HEAD + INTERRUPTED.replace("sys.argv[1]", str(seed)).replace("sys.argv[2]", "300")
    done = script(code)
    assert not done.stderr
    told = json.loads(done.stdout)
    assert sum(not returned for _, returned in told) == 300
    calls = list(itertools.islice(survive_story.story(seed), told[-1][0] + 1))
    (writer,) = journal_reader.writers(trail.home)
    facts = list(journal_reader.facts(writer))
    numbers = [fact["seq"] for fact in facts]
    assert numbers == sorted(set(numbers)), f"seed {seed}: a number is used twice"
    series = {
        fact["series"]: (fact["run_id"], fact["keys"]) for fact in facts if fact["k"] == "series"
    }
    rows = [
        (series[number][0], step, dict(zip(series[number][1], values, strict=True)))
        for number, step, _, _, values in journal_reader.rows(writer)
    ]
    said = [survive_story.read(fact) for fact in facts]
    for at, kept in enumerate(([fact for fact in said if fact and fact[0] != "run_ended"], rows)):
        wanted = [
            (entry, returned)
            for number, returned in told
            for entry in survive_story.records(calls[number])[at]
            if entry[0] != "run_ended"
        ]
        _follows(kept, wanted, f"seed {seed}")
    began = {fact["run_id"] for fact in facts if fact["k"] == "run_started"}
    ended = {fact["run_id"] for fact in facts if fact["k"] == "run_ended"}
    assert began == ended, f"seed {seed}: a run that an interrupt met was never ended"


def _follows(kept, wanted, why) -> None:
    """`kept` has what is wanted; what an interrupted call said may be missing, or said twice."""
    kept = [entry for entry, _ in itertools.groupby(kept)]
    at = 0
    for entry, returned in wanted:
        if at < len(kept) and kept[at] == entry:
            at += 1
        else:
            assert not returned, f"{why}: {entry!r} is lost"
    assert at == len(kept), f"{why}: {kept[at]!r} is invented"


def test_a_kernel_that_is_interrupted_restarted_or_ended_by_a_signal(trail, kernel):
    loop = (
        "step = 0\nwhile True:\n    run.log({'x': float(step)}, step=step)\n    step += 1\n"
        "    if step == 10: print('go', flush=True)"
    )
    kernel.run("import nbtrail, os\nrun = nbtrail.init(name='a')")
    asked = _begin(kernel, loop)
    kernel.manager.interrupt_kernel()
    kernel.outputs(asked)
    returned = int(kernel.text("print(step)"))
    steps = [step for _, step, _ in trail.points()]
    assert steps in (list(range(returned)), list(range(returned + 1)))
    interrupted = [f for f in trail.facts("cell_ended") if f["status"] == "interrupted"]
    assert len(interrupted) == 1 and not trail.facts("run_ended")
    kernel.run("run.log({'after': 1.0})")
    assert [value for key, _, value in trail.points() if key == "after"] == [1.0]

    def restart(now: bool) -> None:
        kernel.manager.restart_kernel(now=now)
        kernel.client.wait_for_ready(timeout=120)
        kernel.run("%load_ext nbtrail\nimport nbtrail, os\nrun = nbtrail.init(name='b')")

    restart(now=False)
    assert [fact["status"] for fact in trail.facts("run_ended")] == ["finished"]
    _begin(kernel, loop)
    restart(now=True)
    assert len(trail.facts("run_ended")) == 1
    _begin(kernel, loop)
    kernel.manager.signal_kernel(signal.SIGTERM)
    kernel.manager.provisioner.process.wait(30)
    assert kernel.manager.provisioner.process.returncode == -signal.SIGTERM
    assert len(trail.facts("run_ended")) == 1
    for writer in journal_reader.writers(trail.home):
        intact(list(journal_reader.facts(writer)))
        steps = [step for _, step, _, _, _ in journal_reader.rows(writer)]
        assert len(steps) >= 10 and steps[:-1] == list(range(len(steps) - 1))
    assert len(trail.facts("session_started")) == 3


def _begin(kernel, code: str) -> str:
    """Execute until it says `go`, and go on while it runs."""
    asked = kernel.client.execute(code)
    while kernel.client.get_iopub_msg(timeout=120)["content"].get("text") != "go\n":
        pass
    return asked
