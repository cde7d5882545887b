"""The file that a table of pandas, polars or pyarrow becomes.

Each column is on its own: where a format does not hold one (a mixture of types,
sparse or complex numbers, objects, two columns of one name), that one is written
as text under a name of its own and said so in the artifact's metadata; the others
keep their types.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO

from ..client.result_names import distinct
from ..client.tables import label_of
from ..values.encode import named


def library_of_table(given: Any) -> str:
    """pandas, polars or pyarrow where the value is a frame or table of it; "" for any other."""
    libraries = {kind.__module__.partition(".")[0] for kind in type(given).__mro__}
    for library, method in (
        ("pandas", "to_csv"),
        ("polars", "write_csv"),
        ("pyarrow", "to_pandas"),
    ):
        if library in libraries and hasattr(given, method):
            return library
    return ""


def write_table(table: Any, form: str, file: BinaryIO, about: dict[str, Any]) -> None:
    """Write the table; `about` gets the names of columns that are there as text only."""
    write = FORMS[form]
    try:
        content = write(table)
    except Exception:
        table, odd = _with_texts(table, write)
        if odd:
            about["as_text"] = odd
        content = write(table)
    file.write(content)


def _with_texts(table: Any, write: Callable[[Any], bytes]) -> tuple[Any, list[str]]:
    """The table with one name a column, and as text what cannot be written alone; the names of those."""
    library = library_of_table(table)
    if library == "pandas" and not _numbers_rows(table):
        table = table.reset_index(allow_duplicates=True)
    table = arrow_table(table) if library == "pyarrow" else table
    names = distinct(
        [label_of(label, place) for place, label in enumerate(_labels(table, library))]
    )
    columns, odd = {}, []
    for name, column in zip(names, _columns(table, library), strict=True):
        if hasattr(getattr(column, "dtype", None), "fill_value"):  # a sparse one
            column = column.sparse.to_dense()
        try:
            write(_made({name: column}, library))
        except Exception:
            column = _texts(column, library)
            odd.append(name)
        columns[name] = column
    return _made(columns, library), odd


def _labels(table: Any, library: str) -> list[Any]:
    return table.column_names if library == "pyarrow" else list(table.columns)


def _columns(table: Any, library: str) -> Iterator[Any]:
    if library == "pandas":
        return (table.iloc[:, place] for place in range(table.shape[1]))
    return iter(table.get_columns() if library == "polars" else table.columns)


def _made(columns: dict[str, Any], library: str) -> Any:
    """A table of the library that has these columns."""
    if library == "pandas":
        import pandas

        return pandas.DataFrame(columns)
    if library == "polars":
        import polars

        return polars.DataFrame([column.alias(name) for name, column in columns.items()])
    import pyarrow

    return pyarrow.table(columns)


def _texts(column: Any, library: str) -> Any:
    values = column.to_pylist() if library == "pyarrow" else column.to_list()
    texts = [_text(value) for value in values]
    if library == "pandas":
        import pandas

        return pandas.Series(texts, dtype="str")
    if library == "polars":
        import polars

        return polars.Series(texts, dtype=polars.String)
    import pyarrow

    return pyarrow.array(texts, pyarrow.string())


def _text(value: Any) -> str | None:
    try:
        missing = value is None or bool(value != value)
    except Exception:  # an array, which says so of each of its entries
        missing = False
    if callable(getattr(value, "tolist", None)):  # whose own text leaves out the middle
        value = value.tolist()
    return None if missing else named(value).encode("utf-8", "replace").decode()


def _numbers_rows(frame: Any) -> bool:
    return type(frame.index).__name__ == "RangeIndex"


def _parquet(table: Any) -> bytes:
    content = io.BytesIO()
    if hasattr(table, "write_parquet"):
        table.write_parquet(content)
    elif hasattr(table, "to_parquet"):
        table.to_parquet(content)
    else:
        import pyarrow.parquet

        pyarrow.parquet.write_table(arrow_table(table), content)
    return content.getvalue()


def _feather(table: Any) -> bytes:
    content = io.BytesIO()
    if hasattr(table, "write_ipc"):
        table.write_ipc(content)
    else:
        import pyarrow
        import pyarrow.feather

        frame = hasattr(table, "to_parquet")
        made = pyarrow.Table.from_pandas(table) if frame else arrow_table(table)
        pyarrow.feather.write_feather(made, content)
    return content.getvalue()


def _delimited(between: str) -> Callable[[Any], bytes]:
    def write(table: Any) -> bytes:
        if hasattr(table, "write_csv"):
            return str(table.write_csv(separator=between)).encode()
        frame = _pandas_frame(table)
        return str(frame.to_csv(index=not _numbers_rows(frame), sep=between)).encode()

    return write


def _json(table: Any) -> bytes:
    if hasattr(table, "write_json"):
        return str(table.write_json()).encode()
    return str(_pandas_frame(table).to_json(orient="records", date_format="iso")).encode()


def _json_lines(table: Any) -> bytes:
    if hasattr(table, "write_ndjson"):
        return str(table.write_ndjson()).encode()
    frame = _pandas_frame(table)
    return str(frame.to_json(orient="records", date_format="iso", lines=True)).encode()


def _pandas_frame(table: Any) -> Any:
    return table if hasattr(table, "to_csv") else arrow_table(table).to_pandas()


def arrow_table(table: Any) -> Any:
    """A pyarrow table of a table, a batch, or the struct array and other values in one column."""
    import pyarrow

    if isinstance(table, pyarrow.Table):
        return table
    if isinstance(table, pyarrow.RecordBatch):
        return pyarrow.Table.from_batches([table])
    return pyarrow.table({"value": table})


#: Ending to what writes it.
FORMS: dict[str, Callable[[Any], bytes]] = {
    "parquet": _parquet,
    "csv": _delimited(","),
    "tsv": _delimited("\t"),
    "json": _json,
    "jsonl": _json_lines,
    "ndjson": _json_lines,
    "feather": _feather,
    "arrow": _feather,
}
