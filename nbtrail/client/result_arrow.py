"""Answers as pyarrow Tables, with the types that DuckDB gave.

Where Arrow has no such type: HUGEINT and UHUGEINT are decimal256(39, 0), a UUID
is Arrow's where pyarrow has it, else text; TIME WITH TIME ZONE, BIT, BIGNUM and
VARIANT (as JSON) are text, and so is a column with an infinite date. Entries of a
struct without names are called "0", "1", …
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .column_values import decimal_code, enum_code, wide_integers
from .result_names import distinct, entry_names, infinite, within_a_day, zone_name

if TYPE_CHECKING:
    from .columns import Column


def arrow_table(names: list[str], columns: list[Column], count: int) -> Any:
    """A pyarrow Table. Raises ImportError without pyarrow."""
    import pyarrow

    if not columns:
        return pyarrow.table({})
    return pyarrow.table([_array(pyarrow, column) for column in columns], names=distinct(names))


def _array(pyarrow: Any, column: Column) -> Any:
    kind, count = column.type, len(column)
    nested = _NESTED.get(kind)
    if nested is not None:
        return nested(pyarrow, column)
    if infinite(column) or (kind in ("TIME", "TIME_NS") and not within_a_day(column)):
        return _texts(pyarrow, column)
    fixed = _fixed(pyarrow, column)
    if fixed is not None:
        return pyarrow.Array.from_buffers(
            fixed, count, [_validity(pyarrow, column), pyarrow.py_buffer(column.packed)]
        )
    if kind == "BOOLEAN":
        return pyarrow.array(column.numpy("B") == 1, mask=column.missing())
    if kind in ("VARCHAR", "BIT", "BIGNUM", "VARIANT"):
        places = pyarrow.array(column.numpy("I"), mask=column.missing())
        texts = pyarrow.array(column.texts or [""], pyarrow.string())
        return pyarrow.DictionaryArray.from_arrays(places, texts).cast(pyarrow.string())
    if kind == "ENUM":
        places = pyarrow.array(column.numpy(enum_code(len(column.texts))), mask=column.missing())
        texts = pyarrow.array(column.texts, pyarrow.string())
        return pyarrow.DictionaryArray.from_arrays(
            places.cast(pyarrow.int32()), texts, ordered=True
        )
    if kind == "DECIMAL":
        return _decimals(pyarrow, column)
    if kind in ("HUGEINT", "UHUGEINT"):
        wide = wide_integers(column, 0, count, kind == "HUGEINT")
        there = column.there or [1] * count
        whole = [value if present else None for value, present in zip(wide, there)]
        return pyarrow.array(whole, pyarrow.decimal256(39, 0))
    if kind == "INTERVAL":
        return _intervals(pyarrow, column)
    if kind == "BLOB":
        return pyarrow.array(column.values, pyarrow.binary())
    if kind == "UUID" and hasattr(pyarrow, "uuid"):
        stored = [None if value is None else value.bytes for value in column.values]
        storage = pyarrow.array(stored, pyarrow.binary(16))
        return pyarrow.ExtensionArray.from_storage(pyarrow.uuid(), storage)
    return _texts(pyarrow, column)


def _fixed(pyarrow: Any, column: Column) -> Any:
    """Arrow's type of values that lie in the bytes as Arrow has them; None for others."""
    simple = {
        "TINYINT": pyarrow.int8,
        "SMALLINT": pyarrow.int16,
        "INTEGER": pyarrow.int32,
        "BIGINT": pyarrow.int64,
        "UTINYINT": pyarrow.uint8,
        "USMALLINT": pyarrow.uint16,
        "UINTEGER": pyarrow.uint32,
        "UBIGINT": pyarrow.uint64,
        "FLOAT": pyarrow.float32,
        "DOUBLE": pyarrow.float64,
        "DATE": pyarrow.date32,
    }.get(column.type)
    if simple is not None:
        return simple()
    units = {"TIMESTAMP": "us", "TIMESTAMP_S": "s", "TIMESTAMP_MS": "ms", "TIMESTAMP_NS": "ns"}
    if column.type in units:
        return pyarrow.timestamp(units[column.type])
    if column.type == "TIMESTAMP WITH TIME ZONE":
        return pyarrow.timestamp("us", zone_name(column))
    if column.type in ("TIME", "TIME_NS"):
        return pyarrow.time64("us" if column.type == "TIME" else "ns")
    return None


