"""The hash of a column's values: numbers as they lie in memory, texts, and objects by what is in them.

Containers are written as Python's `repr` writes them, sets in the order of their
entries' texts; arrays, tensors, pictures and shapes count by their bytes; frames,
series and sparse matrices by the hash that they have as datasets. Nothing is cut
and passed off as whole: where there is too much inside, or an object is of a kind
that is not known to show all of itself, the hash is partial and `Column.problem` says why.
"""

from __future__ import annotations

import enum
import hashlib
import sys
import types
from array import array
from collections.abc import Iterable, Mapping, Sequence, Set
from typing import Any

from ..values.encode import without_addresses
from .column import OTHER, TEXT, UNREAD, Column, Rows
from .columns import columns_of, library_of, pieces_of
from .content_hash import MAX_BYTES, content_hash
from .sparse import is_sparse

#: Rows of objects that are looked at.
MAX_OTHERS = 10_000
MAX_DEPTH = 50
_ATOMS = frozenset({str, int, float, bool, complex, bytes, type(None)})
_SPOKEN_MODULES = frozenset(
    {"datetime", "decimal", "fractions", "uuid", "ipaddress", "pathlib", "zoneinfo"}
)
_TABLES = frozenset({"pandas", "polars", "pyarrow", "datasets"})


def values_hash(column: Column, most: int = MAX_BYTES) -> tuple[str, str]:
    """The hash of a column's values, and what it is of: exact, sampled, or partial with `problem` set.

    Of what is inside of objects about `most` bytes are looked at.
    """
    if column.kind == UNREAD:
        return hashlib.sha256(b"unreadable").hexdigest(), "partial"
    if column.kind == OTHER:
        return _others(column, most)
    return (_texts(column.values) if column.kind == TEXT else _numbers(column)), "exact"


def _numbers(column: Column) -> str:
    digest, values = hashlib.sha256(), column.values
    if column.missing is not None:
        digest.update(_flat(column.missing))
    numpy = sys.modules.get("numpy")
    if numpy is not None and column.kind == "float":
        absent = numpy.isnan(values)
        if absent.any():
            values = numpy.where(absent, values.dtype.type("nan"), values)
    digest.update(_flat(values))
    return digest.hexdigest()


def _flat(values: Any) -> Any:
    """The values' bytes in their order, little endian, in place where they lie so."""
    if isinstance(values, array):
        if sys.byteorder == "big":
            values = values[:]
            values.byteswap()
        return memoryview(values).cast("B")
    numpy = sys.modules["numpy"]
    ordered = numpy.ascontiguousarray(values, dtype=values.dtype.newbyteorder("<"))
    return ordered.reshape(-1).view("u1")


def _texts(values: list[str | None]) -> str:
    lengths = array("q", [-1 if text is None else len(text) for text in values])
    digest = hashlib.sha256(_flat(lengths))
    digest.update("".join(filter(None, values)).encode("utf-8", "surrogatepass"))
    return digest.hexdigest()


