"""`run.log_dataset`: which data a run used, by its content.

Data is taken apart in the call, and read in it as far as a moment reaches; what
takes longer is read on while the user's code runs. Frames of pandas 3, polars and
pyarrow cannot change under the reader; of others a glance at some rows before and
after tells whether they did, and then there is no hash but the reason. A use is
recorded at once, and with its hash when that is known: whoever is killed when, it
is there. A content is described once per writer and hash.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from ..datasets.column import Column, NotUnderstood, Piece
from ..datasets.columns import columns_of, library_of, pieces_of
from ..datasets.content import values_hash
from ..datasets.content_hash import content_hash, stride_of
from ..datasets.files import Changed, read_file, read_folder
from ..datasets.glance import glance
from ..datasets.late_hash import LateHash
from ..datasets.statistics import described_column
from ..machine import background
from ..notices.notice import notice, shown
from ..values.prepare import prepare_text, prepare_word

if TYPE_CHECKING:
    from .run import Run

#: Columns that are described; the hash is of all.
MAX_COLUMNS = 2000
#: A list of more entries than this is taken apart beside the user's code, too.
MAX_LIST_ROWS = 50_000
#: One of more entries is not waited for: it takes longer than the call may.
MAX_AWAITED_ROWS = 250_000
#: One of more entries is read as it lies, and looked at before and after: to copy it takes too long.
MAX_COPIED_ROWS = 5_000_000
#: Names of columns in a notice.
MAX_NAMED = 5
_CHANGED = "it changed while it was read; log it before the code that changes it, or log a copy"
_BEING_READ = "it is being read"


def log_dataset(run: Run, data: Any, name: Any, role: Any, source: Any) -> str | LateHash | None:
    """Record that the run uses the data; gives its hash, None where it cannot be read.

    The hash of data that takes longer is a `LateHash`.
    """
    if run.tracker.silent:
        return None
    began = time.monotonic()
    use = _Use(run, data, name, role, source)
    read = use.reader()
    if read is None:
        use.record(None)
        return None
    left = 0.0 if use.takes_long else background.PATIENCE - (time.monotonic() - began)
    work = background.soon(lambda: use.record(use.content_of(read)), max(0.0, left))
    if work.done.is_set():
        return use.digest
    use.record_early()
    return LateHash(work.done, lambda: use.digest)


class _Use:
    """One use of one dataset, from the call to the facts."""

    def __init__(self, run: Run, data: Any, name: Any, role: Any, source: Any) -> None:
        self._tracker, self._data = run.tracker, data
        execution = run.tracker.execution()
        run.link(execution)
        self.digest: str | None = None
        #: Whether there is no use in waiting for it.
        self.takes_long = False
        self._known_as, self._at = type(data).__name__.lower(), time.time()
        self._path: str | None = None
        self._reason: str | None = None
        self._told = False
        self._lock = threading.Lock()
        self._name, self._source = _named(name), source
        self._fixed = {
            "run_id": run.id,
            "role": prepare_word("the dataset's role", role),
            "execution_id": execution.id,
        }

    def reader(self) -> Callable[[], dict[str, Any]] | None:
        """What reads the data; None where that is not possible, which is said."""
        data = self._data
        try:
            if isinstance(data, (str, os.PathLike)):
                return self._file_reader(os.fsdecode(os.fspath(data)))
            if isinstance(data, (bytes, bytearray)):
                content = bytes(data)
                return lambda: _bytes_content(content)
            if callable(getattr(data, "read", None)) and not hasattr(data, "shape"):
                raise NotUnderstood("it is an open file; give its path")
            if issubclass(type(data), (list, tuple)) and len(data) > MAX_LIST_ROWS:
                return self._list_reader(data)
            return self._apart(data)
        except Exception as error:
            self._refuse(error)
            return None

    def _list_reader(self, data: Any) -> Callable[[], dict[str, Any]]:
        """Of a list that the user's code may change meanwhile."""
        self.takes_long = len(data) > MAX_AWAITED_ROWS
        if len(data) <= MAX_COPIED_ROWS:
            taken = list(data)
            return lambda: self._apart(taken)()
        before = _places(data)

        def read() -> dict[str, Any]:
            content = self._apart(data)()
            if _places(data) != before:
                raise Changed
            return content

        return read

    def _apart(self, data: Any) -> Callable[[], dict[str, Any]]:
        """Take a table apart; what is given reads it. Raises NotUnderstood, and what its library does."""
        pieces = pieces_of(data)
        if pieces is None:
            raise NotUnderstood("its values cannot be reached")
        before, length, size = glance(pieces), _length(data), _bytes(data)
        return lambda: self._table_content(pieces, before, length, size)

    def content_of(self, read: Callable[[], dict[str, Any]]) -> dict[str, Any] | None:
        """What the reader gives; None where it fails, which is said."""
        try:
            return read()
        except Exception as error:
            self._refuse(error)
            return None

    def record(self, content: dict[str, Any] | None) -> None:
        """Write the facts of what was read, or of what was not."""
        digest: str | None = None
        rows = _length(self._data)
        if content is not None:
            found: str = content.pop("dataset_hash")
            digest, rows = found, content["rows"]
            if found not in self._tracker.datasets:
                self._tracker.datasets.add(found)
                self._tracker.journal.fact("dataset_described", {"dataset_hash": found, **content})
        with self._lock:
            self.digest, self._told = digest, True
            self._record_use(digest, rows, self._reason)
        self._data = None

    def record_early(self) -> None:
        """Write that the data is used, while it is still being read."""
        with self._lock:
            if not self._told:
                self._record_use(None, _length(self._data), _BEING_READ)

    def _record_use(self, digest: str | None, rows: int | None, reason: str | None) -> None:
        source = self._path if self._source is None else self._source
        fields = {
            **self._fixed,
            "name": self._name or _named(self._known_as) or "dataset",
            "dataset_hash": digest,
            "rows": rows,
            "source": prepare_word("the dataset's source", source, 4000),
        }
        if reason is not None:
            fields["reason"] = reason
        self._tracker.journal.fact("dataset_used", fields, t=self._at)

    def _file_reader(self, given: str) -> Callable[[], dict[str, Any]] | None:
        """Of a file or folder by its bytes; an address is a name and a source."""
        if "://" in given:
            self._known_as = given.rstrip("/").rpartition("/")[2].partition("?")[0]
            self._path = given
            return None
        self._known_as = os.path.basename(given.rstrip("/")) or given
        self._path = path = os.path.realpath(os.path.expanduser(given))
        os.stat(path)

        def read() -> dict[str, Any]:
            found = read_folder(path) if os.path.isdir(path) else read_file(path)
            kind = "file" if found.whole else "sampled"
            described: dict[str, Any] = {"hash_kind": kind, "rows": None, "bytes": found.bytes}
            described["columns"] = []
            return {"dataset_hash": found.digest, **described}

        return read

    def _table_content(
        self, pieces: list[Piece], before: bytes, length: int | None, size: int | None
    ) -> dict[str, Any]:
        columns = [column for piece in pieces for column in columns_of(*piece)]
        content = {**_described(columns, length), "bytes": size}
        if glance(pieces) != before:
            raise Changed
        unread = [column for column in columns if column.problem]
        if unread:
            names = ", ".join(f"'{_short(column.name)}'" for column in unread[:MAX_NAMED])
            more = len(unread) - MAX_NAMED
            names += f" and {more} more" if more > 0 else ""
            self._reason = f"not read: {names} ({unread[0].problem})"
            notice(
                "NT221",
                f"{self._known_as}{names}",
                what=self._what(),
                columns=names,
                reason=unread[0].problem,
            )
        return content

    def _refuse(self, error: Exception) -> None:
        if isinstance(error, NotUnderstood):
            reason = str(error)
        elif isinstance(error, Changed):
            reason = _CHANGED
        elif isinstance(error, OSError) and self._is_path():
            reason = error.strerror or type(error).__name__
        elif isinstance(error, ValueError) and self._is_path():  # characters that no path can have
            reason = "there is no such file"
        else:  # the error's own text could hold what is in the data
            reason = type(error).__name__
        self._reason = prepare_text("the reason", reason, 300)
        notice("NT216", f"{self._known_as}{self._name or ''}", what=self._what(), reason=reason)

    def _what(self) -> str:
        if self._is_path():
            return f"'{self._known_as}'"
        text = shown(self._data)
        return text[:1].upper() + text[1:]

    def _is_path(self) -> bool:
        return issubclass(type(self._data), (str, os.PathLike))


