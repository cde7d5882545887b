"""The hash of a dataset's content, the same whichever library holds it.

It is sha256 over text lines: `nbtrail dataset 1`, the number of rows, and for
each column, in order, the JSON of its name, its type and the sha256 of its
values. A column's values are hashed as they lie in memory, little endian: with
one NaN for all, moments as whole numbers, texts as their lengths in characters
(-1 for a missing one) and their UTF-8 behind them. Before values of which some
are missing in a mask come the mask's bytes.

Above 256 MB every n-th row is hashed, n so that about 256 MB are; two contents
that differ elsewhere have the same hash then, which is why it is called sampled.
Of a column that cannot be read, or whose objects do not show what is in them, the
name and type alone count: the hash is partial then.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from array import array
from typing import Any

from .blobs import hashed
from .dataset_column import OTHER, TEXT, UNREAD, Column, Rows
from .values import REPR_MOST, without_addresses

#: What is hashed whole, in bytes, and in values of eight bytes.
BYTES_MOST = 256 * 2**20
CELLS_MOST = BYTES_MOST // 8
#: Objects of which nothing is known but how they show themselves: rows that are looked at.
OTHERS_MOST = 10_000
_BLOCK = 2**20


def stride_of(columns: list[Column]) -> int:
    """Every how manyth row is hashed: 1 for all."""
    cells = sum(column.cells for column in columns)
    letters = sum(
        sum(len(text) for text in column.values if text is not None)
        for column in columns
        if column.kind == TEXT
    )
    return max(-(-cells // CELLS_MOST), -(-letters // BYTES_MOST), 1)


def content_hash(rows: int, columns: list[tuple[str, str, str]]) -> str:
    """The hash in hexadecimal digits, from each column's name, type and hash of its values."""
    lines = ["nbtrail dataset 1", str(rows), *map(json.dumps, columns)]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def values_hash(column: Column) -> tuple[str, str]:
    """The hash of a column's values, and what it is of: exact, sampled, or partial with `problem` set."""
    if column.kind == UNREAD:
        return hashlib.sha256(b"unreadable").hexdigest(), "partial"
    if column.kind == OTHER:
        return _others(column)
    return (_texts(column.values) if column.kind == TEXT else _numbers(column)), "exact"


def file_hash(path: str, size: int) -> tuple[str, bool]:
    """sha256 of a file's bytes; of 256 blocks of it and its size when it is larger than these.

    Raises OSError.
    """
    with open(path, "rb", buffering=0) as file:
        if size <= BYTES_MOST:
            return hashed(file)[0], True
        blocks = BYTES_MOST // _BLOCK
        digest = hashlib.sha256(f"nbtrail file 1 {size}\n".encode())
        for number in range(blocks):
            file.seek((size - _BLOCK) * number // (blocks - 1), os.SEEK_SET)
            digest.update(file.read(_BLOCK))
    return digest.hexdigest(), False


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


def _others(column: Column) -> tuple[str, str]:
    """Objects by their bytes where they have any, else by what they show of themselves."""
    digest, values = hashlib.sha256(), column.values
    stride = -(-len(values) // OTHERS_MOST) or 1
    how = "exact" if stride == 1 else "sampled"
    for value in values.every(stride) if isinstance(values, Rows) else values[::stride]:
        words = _bytes_of(value)
        if words is None:
            text = repr(value)
            told = without_addresses(text)
            if type(value).__repr__ is object.__repr__ or " at 0x" in text:
                how, column.problem = (
                    "partial",
                    f"{type(value).__name__}s do not show what is in them",
                )
            elif how == "exact" and (len(told) >= REPR_MOST or "..." in told):
                how = "sampled"
            words = told.encode("utf-8", "surrogatepass")
        digest.update(len(words).to_bytes(8, "little") + words)
    return digest.hexdigest(), how


def _bytes_of(value: Any) -> bytes | None:
    """What is in an array, a picture or a shape, or None."""
    if isinstance(value, (bytes, bytearray)):
        return bytes(value)
    if hasattr(value, "tobytes") and hasattr(value, "dtype") and not value.dtype.hasobject:
        return f"{value.dtype}{value.shape}".encode() + value.tobytes()
    if hasattr(value, "tobytes") and hasattr(value, "mode"):
        return f"{value.mode}{value.size}".encode() + value.tobytes()
    wkb = getattr(value, "wkb", None)
    return wkb if isinstance(wkb, bytes) else None
