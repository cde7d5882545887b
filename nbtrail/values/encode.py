"""Python values as the journal writes them, and back to plain numbers.

Two questions are answered here, both without raising for any input:
`encode(value)` gives a JSON value in which every number survives (see
server/src/records, `Value`), for params and summaries; `number(value)` gives the float
or int behind a scalar of whatever library, for metrics. No library is imported:
arrays and tensors are known by their methods.
"""

from __future__ import annotations

import enum
import itertools
import math
from collections import UserString
from collections.abc import Callable, Mapping, Sequence, Set
from typing import Any

from .config_objects import Unread, entries_of, inner_of, items_of, labelled, unread
from .long_integers import account_of, digits_of
from .texts import NO_WORD, is_of, word_of

#: Largest integer magnitude that a double and JSON readers hold exactly.
EXACT = 2**53 - 1
#: Arrays up to this many entries are written out; larger ones are described.
MAX_ENTRIES = 256
MAX_DEPTH = 8
#: A container with more entries than this, nested ones counted, is described.
MAX_NESTED = 5000
MAX_REPR = 1000
#: Types without anything inside.
_PLAIN = frozenset({str, int, float, bool, type(None), Unread})
_CONTAINERS = (Mapping, Sequence, Set)
#: What stands for another value, and where that is.
_HOLDERS = (
    ("ml_collections", "FieldReference", "get"),
    ("absl.flags", "FlagHolder", "value"),
    ("pydantic", "RootModel", "root"),
)
#: Sequences that are one value.
_BYTES = (bytes, bytearray, memoryview)


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
        return value  # type: ignore[no-any-return]
    if kind is bool:
        return int(value)
    if isinstance(value, (str, bytes)):
        text = value[:40]
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
        if hasattr(kind, "filled") and bool(getattr(value.mask, "all", bool)()):
            raise NotANumber("missing (its only value is masked)")
    item = getattr(value, "item", None)
    if callable(item):
        try:
            found = item()
            if type(found) is int and getattr(getattr(value, "dtype", None), "kind", "i") in "mM":
                raise NotANumber(_article(kind.__name__))  # a time in nanoseconds, or in years
            return _plain(found)
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
    """One number, wrapped where JSON cannot say it; the longest integers are told of in words."""
    if isinstance(value, int):
        if -EXACT <= value <= EXACT:
            return int(value)
        digits = digits_of(int(value))
        return account_of(int(value)) if digits is None else {"$int": digits}
    value = float(value)
    if math.isfinite(value):
        return value
    return {"$float": "NaN" if value != value else "Infinity" if value > 0 else "-Infinity"}


class _Vast(Exception):
    """There is too much inside of a value to write it out; it may contain itself."""


def encode(value: Any, depth: int = 0, left: list[int] | None = None) -> Any:
    """`value` as a JSON value; what JSON has no word for becomes short text.

    What cannot be read is an `Unread`, which says why. `left` holds how many nested
    entries may still be written out.
    """
    kind = type(value)
    if value is None or kind is bool or kind is str:
        return value
    if kind is int or kind is float:
        return encode_number(value)
    try:
        return _encode_other(value, depth, [MAX_NESTED] if left is None else left)
    except _Vast:
        if left is not None:
            raise
        return _sized(value)
    except Exception as error:
        return unread(error) if issubclass(kind, _CONTAINERS) else described(value)


def _encode_other(value: Any, depth: int, left: list[int]) -> Any:
    if type(value) in (dict, list, tuple):
        return _encode_entries(value, depth, left)
    if isinstance(value, Unread):
        return value
    if isinstance(value, UserString):
        return str(value)
    if isinstance(value, enum.Enum):
        inner = value.value
        return (
            encode(inner, depth + 1, left) if isinstance(inner, (str, int, float)) else value.name
        )
    if isinstance(value, str):  # or stands in for one
        return str.__str__(value if issubclass(type(value), str) else str(value))
    if isinstance(value, (int, float)):
        return encode_number(value)
    word = word_of(value)
    if word is not NO_WORD:
        return encode_number(word) if isinstance(word, float) else word
    if is_of(value, "functools", "partial"):
        named_ones = [
            f"{name}={encode(entry, depth + 1, left)!r}" for name, entry in value.keywords.items()
        ]
        others = [repr(encode(entry, depth + 1, left)) for entry in value.args]
        return f"partial({', '.join([encode(value.func, depth + 1, left), *others, *named_ones])})"
    if isinstance(value, _CONTAINERS) and not isinstance(value, _BYTES):
        return _encode_entries(value, depth, left)
    if depth >= MAX_DEPTH:
        return described(value)
    by_label = labelled(value)
    if by_label is not None:
        return _encode_entries(by_label, depth, left)
    shape = getattr(value, "shape", None)
    if shape is not None and not callable(shape):
        return _encode_array(value, shape, depth, left)
    fields = inner_of(value)
    if fields is not None:
        return encode(fields, depth + 1, left)
    if callable(getattr(value, "as_py", None)):  # pyarrow
        return encode(value.as_py(), depth + 1, left)
    for module, holder, name in _HOLDERS:
        if is_of(value, module, holder):
            held = getattr(value, name)
            return encode(held() if callable(held) else held, depth + 1, left)
    item = getattr(value, "item", None)
    return encode(item(), depth + 1, left) if callable(item) else described(value)


