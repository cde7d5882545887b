"""A shape: the keys of a `log` call in order, declared once, then packed rows only."""

from __future__ import annotations

import struct

#: First bytes of a row, see server/src/records, `NUMBERS`.
ROW_MARK = 0x746E
#: Keys in one row at most; longer calls become several rows.
MAX_KEYS = 4096


class Shape:
    """What a packed row of one series looks like, and the last one written."""

    __slots__ = ("head", "keys", "last", "pack", "seal", "series")

    def __init__(self, series: int, keys: tuple[str, ...]) -> None:
        self.series = series
        self.keys = keys
        #: How each row begins.
        self.head = struct.pack("<HHI", ROW_MARK, len(keys), series)
        row = struct.Struct(f"<8sdd{len(keys)}dI")
        #: Of head, step, time, values and execution; and of that and its checksum.
        self.pack, self.seal = row.pack, struct.Struct(f"<{row.size}sI").pack
        self.last: bytes | None = None
