"""The hash of a dataset's content, the same whichever library holds it.

It is sha256 over text lines: `nbtrail dataset 1`, the number of rows, and for
each column, in order, the JSON of its name, its type and the sha256 of its
values. A column's values are hashed as they lie in memory, little endian: with
one NaN for all, moments as whole numbers, texts as their lengths in characters
(-1 for a missing one) and their UTF-8 behind them. Before values of which some
are missing in a mask come the mask's bytes (content.py).

Above 256 MB every n-th row is hashed, n so that about 256 MB are; two contents
that differ elsewhere have the same hash then, which is why it is called sampled.
Of a column that cannot be read the name and type alone count, and of objects that do
not show all that is in them what they show: the hash is partial then.
"""

from __future__ import annotations

import hashlib
import json
import os

from ..journal.blobs import hashed
from .column import TEXT, Column

#: What is hashed whole, in bytes.
MAX_BYTES = 256 * 2**20
_BLOCK = 2**20


def stride_of(columns: list[Column]) -> int:
    """Every how manyth row is hashed: 1 for all."""
    size = sum(column.bytes for column in columns)
    letters = sum(
        sum(len(text) for text in column.values if text is not None)
        for column in columns
        if column.kind == TEXT
    )
    return max(-(-size // MAX_BYTES), -(-letters // MAX_BYTES), 1)


def content_hash(rows: int, columns: list[tuple[str, str, str]]) -> str:
    """The hash in hexadecimal digits, from each column's name, type and hash of its values."""
    lines = ["nbtrail dataset 1", str(rows), *map(json.dumps, columns)]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def file_hash(path: str, size: int) -> tuple[str, bool]:
    """sha256 of a file's bytes; of 256 blocks of it and its size when it is larger than these.

    Raises OSError.
    """
    with open(path, "rb", buffering=0) as file:
        if size <= MAX_BYTES:
            return hashed(file)[0], True
        blocks = MAX_BYTES // _BLOCK
        digest = hashlib.sha256(f"nbtrail file 1 {size}\n".encode())
        for number in range(blocks):
            file.seek((size - _BLOCK) * number // (blocks - 1), os.SEEK_SET)
            digest.update(file.read(_BLOCK))
    return digest.hexdigest(), False