def _encode_entries(value: Any, depth: int, left: list[int]) -> Any:
    """A container entry by entry, as far as it is neither deep nor long."""
    mapped = isinstance(value, Mapping)
    if depth >= MAX_DEPTH or (not mapped and len(value) > MAX_ENTRIES):
        return _sized(value)
    left[0] -= min(len(value), MAX_ENTRIES)
    if left[0] < 0:
        raise _Vast
    if mapped:
        entries = itertools.islice(entries_of(value), MAX_ENTRIES)
        return {named(key): encode(entry, depth + 1, left) for key, entry in entries}
    if isinstance(value, Set):  # in an order that no hash or address decides
        return sorted((encode(entry, depth + 1, left) for entry in value), key=_order)
    return [encode(entry, depth + 1, left) for entry in items_of(value)]


def _order(encoded: Any) -> tuple[str, float, str]:
    number = encoded if isinstance(encoded, (int, float)) else 0.0
    return type(encoded).__name__.replace("int", "float"), number, repr(encoded)


def _sized(value: Any) -> str:
    """A container by its type and size, anything else by its repr."""
    if isinstance(value, _CONTAINERS) and not isinstance(value, _BYTES):
        return f"{type(value).__name__} of {len(value)} entries"
    return described(value)


def _encode_array(value: Any, shape: Any, depth: int, left: list[int]) -> Any:
    """A small array entry by entry, a large one by shape and type."""
    sizes = tuple(int(size) for size in shape)
    kind = getattr(getattr(value, "dtype", None), "kind", "")
    if kind not in ("M", "m") and (hasattr(value, "unit") or hasattr(value, "units")):
        return str(value) if len(str(value)) <= MAX_REPR else described(value)
    if getattr(getattr(value, "dtype", None), "names", None) and not sizes:
        return {name: encode(value[name], depth + 1, left) for name in value.dtype.names}
    if math.prod(sizes) <= MAX_ENTRIES:
        if kind in ("M", "m"):
            return [encode(entry, depth + 1, left) for entry in value]  # `tolist` drops the unit
        lister = getattr(value, "tolist", None) or getattr(value, "to_list", None)
        if callable(lister):
            listed = lister()
            if type(listed) is not type(value):  # a number of a width that Python has not
                return encode(listed, depth + 1, left)
            return encode_number(float(value))
    return f"{type(value).__name__}{sizes} {getattr(value, 'dtype', '')}".strip()


def flatten(
    given: Mapping[Any, Any], between: str, most: int, inner: Callable[[Any], Any]
) -> dict[str, Any]:
    """Nested mappings as one level, key parts joined by `between`; no more than `most` entries.

    `inner` gives what is inside of a value that is no plain one, or None. An empty
    mapping stays a value; one that contains itself is described. A name that two
    keys have (1 and "1") gets a number behind it the second time.
    """
    flat: dict[str, Any] = {}

    def visit(mapping: Mapping[Any, Any], prefix: str, inside: tuple[Any, ...]) -> None:
        try:
            for key, value in entries_of(mapping):
                if len(flat) >= most:
                    return
                place(prefix + named(key), value, inside)
        except Exception as error:
            flat[prefix.removesuffix(between) or type(mapping).__name__] = unread(error)

    def place(name: str, value: Any, inside: tuple[Any, ...]) -> None:
        within = type(value) not in _PLAIN and len(inside) <= MAX_DEPTH
        try:
            entries = inner(value) if within else None
        except Exception:  # a stand-in for an object that is gone, which cannot be asked anything
            entries = None
        name = _free(name, flat)
        if not entries:
            flat[name] = value
        elif any(value is outer for outer in inside):
            flat[name] = f"{type(value).__name__} that contains itself"
        else:
            visit(entries, name + between, (*inside, value))

    visit(given, "", (given,))
    return flat


def by_name(mapping: Mapping[Any, Any]) -> dict[str, Any]:
    """The mapping with texts for keys; two keys with one text (1 and "1") stay two."""
    found: dict[str, Any] = {}
    for key, value in entries_of(mapping):
        found[_free(named(key), found)] = value
    return found


def _free(name: str, taken: dict[str, Any]) -> str:
    if name not in taken:
        return name
    return next(free for n in itertools.count(2) if (free := f"{name} ({n})") not in taken)


def named(key: Any) -> str:
    """A key as text, whatever it is."""
    if type(key) is str:
        return key
    try:
        return repr(key) if isinstance(key, (bytes, bytearray)) else str.__str__(str(key))
    except Exception:
        return f"<{type(key).__name__}>"


def described(value: Any) -> str:
    """The start of an object's repr, addresses taken out so that equal things look equal."""
    try:
        text = repr(value[:MAX_REPR] if isinstance(value, (bytes, bytearray)) else value)
    except Exception as error:
        return unread(error)
    return without_addresses(text)


def without_addresses(text: str) -> str:
    """The start of a repr, the same wherever the object lies."""
    import re

    text = re.sub(r" at 0x[0-9a-fA-F]+| id='\d+'", "", text)
    return text if len(text) <= MAX_REPR else text[: MAX_REPR - 1] + "…"


def _article(name: str) -> str:
    return f"{'an' if name[:1].lower() in 'aeiou' else 'a'} {name}"


def _line(error: BaseException) -> str:
    return str(error).split("\n", 1)[0][:120]
