"""Times in nanoseconds inside of arrow's and polars' values, where Python's have microseconds.

A time, moment or duration that has nanoseconds beyond its microseconds becomes a
pair: Python's value, cut, and the nanoseconds that are left (1 to 999). All others
are Python's own, so that the same content in microseconds is the same.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


def arrow_objects(values: Any) -> list[Any]:
    """An Array's or ChunkedArray's values as Python's."""
    kind = values.type
    if not any(f"{word}[ns" in str(kind) for word in ("time64", "timestamp", "duration")):
        return list(values.to_pylist())
    cut = values.cast(_arrow_kind(kind, _arrow_micros), safe=False).to_pylist()
    exact = values.cast(_arrow_kind(kind, _arrow_integer)).to_pylist()
    return [_paired(*pair) for pair in zip(cut, exact, strict=True)]


def polars_objects(series: Any) -> list[Any]:
    """A Series' values as Python's."""
    kind = series.dtype
    if not any(word in repr(kind) for word in ("Time", "'ns'")):
        return list(series.to_list())
    exact = series.cast(_polars_kind(kind)).to_list()
    return [_paired(*pair) for pair in zip(series.to_list(), exact, strict=True)]


def _paired(cut: Any, exact: Any) -> Any:
    """Of the same value in its two forms the one that says it all."""
    if isinstance(cut, dict) and isinstance(exact, dict):
        return {name: _paired(cut[name], exact[name]) for name in cut}
    if isinstance(cut, (list, tuple)) and isinstance(exact, (list, tuple)):
        return type(cut)(_paired(*pair) for pair in zip(cut, exact, strict=True))
    if type(exact) is int and type(cut) is not int and exact % 1000:
        return cut, exact % 1000
    return cut


def _arrow_kind(kind: Any, change: Callable[[Any], Any]) -> Any:
    """The type with its types in nanoseconds changed."""
    import pyarrow as pa

    def field(inner: Any) -> Any:
        return inner.with_type(_arrow_kind(inner.type, change))

    types = pa.types
    if types.is_struct(kind):
        return pa.struct([field(kind.field(place)) for place in range(kind.num_fields)])
    if types.is_map(kind):
        return pa.map_(field(kind.key_field), field(kind.item_field))
    if types.is_fixed_size_list(kind):
        return pa.list_(field(kind.value_field), kind.list_size)
    if types.is_list(kind):
        return pa.list_(field(kind.value_field))
    if types.is_large_list(kind):
        return pa.large_list(field(kind.value_field))
    is_time = types.is_time64(kind) or types.is_timestamp(kind) or types.is_duration(kind)
    return change(kind) if is_time and kind.unit == "ns" else kind


def _arrow_micros(kind: Any) -> Any:
    import pyarrow as pa

    if pa.types.is_timestamp(kind):
        return pa.timestamp("us", kind.tz)
    return pa.time64("us") if pa.types.is_time64(kind) else pa.duration("us")


def _arrow_integer(_: Any) -> Any:
    import pyarrow as pa

    return pa.int64()


def _polars_kind(kind: Any) -> Any:
    """The type with integers for its times."""
    import polars as pl

    if isinstance(kind, pl.Struct):
        return pl.Struct({field.name: _polars_kind(field.dtype) for field in kind.fields})
    if isinstance(kind, pl.List):
        return pl.List(_polars_kind(kind.inner))
    if isinstance(kind, pl.Array):
        return pl.Array(_polars_kind(kind.inner), kind.size)
    in_nanoseconds = kind == pl.Time or getattr(kind, "time_unit", None) == "ns"
    return pl.Int64 if in_nanoseconds else kind
