"""Any library's table as columns of one form, so that the same content looks the same.

A column's values are a numpy array, an `array` of the standard library (lists,
while nobody has imported numpy), or a list of texts or other objects. Integers
and booleans say which values are missing in a mask and hold 0 there; missing
floats are NaN; moments are whole microseconds (nanoseconds where they need it)
since 1970 in UTC, with `NO_TIME` for none. Nothing is copied that can be
looked at in place, and nothing of the user's is changed.
"""

from __future__ import annotations

import datetime
import math
import sys
from array import array
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from .values import named

#: A moment that is missing: numpy's NaT.
NO_TIME = -(2**63)
#: A two-dimensional array of up to so many columns is a table.
WIDE_MOST = 64
TEXT, OTHER = "text", "other"

_NAN = math.nan
_EPOCH = datetime.datetime(1970, 1, 1)
_EPOCH_UTC = _EPOCH.replace(tzinfo=datetime.timezone.utc)
_MICROSECOND = datetime.timedelta(microseconds=1)


@dataclass(slots=True)
class Column:
    """One column; `kind` is integer, float, boolean, moment, text or other."""

    name: str
    kind: str
    #: As views show it: int64, float32, boolean, text, datetime, date, …
    type: str
    values: Any
    #: True where a value is missing; None where the values say so themselves.
    missing: Any = None
    #: Of moments: us, ns or D.
    unit: str = "us"

    @property
    def rows(self) -> int:
        return len(self.values)

    @property
    def cells(self) -> int:
        """Values, those inside of a row's arrays counted one by one."""
        return int(getattr(self.values, "size", len(self.values)))

    def every(self, stride: int) -> Column:
        """Every how manyth row of it, in one piece of memory: it is gone through several times."""
        values = self.values[::stride]
        missing = None if self.missing is None else self.missing[::stride]
        if hasattr(values, "flags"):
            values = sys.modules["numpy"].ascontiguousarray(values)
        return Column(self.name, self.kind, self.type, values, missing, self.unit)


def columns_of(data: Any) -> list[Column] | None:
    """The columns of a table, array, mapping or list; None for what has none.

    Raises whatever the library of the data raises.
    """
    library = _library(data)
    if library == "pandas":
        if hasattr(data, "columns"):
            return [
                _pandas(named(name), data.iloc[:, index]) for index, name in enumerate(data.columns)
            ]
        return [column(_own_name(data), data)] if hasattr(data, "to_numpy") else None
    if library == "polars":
        if hasattr(data, "get_columns"):
            return [column(series.name, series) for series in data.get_columns()]
        return [column(_own_name(data), data)] if hasattr(data, "to_list") else None
    if library == "pyarrow":
        if hasattr(data, "column_names"):
            return [
                column(name, values)
                for name, values in zip(data.column_names, data.columns, strict=True)
            ]
        return [column("value", data)] if hasattr(data, "null_count") else None
    if isinstance(data, Mapping):
        return [part for name, values in data.items() for part in _parts(named(name), values)]
    if isinstance(data, (list, tuple)):
        return _columns_of_list(data)
    found = _as_array(data, library)
    if found is None:
        return None
    if found.ndim == 2 and found.shape[1] <= WIDE_MOST:
        return [_array(str(index), found[:, index]) for index in range(found.shape[1])]
    return [_array("value", found)]


def column(name: str, values: Any) -> Column:
    """One column out of whatever holds its values."""
    library = _library(values)
    reader: Callable[[str, Any], Column] | None = {
        "pandas": _pandas,
        "polars": _polars,
        "pyarrow": _arrow,
    }.get(library)
    if reader is not None:
        return reader(name, values)
    found = _as_array(values, library)
    if found is not None:
        return _array(name, found)
    return _listed(name, list(values) if isinstance(values, (list, tuple, range)) else [values])


