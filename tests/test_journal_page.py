"""docs/journal.md is what a stranger writes a client from: it names every kind and field, and its example is right."""

from __future__ import annotations

import re
import struct
import zlib
from pathlib import Path

import record_types

PAGE = (Path(__file__).resolve().parent.parent / "docs" / "journal.md").read_text()


def test_every_kind_and_field_is_described():
    for kind, fields in record_types.kinds().items():
        assert f"`{kind}`" in PAGE, kind
        row = next(
            (line for line in PAGE.splitlines() if line.startswith("|") and f"`{kind}`" in line),
            None,
        )
        assert row is not None, kind
        for name in fields:
            assert f"`{name}`" in row, f"{kind}.{name}"


def test_the_example_row_is_one():
    block = re.search(r"```\n(6e 74.*?)```", PAGE, re.S)[1]
    row = bytes.fromhex(
        "".join(re.match(r"(?:[0-9a-f]{2} +)+", line + " ")[0] for line in block.splitlines())
    )
    assert struct.unpack("<HHIdddI", row[:-4]) == (0x746E, 1, 1, 3.0, 1700000000.25, 0.5, 1)
    assert struct.unpack("<I", row[-4:])[0] == zlib.crc32(row[:-4])
