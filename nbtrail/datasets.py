"""`run.log_dataset`: which data a run used, by its content.

The content is looked at while the call lasts, because the notebook may change
it afterwards. It is described once per writer and hash; each use is a fact of
its own. What cannot be read is recorded by name, and a notice says why.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from .dataset_columns import Column, columns_of
from .dataset_hash import content_hash, file_hash, stride_of, values_hash
from .dataset_statistics import described_column
from .errors import notice, shown
from .prepare import prepare_word

if TYPE_CHECKING:
    from .run import Run

#: Columns that are described; the hash is of all.
COLUMNS_MOST = 2000


def log_dataset(run: Run, data: Any, name: Any, role: Any, source: Any) -> str | None:
    """Record that the run uses the data; gives its hash, None where it cannot be read."""
    tracker = run.tracker
    if tracker.silent:
        return None
    execution = tracker.execution()
    run.link(execution)
    content, known_as, path = _read(data)
    digest = None if content is None else content.pop("dataset_hash")
    if content is not None and digest not in tracker.datasets:
        tracker.datasets.add(digest)
        tracker.say("dataset_described", dataset_hash=digest, **content)
    tracker.say(
        "dataset_used",
        run_id=run.id,
        name=_named(name) or _named(known_as) or "dataset",
        role=prepare_word("the dataset's role", role),
        dataset_hash=digest,
        rows=_length(data) if content is None else content["rows"],
        source=prepare_word("the dataset's source", path if source is None else source, 4000),
        execution_id=execution.id,
    )
    return digest


def _read(data: Any) -> tuple[dict[str, Any] | None, str, str | None]:
    """Content as `dataset_described` has it, the name when none is given, and the path."""
    if isinstance(data, (str, os.PathLike)):
        return _read_file(os.fsdecode(os.fspath(data)))
    known_as = type(data).__name__.lower()
    try:
        columns = columns_of(data)
        if columns is None:
            if _length(data) is None:
                reason = "its values cannot be reached"
                notice("NT216", known_as, what=_capital(shown(data)), reason=reason)
            return None, known_as, None
        return {**_described(columns, _length(data)), "bytes": _bytes(data)}, known_as, None
    except Exception as error:
        # The error's own text could hold what is in the data.
        notice("NT216", known_as, what=_capital(shown(data)), reason=type(error).__name__)
        return None, known_as, None


def _described(columns: list[Column], length: int | None) -> dict[str, Any]:
    """A table column by column, each gone through in one go."""
    stride = stride_of(columns)
    whole, hashed, told = stride == 1, [], []
    for column in columns:
        part = column.every(stride)
        digest, complete = values_hash(part)
        hashed.append((column.name, column.type, digest))
        whole = whole and complete
        if len(told) < COLUMNS_MOST:
            told.append(described_column(part, stride == 1))
            told[-1]["name"] = prepare_word("a column's name", column.name) or "unnamed"
    rows = {column.rows for column in columns}
    return {
        "dataset_hash": content_hash(max(rows, default=0), hashed),
        "hash_kind": "exact" if whole else "sampled",
        "rows": rows.pop() if len(rows) == 1 else None if rows else length,
        "columns": told,
    }


def _read_file(path: str) -> tuple[dict[str, Any] | None, str, str | None]:
    """A file by its bytes; an address is a name and a source."""
    if "://" in path:
        return None, path.rstrip("/").rpartition("/")[2].partition("?")[0], path
    real = os.path.realpath(os.path.expanduser(path))
    try:
        size = os.stat(real).st_size
        if not os.path.isfile(real):  # a pipe would never end
            raise OSError(0, "it is no plain file")
        digest, whole = file_hash(real, size)
    except OSError as error:
        notice("NT216", path, what=f"'{path}'", reason=error.strerror or type(error).__name__)
        return None, os.path.basename(path), real
    content = {
        "dataset_hash": digest,
        "hash_kind": "file" if whole else "sampled",
        "rows": None,
        "bytes": size,
        "columns": [],
    }
    return content, os.path.basename(path), real


def _length(data: Any) -> int | None:
    if isinstance(data, (str, os.PathLike)):
        return None
    try:
        return int(data.shape[0]) if hasattr(data, "shape") else len(data)
    except Exception:  # somebody else's object, which may answer anything
        return None


def _bytes(data: Any) -> int | None:
    """Size in memory as the library tells it."""
    if hasattr(data, "memory_usage"):
        used = data.memory_usage(index=False)
        return int(used.sum() if hasattr(used, "sum") else used)
    if hasattr(data, "estimated_size"):
        return int(data.estimated_size())
    size = getattr(data, "nbytes", None)
    return int(size) if isinstance(size, int) else None


def _named(name: Any) -> str | None:
    return prepare_word("the dataset's name", name)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]

