"""Python values as the journal writes them, and back to plain numbers.

Two questions are answered here, both without raising for any input:
`encode(value)` gives a JSON value in which every number survives (see
records.ts, `Value`), for params and summaries; `number(value)` gives the float
or int behind a scalar of whatever library, for metrics. No library is imported:
arrays and tensors are known by their methods.
"""

from __future__ import annotations

import enum
import itertools
import math
import os
import sys
from collections.abc import Callable, Mapping
from typing import Any

#: Largest integer magnitude that a double and JSON readers hold exactly.
EXACT = 2**53 - 1
#: Arrays up to this many entries are written out; larger ones are described.
ENTRIES_MOST = 256
DEPTH_MOST = 8
#: A container with more entries than this, nested ones counted, is described.
NESTED_MOST = 5000
REPR_MOST = 1000
#: Types without anything inside.
_PLAIN = frozenset({str, int, float, bool, type(None)})


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


class _Vast(Exception):
    """There is too much inside of a value to write it out; it may contain itself."""


def encode(value: Any, depth: int = 0, left: list[int] | None = None) -> Any:
    """`value` as a JSON value; what JSON has no word for becomes short text.

    `left` holds how many nested entries may still be written out.
    """
    kind = type(value)
    if value is None or kind is bool or kind is str:
        return value
    if kind is int or kind is float:
        return encode_number(value)
    try:
        return _encode_other(value, depth, [NESTED_MOST] if left is None else left)
    except _Vast:
        if left is not None:
            raise
        return _sized(value)
    except Exception:
        return described(value)


def _encode_other(value: Any, depth: int, left: list[int]) -> Any:
    if type(value) in (dict, list, tuple):
        return _encode_entries(value, depth, left)
    if isinstance(value, enum.Enum):
        return (
            encode(value.value, depth + 1, left)
            if isinstance(value.value, (str, int, float))
            else value.name
        )
    if isinstance(value, str):
        return str.__str__(value)
    if isinstance(value, (int, float)):
        return encode_number(value)
    if _is(value, "decimal", "Decimal") or _is(value, "fractions", "Fraction"):
        return encode_number(_plain(value))
    if isinstance(value, os.PathLike):
        return os.fsdecode(value)
    if _is(value, "datetime", "date") or _is(value, "datetime", "time"):
        return value.isoformat()
    if isinstance(value, type) or (callable(value) and hasattr(value, "__qualname__")):
        return f"{value.__module__}.{value.__qualname__}"
    if isinstance(value, (Mapping, list, tuple, set, frozenset, range)):
        return _encode_entries(value, depth, left)
    if depth >= DEPTH_MOST:
        return described(value)
    shape = getattr(value, "shape", None)
    if shape is not None and not callable(shape):
        return _encode_array(value, shape, depth, left)
    item = getattr(value, "item", None)
    if callable(item):
        return encode(item(), depth + 1, left)
    fields = mapping_of(value)
    return encode(fields, depth + 1, left) if fields is not None else described(value)


def _is(value: Any, module: str, kind: str) -> bool:
    """Is it of a type whose module is loaded? Without the module there is no value of it."""
    loaded = sys.modules.get(module)
    return loaded is not None and isinstance(value, getattr(loaded, kind))


def _encode_entries(value: Any, depth: int, left: list[int]) -> Any:
    """A container entry by entry, as far as it is neither deep nor long."""
    mapped = isinstance(value, Mapping)
    if depth >= DEPTH_MOST or (not mapped and len(value) > ENTRIES_MOST):
        return _sized(value)
    left[0] -= min(len(value), ENTRIES_MOST)
    if left[0] < 0:
        raise _Vast
    if mapped:
        entries = itertools.islice(value.items(), ENTRIES_MOST)
        return {named(key): encode(entry, depth + 1, left) for key, entry in entries}
    entries = sorted(value, key=repr) if isinstance(value, (set, frozenset)) else value
    return [encode(entry, depth + 1, left) for entry in entries]


def _sized(value: Any) -> str:
    """A container by its type and size, anything else by its repr."""
    if isinstance(value, (Mapping, list, tuple, set, frozenset, range)):
        return f"{type(value).__name__} of {len(value)} entries"
    return described(value)


def _encode_array(value: Any, shape: Any, depth: int, left: list[int]) -> Any:
    """A small array entry by entry, a large one by shape and type."""
    if math.prod(int(size) for size in shape) <= ENTRIES_MOST:
        lister = getattr(value, "tolist", None) or getattr(value, "to_list", None)
        if callable(lister):
            return encode(lister(), depth + 1, left)
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
    given: Mapping[Any, Any], between: str, most: int, inner: Callable[[Any], Any]
) -> dict[str, Any]:
    """Nested mappings as one level, key parts joined by `between`; no more than `most` entries.

    `inner` gives what is inside of a value that is no plain one, or None. An empty
    mapping stays a value; one that contains itself is described.
    """
    flat: dict[str, Any] = {}

    def visit(mapping: Mapping[Any, Any], prefix: str, inside: tuple[Any, ...]) -> None:
        for key, value in mapping.items():
            if len(flat) >= most:
                return
            name = prefix + named(key)
            within = type(value) not in _PLAIN and len(inside) <= DEPTH_MOST
            entries = inner(value) if within else None
            if not entries:
                flat[name] = value
            elif any(value is outer for outer in inside):
                flat[name] = f"{type(value).__name__} that contains itself"
            else:
                visit(entries, name + between, (*inside, value))

    visit(given, "", (given,))
    return flat


def named(key: Any) -> str:
    """A key as text, whatever it is."""
    if type(key) is str:
        return key
    try:
        return str.__str__(str(key))
    except Exception:
        return f"<{type(key).__name__}>"


def described(value: Any) -> str:
    """The start of an object's repr, addresses taken out so that equal things look equal."""
    import re

    try:
        text = repr(value[:REPR_MOST] if isinstance(value, (bytes, bytearray)) else value)
    except Exception:
        text = f"<{type(value).__name__}>"
    text = re.sub(r" at 0x[0-9a-fA-F]+", "", text)
    return text if len(text) <= REPR_MOST else text[: REPR_MOST - 1] + "…"


def _article(name: str) -> str:
    return f"{'an' if name[:1].lower() in 'aeiou' else 'a'} {name}"


def _line(error: BaseException) -> str:
    return str(error).split("\n", 1)[0][:120]
