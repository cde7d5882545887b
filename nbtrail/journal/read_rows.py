"""Reading packed rows back, for a run's own card and for `resume`.

A reader can start anywhere: it looks for the row mark and believes it when the
checksum agrees. What does not check, a torn tail included, is passed over.
Segments that the companion compressed (docs/journal.md) are read as well.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import NamedTuple
from zlib import crc32, decompress

from .row_shape import ROW_MARK

_HEAD = struct.Struct("<HHIdd")
_MARK = struct.pack("<H", ROW_MARK)
MAX_ROW_BYTES = 32 + 8 * 65535
_BLOCK = struct.Struct("<IIII")


class Row(NamedTuple):
    """One packed row."""

    series: int
    step: float
    time: float
    values: tuple[float, ...]
    execution: int


def unpack(row: bytes) -> Row:
    """A whole, checked row."""
    _mark, count, series, step, wall = _HEAD.unpack_from(row)
    values = struct.unpack_from(f"<{count}d", row, 24)
    return Row(series, step, wall, values, struct.unpack_from("<I", row, 24 + 8 * count)[0])


def rows_in(content: bytes) -> Iterator[tuple[int, Row]]:
    """The rows in a piece of a segment that may begin and end anywhere, each with the offset behind it."""
    at, end = 0, len(content)
    while at + 32 <= end:
        if content[at : at + 2] != _MARK:
            at = content.find(_MARK, at + 1)
            if at < 0:
                return
            continue
        size = 32 + 8 * struct.unpack_from("<H", content, at + 2)[0]
        whole = content[at : at + size]
        if len(whole) == size and crc32(whole[:-4]) == struct.unpack_from("<I", whole, size - 4)[0]:
            at += size
            yield at, unpack(whole)
        else:
            at += 1


def read_rows(path: str, begin: int = 0, chunk: int = 4 * 2**20) -> Iterator[Row]:
    """All rows of a segment from `begin` on, a few megabytes at a time; none when it cannot be read."""
    try:
        file = open(path, "rb")  # noqa: SIM115 - closed below
    except OSError:
        return
    with file:
        if path.endswith(".z"):
            file.seek(16)
            while head := file.read(_BLOCK.size):
                count, _raw, size, _checksum = _BLOCK.unpack(head)
                yield from _unpacked(decompress(file.read(size)), count)
            return
        file.seek(begin)
        rest = b""
        while read := file.read(chunk):
            content, end = rest + read, 0
            for end, row in rows_in(content):  # noqa: B007 - used below
                yield row
            rest = content[end:][-MAX_ROW_BYTES:]


def _unpacked(content: bytes, count: int) -> Iterator[Row]:
    """The rows of a compressed block: those with few values first, not as they were written."""
    counts = struct.unpack_from(f"<{count}H", content)
    at = 2 * count
    for n in sorted(set(counts)):
        rows, width = counts.count(n), 24 + 8 * n
        together = bytearray(rows * width)
        for byte in range(width):
            together[byte::width] = content[at : at + rows]
            at += rows
        form = struct.Struct(f"<Idd{n}dI")
        for series, step, wall, *values in form.iter_unpack(together):
            yield Row(series, step, wall, tuple(values[:-1]), values[-1])
