"""The installed version of nbtrail, looked up when somebody asks."""

from __future__ import annotations

from functools import cache

from .distributions import installed_version


@cache
def version() -> str:
    """Version of the installed distribution; `0+unknown` in a bare checkout."""
    return installed_version("nbtrail") or "0+unknown"
