"""Where the store folder is: one folder per user, 0700, holding journals, blobs and the database.

`NBTRAIL_HOME` decides; otherwise it is the platform's user-data folder as
platformdirs gives it. The folder is created by whoever writes first, never by
asking for its path.
"""

from __future__ import annotations

import contextlib
import os
from pathlib import Path


def store_home() -> Path:
    """Absolute path of the store folder; it need not exist yet."""
    chosen = os.environ.get("NBTRAIL_HOME")
    if chosen:
        chosen = os.path.expanduser(chosen)
        try:
            return Path(os.path.abspath(chosen))
        except OSError:  # the working folder was removed
            return Path(chosen)
    from platformdirs import user_data_path

    return user_data_path("nbtrail", appauthor=False)


def make_private(folder: str | os.PathLike[str]) -> None:
    """Create `folder` and its missing parents, closed to other users; existing ones are left as they are.

    Raises OSError when that is not possible.
    """
    path = os.fspath(folder)
    try:
        os.mkdir(path, 0o700)
    except FileNotFoundError:
        parent = os.path.dirname(path)
        if parent == path:
            raise
        make_private(parent)
        with contextlib.suppress(FileExistsError):  # another process may have been quicker
            os.mkdir(path, 0o700)
    except FileExistsError:
        if not os.path.isdir(path):
            raise
