"""Folders in the store: a list of files and their hashes, itself kept as bytes.

The list is JSON, `{"nbtrail folder": 1, "files": [{"path", "bytes", "sha256"}, …]}`
in the order of the paths, so that the same folder is the same bytes. Whoever asks
for a folder gets one that is made of the store's bytes, by hard links where the
filesystem has them; one that was made before and is whole is taken again.
"""

from __future__ import annotations

import errno
import json
import os
import re
import secrets
import shutil
from typing import Any

from .blobs import Stored, blob_path, damage
from .store_home import make_private

_MARK = "nbtrail folder"
_HASH = re.compile(r"[0-9a-f]{64}")
#: A list is not longer than this.
_MAX_LIST_BYTES = 64 * 2**20


def listed(files: list[tuple[str, Stored]]) -> bytes:
    """The list of a folder's files."""
    entries = [
        {"path": path, "bytes": stored.bytes, "sha256": stored.sha256}
        for path, stored in sorted(files, key=lambda file: file[0])
    ]
    return json.dumps({_MARK: 1, "files": entries}, ensure_ascii=False, indent=1).encode()


def folder_of(home: str | os.PathLike[str], sha256: str) -> str | None:
    """Path of the folder whose list has this hash; None where the bytes are no list.

    Raises OSError when bytes of it are missing or damaged, or the folder cannot be made.
    """
    files = _files(blob_path(home, sha256))
    if files is None:
        return None
    place = os.path.join(os.fspath(home), "blobs", "folders", sha256)
    if os.path.isdir(place):
        if not any(damage(_below(place, file), file["sha256"]) for file in files):
            return place
        _set_aside(place)
    part = f"{place}-{secrets.token_hex(4)}.part"
    try:
        for file in files:
            path = _below(part, file)
            make_private(os.path.dirname(path))
            source = blob_path(home, file["sha256"])
            problem = damage(source, file["sha256"])
            if problem is not None:
                raise OSError(errno.EIO, f"of {file['path']}, {problem}")
            try:
                os.link(source, path)
            except OSError:
                shutil.copyfile(source, path)
        os.replace(part, place)
    except OSError:
        shutil.rmtree(part, ignore_errors=True)
        if not os.path.isdir(place):  # another process may have been quicker
            raise
    return place


def _below(folder: str, file: dict[str, Any]) -> str:
    return os.path.join(folder, *file["path"].split("/"))


def _set_aside(place: str) -> None:
    """Take a folder that is not whole any more out of the way of one that is made anew."""
    gone = f"{place}-{secrets.token_hex(4)}.part"
    os.replace(place, gone)
    shutil.rmtree(gone, ignore_errors=True)


def _files(path: str) -> list[dict[str, Any]] | None:
    """The files of a list; None where it is none, or one that nobody should follow."""
    if os.path.getsize(path) > _MAX_LIST_BYTES:
        return None
    with open(path, "rb") as file:
        if _MARK.encode() not in file.read(64):
            return None
        file.seek(0)
        try:
            files = json.load(file)["files"]
            good = all(_HASH.fullmatch(one["sha256"]) and _is_below(one["path"]) for one in files)
        except (ValueError, KeyError, TypeError):
            return None
    return files if good else None


def _is_below(path: str) -> bool:
    parts = path.split("/")
    return not any(part in ("", ".", "..") or os.sep in part or "\0" in part for part in parts)
