"""Columns of pyarrow arrays, by their type."""

from __future__ import annotations

from typing import Any

from .column_values import decimal_code
from .numpy_columns import fixed, packed_array, packed_struct, present, with_zone
from .object_columns import packed_objects
from .packing import Packed, join, packed, packed_texts
from .plain_values import plain
from .sql_types import (
    BLOB,
    BOOLEAN,
    DATE,
    DIGITS,
    HUGEINT,
    INTERVAL,
    UHUGEINT,
    UUID,
    VARCHAR,
    SqlType,
    type_of,
)

_TIMES = {"s": "TIMESTAMP_S", "ms": "TIMESTAMP_MS", "us": "TIMESTAMP", "ns": "TIMESTAMP_NS"}


def arrow_columns(table: Any) -> tuple[list[tuple[Any, Packed]], int]:
    """Columns of a Table, by place: two may have one name."""
    columns = [
        (name, packed_arrow(table.column(place))) for place, name in enumerate(table.column_names)
    ]
    return columns, table.num_rows


def packed_arrow(values: Any) -> Packed:
    """A column of an Array or ChunkedArray."""
    import pyarrow
    from pyarrow import types

    kind = values.type
    if isinstance(values, pyarrow.ChunkedArray):
        values = values.combine_chunks()
        if isinstance(values, pyarrow.ChunkedArray):
            values = (
                pyarrow.concat_arrays(values.chunks)
                if values.num_chunks
                else pyarrow.array([], kind)
            )
    missing = values.is_null().to_numpy(zero_copy_only=False) if values.null_count else None
    if isinstance(kind, pyarrow.BaseExtensionType):
        if getattr(kind, "extension_name", "") == "arrow.uuid":
            return packed(UUID, [plain(value) for value in values.to_pylist()])
        return packed_arrow(values.storage)
    if types.is_null(kind):
        return packed_objects([None] * len(values))
    if types.is_boolean(kind):
        return fixed(BOOLEAN, _numbers(values, pyarrow.bool_(), False), missing, "u1")
    if types.is_integer(kind) or types.is_floating(kind):
        return packed_array(_numbers(values, kind, 0), missing)
    if types.is_decimal(kind) and 0 <= kind.scale <= kind.precision <= DIGITS:
        return _decimals(pyarrow, values, kind, missing)
    if types.is_decimal(kind) and kind.scale == 0:
        wide = [None if value is None else int(value) for value in values.to_pylist()]
        return packed_objects(wide) if type_of(wide) == VARCHAR else packed(_wide(wide), wide)
    if types.is_date(kind):
        days = values.cast(pyarrow.date32()).cast(pyarrow.int32())
        return fixed(DATE, _numbers(days, days.type, 0), missing, "i4")
    if types.is_timestamp(kind):
        return _moments(pyarrow, values, kind, missing)
    if types.is_time(kind):
        return _times(pyarrow, values, kind, missing)
    if types.is_duration(kind):
        spans = values.cast(pyarrow.duration("us"), safe=False).cast(pyarrow.int64())
        return packed_array(_numbers(spans, spans.type, 0).view("timedelta64[us]"), missing)
    if types.is_interval(kind):
        return packed(INTERVAL, [_triple(value) for value in values.to_pylist()])
    if types.is_dictionary(kind):
        return _dictionary(pyarrow, values, missing)
    if _is_text(types, kind):
        return _texts(pyarrow, values, missing)
    if _is_binary(types, kind):
        return packed(BLOB, values.to_pylist())
    if types.is_struct(kind) and kind.num_fields:
        return _struct(values, kind, missing)
    if types.is_fixed_size_list(kind) and kind.list_size:
        size = kind.list_size
        items = values.values.slice(values.offset * size, len(values) * size)
        return join(SqlType("ARRAY", length=size), b"", present(missing), [packed_arrow(items)])
    if _is_list(types, kind):
        return _lists(pyarrow, values, missing)
    if types.is_map(kind):
        return _maps(values, missing)
    if types.is_union(kind) and 0 < kind.num_fields < 256:
        return _union(pyarrow, values, kind)
    if getattr(types, "is_run_end_encoded", lambda _: False)(kind):
        import pyarrow.compute

        return packed_arrow(pyarrow.compute.run_end_decode(values))
    return packed_objects(values.to_pylist())


def _numbers(values: Any, kind: Any, nothing: Any) -> Any:
    import pyarrow

    filled = values.fill_null(pyarrow.scalar(nothing, kind)) if values.null_count else values
    return filled.to_numpy(zero_copy_only=False)


def _wide(values: list[int | None]) -> SqlType:
    return UHUGEINT if any(value is not None and value >= 2**127 for value in values) else HUGEINT


def _decimals(pyarrow: Any, values: Any, kind: Any, missing: Any) -> Packed:
    import numpy

    sql = SqlType("DECIMAL", kind.precision, kind.scale)
    whole = values.cast(pyarrow.decimal128(kind.precision, kind.scale))
    words = numpy.frombuffer(whole.buffers()[1] or b"", "<i8")
    words = words[2 * whole.offset : 2 * (whole.offset + len(whole))]
    code = decimal_code(kind.precision)
    if code is None:
        return join(sql, words.tobytes(), present(missing))
    numbers = words[::2] if missing is None else numpy.where(missing, 0, words[::2])
    return fixed(sql, numbers, missing, {"h": "i2", "i": "i4", "q": "i8"}[code])


