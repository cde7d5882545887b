"""Calls that do not fit the function: what fits is used, and one sentence says what does not.

The wall of guard.py comes here when Python itself refuses a call (an argument
too many, one missing, a keyword that is not known). That is the user's slip, not
a failure: the notice names the function and the argument, and shows the call.
"""

from __future__ import annotations

import difflib
import inspect
from collections.abc import Callable
from typing import Any

from .notice import notice

#: What others call an argument, where it is clear which of ours is meant.
_OTHER_WORDS = {"name": "key", "metric": "key", "tags": "tag", "description": "note"}


def refused(error: BaseException) -> bool:
    """Whether a TypeError came from the call itself: then nothing of the function has run."""
    trace = error.__traceback__
    return type(error) is TypeError and trace is not None and trace.tb_next is None


def fitted(function: Callable[..., Any], args: tuple[Any, ...], named: dict[str, Any]) -> Any:
    """Call `function` with what it takes of a call that it refused; None where a value is missing."""
    parameters = inspect.signature(function).parameters
    places = [
        name
        for name, one in parameters.items()
        if one.kind in (one.POSITIONAL_ONLY, one.POSITIONAL_OR_KEYWORD)
    ]
    used, kept = args[: len(places)], {}
    troubles = []
    method = places[:1] in (["self"], ["run"])
    if len(args) > len(places):
        troubles.append(f"takes {_number(len(places) - method)} and got {len(args) - method}")
    taken = set(places[: len(used)])
    for name, value in named.items():
        known = name if name in parameters else _OTHER_WORDS.get(name, name)
        if known not in parameters:
            close = difflib.get_close_matches(name, parameters, 1)
            troubles.append(f"has no argument {name!r}" + (f" ({close[0]}?)" if close else ""))
        elif known in taken or known in kept:
            troubles.append(f"was given {known!r} twice")
        else:
            kept[known] = value
    missing = [
        name
        for name, one in parameters.items()
        if one.default is one.empty
        and one.kind in (one.POSITIONAL_ONLY, one.POSITIONAL_OR_KEYWORD, one.KEYWORD_ONLY)
        and name not in taken
        and name not in kept
    ]
    if missing:
        troubles.append("wants " + " and ".join(repr(name) for name in missing))
    if troubles:
        notice(
            "NT230",
            function.__qualname__,
            call=_spoken(function) + "()",
            trouble=", ".join(troubles),
            done="nothing was recorded" if missing else "the rest was used",
            right=_spoken(function) + _shape(parameters),
        )
    return None if missing else function(*used, **kept)


def _spoken(function: Callable[..., Any]) -> str:
    """`Run.tag` as users write it: run.tag; functions of the package as nbtrail.tag."""
    owner, _, name = function.__qualname__.rpartition(".")
    spoken = {"": "nbtrail", "Recorded": "params"}.get(owner, "run")
    return f"{spoken}.{name}"


def _shape(parameters: Any) -> str:
    words = []
    for name, one in parameters.items():
        if name in ("self", "run"):
            continue
        star = {one.VAR_POSITIONAL: "*", one.VAR_KEYWORD: "**"}.get(one.kind, "")
        default = "" if one.default is one.empty else f"={one.default!r}"
        words.append(f"{star}{name}{default}")
    return f"({', '.join(words)})"


def _number(count: int) -> str:
    return f"{count} argument{'' if count == 1 else 's'}"
