"""What can go wrong on the kernel side: one table, and the two ways it is said.

Nothing in here raises. A trouble is told once for each place in the user's code
that it concerns: one line on stderr and one `notice` fact in the journal;
recording goes on with what is good.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from typing import Any

from ..context.call_site import place
from .printable import fitting, visible

#: Code to sentence: what happened, and what to do.
CODES = {
    "NT201": "recording is paused: {reason}. Your code goes on; recording resumes by itself once {home} can be written.",
    "NT202": "recording went on after a pause of {seconds:.0f} s: {rows} log calls and {facts} records in between were not kept.",
    "NT203": "log() wants a mapping such as {{'loss': 0.1}}, and got {got}; nothing was recorded.",
    "NT204": "'{key}' is {got}, and metrics are numbers: use run.params['{key}'] or run.summary['{key}'] for it. The call's other values were recorded.",
    "NT205": "'{key}' could not be read as a number ({reason}); the call's other values were recorded.",
    "NT206": "'{key}' holds {got}: log a number such as its mean, or one key per entry. The call's other values were recorded.",
    "NT207": "step {step} is no whole number that can be kept; the values were recorded at step {used}.",
    "NT208": "the text of '{key}' has {length:,} characters; the first {kept:,} were kept. Keep long texts in a file and record its path.",
    "NT209": "{what} looked like a credential and was masked before it was recorded.",
    "NT210": "there is no run {run} to resume; a new run was started. Say resume='allow' if that is what you want.",
    "NT211": "{argument}={got} is not understood ({known}); it was left out.",
    "NT212": "{what}. Try %trail -h.",
    "NT213": "{what}",
    "NT214": "params are kept once they are recorded: '{key}' was not removed. Set it to another value instead.",
    "NT215": "{what} was given more than {kept:,} entries at once; the first {kept:,} were kept. Keep large tables in a file and record its path.",
    "NT216": "{what} could not be read ({reason}); the dataset was recorded by its name alone.",
    "NT217": "{what} was not recorded as an artifact ({reason}); the run goes on without it.",
    "NT218": "the bytes of {what} could not be stored ({reason}); its hash and size were recorded.",
    "NT230": "{call} {trouble}; {done}. The call is {right}.",
    "NT231": "{arguments} not needed: {why}. The run was begun without {it}.",
    "NT232": "run {run} ({id}) has ended; what is logged after its end is kept and shown as such. nbtrail.init() begins another run.",
    "NT233": "no run was open, so {run} was begun for what is logged. nbtrail.init() or nbtrail.run() begins one with a name and params.",
    "NT234": "this code began no run, and {several} are open: it was recorded in {run}. Call that run's own log, as in run.log(...), or begin one here.",
    "NT235": "{argument}={got} is not understood ({known}); it was kept as a parameter.",
    "NT236": "{what}; {instead}.",
    "NT237": "{call}() has no argument {unknown}: did you mean {meant}? What was given is kept in params.",
    "NT238": "this is process {rank} of {size} that work together, and nothing tells which belong to one start: each begins a run of its own. Give all the same nbtrail.init(id=…), or set NBTRAIL_JOB to a text of this start.",
    "NT240": "NBTRAIL_HOME now means {now}, but this process records in {home}: recording and questions go on there. Restart the kernel, or set the variable before nbtrail is loaded.",
    "NT219": "{what} could not be read ({reason}); recorded as unreadable, and all others as they are.",
    "NT220": "this user has no home folder; the store is {home}. NBTRAIL_HOME=<folder> chooses another.",
    "NT221": "{what} was read but for {columns} ({reason}); the hash is of the rest.",
    "NT241": "the files of this journal in {home} were deleted or moved away: recording goes on in a new one, and what was in them is lost unless they are put back.",
    "NT242": "nothing is mounted at {mount} any more, where the disk of {home} was: recording goes on in the files that are open, and is shown once the disk is mounted again. Mount it before the kernel ends.",
    "NT299": "something in nbtrail itself failed in {where} ({error}); your code is not affected. Please report it.",
}

#: Subjects and places by code, and lines on stderr by code and place.
_told: dict[str, set[str]] = {}
_lines: dict[tuple[str, str], int] = {}
_told_lock = threading.RLock()
#: Writes a `notice` fact; the tracker puts itself here while it records.
_record: Callable[[str, str], None] | None = None

#: Troubles told per code in a process; beyond it there is silence, not a flood.
TOLD_MOST = 500
#: Lines on stderr per code and place; the journal has the others.
LINES_MOST = 5
#: Characters of one word of a sentence.
WORD_MOST = 200


def set_recorder(record: Callable[[str, str], None] | None) -> None:
    """Where notices go besides stderr; None takes it away."""
    global _record
    _record = record


def forget_told() -> None:
    """Begin anew in a forked child; a thread that is no more may have held the lock."""
    global _told_lock
    _told_lock = threading.RLock()
    _told.clear()
    _lines.clear()


def notice(
    code: str, subject: str = "", *, quiet: bool = False, anywhere: bool = False, **words: Any
) -> None:
    """Tell a trouble, once per code, `subject` and place in the user's code.

    `anywhere` is for what concerns the process, not a call; `quiet` keeps it off stderr.
    """
    try:
        at = "" if anywhere else place()
        key = f"{subject} {at}"
        told = _told.setdefault(code, set())
        if key in told or len(told) >= TOLD_MOST:
            return
        with _told_lock:
            if key in told:
                return
            told.add(key)
            lines = _lines[code, at] = _lines.get((code, at), 0) + (not quiet)
        message = CODES[code].format(**{name: _short(word) for name, word in words.items()})
        if not quiet and lines <= LINES_MOST:
            say(f"nbtrail: {message} [{code}]")
        if _record is not None:
            _record(code, message)
    except Exception:  # the last wall: telling a trouble must not make one
        return


def say(line: str) -> None:
    """One line on stderr, control characters made visible, if there is a stderr."""
    stream = getattr(sys, "stderr", None)
    if stream is None:
        return
    try:
        stream.write(fitting(visible(line.replace("\n", " ")), stream) + "\n")
        stream.flush()
    except Exception:  # closed, broken, or no stream at all
        return


def _short(word: Any) -> Any:
    """A word that a sentence can hold; of several reasons each may be that long."""
    if type(word) is list:
        return "; ".join(map(_short, word))
    long = type(word) is str and len(word) > WORD_MOST
    return word[:WORD_MOST] + "…" if long else word


def shown(value: object, most: int = 60) -> str:
    """A short account of a value for a sentence; never raises, never runs a long repr."""
    try:
        if isinstance(value, str):
            return "the text " + repr(value[:most] + ("…" if len(value) > most else ""))
        if value is None or isinstance(value, (bool, int, float)):
            long = isinstance(value, int) and abs(value) >= 10**most
            return "a long integer" if long else repr(value)[:most]
    except Exception:  # a kind of text or number that cannot be shown
        pass
    kind = type(value).__name__
    return f"{'an' if kind[:1].lower() in 'aeiou' else 'a'} {kind}"


def failed_inside(where: str, error: BaseException) -> None:
    """A bug of nbtrail's own, told as NT299."""
    text = type(error).__name__
    if not isinstance(error, RecursionError):
        try:
            text = f"{text}: {error}"[:200]
        except Exception:  # somebody else's error, which cannot say what it is
            text = type(error).__name__
    notice("NT299", where, anywhere=True, where=where, error=text)