def _described(columns: list[Column], length: int | None) -> dict[str, Any]:
    """A table column by column, each gone through in one go."""
    stride = stride_of(columns)
    kinds = {"exact" if stride == 1 else "sampled"}
    hashed: list[tuple[str, str, str]] = []
    described: list[dict[str, Any]] = []
    for column in columns:
        part = column.every(stride)
        try:
            digest, kind = values_hash(part)
        except Exception as error:
            part.kind, part.values, part.problem = "unread", [], type(error).__name__
            digest, kind = values_hash(part)
        column.problem = part.problem
        hashed.append((column.name, part.type, digest))
        kinds.add(kind)
        if len(described) < MAX_COLUMNS:
            described.append(described_column(part, stride == 1))
            described[-1]["name"] = prepare_word("a column's name", column.name) or "unnamed"
    rows = {column.rows for column in columns}
    return {
        "dataset_hash": content_hash(max(rows, default=0), hashed),
        "hash_kind": next(kind for kind in ("partial", "sampled", "exact") if kind in kinds),
        "rows": rows.pop() if len(rows) == 1 else None if rows else length,
        "columns": described,
    }


def _places(data: Any) -> tuple[int, list[int]]:
    """How many entries a list has, and where a thousand of them lie."""
    return len(data), list(map(id, data[:: len(data) // 1000]))


def _bytes_content(content: bytes) -> dict[str, Any]:
    from hashlib import sha256

    described: dict[str, Any] = {"hash_kind": "file", "rows": None, "bytes": len(content)}
    described["columns"] = []
    return {"dataset_hash": sha256(content).hexdigest(), **described}


def _length(data: Any) -> int | None:
    """Rows as the data tells; of what would have to be computed for it there are none."""
    try:
        if isinstance(data, (str, bytes, bytearray, os.PathLike)) or library_of(data) == "duckdb":
            return None
        return int(data.shape[0]) if hasattr(data, "shape") else len(data)
    except Exception:  # somebody else's object, which may answer anything
        return None


def _bytes(data: Any) -> int | None:
    """Size in memory as the library tells it."""
    try:
        if hasattr(data, "memory_usage"):
            table = hasattr(data, "columns")
            used = data.memory_usage(index=False) if table else data.memory_usage()
            return int(used.sum() if hasattr(used, "sum") else used)
        if hasattr(data, "estimated_size"):
            return int(data.estimated_size())
        size = getattr(data, "nbytes", None)
        return int(size) if isinstance(size, int) else None
    except Exception:  # a layout that has no size
        return None


def _named(name: Any) -> str | None:
    return prepare_word("the dataset's name", name)


def _short(name: str) -> str:
    return name if len(name) <= 60 else name[:59] + "…"
