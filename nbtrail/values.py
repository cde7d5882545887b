"""Python values as the journal writes them, and back to plain numbers.

Two questions are answered here, both without raising for any input:
`encode(value)` gives a JSON value in which every number survives (see
records.ts, `Value`), for params and summaries; `number(value)` gives the float
or int behind a scalar of whatever library, for metrics. No library is imported:
arrays and tensors are known by their methods.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

#: Largest integer magnitude that a double and JSON readers hold exactly.
EXACT = 2**53 - 1
#: Arrays up to this many entries are written out; larger ones are described.
ENTRIES_MOST = 256
DEPTH_MOST = 8
REPR_MOST = 1000


class NotANumber(Exception):
    """`number` was given something that is none; `got` says what in words."""

    def __init__(self, got: str) -> None:
        super().__init__(got)
        self.got = got


class Several(NotANumber):
    """More than one number where one is wanted."""


class Unreadable(NotANumber):
    """A scalar that cannot be read, such as one on the meta device."""


def number(value: Any) -> float | int:
    """The plain number behind `value`; bools become 0 or 1, single-entry arrays their entry.

    Raises NotANumber (or its kinds Several, Unreadable).
    """
    kind = type(value)
    if kind is float or kind is int:
        return value
    if kind is bool:
        return int(value)
    if isinstance(value, (str, bytes)):
        text = value[:40] if isinstance(value, bytes) else value[:40]
        raise NotANumber(f"the text {text!r}")
    if value is None:
        raise NotANumber("None")
    shape = getattr(value, "shape", None)
    if shape is not None and not callable(shape):
        try:
            count = math.prod(int(size) for size in shape)
        except (TypeError, ValueError):
            count = 1
        if count != 1:
            raise Several(f"{_article(kind.__name__)} of shape {tuple(shape)}")
    item = getattr(value, "item", None)
    if callable(item):
        try:
            return _plain(item())
        except NotANumber:
            raise
        except Exception as error:
            raise Unreadable(f"{type(error).__name__}: {_line(error)}") from None
    if isinstance(value, (list, tuple)):
        if len(value) == 1:
            return number(value[0])
        raise Several(f"a {kind.__name__} of {len(value)} entries")
    if hasattr(value, "numpy") and callable(value.numpy):
        try:
            return _plain(value.numpy())
        except NotANumber:
            raise
        except Exception as error:
            raise Unreadable(f"{type(error).__name__}: {_line(error)}") from None
    return _plain(value)


def _plain(value: Any) -> float | int:
    """A library's scalar as Python's own."""
    if isinstance(value, (bool, int)):
        return int(value)
    if isinstance(value, float):
        return float(value)
    kind = type(value)
    if isinstance(value, (str, bytes, complex)) or not hasattr(kind, "__float__"):
        if hasattr(kind, "__index__"):
            return int(value)
        raise NotANumber(_article(kind.__name__))
    try:
        return float(value)
    except OverflowError:
        return math.inf if value > 0 else -math.inf
    except Exception as error:
        raise Unreadable(f"{type(error).__name__}: {_line(error)}") from None


def encode_number(value: float | int) -> Any:
    """One number, wrapped where JSON cannot say it."""
    if isinstance(value, int):
        if -EXACT <= value <= EXACT:
            return int(value)
        try:
            return {"$int": str(int(value))}
        except ValueError:  # Python refuses to print integers of thousands of digits
            return {"$float": "Infinity" if value > 0 else "-Infinity"}
    value = float(value)
    if math.isfinite(value):
        return value
    return {"$float": "NaN" if value != value else "Infinity" if value > 0 else "-Infinity"}


def encode(value: Any, depth: int = 0) -> Any:
    """`value` as a JSON value; what JSON has no word for becomes short text."""
    kind = type(value)
    if value is None or kind is bool or kind is str:
        return value
    if kind is int or kind is float:
        return encode_number(value)
    try:
        return _encode_other(value, depth)
    except Exception:
        return described(value)


def _encode_other(value: Any, depth: int) -> Any:
    import datetime
    import decimal
    import enum
    import fractions
    import os

    if isinstance(value, enum.Enum):
        return (
            encode(value.value, depth + 1)
            if isinstance(value.value, (str, int, float))
            else value.name
        )
    if isinstance(value, str):
        return str.__str__(value)
    if isinstance(value, (int, float)):
        return encode_number(value)
    if isinstance(value, (decimal.Decimal, fractions.Fraction)):
        return encode_number(_plain(value))
    if isinstance(value, os.PathLike):
        return os.fsdecode(value)
    if isinstance(value, (datetime.date, datetime.time)):
        return value.isoformat()
    if isinstance(value, type) or (callable(value) and hasattr(value, "__qualname__")):
        return f"{value.__module__}.{value.__qualname__}"
    if depth >= DEPTH_MOST:
        return described(value)
    if isinstance(value, Mapping):
        return {
            str(key): encode(entry, depth + 1) for key, entry in list(value.items())[:ENTRIES_MOST]
        }
    if isinstance(value, (list, tuple, set, frozenset, range)):
        entries = sorted(value, key=repr) if isinstance(value, (set, frozenset)) else value
        if len(entries) > ENTRIES_MOST:
            return f"{type(value).__name__} of {len(entries)} entries"
        return [encode(entry, depth + 1) for entry in entries]
    shape = getattr(value, "shape", None)
    if shape is not None and not callable(shape):
        return _encode_array(value, shape, depth)
    item = getattr(value, "item", None)
    if callable(item):
        return encode(item(), depth + 1)
    fields = mapping_of(value)
    return encode(fields, depth + 1) if fields is not None else described(value)


def _encode_array(value: Any, shape: Any, depth: int) -> Any:
    """A small array entry by entry, a large one by shape and type."""
    if math.prod(int(size) for size in shape) <= ENTRIES_MOST:
        lister = getattr(value, "tolist", None) or getattr(value, "to_list", None)
        if callable(lister):
            return encode(lister(), depth + 1)
    return f"{type(value).__name__}{tuple(int(size) for size in shape)} {getattr(value, 'dtype', '')}".strip()


def mapping_of(value: Any) -> dict[str, Any] | None:
    """Names and values of a mapping, dataclass, named tuple or namespace; None for anything else."""
    if isinstance(value, Mapping):
        return dict(value)
    if hasattr(type(value), "__dataclass_fields__"):
        return {name: getattr(value, name) for name in type(value).__dataclass_fields__}
    if isinstance(value, tuple) and hasattr(value, "_asdict"):
        return dict(value._asdict())
    if type(value).__name__ in ("Namespace", "SimpleNamespace"):
        return dict(vars(value))
    return None


def flatten(
    given: Mapping[Any, Any], between: str, prefix: str = "", depth: int = 0
) -> dict[str, Any]:
    """Nested mappings as one level, key parts joined by `between`; an empty mapping stays a value."""
    flat: dict[str, Any] = {}
    for key, value in given.items():
        name = prefix + (key if type(key) is str else str(key))
        if isinstance(value, Mapping) and value and depth < DEPTH_MOST:
            flat.update(flatten(value, between, name + between, depth + 1))
        else:
            flat[name] = value
    return flat


def described(value: Any) -> str:
    """The start of an object's repr, addresses taken out so that equal things look equal."""
    import re

    try:
        text = repr(value)
    except Exception:
        text = f"<{type(value).__name__}>"
    text = re.sub(r" at 0x[0-9a-fA-F]+", "", text)
    return text if len(text) <= REPR_MOST else text[: REPR_MOST - 1] + "…"


def _article(name: str) -> str:
    return f"{'an' if name[:1].lower() in 'aeiou' else 'a'} {name}"


def _line(error: BaseException) -> str:
    return str(error).split("\n", 1)[0][:120]
