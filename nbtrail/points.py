"""From the argument of `log` to points: names and plain numbers, with a word about the rest."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from .config_objects import Unread, mapping_of
from .errors import notice, shown
from .values import EXACT, NotANumber, Several, Unreadable, flatten, number

#: Entries of one call that are kept.
POINTS_MOST = 100_000


def points(values: Any) -> tuple[dict[str, float], dict[str, int]]:
    """The numbers a double holds, and the integers that it does not; troubles are told, not raised."""
    mapping = values if isinstance(values, Mapping) else mapping_of(values)
    if mapping is None:
        notice("NT203", type(values).__name__, got=shown(values))
        return {}, {}
    plain: dict[str, float] = {}
    large: dict[str, int] = {}
    flat = flatten(mapping, "/", POINTS_MOST, lambda value: isinstance(value, Mapping) and value)
    if len(flat) >= POINTS_MOST:
        notice("NT215", "log", what="log()", kept=POINTS_MOST)
    said: set[str] = set()

    def tell(code: str, key: str, **words: str) -> None:
        """One line for each kind of trouble in a call; the journal has them all."""
        notice(code, key, quiet=code in said, key=key, **words)
        said.add(code)

    for key, value in flat.items():
        if type(value) is Unread:
            tell("NT205", key, reason=value.removeprefix("unreadable: "))
            continue
        try:
            found = number(value)
        except Several as trouble:
            tell("NT206", key, got=trouble.got)
        except Unreadable as trouble:
            tell("NT205", key, reason=trouble.got)
        except NotANumber as trouble:
            tell("NT204", key, got=trouble.got)
        except Exception as error:
            tell("NT205", key, reason=f"{type(error).__name__}")
        else:
            if type(found) is int and not -EXACT <= found <= EXACT:
                large[key] = found
            else:
                plain[key] = float(found)
    return plain, large


def whole_step(step: Any) -> int | None:
    """The step as an integer; None, which counts on by one, where there is none to be had."""
    if step is None or type(step) is int:
        return step
    try:
        found = number(step)
        used = found if type(found) is int else math.floor(found)
    except (NotANumber, ValueError, OverflowError):
        notice("NT207", "not a number", step=shown(step), used="the next one")
        return None
    if used != found:
        notice("NT207", "not whole", step=found, used=used)
    return used