def _moments(pyarrow: Any, values: Any, kind: Any, missing: Any) -> Packed:
    numbers = values.cast(pyarrow.timestamp(kind.unit)).cast(pyarrow.int64())
    if kind.tz is None:
        return fixed(SqlType(_TIMES[kind.unit]), _numbers(numbers, numbers.type, 0), missing, "i8")
    whole = values.cast(pyarrow.timestamp("us", kind.tz), safe=False).cast(pyarrow.int64())
    moments = _numbers(whole, whole.type, 0).view("datetime64[us]")
    return with_zone(packed_array(moments, missing))


def _times(pyarrow: Any, values: Any, kind: Any, missing: Any) -> Packed:
    """DuckDB's TIME has microseconds."""
    if kind.unit == "ns":
        numbers = _numbers(values.cast(pyarrow.int64()), pyarrow.int64(), 0)
        return fixed(SqlType("TIME_NS"), numbers, missing, "i8")
    whole = values.cast(pyarrow.time64("us")).cast(pyarrow.int64())
    return fixed(SqlType("TIME"), _numbers(whole, whole.type, 0), missing, "i8")


def _triple(value: Any) -> tuple[int, int, int] | None:
    return None if value is None else (value.months, value.days, value.nanoseconds // 1000)


def _dictionary(pyarrow: Any, values: Any, missing: Any) -> Packed:
    """An ordered one of texts is an ENUM, as a category is; others are what their values are."""
    texts = values.dictionary
    if values.type.ordered and _is_text(pyarrow.types, texts.type) and len(texts):
        words = texts.to_pylist()
        if None not in words and len(set(words)) == len(words):
            width = "u1" if len(words) <= 0xFF else "u2" if len(words) <= 0xFFFF else "u4"
            places = _numbers(values.indices.cast(pyarrow.int64()), pyarrow.int64(), 0)
            return fixed(SqlType("ENUM", values=tuple(words)), places, missing, width)
    return packed_arrow(values.dictionary_decode())


def _texts(pyarrow: Any, values: Any, missing: Any) -> Packed:
    plain_texts = values.cast(pyarrow.large_string())
    encoded = plain_texts.dictionary_encode()
    places = _numbers(encoded.indices.cast(pyarrow.int64()), pyarrow.int64(), 0)
    if not len(encoded.dictionary):
        return packed_texts([None] * len(values))
    return join(
        SqlType("VARCHAR"),
        places.astype("<u4").tobytes(),
        present(missing),
        texts=encoded.dictionary.to_pylist(),
    )


def _struct(values: Any, kind: Any, missing: Any) -> Packed:
    parts = [
        (kind.field(place).name, packed_arrow(part)) for place, part in enumerate(values.flatten())
    ]
    names = [name.lower() for name, _ in parts]
    if "" in names or "\0" in "".join(names) or len(set(names)) < len(names):
        return packed_objects(values.to_pylist())
    return packed_struct(parts, present(missing))


def _lists(pyarrow: Any, values: Any, missing: Any) -> Packed:
    from pyarrow.compute import list_value_length

    lengths = list_value_length(values).cast(pyarrow.int64())
    numbers = _numbers(lengths, lengths.type, 0).astype("<u4")
    return join(
        SqlType("LIST"), numbers.tobytes(), present(missing), [packed_arrow(values.flatten())]
    )


def _maps(values: Any, missing: Any) -> Packed:
    import numpy

    offsets = values.offsets.to_numpy()
    numbers = numpy.diff(offsets)
    if missing is not None:
        if numbers[missing].any():
            return packed_objects(
                [None if value is None else dict(value) for value in values.to_pylist()]
            )
        numbers = numpy.where(missing, 0, numbers)
    first, last = int(offsets[0]), int(offsets[-1])
    parts = [packed_arrow(part.slice(first, last - first)) for part in (values.keys, values.items)]
    return join(SqlType("MAP"), numbers.astype("<u4").tobytes(), present(missing), parts)


def _union(pyarrow: Any, values: Any, kind: Any) -> Packed:
    """Of each value the member that holds it; the others are null."""
    import numpy

    def own(place: int, code: str) -> Any:  # the array's properties forget that it is a slice
        buffer = values.buffers()[place]
        return numpy.frombuffer(buffer or b"", code)[values.offset : values.offset + len(values)]

    codes = own(1, "i1")
    tags: Any = numpy.zeros(len(values), "u1")
    # A dense one's members have their own values only, and each value says where its is.
    dense = kind.mode == "dense"
    places = own(2, "<i4") if dense else numpy.arange(len(values), dtype="i4")
    parts = []
    for place, code in enumerate(kind.type_codes):
        meant = codes == code
        tags[meant] = place
        held = pyarrow.array(places, pyarrow.int32(), mask=~meant)
        parts.append(packed_arrow(values.field(place).take(held)))
    names = tuple(kind.field(place).name for place in range(kind.num_fields))
    if len({name.lower() for name in names} - {""}) < len(names):
        names = tuple(f"member{place}" for place in range(len(names)))
    return join(SqlType("UNION", names=names), tags.tobytes(), None, parts)


def _is_text(types: Any, kind: Any) -> bool:
    view = getattr(types, "is_string_view", lambda _: False)
    return types.is_string(kind) or types.is_large_string(kind) or view(kind)


def _is_binary(types: Any, kind: Any) -> bool:
    view = getattr(types, "is_binary_view", lambda _: False)
    fixed_size = types.is_fixed_size_binary(kind)
    return types.is_binary(kind) or types.is_large_binary(kind) or fixed_size or view(kind)


def _is_list(types: Any, kind: Any) -> bool:
    views = [
        getattr(types, name, lambda _: False) for name in ("is_list_view", "is_large_list_view")
    ]
    is_plain = types.is_list(kind) or types.is_large_list(kind) or types.is_fixed_size_list(kind)
    return is_plain or any(view(kind) for view in views)
