"""Values that are one word: times, quantities and names, as the text that says what they are.

A time is ISO 8601, to its last digit; a duration is written as Python writes one
(`1 day, 0:00:05.5`), with nine digits where it needs them. Things are called by
their qualified names, never by addresses.
"""

from __future__ import annotations

import math
import os
import sys
from typing import Any

#: Nanoseconds of numpy's units that have a fixed length.
_UNITS = {"W": 604_800 * 10**9, "D": 86_400 * 10**9, "h": 3600 * 10**9, "m": 60 * 10**9, "s": 10**9,
          "ms": 10**6, "us": 1000, "ns": 1}  # fmt: skip
#: Types whose `str` says it all, by module.
_SPOKEN = {
    "uuid": ("UUID",),
    "ipaddress": ("IPv4Address", "IPv6Address", "IPv4Network", "IPv6Network"),
    "zoneinfo": ("ZoneInfo",),
    "torch": ("dtype", "device"),
    "numpy": ("dtype",),
    "pandas": ("Period", "Interval"),
    "pydantic": ("SecretStr", "SecretBytes", "Secret"),
    "pydantic.networks": ("_BaseUrl", "_BaseMultiHostUrl"),
    "pydantic.v1": ("SecretStr", "SecretBytes"),
    "pydantic_core": ("Url", "MultiHostUrl"),
}


#: Says that a value is no single word.
NO_WORD = object()


def word_of(value: Any) -> Any:
    """The text or number for the value, None for a missing one; `NO_WORD` where there is none.

    Decimals and fractions are numbers where a double says what they are, else text.
    """
    if type(value).__name__ in ("NAType", "NaTType"):
        return None
    if is_of(value, "decimal", "Decimal"):
        return _decimal(value)
    if is_of(value, "fractions", "Fraction"):
        return _fraction(value)
    if isinstance(value, os.PathLike):
        return os.fsdecode(value)
    if is_of(value, "datetime", "date") or is_of(value, "datetime", "time"):
        return value.isoformat()
    if is_of(value, "datetime", "timedelta"):
        nanoseconds = getattr(value, "value", None)  # pandas
        return str(value) if nanoseconds is None else _duration(int(nanoseconds))
    kind = getattr(getattr(value, "dtype", None), "kind", "")
    if kind in ("M", "m") and getattr(value, "shape", None) == ():
        return _numpy_time(value[()], kind)
    if hasattr(value, "__origin__") and hasattr(value, "__args__"):  # list[int], Optional[int]
        return repr(value)
    if isinstance(value, type) or (callable(value) and hasattr(value, "__qualname__")):
        module = getattr(value, "__module__", None)
        return f"{module}.{value.__qualname__}" if module else str(value.__qualname__)
    if any(is_of(value, module, name) for module, names in _SPOKEN.items() for name in names):
        return str(value)
    return NO_WORD


def is_of(value: Any, module: str, kind: str) -> bool:
    """Is it of a type whose module is loaded? Without the module there is no value of it."""
    known = getattr(sys.modules.get(module), kind, None)
    return isinstance(known, type) and isinstance(value, known)


def _decimal(value: Any) -> float | str:
    if not value.is_finite():
        return float("nan") if value.is_nan() else float(value)
    number = float(value)
    same = math.isfinite(number) and type(value)(repr(number)) == value
    return number if same else str(value)


def _fraction(value: Any) -> float | str:
    try:
        return float(value)
    except OverflowError:
        return str(value)


def _numpy_time(value: Any, kind: str) -> str | None:
    text = str(value)
    if text == "NaT":
        return None
    unit, count = sys.modules["numpy"].datetime_data(value.dtype)
    if kind == "M" or unit not in _UNITS:
        return text
    return _duration(int(value.astype("i8")) * count * _UNITS[unit])


def _duration(nanoseconds: int) -> str:
    """As `str(timedelta)` has it, with nine digits where six lose something."""
    seconds, rest = divmod(nanoseconds, 10**9)
    days, seconds = divmod(seconds, 86_400)
    minutes, seconds = divmod(seconds, 60)
    text = f"{minutes // 60}:{minutes % 60:02}:{seconds:02}"
    if rest:
        text += f".{rest:09}" if rest % 1000 else f".{rest // 1000:06}"
    return f"{days} day{'' if abs(days) == 1 else 's'}, {text}" if days else text
