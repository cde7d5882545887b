"""Reads journals as docs/journal.md describes them, with nothing of nbtrail's: what tests compare SQL with."""

from __future__ import annotations

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
    for segment in sorted(writer.glob("facts-*.ndjson")):
        for line in segment.read_bytes().split(b"\n")[:-1]:
            yield json.loads(line)


def rows(writer: Path) -> Iterator[tuple[int, int, float, int, tuple[float, ...]]]:
    """Every whole packed row of a writer: series, step, time, execution number, values."""
    for segment in sorted(writer.glob("numbers-*.bin")):
        data = segment.read_bytes()
        assert data[:8] == b"NBTRAILN"
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
            found += [(run_id, name, step, value) for name, value in zip(names, values, strict=True)]
    return found
