"""Reads journals as docs/journal.md describes them, with nothing of nbtrail's: what tests compare SQL with."""

from __future__ import annotations

import gzip
import json
import struct
import zlib
from collections.abc import Iterator
from pathlib import Path

HEADER = 16


def writers(home: Path) -> list[Path]:
    return sorted(path for path in (home / "journal").iterdir() if path.is_dir())


def facts(writer: Path) -> Iterator[dict]:
    """Every whole fact of a writer, in order."""
    for segment in sorted(writer.glob("facts-*.ndjson*")):
        content = segment.read_bytes()
        text = gzip.decompress(content) if segment.suffix == ".gz" else content
        for line in text.split(b"\n")[:-1]:
            yield json.loads(line)


def rows(writer: Path) -> Iterator[tuple[int, int, float, int, tuple[float, ...]]]:
    """Every whole packed row of a writer: series, step, time, execution number, values."""
    for segment in sorted(writer.glob("numbers-*.bin*")):
        content = segment.read_bytes()
        data = as_written(content) if segment.suffix == ".z" else content
        assert b"NBTRAILN".startswith(data[:8])
        at = HEADER
        while at + 32 <= len(data):
            mark, count, series, step, seconds = struct.unpack_from("<HHIdd", data, at)
            end = at + 32 + 8 * count
            if end > len(data):
                return
            values = struct.unpack_from(f"<{count}d", data, at + 24)
            execution, checksum = struct.unpack_from("<II", data, end - 8)
            assert mark == 0x746E and checksum == zlib.crc32(data[at : end - 4])
            yield series, int(step), seconds, execution, values
            at = end


def as_written(packed: bytes) -> bytes:
    """A numbers segment out of a compressed one."""
    assert packed[:8] == b"NBTRAILZ"
    found, at = b"NBTRAILN" + bytes(8), 16
    while at < len(packed):
        count, size, length, checksum = struct.unpack_from("<IIII", packed, at)
        content = zlib.decompress(packed[at + 16 : at + 16 + length])
        at += 16 + length
        order = struct.unpack_from(f"<{count}H", content)
        place, bodies = 2 * count, {}
        for n in sorted(set(order)):
            rows, width = order.count(n), 24 + 8 * n
            block = content[place : place + rows * width]
            place += rows * width
            bodies[n] = iter([bytes(block[row::rows]) for row in range(rows)])
        block = b""
        for n in order:
            row = struct.pack("<HH", 0x746E, n) + next(bodies[n])
            block += row + struct.pack("<I", zlib.crc32(row))
        assert len(block) == size and zlib.crc32(block) == checksum
        found += block
    assert len(found) == struct.unpack_from("<Q", packed, 8)[0]
    return found


def points(home: Path) -> list[tuple[str, str, int, float]]:
    """Every logged point of a store: run id, key, step, value."""
    found = []
    for writer in writers(home):
        keys = {}
        for fact in facts(writer):
            if fact["k"] == "series":
                keys[fact["series"]] = (fact["run_id"], fact["keys"])
        for series, step, _, _, values in rows(writer):
            run_id, names = keys[series]
            found += [
                (run_id, name, step, value) for name, value in zip(names, values, strict=True)
            ]
    return found