def _columns_of_list(data: list[Any] | tuple[Any, ...]) -> list[Column]:
    """A list of columns, of rows that are mappings, or of plain values."""
    if data and all(isinstance(row, Mapping) for row in data):
        names = dict.fromkeys(name for row in data for name in row)
        return [_listed(named(name), [row.get(name) for row in data]) for name in names]
    if data and all(
        not isinstance(part, (str, bytes)) and hasattr(part, "__len__") for part in data
    ):
        return [part for index, values in enumerate(data) for part in _parts(str(index), values)]
    return [_listed("value", list(data))]


def _parts(name: str, values: Any) -> list[Column]:
    """A column, or a frame's columns under the name that it has among others."""
    if not any(hasattr(values, columns) for columns in ("columns", "column_names")):
        return [column(name, values)]
    found = columns_of(values) or []
    for part in found:
        part.name = f"{name}.{part.name}"
    return found


def _library(data: Any) -> str:
    """The library that the data's type or one of its bases comes from, where it is a known one."""
    for kind in type(data).__mro__:
        library = kind.__module__.partition(".")[0]
        if library in ("pandas", "polars", "pyarrow", "torch", "numpy"):
            return library
    return ""


def _own_name(series: Any) -> str:
    return "value" if series.name in (None, "") else str(series.name)


def _as_array(data: Any, library: str) -> Any:
    """An array or tensor of any library as numpy's, with at least one dimension; else None."""
    numpy = sys.modules.get("numpy")
    if library == "torch" and hasattr(data, "detach"):
        tensor = data.detach().cpu()
        if str(tensor.dtype) == "torch.bfloat16":
            tensor = tensor.float()
        data = tensor.numpy()
    elif numpy is None or not (hasattr(data, "dtype") and hasattr(data, "__array__")):
        return None
    else:
        data = numpy.asarray(data)
    return data.reshape(1) if data.ndim == 0 else data


def _array(name: str, values: Any) -> Column:
    kind, dtype = values.dtype.kind, values.dtype
    if dtype.names is not None or kind in "OUS":
        return _listed(name, values.tolist())
    shape = f"[{','.join(map(str, values.shape[1:]))}]" if values.ndim > 1 else ""
    if kind == "M":
        return _moments(name, "datetime", values)
    if kind == "m":
        return _moments(name, "duration", values.astype("timedelta64[ns]"))
    known = {"i": "integer", "u": "integer", "f": "float", "b": "boolean"}.get(kind, "raw")
    return Column(name, known, ("boolean" if kind == "b" else dtype.name) + shape, values)


def _moments(name: str, of: str, values: Any) -> Column:
    """Moments or durations in microseconds, or nanoseconds where these would lose something."""
    stem = values.dtype.str[1:3]
    if values.dtype.str.endswith("[D]"):
        return Column(name, "moment", "date", values.view("i8"), None, "D")
    short = values.astype(f"{stem}[us]")
    again = short.astype(values.dtype)
    if bool((again.view("i8") == values.view("i8")).all()):
        return Column(name, "moment", of, short.view("i8"))
    return Column(name, "moment", of, values.astype(f"{stem}[ns]").view("i8"), None, "ns")


def _pandas(name: str, series: Any) -> Column:
    dtype = series.dtype
    kind = getattr(dtype, "kind", "O")
    if type(dtype).__module__.startswith("numpy"):
        return _array(name, series.to_numpy())
    if hasattr(dtype, "categories"):
        return _listed(name, series.astype(object).tolist())
    if kind == "M" and getattr(dtype, "tz", None) is not None:
        return _moments(name, "datetime_utc", series.dt.tz_convert(None).to_numpy())
    if kind in "iubf":
        width = str(dtype).lower().partition("[")[0].replace("double", "float64")
        plain = "bool" if kind == "b" else width
        if kind == "f":
            return _array(name, series.to_numpy(dtype=plain, na_value=_NAN))
        found = _array(name, series.fillna(False if kind == "b" else 0).to_numpy(dtype=plain))
        if series.hasnans:
            found.missing = series.isna().to_numpy()
        return found
    return _listed(name, series.tolist())


