"""Values of numpy, pandas, polars and pyarrow, and of Python's richer types, as plain ones.

Plain are None, bool, int, float, str, bytes, Decimal, UUID, date, time, datetime,
timedelta, lists and dicts of these, and `Nanoseconds`. Libraries are told by what
their values can do; none is imported.
"""

from __future__ import annotations

import datetime
import decimal
import enum
import os
import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from ..notices.trail_error import TrailError
from .sql_types import Nanoseconds

_PLAIN = (bool, int, float, str, bytes, decimal.Decimal, uuid.UUID, datetime.date, datetime.time)
#: pandas' and numpy's words for a missing value.
_MISSING = frozenset({"NAType", "NaTType"})


def plain(value: Any) -> Any:
    """The value as a plain one. Raises TrailError NT303 for what is none."""
    kind = type(value)
    if value is None or kind in _EXACT:
        return value
    if kind.__name__ in _MISSING and kind.__module__.startswith("pandas"):
        return None
    if isinstance(value, enum.Enum):
        return plain(value.value)
    if isinstance(value, datetime.datetime):
        return _moment(value)
    if isinstance(value, datetime.timedelta):
        return datetime.timedelta(value.days, value.seconds, value.microseconds)
    if isinstance(value, _PLAIN):
        return _base(value)
    if isinstance(value, (bytearray, memoryview)):
        return bytes(value)
    if isinstance(value, os.PathLike):
        return os.fspath(value)
    if isinstance(value, Mapping):
        return {_key(key): plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple, set, frozenset, range)):
        return [plain(item) for item in value]
    return _of_a_library(value)


_EXACT = frozenset({bool, int, float, str, bytes, decimal.Decimal, uuid.UUID, Nanoseconds})


def _base(value: Any) -> Any:
    """A value of a subclass as one of the class."""
    kinds: tuple[Any, ...] = (bool, int, float, str, bytes)
    for kind in kinds:
        if isinstance(value, kind):
            return kind(value)
    return value


def _key(key: Any) -> Any:
    """A key of a mapping; lists in it are tuples again, as keys have to be."""
    made = plain(key)
    return tuple(made) if isinstance(made, list) else made


def _moment(value: Any) -> Any:
    """pandas' Timestamp may have nanoseconds; DuckDB has them for times without a zone."""
    nanosecond = getattr(value, "nanosecond", 0)
    if nanosecond and value.tzinfo is None:
        return Nanoseconds(
            value.value if getattr(value, "unit", "ns") == "ns" else value.as_unit("ns").value
        )
    whole = getattr(value, "to_pydatetime", None)
    return whole(warn=False) if whole is not None else value


def _of_a_library(value: Any) -> Any:
    dtype = getattr(value, "dtype", None)
    kind = getattr(dtype, "kind", "")
    if kind in ("M", "m") and getattr(value, "ndim", None) == 0 and not hasattr(value, "isoformat"):
        return _of_numpys_clock(value, kind)
    for name in ("to_pylist", "as_py", "to_list"):  # pyarrow, polars, pandas
        made = getattr(value, name, None)
        if callable(made):
            return plain(made())
    if kind in ("M", "m"):
        return [plain(item) for item in value]
    if callable(getattr(value, "tolist", None)):  # numpy, torch
        return _list_of(value)
    if isinstance(value, Iterable) and hasattr(value, "__len__"):
        return [plain(item) for item in value]
    raise TrailError(
        "NT303",
        f"A parameter cannot be sent: it is {type(value).__name__}",
        "Parameters are numbers, texts, bytes, booleans, None, dates, times, UUIDs, lists and mappings of these.",
    )


def _list_of(value: Any) -> Any:
    made = value.tolist()
    if isinstance(made, complex):
        return {"real": made.real, "imag": made.imag}
    if type(made) is type(value):
        raise TrailError("NT303", f"A parameter cannot be sent: it is {type(value).__name__}")
    return plain(made)


def _of_numpys_clock(value: Any, kind: str) -> Any:
    """datetime64 or timedelta64, whatever its unit."""
    import numpy

    if numpy.isnat(value):
        return None
    unit = numpy.datetime_data(value.dtype)[0]
    if kind == "m":
        return datetime.timedelta(microseconds=int(value.astype("timedelta64[us]").astype("i8")))
    if unit in ("Y", "M", "W", "D"):
        return value.astype("datetime64[D]").item()
    nanoseconds = unit in ("ns", "ps", "fs", "as") and int(
        value.astype("datetime64[ns]").astype("i8")
    )
    if nanoseconds and nanoseconds % 1000:
        return Nanoseconds(nanoseconds)
    return value.astype("datetime64[us]").item()
