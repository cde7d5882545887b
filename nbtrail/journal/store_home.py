"""Where the store folder is: one folder per user, 0700, holding journals, blobs and the database.

`NBTRAIL_HOME` decides; otherwise it is the platform's user-data folder as
platformdirs gives it. The folder is created by whoever writes first, never by
asking for its path.

Recording and questions mean the same folder, whatever happens to the working
folder or the environment meanwhile:
- a relative path counts from the folder in which it was first met, which for
  one that is there from the start is the folder in which nbtrail was imported;
- a worker process that a session started has that session's store;
- once a journal is open, its folder is this process's store to the end. A later
  change of `NBTRAIL_HOME` is said, once, and holds from the next start.
"""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

from ..notices.notice import notice

_VARIABLE = "NBTRAIL_HOME"
#: Absolute paths of the relative ones met so far.
_met: dict[str, str] = {}
#: The folder that holds this process's journal, and what the variable was then.
_settled: tuple[Path, str | None] | None = None


def store_home() -> Path:
    """Absolute path of the store folder; it need not exist yet."""
    given = os.environ.get(_VARIABLE)
    if _settled is None:
        return chosen_home(given)
    settled, before = _settled
    if given != before:
        now = chosen_home(given)
        if now != settled:
            notice("NT240", str(now), anywhere=True, home=str(settled), now=str(now))
    return settled


def settle_home(home: Path | None = None) -> Path:
    """The store of a process that begins to record, from now on; `home` where a parent has chosen."""
    global _settled
    if _settled is None:
        _settled = (home or store_home(), os.environ.get(_VARIABLE))
    return _settled[0]


def chosen_home(given: str | None) -> Path:
    """The folder that a value of NBTRAIL_HOME means in this process."""
    if given:
        return Path(_absolute(os.path.expanduser(given)))
    from platformdirs import user_data_path

    try:
        found = user_data_path("nbtrail", appauthor=False)
    except (RuntimeError, KeyError, OSError):
        found = Path("~")
    return found if found.is_absolute() else _homeless()


def _homeless() -> Path:
    """For a user whom the system does not know, and who has no HOME: a folder of theirs among the temporary ones."""
    import tempfile

    user = os.getuid() if hasattr(os, "getuid") else "user"
    path = os.path.join(tempfile.gettempdir(), f"nbtrail-home-{user}")
    try:
        make_private(path)
        strange = hasattr(os, "getuid") and os.lstat(path).st_uid != user
    except OSError:
        strange = True
    if strange or os.path.islink(path):  # somebody else was here first
        path = _met.setdefault(path, tempfile.mkdtemp(prefix="nbtrail-home-"))
    notice("NT220", path, home=path)
    return Path(path)


def _absolute(path: str) -> str:
    if os.path.isabs(path):
        return os.path.normpath(path)
    if path not in _met:
        try:
            _met[path] = os.path.abspath(path)
        except OSError:  # the working folder was removed
            return path
    return _met[path]


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


if os.environ.get(_VARIABLE):
    _absolute(os.path.expanduser(os.environ[_VARIABLE]))
