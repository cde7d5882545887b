"""Any library's table as columns of one form, so that the same content looks the same.

`pieces_of` takes data apart into named pieces without looking at what is in them:
that is quick, and done while the notebook waits. `columns_of` reads a piece, which
may take its time; a piece that cannot be read is an unread column and costs no
other its place. Nothing is copied that can be looked at in place, nothing of the
user's is changed, and nothing that can be gone through only once is.
"""

from __future__ import annotations

import sys
from array import array
from collections import deque
from collections.abc import KeysView, Mapping, Sequence, Set, ValuesView
from functools import partial
from itertools import chain
from typing import Any

from ..values.encode import named
from .arrays import array_columns, listed_column
from .column import Column, Made, NotUnderstood, Piece, unread_column
from .frames import arrow_column, pandas_column, polars_column
from .sparse import is_sparse, sparse_columns

#: A two-dimensional array of up to so many columns is a table.
MAX_WIDTH = 64
#: A list of more parts than this is one of rows.
MAX_PARTS = 2000
#: Rows whose names are looked at in one go.
_BLOCK = 10_000
_LIBRARIES = frozenset(
    {"pandas", "polars", "pyarrow", "torch", "numpy", "scipy", "duckdb", "datasets"}
)
_READERS = {"pandas": pandas_column, "polars": polars_column, "pyarrow": arrow_column}


def pieces_of(data: Any) -> list[Piece] | None:
    """Names and holders of the values of a table, array, mapping or list; None for what has none.

    Raises NotUnderstood, and whatever the library of the data raises.
    """
    library = library_of(data)
    if is_sparse(data):
        return [("value", data)]
    if library in ("pandas", "polars", "pyarrow"):
        return _frame_pieces(library, data)
    if library == "torch" and not hasattr(data, "detach"):
        from .torch import torch_pieces

        return torch_pieces(data, pieces_of)
    if library == "datasets" and callable(getattr(data, "with_format", None)):
        if not hasattr(data, "__len__"):
            raise NotUnderstood("it can be iterated only once; log what it is made from")
        if not isinstance(data, Mapping):
            return pieces_of(data.with_format("arrow")[:])
    if library == "duckdb":
        raise NotUnderstood("it is a query, not a table yet; give its .arrow() or .df()")
    if isinstance(data, Mapping):
        return [part for name, values in data.items() for part in _parts(named(name), values)]
    if isinstance(data, (list, tuple)):
        return _list_pieces(data)
    if isinstance(data, (deque, range, KeysView, ValuesView, Set)):
        values = list(data)
        return [("value", sorted(values, key=_order) if isinstance(data, Set) else values)]
    if isinstance(data, (array, memoryview)):
        return [("value", list(data))]
    if hasattr(data, "shape") and _is_array(data, library):
        return _array_pieces(data, library)
    if hasattr(data, "__next__"):
        raise NotUnderstood("it can be iterated only once; log what it is made from")
    return None


def columns_of(name: str, holder: Any) -> list[Column]:
    """The columns of a piece; one that says why where it cannot be read."""
    try:
        if isinstance(holder, Made):
            holder = holder.make()
        if is_sparse(holder):
            return sparse_columns(name, holder)
        library = library_of(holder)
        reader = _READERS.get(library)
        if reader is not None:
            return [reader(name, holder)]
        found = _as_array(holder, library)
        if found is not None:
            return array_columns(name, found)
        listed = list(holder) if isinstance(holder, (list, tuple, range, deque)) else [holder]
        return [listed_column(name, listed)]
    except Exception as error:
        return [unread_column(name, _rows(holder), error)]


def library_of(data: Any) -> str:
    """The library that the data's type or one of its bases comes from, where it is a known one."""
    for kind in type(data).__mro__:
        library = kind.__module__.partition(".")[0]
        if library in _LIBRARIES:
            return library
    return ""


def _frame_pieces(library: str, data: Any) -> list[Piece] | None:
    if library == "polars":
        if hasattr(data, "collect"):
            raise NotUnderstood("it is a lazy frame, not a table yet; give its .collect()")
        if hasattr(data, "get_columns"):
            return [(series.name, series) for series in data.get_columns()]
        return [(_own_name(data), data)] if hasattr(data, "to_list") else None
    if library == "pyarrow":
        if hasattr(data, "column_names") and hasattr(data, "columns"):
            return list(zip(data.column_names, data.columns, strict=True))
        if hasattr(data, "null_count"):
            return [("value", data)]
        raise NotUnderstood(
            "it is read from elsewhere; give its .to_table(), or the path of its files"
        )
    if hasattr(data, "columns"):
        if not len(data.columns):
            return _index_pieces(data.index) if len(data.index) else []
        columns = [(named(name), data.iloc[:, index]) for index, name in enumerate(data.columns)]
        return [*_label_pieces(data), *columns]
    if hasattr(data, "levels") or hasattr(data, "to_series"):
        return _index_pieces(data)
    if hasattr(data, "iloc") and hasattr(data, "to_numpy"):
        return [*_label_pieces(data), (_own_name(data), data)]
    if hasattr(data, "isna") and hasattr(data, "dtype"):  # an array of pandas' own
        return [("value", sys.modules["pandas"].Series(data))]
    raise NotUnderstood("it is not a table; give the frame that it is made from")


