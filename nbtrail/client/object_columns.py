"""Columns of Python's own objects, which have the type of their values."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..notices.trail_error import TrailError
from .packing import Packed, packed
from .plain_values import plain
from .sql_types import DOUBLE, INTEGER, type_of, without_null


def packed_objects(values: Sequence[Any]) -> Packed:
    """A column of Python's objects, with the type that all of them have."""
    made = [_plain(value) for value in values]
    kind = type_of(made)
    if kind != DOUBLE:
        # NaN is pandas' sign for a missing one where not all are numbers.
        made = [None if value != value else value for value in made]
    # A table has no column of nothing: what never had a value is INTEGER, as in DuckDB.
    return packed(without_null(kind, INTEGER), made)


def _plain(value: Any) -> Any:
    try:
        return plain(value)
    except TrailError:
        return str(value)