def _validity(pyarrow: Any, column: Column) -> Any:
    """A bit a value; None where no value is null."""
    import numpy

    missing = column.missing()
    return (
        None
        if missing is None
        else pyarrow.py_buffer(numpy.packbits(~missing, bitorder="little").tobytes())
    )


def _texts(pyarrow: Any, column: Column) -> Any:
    texts = [None if value is None else str(value) for value in column.values]
    return pyarrow.array(texts, pyarrow.string())


def _decimals(pyarrow: Any, column: Column) -> Any:
    import numpy

    packed: Any = column.packed
    code = decimal_code(column.width)
    if code is not None:
        low = column.numpy(code).astype("<i8")
        packed = numpy.stack([low, low >> 63], axis=1).tobytes()
    kind = pyarrow.decimal128(column.width, column.scale)
    buffers = [_validity(pyarrow, column), pyarrow.py_buffer(packed)]
    return pyarrow.Array.from_buffers(kind, len(column), buffers)


def _intervals(pyarrow: Any, column: Column) -> Any:
    import numpy

    parts = numpy.frombuffer(
        column.packed, numpy.dtype([("months", "<i4"), ("days", "<i4"), ("rest", "<i8")])
    ).copy()
    # Nanoseconds of some centuries and no more: what is too long for them goes to the days.
    far = abs(parts["rest"].astype("float64")) > 9e15
    days = numpy.where(far, parts["rest"] // 86_400_000_000, 0)
    parts["rest"] = (parts["rest"] - days * 86_400_000_000) * 1000
    parts["days"] += days.astype("int32")
    buffers = [_validity(pyarrow, column), pyarrow.py_buffer(parts.tobytes())]
    return pyarrow.Array.from_buffers(pyarrow.month_day_nano_interval(), len(column), buffers)


def _mask(pyarrow: Any, column: Column) -> Any:
    missing = column.missing()
    return None if missing is None else pyarrow.array(missing)


def _offsets(pyarrow: Any, column: Column) -> Any:
    return pyarrow.array(column.offsets, pyarrow.int32())


def _lists(pyarrow: Any, column: Column) -> Any:
    items = _array(pyarrow, column.children[0])
    return pyarrow.ListArray.from_arrays(
        _offsets(pyarrow, column), items, mask=_mask(pyarrow, column)
    )


def _arrays(pyarrow: Any, column: Column) -> Any:
    items = _array(pyarrow, column.children[0])
    return pyarrow.FixedSizeListArray.from_arrays(items, column.length, mask=_mask(pyarrow, column))


def _structs(pyarrow: Any, column: Column) -> Any:
    parts = [_array(pyarrow, child) for child in column.children]
    return pyarrow.StructArray.from_arrays(
        parts, names=entry_names(column), mask=_mask(pyarrow, column)
    )


def _maps(pyarrow: Any, column: Column) -> Any:
    keys, values = (_array(pyarrow, child) for child in column.children)
    made = pyarrow.MapArray.from_arrays(_offsets(pyarrow, column), keys, values)
    missing = column.missing()
    if missing is None:
        return made
    buffers = [_validity(pyarrow, column), made.buffers()[1]]
    entries = pyarrow.StructArray.from_arrays([keys, values], fields=list(made.type.field(0).type))
    return pyarrow.Array.from_buffers(made.type, len(column), buffers, children=[entries])


def _unions(pyarrow: Any, column: Column) -> Any:
    import numpy

    tags = numpy.frombuffer(column.packed, "i1")
    missing = column.missing()
    if missing is not None:
        tags = numpy.where(missing, numpy.int8(0), tags)
    parts = [_array(pyarrow, child) for child in column.children]
    return pyarrow.UnionArray.from_sparse(pyarrow.array(tags, pyarrow.int8()), parts, column.names)


_NESTED = {
    "LIST": _lists,
    "ARRAY": _arrays,
    "STRUCT": _structs,
    "MAP": _maps,
    "UNION": _unions,
}
