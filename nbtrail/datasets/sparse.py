"""Sparse matrices of scipy and torch by what is in them, in whichever way they keep it.

Columns are the places (row, column, …) in order and the values there; zeros that
are written out are none, and what is at one place twice is added up. The type
holds the shape.
"""

from __future__ import annotations

import sys
from itertools import islice
from typing import Any

from .arrays import array_column
from .column import Column

#: Entries of a dict that are read in one go.
_BLOCK = 10_000


def is_sparse(data: Any) -> bool:
    """Whether it is a sparse matrix, array or tensor."""
    for kind in type(data).__mro__:
        library = kind.__module__.partition(".")[0]
        if library == "scipy":
            return hasattr(data, "tocoo")
        if library == "torch":
            return str(getattr(data, "layout", "torch.strided")) != "torch.strided"
    return False


def sparse_columns(name: str, data: Any) -> list[Column]:
    """The places and the values."""
    numpy = sys.modules["numpy"]
    places, values = _torch(data) if hasattr(data, "to_sparse_coo") else _scipy(data)
    shape = tuple(int(size) for size in data.shape)
    flat = numpy.zeros(len(values), "i8")
    for axis, place in enumerate(places):
        flat = flat * shape[axis] + place.astype("i8")
    distinct, first = numpy.unique(flat, return_inverse=True)
    if len(distinct) < len(flat):
        summed = numpy.zeros(len(distinct), values.dtype)
        numpy.add.at(summed, first.reshape(-1), values)
    else:
        summed = values[numpy.argsort(flat, kind="stable")]
    kept = summed != 0
    distinct, summed = distinct[kept], summed[kept]
    columns = [
        array_column(f"{name}.{axis}", place.astype("i8"))
        for axis, place in enumerate(numpy.unravel_index(distinct, shape))
    ]
    columns.append(array_column(name, summed))
    for column in columns:
        column.type = f"sparse {column.type}[{','.join(map(str, shape))}]"
        column.of_rows = shape[0]
    return columns


def _scipy(data: Any) -> tuple[list[Any], Any]:
    if data.format == "dok":
        return _keyed(data)
    found = data.tocoo()
    places = getattr(found, "coords", None)
    return list(places if places is not None else (found.row, found.col)), found.data


def _keyed(data: Any) -> tuple[list[Any], Any]:
    """A dict of places: block by block, so that other threads get their turn in between."""
    numpy = sys.modules["numpy"]
    size, items = data.nnz, iter(data.items())
    places, values = numpy.empty((size, data.ndim), "i8"), numpy.empty(size, data.dtype)
    for begin in range(0, size, _BLOCK):
        block = list(islice(items, _BLOCK))
        end = begin + len(block)
        places[begin:end] = numpy.array([place for place, _ in block]).reshape(-1, data.ndim)
        values[begin:end] = [value for _, value in block]
    return list(places.T), values


def _torch(data: Any) -> tuple[list[Any], Any]:
    found = data.detach().cpu().to_sparse_coo().coalesce()
    return list(found.indices().numpy()), found.values().numpy()
