"""Whose days a question means: those of the person who asks.

`NBTRAIL_TZ` goes before the machine's own zone, which is named by `TZ` or by
where `/etc/localtime` points. A machine that has no name for it leaves it to the
companion, which runs beside and has a list of its own.
"""

from __future__ import annotations

import datetime
import os

_UTC = frozenset({"UTC", "UCT", "Zulu", "Universal"})
#: What asks for the companion's own zone (server/src/query/timeZone.ts).
LOCAL = "local"


def own_time_zone() -> str:
    """The IANA name of the asker's zone; "local" where the machine does not tell one."""
    wanted = os.environ.get("NBTRAIL_TZ")
    if wanted:
        return wanted
    variable = os.environ.get("TZ")
    for name in [variable] if variable else [os.path.realpath("/etc/localtime"), _debian()]:
        name = name.rpartition("zoneinfo/")[2].lstrip(":")
        if name.removeprefix("Etc/") in _UTC:
            return "UTC"
        if zone_of(name) is not None:
            return name
    return LOCAL


def zone_of(name: str) -> datetime.tzinfo | None:
    """The zone of that name; None where Python has no list of zones, or the name is not on it."""
    if name == "UTC":
        return datetime.timezone.utc
    import zoneinfo

    try:
        return zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        return None


def _debian() -> str:
    try:
        with open("/etc/timezone", encoding="utf-8") as file:
            return file.read(100).strip()
    except (OSError, ValueError):
        return ""