def _polars(name: str, series: Any) -> Column:
    dtype = series.dtype
    whole, boolean = dtype.is_integer(), str(dtype) == "Boolean"
    if whole or boolean:
        found = _array(name, series.fill_null(0 if whole else False).to_numpy())
        if series.null_count():
            found.missing = series.is_null().to_numpy()
        return found
    if dtype.is_float():
        return _array(name, series.to_numpy())
    if dtype.is_temporal() and str(dtype) != "Time":
        found = _array(name, series.to_numpy())
        if getattr(dtype, "time_zone", None):
            found.type = "datetime_utc"
        return found
    return _listed(name, series.to_list())


def _arrow(name: str, values: Any) -> Column:
    kind = str(values.type)
    whole, boolean = kind.startswith(("int", "uint")), kind == "bool"
    if whole or boolean:
        filled = values.fill_null(0 if whole else False) if values.null_count else values
        found = _array(name, _numpy_of(filled))
        if values.null_count:
            found.missing = _numpy_of(values.is_null())
        return found
    if kind in ("float", "double", "halffloat") or kind.startswith(("timestamp", "duration")):
        found = _array(name, _numpy_of(values))
        if "tz=" in kind:
            found.type = "datetime_utc"
        return found
    return _listed(name, values.to_pylist())


def _numpy_of(values: Any) -> Any:
    """A chunked array's numbers, or an array's, which asks whether it may copy."""
    return values.to_numpy() if hasattr(values, "chunks") else values.to_numpy(zero_copy_only=False)


def _listed(name: str, values: list[Any]) -> Column:
    """A column out of a list, by the types that are in it."""
    kinds = set(map(type, values))
    if any(kind.__name__ in ("NAType", "NaTType") for kind in kinds):
        values = [
            None if type(value).__name__ in ("NAType", "NaTType") else value for value in values
        ]
        kinds = set(map(type, values))
    known = kinds - {type(None)}
    if known == {str, float} and all(value != value for value in values if type(value) is float):
        values = [value if type(value) is str else None for value in values]
        known = {str}
    if known == {bool}:
        return _numbers(name, "boolean", "boolean", "b", values, False)
    if known == {int} and _fits(values):
        return _numbers(name, "integer", "int64", "q", values, 0)
    if known and known <= {int, float} and float in known:
        flat = array(
            "d", [_NAN if value is None or value != value else float(value) for value in values]
        )
        return Column(name, "float", "float64", _viewed(flat, "f8"))
    if known == {str} or not known:
        return Column(name, TEXT, TEXT if known else "null", values)
    if known and all(issubclass(kind, datetime.datetime) for kind in known):
        aware = any(value.tzinfo is not None for value in values if value is not None)
        flat = array("q", [NO_TIME if value is None else _micros(value) for value in values])
        return Column(name, "moment", "datetime_utc" if aware else "datetime", _viewed(flat, "i8"))
    if known == {datetime.date}:
        begin = _EPOCH.toordinal()
        flat = array(
            "q", [NO_TIME if value is None else value.toordinal() - begin for value in values]
        )
        return Column(name, "moment", "date", _viewed(flat, "i8"), None, "D")
    only = known.pop().__name__.lower() if len(known) == 1 else "mixed"
    return Column(name, OTHER, only, values)


def _numbers(name: str, kind: str, shown: str, code: str, values: list[Any], blank: Any) -> Column:
    absent = [value is None for value in values]
    some = any(absent)
    flat = array(code, [blank if value is None else value for value in values] if some else values)
    mask = _viewed(array("b", absent), "?") if some else None
    return Column(name, kind, shown, _viewed(flat, "?" if code == "b" else "i8"), mask)


def _viewed(flat: array, dtype: str) -> Any:
    """As a numpy array, where numpy is imported anyway."""
    numpy = sys.modules.get("numpy")
    return flat if numpy is None else numpy.frombuffer(flat, dtype=dtype)


def _fits(values: list[Any]) -> bool:
    whole = [value for value in values if value is not None]
    return min(whole) >= -(2**63) and max(whole) < 2**63


def _micros(moment: datetime.datetime) -> int:
    return (moment - (_EPOCH if moment.tzinfo is None else _EPOCH_UTC)) // _MICROSECOND