def _others(column: Column, most: int) -> tuple[str, str]:
    digest, values, inside = hashlib.sha256(), column.values, _Inside(most)
    stride = -(-len(values) // MAX_OTHERS) or 1
    for value in values.every(stride) if isinstance(values, Rows) else values[::stride]:
        words = inside.words(value)
        digest.update(len(words).to_bytes(8, "little"))
        digest.update(words)
    column.problem = column.problem or inside.problem
    how = "exact" if stride == 1 else "sampled"
    return digest.hexdigest(), "partial" if inside.problem else how


class _Inside:
    """What is in objects, `left` bytes of it; `problem` says why something of it does not count."""

    def __init__(self, left: int) -> None:
        self._most = self._left = left
        self.problem: str | None = None

    def words(self, value: Any) -> bytes:
        """One object: its bytes where it has any, else its text."""
        try:
            found = self._bytes(value)
        except Exception as error:
            return self._unread(value, error).encode()
        words = self._text(value, 0).encode("utf-8", "surrogatepass") if found is None else found
        self._left -= len(words)
        return words

    def _text(self, value: Any, depth: int) -> str:
        kind = type(value)
        if kind in _ATOMS:
            return _atom(value)
        if self._left <= 0 or depth > MAX_DEPTH:
            self._cut()
            return kind.__name__
        try:
            if kind in (list, tuple, dict) and _is_flat(value):
                return self._took(repr(value))
            if isinstance(value, (list, tuple, Mapping, Set, Sequence)) and not isinstance(
                value, (str, bytes, bytearray, memoryview, range)
            ):
                return self._container(value, depth)
            return self._other(value, depth)
        except Exception as error:
            return self._unread(value, error)

    def _container(self, value: Any, depth: int) -> str:
        kind, deeper = type(value), depth + 1
        name = "" if kind in (list, tuple, dict, set) else kind.__name__
        if isinstance(value, Mapping):
            entries = (
                f"{self._text(key, deeper)}: {self._text(entry, deeper)}"
                for key, entry in value.items()
            )
            return f"{name}{{{', '.join(entries)}}}"
        entries = (self._text(entry, deeper) for entry in value)
        if isinstance(value, Set):
            return f"{name or 'set'}({', '.join(sorted(entries))})"
        if isinstance(value, tuple):
            return f"{name}({', '.join(entries)}{',' if len(value) == 1 else ''})"
        return f"{name}[{', '.join(entries)}]"

    def _other(self, value: Any, depth: int) -> str:
        kind, found = type(value), self._bytes(value)
        if found is not None:
            self._left -= len(found)
            return f"{kind.__name__} {hashlib.sha256(found).hexdigest()}"
        library = library_of(value)
        if library == "pyarrow" and callable(getattr(value, "as_py", None)):
            return self._text(value.as_py(), depth + 1)
        if (library in _TABLES and hasattr(value, "__len__")) or is_sparse(value):
            return f"table {self._table(value)}"
        if _is_array(value):  # of objects
            return f"{value.shape}{self._text(value.tolist(), depth + 1)}"
        if isinstance(value, enum.Enum):
            return f"{kind.__name__}.{value.name}"
        fields = _fields(value)
        if fields is not None:
            return f"{kind.__name__}{self._text(fields, depth + 1)}"
        for plain in (str, bytes, int, float, complex):
            if isinstance(value, plain):
                return f"{kind.__name__} {plain.__repr__(value)}"
        text = without_addresses(repr(value))
        module = kind.__module__.partition(".")[0]
        if not (module in _SPOKEN_MODULES or library == "pandas" or kind in (range, slice)):
            self._report(f"{kind.__name__}s do not show all that is in them")
        return self._took(text)

    def _table(self, value: Any) -> str:
        columns = [column for piece in pieces_of(value) or [] for column in columns_of(*piece)]
        stride = -(-sum(column.bytes for column in columns) // max(1, self._left)) or 1
        hashed = []
        for column in columns:
            part = column.every(stride)
            digest, how = values_hash(part, max(1, self._left))
            hashed.append((column.name, column.type, digest))
            self._left -= part.bytes
            if part.problem or how == "partial":
                self._report(part.problem or "something in it cannot be read")
            elif how == "sampled" or stride > 1:
                self._cut()
        return content_hash(max((column.rows for column in columns), default=0), hashed)

    def _bytes(self, value: Any) -> bytes | None:
        """What is in an array, a tensor, a picture or a shape, or None."""
        if isinstance(value, (bytes, bytearray)):
            return bytes(value)
        if isinstance(value, (array, memoryview)):
            form = value.typecode if isinstance(value, array) else (value.format, value.shape)
            return str(form).encode() + value.tobytes()
        if hasattr(value, "detach") and library_of(value) == "torch" and not is_sparse(value):
            from .torch import tensor_array

            value = tensor_array(value)
        if _is_array(value):
            return self._array(value)
        if hasattr(value, "tobytes") and hasattr(value, "mode"):
            palette = value.getpalette() if value.mode == "P" else None
            shown = "" if palette is None else str(palette)
            return f"{value.mode}{value.size}{shown}".encode() + bytes(value.tobytes())
        wkb = getattr(value, "wkb", None)
        return wkb if isinstance(wkb, bytes) else None

    def _array(self, value: Any) -> bytes | None:
        numpy: Any = sys.modules.get("numpy")
        if not hasattr(value, "tobytes"):
            value = numpy.asarray(value)
        if value.dtype.hasobject:
            return None
        if value.dtype.names or value.dtype.char in "gG":  # bytes between that do not count
            return self._table(numpy.atleast_1d(value)).encode()
        head = f"{value.dtype.newbyteorder('=')}{value.shape}".encode()
        mask = getattr(value, "mask", None)
        if mask is not None and hasattr(value, "filled") and numpy.any(mask):
            head += b"masked" + numpy.broadcast_to(mask, value.shape).tobytes()
            value = value.filled(value.dtype.type(0))
        if value.nbytes > max(1, self._left):
            self._cut()
            value = value.reshape(-1)[:: -(-value.nbytes // max(1, self._left))]
        little = value.astype(value.dtype.newbyteorder("<"), copy=False)
        return head + bytes(little.tobytes())

    def _took(self, text: str) -> str:
        self._left -= len(text)
        return text

    def _cut(self) -> None:
        self._report(f"more than {self._most / 2**20:,.0f} MiB or {MAX_DEPTH} levels are inside")

    def _unread(self, value: Any, error: Exception) -> str:
        name = type(value).__name__
        self._report(f"{name}s cannot be read: {type(error).__name__}")
        return name

    def _report(self, problem: str) -> None:
        self.problem = self.problem or problem


def _atom(value: Any) -> str:
    try:
        return repr(value)
    except ValueError:  # Python refuses to print integers of thousands of digits
        return hex(value)


def _is_flat(value: Any) -> bool:
    """Whether only atoms are inside, none of them an integer that Python does not print."""
    return _atoms(value) and (type(value) is not dict or _atoms(value.values()))


def _atoms(values: Iterable[Any]) -> bool:
    kinds = set(map(type, values))
    if int in kinds:
        whole = [value for value in values if type(value) is int]
        if max(whole).bit_length() > 10_000 or min(whole).bit_length() > 10_000:
            return False
    return kinds <= _ATOMS


def _is_array(value: Any) -> bool:
    dtype = getattr(value, "dtype", None)
    if not hasattr(dtype, "hasobject"):
        return False
    return library_of(value) not in _TABLES and hasattr(value, "__array__")


def _fields(value: Any) -> dict[str, Any] | None:
    """The fields of a record: a dataclass, one of attrs or pydantic, a namespace."""
    kind = type(value)
    names = getattr(kind, "__dataclass_fields__", None)
    if names is None:
        names = [field.name for field in getattr(kind, "__attrs_attrs__", ())] or None
    if names is not None:
        return {name: getattr(value, name, None) for name in names}
    is_model = hasattr(kind, "__pydantic_validator__") or hasattr(kind, "__get_validators__")
    if is_model or isinstance(value, types.SimpleNamespace):
        return dict(vars(value))
    return None
