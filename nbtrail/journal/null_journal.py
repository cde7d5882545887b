"""The journal of a session that is not recorded."""

from __future__ import annotations

from typing import Any


class NullJournal:
    """Takes what a `Journal` takes."""

    paused = False
    pause_reason = ""
    missing_mount: str | None = None
    writer_id = ""
    home = ""
    lost_rows = 0
    parent_writer_id: str | None = None

    def fact(
        self, kind: str, fields: dict[str, Any], t: float | None = None, keep: bool = True
    ) -> bool:
        return False

    def row(self, row: bytes) -> bool:
        return False

    def sync(self) -> None:
        return

    def beat(self) -> None:
        return

    def close(self) -> None:
        return
