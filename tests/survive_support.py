"""What the tests about surviving share: the test's side, and that of the process it looks at.

In the child, `call` measures each call that records. On the test's side,
`survive` runs a program and checks what is promised whatever happens: no call
raises, none blocks, and each trouble costs one line of stderr and nothing else.
What a call may take is a multiple of what bare work takes in the same process:
encoding ten thousand lines and writing each (`bare_work`), measured at the start and
once more right after a call that was slow, since a machine's pace changes. Waiting for
a processor is subtracted, and a stall that a bare `os.write` beside it felt as well is
forgiven. Since a loaded machine can stall one and not the other, a program that was
only too slow may try again.
"""

from __future__ import annotations

import atexit
import json
import os
import statistics
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import record_types

HERE = Path(__file__).resolve().parent
#: What one call may take, and half of the calls: multiples of the bare work.
MAX_CALL, MAX_MEDIAN = 4, 0.25
#: Seconds that the bare write is late by when the machine stalls.
STALL = 0.01

HEAD = f"""
import sys
sys.path.insert(0, {str(HERE)!r})
from survive_support import call, calls
"""

_REPORT = "SURVIVE_REPORT"
_taken: list[float] = []
#: Of calls that were slow: when each began and ended, and the bare works that it took.
_slow: list[tuple[float, float, float]] = []
_pace: float | None = None
_local = threading.local()
#: As they were before a program made them fail.
_open, _write, _close = os.open, os.write, os.close


def call(function: Callable[..., Any], *args: Any, **named: Any) -> Any:
    """Call what records, and remember how long it took and how long it waited for a processor."""
    global _pace
    if _pace is None:
        _pace = bare_work()
    waited, began = _waited(), time.monotonic()
    try:
        return function(*args, **named)
    finally:
        ended = time.monotonic()
        took = ended - began
        if took > MAX_CALL * _pace:
            took -= min(took, _waited() - waited)
            _slow.append((began, ended, took / max(_pace, bare_work())))
        _taken.append(took)


def bare_work() -> float:
    """Seconds that it takes here and now to encode ten thousand lines and write each."""
    null = _open(os.devnull, os.O_WRONLY)
    try:
        began = time.monotonic()
        for line in range(10_000):
            _write(null, json.dumps({"line": line, "value": float(line)}).encode())
        return time.monotonic() - began
    finally:
        _close(null)


def calls() -> int:
    """How many calls were measured."""
    return len(_taken)


def _waited() -> float:
    """Seconds that this thread has waited for a processor; 0 where the system does not say."""
    try:
        if not hasattr(_local, "schedule"):
            _local.schedule = os.open("/proc/thread-self/schedstat", os.O_RDONLY)
        return int(os.pread(_local.schedule, 100, 0).split()[1]) / 1e9
    except (OSError, IndexError, ValueError):
        return 0.0


def _report() -> None:
    if _taken:
        median = statistics.median(_taken) / (_pace or 1)
        with open(os.environ[_REPORT], "w") as file:
            json.dump({"calls": len(_taken), "median": median, "slow": _slow}, file)


if _REPORT in os.environ:
    atexit.register(_report)


@dataclass
class Outcome:
    """What became of a program."""

    returncode: int
    stdout: str
    stderr: str
    #: Calls that were measured.
    calls: int

    @property
    def told(self) -> list[str]:
        """Codes of the troubles that were said, in order."""
        lines = [line for line in self.stderr.splitlines() if line.startswith("nbtrail:")]
        return [line.rsplit("[", 1)[-1].rstrip("]") for line in lines]


def survive(
    store: Any,
    folder: Path,
    code: str,
    *,
    returncode: int = 0,
    quiet: bool = True,
    blocks: bool = False,
    **environment: str,
) -> Outcome:
    """Run `code` against the store and check that nbtrail hurt nobody.

    With `quiet` stderr holds nothing but nbtrail's own lines. With `blocks` the
    time of calls is not looked at.
    """
    for trial in range(3):
        outcome, late = _once(store, folder, code, environment)
        assert outcome.returncode == returncode, (outcome.returncode, outcome.stderr[-4000:])
        lines = outcome.stderr.splitlines()
        assert len(lines) == len(set(lines)), "a trouble was told twice\n" + outcome.stderr
        assert "nbtrail:" not in outcome.stdout
        if quiet:
            strange = [line for line in lines if not line.startswith("nbtrail: ")]
            assert not strange, outcome.stderr[-4000:]
        if blocks or not late:
            return outcome
        if trial < 2:
            store.home = store.home.with_name(f"{store.home.name}-{trial + 2}")
    raise AssertionError(f"calls blocked three times in a row: {late}")


def _once(
    store: Any, folder: Path, code: str, environment: dict[str, str]
) -> tuple[Outcome, list[str]]:
    work = folder / "work"
    work.mkdir(exist_ok=True)
    program, report = work / "program.py", work / "report.json"
    program.write_text(HEAD + textwrap.dedent(code), "utf-8", "surrogatepass")
    report.unlink(missing_ok=True)
    with stalls_of_the_machine(work) as stalls:
        done = subprocess.run(
            [sys.executable, str(program)],
            cwd=work,
            env=store.environment(**{_REPORT: str(report), **environment}),
            capture_output=True,
            timeout=150,
        )
    measured: dict[str, Any] = {"calls": 0, "slow": []}
    if report.exists():
        measured = json.loads(report.read_text())
    late = [
        f"a call took {took:.1f} times the bare work"
        for began, ended, took in measured["slow"]
        if took > MAX_CALL and not any(begin < ended and end > began for begin, end in stalls)
    ]
    if measured.get("median", 0) > MAX_MEDIAN:
        late.append(f"half of the calls took {measured['median']:.2f} times the bare work")
    out, err = (text.decode("utf-8", "replace") for text in (done.stdout, done.stderr))
    return Outcome(done.returncode, out, err, measured["calls"]), late


_PROBE = """
import os, select, sys, time
fd = os.open(sys.argv[1], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
while True:
    began = time.monotonic()
    over = select.select([0], [], [], 0.004)[0]
    os.write(fd, b"x" * 48)
    ended = time.monotonic()
    if ended - began > 0.004 + float(sys.argv[2]):
        print(began, ended, flush=True)
    if over:
        break
"""


@contextmanager
def stalls_of_the_machine(folder: Path) -> Any:
    """Times, filled in when the block ends, in which a bare write beside it was late."""
    probe = subprocess.Popen(
        [sys.executable, "-S", "-c", _PROBE, str(folder / "probe"), str(STALL)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    found: list[tuple[float, float]] = []
    try:
        yield found
    finally:
        told, _ = probe.communicate()
        for line in told.splitlines():
            began, ended = map(float, line.split())
            found.append((began, ended))


def intact(facts: list[dict]) -> None:
    """Facts of one writer: numbered without gaps, each of the shape that is declared."""
    assert [fact["seq"] for fact in facts] == list(range(1, len(facts) + 1))
    assert [fault for fact in facts for fault in record_types.faults(fact)] == []
    assert not facts or facts[0]["k"] == "writer_opened"
