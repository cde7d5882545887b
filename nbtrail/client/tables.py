"""What can be asked as a table: frames, series and arrays of all libraries, and Python's own columns or rows.

Libraries are known by the names of their types, and only those that made the
value are imported.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ..notices.trail_error import TrailError
from .packing import Packed
from .result_names import distinct

_KINDS = {
    ("pandas", "DataFrame"): "frame",
    ("pandas", "Series"): "series",
    ("pandas", "Index"): "series",
    ("polars", "DataFrame"): "frame",
    ("polars", "LazyFrame"): "frame",
    ("polars", "Series"): "series",
    ("pyarrow", "Table"): "frame",
    ("pyarrow", "RecordBatch"): "frame",
    ("pyarrow", "RecordBatchReader"): "frame",
    ("pyarrow", "Dataset"): "frame",
    ("pyarrow", "ChunkedArray"): "series",
    ("pyarrow", "Array"): "series",
    ("numpy", "ndarray"): "series",
}


def is_frame(value: Any) -> bool:
    """Whether it is a table and nothing else: a data frame, of whichever library."""
    return _kind(value)[1] == "frame"


def is_table(value: Any) -> bool:
    """Whether it can be asked as a table."""
    if _kind(value)[1]:
        return getattr(value, "ndim", 1) != 0
    if isinstance(value, Mapping):
        return bool(value) and all(map(_is_column, value.values()))
    return (
        isinstance(value, (list, tuple))
        and bool(value)
        and all(isinstance(row, Mapping) for row in value)
    )


def table_columns(name: str, value: Any) -> tuple[list[tuple[str, Packed]], int]:
    """The columns and how many rows they have; each name once, and none empty.

    Raises TrailError NT303 where it is no table after all.
    """
    try:
        columns, rows = _columns(name, value)
    except TrailError:
        raise
    except Exception as error:
        raise TrailError(
            "NT303",
            f"{name} cannot be read as a table: {type(error).__name__}: {str(error)[:200]}",
            "Give a data frame, an Arrow table, an array, or a dict of columns.",
        ) from error
    if not columns:
        raise TrailError("NT303", f"{name} has no columns", "A table needs at least one.")
    names = distinct([label_of(label, place) for place, (label, _) in enumerate(columns)])
    return [(label, column) for label, (_, column) in zip(names, columns)], rows


def _columns(name: str, value: Any) -> tuple[list[tuple[Any, Packed]], int]:
    library, kind = _kind(value)
    if library == "pandas":
        from .pandas_columns import packed_series, pandas_columns

        if kind == "frame":
            return pandas_columns(value)
        return [(value.name, packed_series(value))], len(value)
    if library == "polars":
        from .polars_columns import packed_polars, polars_columns

        if kind == "series":
            return [(value.name, packed_polars(value))], len(value)
        return polars_columns(value.collect() if hasattr(value, "collect") else value)
    if library == "pyarrow":
        from .arrow_columns import arrow_columns, packed_arrow

        if kind == "series":
            return [("column0", packed_arrow(value))], len(value)
        return arrow_columns(_arrow_table(value))
    if library == "numpy":
        from .numpy_columns import numpy_columns

        return numpy_columns(name, value)
    if library:
        import pyarrow

        from .arrow_columns import arrow_columns

        return arrow_columns(pyarrow.table(value))
    return _of_mapping(name, value if isinstance(value, Mapping) else _turned(value))


def _kind(value: Any) -> tuple[str, str]:
    """The library, and whether it is a frame or a series."""
    for base in type(value).__mro__:
        library = base.__module__.partition(".")[0]
        kind = _KINDS.get((library, base.__name__))
        if kind is not None:
            return library, kind
    # Arrow's own interface: ibis, cuDF, modin, DuckDB's relations and others.
    return ("arrow", "frame") if hasattr(type(value), "__arrow_c_stream__") else ("", "")


def _arrow_table(value: Any) -> Any:
    import pyarrow

    if hasattr(value, "to_table"):  # a dataset
        return value.to_table()
    if hasattr(value, "read_all"):
        return value.read_all()
    return value if isinstance(value, pyarrow.Table) else pyarrow.Table.from_batches([value])


def _is_column(value: Any) -> bool:
    is_sequence = isinstance(value, Sequence) and not isinstance(value, (str, bytes, bytearray))
    return is_sequence or _kind(value)[1] == "series"


def _turned(rows: Sequence[Mapping[Any, Any]]) -> dict[Any, list[Any]]:
    """Columns of rows that are mappings; what a row does not have is missing in it."""
    names = {key: None for row in rows for key in row}
    return {key: [row.get(key) for row in rows] for key in names}


def _of_mapping(name: str, columns: Mapping[Any, Any]) -> tuple[list[tuple[Any, Packed]], int]:
    from .object_columns import packed_objects

    lengths = {str(key): len(values) for key, values in columns.items()}
    if len(set(lengths.values())) > 1:
        listed = ", ".join(f"{key} {length}" for key, length in list(lengths.items())[:5])
        raise TrailError(
            "NT303",
            f"The columns of {name} are not equally long: {listed}",
            "Give each as many values.",
        )
    made = []
    for key, values in columns.items():
        if _kind(values)[1]:
            ((_, column), *_), _ = _columns(name, values)
        else:
            column = packed_objects(values)
        made.append((key, column))
    return made, next(iter(lengths.values()))


def label_of(label: Any, place: int) -> str:
    """A column's name as text; a name of several levels has them joined."""
    if isinstance(label, tuple):
        label = "_".join(str(part) for part in label if str(part) != "")
    text = "" if label is None or label != label else str(label).replace("\0", "")
    return text or f"column{place}"
