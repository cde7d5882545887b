"""The installed distributions, as `importlib.metadata` names them, read in a few milliseconds.

`importlib.metadata` parses each METADATA file whole, as an e-mail, which for a
few hundred distributions is a good part of a second that the user's threads
wait for. Name and version stand in the first lines: only those are read. What
is out of the ordinary (archives on the path, finders of other makers, metadata
that begins otherwise) is asked of `importlib.metadata`, so the answers are the
same. A broken installation is passed over, as is a folder without metadata.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator
from typing import Any

#: Bytes of a metadata file that are looked at.
HEAD = 1024
#: Makers of finders that look along `sys.path` and nowhere else: Python, and its backport.
_PATH_FINDERS = ("_frozen_importlib_external", "importlib_metadata")
_FILES = ("/METADATA", "/PKG-INFO", "")
_SEPARATORS = re.compile(r"[-_.]+")


def installed() -> dict[str, str]:
    """Versions by normalised name, sorted; the first on the path wins, as in an import."""
    found: dict[str, str] = {}
    for name, version in _all():
        found.setdefault(normalised(name), version)
    return dict(sorted(found.items()))


def installed_version(name: str) -> str | None:
    """The version of one distribution by its normalised name; None when it is not there."""
    for folder in _path():
        for path in _metadata_in(folder):
            if normalised(os.path.basename(path)).startswith(name):
                for found, version in _read(path):
                    if normalised(found) == name:
                        return version
    elsewhere = _asked(lambda: _metadata().distributions(name=name))
    return next((version for _, version in elsewhere), None)


def normalised(name: str) -> str:
    """A distribution's name as PEP 503 compares it."""
    return _SEPARATORS.sub("-", name).lower()


def _path() -> dict[str, None]:
    paths = (os.fsdecode(entry) for entry in sys.path if isinstance(entry, (str, os.PathLike)))
    return dict.fromkeys(path or "." for path in paths)


def _all() -> Iterator[tuple[str, str]]:
    for entry in _path():
        if os.path.isfile(entry):
            yield from _asked(lambda entry=entry: _metadata().distributions(path=[entry]))
        else:
            for path in _metadata_in(entry):
                yield from _read(path)
    for finder in sys.meta_path:
        find = getattr(finder, "find_distributions", None)
        if find is not None and not getattr(finder, "__module__", "").endswith(_PATH_FINDERS):
            yield from _asked(lambda find=find: find(_metadata().DistributionFinder.Context()))


def _metadata_in(folder: str) -> Iterator[str]:
    """Paths of the metadata in a folder of `sys.path`, in the order in which it lists them."""
    try:
        children = os.listdir(folder)
    except OSError:
        return
    egg = folder.lower().endswith(".egg")
    for child in children:
        low = child.lower()
        if low.endswith((".dist-info", ".egg-info")) or (egg and low == "egg-info"):
            yield os.path.join(folder, child)


def _read(path: str) -> Iterator[tuple[str, str]]:
    """Name and version from the first of the files that says anything."""
    for file in _FILES:
        try:
            with open(path + file, "rb", buffering=0) as opened:
                head = opened.read(HEAD)
        except OSError:
            continue
        if head:
            named = _named(head)
            if named is None:
                yield from _asked(lambda: [_metadata().Distribution.at(path)])
            else:
                yield named
            return


def _named(head: bytes) -> tuple[str, str] | None:
    """Name and version from the beginning of the headers; None when they are not plainly there."""
    name = version = ""
    for line in head[: head.rfind(b"\n") + 1].splitlines():
        key, _, value = line.partition(b": ")
        if key == b"Name":
            name = name or value.decode("utf-8", "replace").strip()
        elif key == b"Version":
            version = version or value.decode("utf-8", "replace").strip()
        elif not line:
            break
        if name and version:
            return name, version
    return None


def _asked(find: Any) -> Iterator[tuple[str, str]]:
    """What `importlib.metadata` says of distributions that `find` gives."""
    try:
        for distribution in find():
            try:
                name, version = distribution.metadata["Name"], distribution.version
            except Exception:  # a broken installation of somebody else's
                continue
            if name and version:
                yield name, version
    except Exception:  # a finder or an archive that is itself broken
        return


def _metadata() -> Any:
    """The module itself costs 12 ms to import."""
    import importlib.metadata

    return importlib.metadata