def _index_pieces(index: Any) -> list[Piece]:
    """An index by itself: a column, or one for each level."""
    if not hasattr(index, "levels"):
        return [("value" if index.name is None else named(index.name), index.to_series())]
    return [
        (str(number) if name is None else named(name), index.get_level_values(number).to_series())
        for number, name in enumerate(index.names)
    ]


def _label_pieces(data: Any) -> list[Piece]:
    """The index beside columns, as `reset_index` has it; none where it only numbers the rows."""
    index = data.index
    if not hasattr(index, "levels"):
        numbers = getattr(index.dtype, "kind", "O") in "iu"
        if index.name is None and (numbers or not len(index)):
            return []
    plain = index.nlevels == 1 and "index" not in map(named, getattr(data, "columns", ()))
    unnamed = "index" if plain else "level_{}"
    return [
        (
            unnamed.format(level) if name is None else named(name),
            Made(partial(_labels, index, level), len(index)),
        )
        for level, name in enumerate(index.names)
    ]


def _labels(index: Any, level: int) -> Any:
    return index.get_level_values(level).to_series()


def _entries(rows: Sequence[Any], name: Any) -> list[Any]:
    return [row.get(name) for row in rows]


def _items(rows: Sequence[Any], place: int) -> list[Any]:
    return [row[place] for row in rows]


def _list_pieces(data: list[Any] | tuple[Any, ...]) -> list[Piece]:
    """A list of columns, of rows that are mappings or many, or of plain values."""
    kinds = list(set(map(type, data)))
    if data and all(issubclass(kind, Mapping) for kind in kinds):
        return [
            (named(name), Made(partial(_entries, data, name), len(data))) for name in _names(data)
        ]
    nested = all(hasattr(kind, "__len__") and not issubclass(kind, (str, bytes)) for kind in kinds)
    if not data or not nested:
        return [("value", list(data))]
    if len(data) > MAX_PARTS and all(issubclass(kind, (list, tuple)) for kind in kinds):
        widths = set(map(len, data))
        if len(widths) == 1 and widths <= set(range(1, MAX_WIDTH + 1)):
            return [
                (str(place), Made(partial(_items, data, place), len(data)))
                for place in range(widths.pop())
            ]
        return [("value", list(data))]
    return [part for index, values in enumerate(data) for part in _parts(str(index), values)]


def _names(rows: Any) -> dict[Any, None]:
    """The keys of all rows in the order of their first; other threads get their turn in between."""
    names: dict[Any, None] = {}
    for begin in range(0, len(rows), _BLOCK):
        names.update(dict.fromkeys(chain.from_iterable(rows[begin : begin + _BLOCK])))
    return names


def _parts(name: str, values: Any) -> list[Piece]:
    """A column, or a frame's columns under the name that it has among others."""
    if not any(hasattr(values, columns) for columns in ("columns", "column_names")):
        return [(name, values)]
    return [(f"{name}.{part}", holder) for part, holder in pieces_of(values) or []]


def _array_pieces(data: Any, library: str) -> list[Piece]:
    found = _as_array(data, library)
    if found.ndim == 2 and found.shape[1] <= MAX_WIDTH and found.dtype.names is None:
        return [(str(index), found[:, index]) for index in range(found.shape[1])]
    return [("value", found)]


def _is_array(data: Any, library: str) -> bool:
    return library == "torch" or (hasattr(data, "dtype") and hasattr(data, "__array__"))


def _as_array(data: Any, library: str) -> Any:
    """An array or tensor of any library as numpy's, with at least one dimension; else None."""
    numpy = sys.modules.get("numpy")
    if library == "torch" and hasattr(data, "detach"):
        from .torch import tensor_array

        data = tensor_array(data)
    elif numpy is None or not (hasattr(data, "dtype") and hasattr(data, "__array__")):
        return None
    else:
        data = numpy.asanyarray(data) if hasattr(data, "mask") else numpy.asarray(data)
    return data.reshape(1) if data.ndim == 0 else data


def _own_name(series: Any) -> str:
    return "value" if series.name in (None, "") else named(series.name)


def _rows(holder: Any) -> int:
    try:
        return len(holder)
    except Exception:
        return 0


def _order(value: Any) -> tuple[str, Any, str]:
    plain = value if isinstance(value, (int, float)) else 0
    return type(value).__name__, plain, repr(value)
