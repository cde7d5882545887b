"""The installed version of nbtrail, looked up when somebody asks."""

from __future__ import annotations

from functools import cache


@cache
def version() -> str:
    """Version of the installed distribution; `0+unknown` in a bare checkout."""
    from importlib.metadata import PackageNotFoundError, version as installed

    try:
        return installed("nbtrail")
    except PackageNotFoundError:
        return "0+unknown"
