"""From the argument of `log` to points: names and plain numbers, with a word about the rest."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from ..notices.notice import notice, shown
from .config_objects import Unread, mapping_of
from .encode import EXACT, NotANumber, Several, Unreadable, flatten, number

#: Entries of one call that are kept.
MAX_POINTS = 100_000


def logged(
    values: Any, step_or_value: Any, more: tuple[Any, ...], step: Any, metrics: dict[str, Any]
) -> tuple[Any, Any, bool]:
    """What `log` was given: its metrics, its step, and whether the next call has the same one.

    `log({"loss": 0.1}, 3)`, `log(loss=0.1, step=3)` and `log("loss", 0.1, 3)` are
    one; `commit=False` holds the step.
    """
    places = [] if step_or_value is None else [step_or_value, *more]
    if issubclass(type(values), str) and places:
        values = {str.__str__(values): places.pop(0)}
    if places and step is None:
        step = places.pop(0)
    if places:
        notice("NT230", "log", call="run.log()", trouble=f"does not know what {shown(places[0])} is",
               done="the rest was used", right='run.log({"loss": 0.1}, step=3)')  # fmt: skip
    hold = metrics.get("commit") is False
    if isinstance(metrics.get("commit"), bool):
        del metrics["commit"]
    if values is None:
        for name in ("values", "data"):
            if isinstance(metrics.get(name), Mapping):
                values = metrics.pop(name)
                break
    if metrics:
        given = None if values is None else mapping_of(values)
        if given is None and values is not None:
            notice("NT203", "log", got=shown(values))
        values = {**(given or {}), **metrics}
    return values, step, hold


def points(values: Any) -> tuple[dict[str, float], dict[str, int]]:
    """The numbers a double holds, and the integers that it does not; troubles are told, not raised."""
    plain: dict[str, float] = {}
    large: dict[str, int] = {}
    try:
        mapping = values if isinstance(values, Mapping) else mapping_of(values)
        inner = _mapping_alone
        flat = None if mapping is None else flatten(mapping, "/", MAX_POINTS, inner)
    except Exception:  # somebody else's mapping, which cannot be gone through
        flat = None
    if flat is None:
        notice("NT203", got=shown(values))
        return plain, large
    if len(flat) >= MAX_POINTS:
        notice("NT215", "log", what="log()", kept=MAX_POINTS)
    said: set[str] = set()

    def report(code: str, key: str, **words: Any) -> None:
        """One line for each kind of trouble in a call; the journal has them all."""
        notice(code, key, quiet=code in said, key=key, **words)
        said.add(code)

    for key, value in flat.items():
        if type(value) is Unread:
            report("NT205", key, reason=value.removeprefix("unreadable: "))
            continue
        try:
            found = number(value)
        except Several as trouble:
            report("NT206", key, got=trouble.got)
        except Unreadable as trouble:
            report("NT205", key, reason=trouble.got)
        except NotANumber as trouble:
            report("NT204", key, got=trouble.got)
        except Exception as error:
            report("NT205", key, reason=f"{type(error).__name__}")
        else:
            if type(found) is int and not -EXACT <= found <= EXACT:
                large[key] = found
            else:
                plain[key] = float(found)
    return plain, large


def _mapping_alone(value: Any) -> Any:
    return value if isinstance(value, Mapping) else None


def whole_step(step: Any) -> int | None:
    """The step as an integer; None, which counts on by one, where there is none to be had."""
    if step is None or type(step) is int:
        return step
    try:
        found = number(float(step) if isinstance(step, str) else step)
        used = found if type(found) is int else math.floor(found)
    except Exception:  # somebody else's number, which may raise anything
        notice("NT207", "not a number", step=shown(step), used="the next one")
        return None
    if used != found:
        notice("NT207", "not whole", step=found, used=used)
    return used
