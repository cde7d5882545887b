"""A notebook that was renamed or moved keeps its runs: its sessions are told where it is now.

Sessions are recorded with their notebook's path, and nothing is written into the
notebook. There are three ways to learn of a move:

- Jupyter's own file operations say so (`renamed`), also of whole folders;
- a kernel's session in Jupyter has another path than its session here (`placed`);
- somebody opens a notebook whose cells are those of sessions whose file is gone
  (`opened`), as after `git mv`; or asks for the notebook of a run, and it is looked
  for below the folder that Jupyter shows (`whereabouts`).

Cells are known by their nbformat ids, which are random and travel with the file, or
by the hash of their source where a notebook has none. A copy takes no runs away: the
original is still where it was recorded.

All paths are absolute. Everything here asks the companion and may start it.
"""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ..client import edit, sql

#: Share of the recorded cells that has to be in a notebook for it to be the same one.
SHARE = 0.5
#: Notebooks that are looked into for one that is gone, and the seconds that it may take.
MAX_FILES, MAX_SECONDS = 2_000, 5.0
_PASSED_OVER = frozenset({"node_modules", "__pycache__", "site-packages"})


def renamed(old: str, new: str) -> int:
    """A file or folder was renamed. How many sessions moved with it."""
    found = sql(
        "SELECT session_id, notebook_path FROM sessions "
        "WHERE notebook_path = $old OR starts_with(notebook_path, $below)",
        {"old": old, "below": old.rstrip(os.sep) + os.sep},
    ).rows
    return _send({session: new + path[len(old) :] for session, path in found})


def placed(kernels: Mapping[str, str]) -> int:
    """Jupyter knows these kernels' notebooks. How many sessions were elsewhere."""
    found = sql(
        "SELECT session_id, kernel_id, notebook_path FROM sessions "
        "WHERE list_contains($kernels, kernel_id) AND status = 'running'",
        {"kernels": list(kernels)},
    ).rows
    return _send(
        {
            session: kernels[kernel]
            for session, kernel, path in found
            if not _same_file(path, kernels[kernel])
        }
    )


def opened(path: str) -> int:
    """A notebook was opened. How many sessions, whose file is gone, turned out to be its."""
    gone = [
        old
        for (old,) in sql(
            "SELECT DISTINCT notebook_path FROM sessions WHERE ends_with(notebook_path, '.ipynb')"
        ).rows
        if old != path and not os.path.exists(old)
    ]
    if not gone:
        return 0
    cells = _cells_of_file(path)
    return sum(renamed(old, path) for old in gone if _share(_recorded(old), cells) >= SHARE)


def whereabouts(path: str, root: str) -> str | None:
    """Where the notebook that was recorded at `path` is now, below `root`; None when nowhere."""
    if os.path.exists(path):
        return path
    recorded = _recorded(path)
    best, place = 0.0, None
    for candidate in _notebooks(root):
        share = _share(recorded, _cells_of_file(candidate))
        if share > best:
            best, place = share, candidate
    if place is not None and best >= SHARE:
        renamed(path, place)
        return place
    return None


def _send(places: Mapping[str, str]) -> int:
    if places:
        edit(
            [
                {"k": "session_notebook", "session_id": session, "notebook_path": path}
                for session, path in places.items()
            ]
        )
    return len(places)


def _same_file(recorded: str | None, path: str) -> bool:
    if recorded is None:
        return False
    return recorded == path or os.path.realpath(recorded) == os.path.realpath(path)


@dataclass(frozen=True)
class _Cells:
    """Cells that were executed in a notebook, or that are in a file."""

    ids: frozenset[str] = frozenset()
    #: Hashes of sources; of a record only those that no other notebook had.
    sources: frozenset[str] = frozenset()
    #: Ids with the hash of the source that the cell has, or had when it last ran.
    pairs: frozenset[tuple[str, str]] = frozenset()


def _recorded(path: str) -> _Cells:
    """The cells that were executed in that notebook."""
    rows = sql(
        """
        SELECT cell_id, source_hash, source_hash IN (
            SELECT source_hash FROM cells WHERE notebook_path <> $path) AS elsewhere,
          max(started_at) = max(max(started_at)) OVER (PARTITION BY cell_id) AS is_last
        FROM cells WHERE notebook_path = $path AND source_hash IS NOT NULL GROUP BY 1, 2""",
        {"path": path},
        limit=100_000,
    ).rows
    return _Cells(
        frozenset(cell for cell, *_ in rows if cell),
        frozenset(digest for _, digest, elsewhere, _ in rows if not elsewhere),
        frozenset((cell, digest) for cell, digest, _, is_last in rows if cell and is_last),
    )


def _cells_of_file(path: str) -> _Cells:
    """A notebook's code cells; none for what is no notebook."""
    try:
        with open(path, encoding="utf-8") as file:
            cells = json.load(file)["cells"]
        code = [cell for cell in cells if cell.get("cell_type") == "code"]
        pairs = frozenset((cell["id"], _hash(cell)) for cell in code if cell.get("id"))
        return _Cells(frozenset(cell for cell, _ in pairs), frozenset(map(_hash, code)), pairs)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return _Cells()


def _hash(cell: Mapping[str, Any]) -> str:
    source = cell.get("source", "")
    text = source if isinstance(source, str) else "".join(source)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _share(recorded: _Cells, file: _Cells) -> float:
    """How much of what was recorded is in a file, 0 to 1.

    Notebooks made from one another have the same ids: what counts is how many of
    the cells still are what they were when they ran. Without ids it is the sources
    that no other notebook had, of which one alone is no proof.
    """
    if recorded.pairs and file.pairs:
        alike = len(recorded.ids & file.ids) >= SHARE * min(len(recorded.ids), len(file.ids))
        return len(recorded.pairs & file.pairs) / len(recorded.pairs) if alike else 0.0
    common = len(recorded.sources & file.sources)
    return common / min(len(recorded.sources), len(file.sources)) if common > 1 else 0.0


def _notebooks(root: str) -> Iterator[str]:
    until, seen = time.monotonic() + MAX_SECONDS, 0
    for folder, folders, names in os.walk(root):
        folders[:] = [
            name for name in folders if not name.startswith(".") and name not in _PASSED_OVER
        ]
        for name in names:
            if name.endswith(".ipynb"):
                seen += 1
                if seen > MAX_FILES or time.monotonic() > until:
                    return
                yield os.path.join(folder, name)
