"""The hash of data that was still being read when `log_dataset` returned."""

from __future__ import annotations

import os
from collections import UserString
from collections.abc import Callable
from typing import Any

#: Seconds that the hash is waited for.
PATIENCE = 600.0


class LateHash(UserString):
    """A text like any other: whoever looks at it waits until it is there.

    It is empty where the data turned out not to be readable, and in a forked child,
    whose parent reads it. `ready` says without waiting whether it is there.
    """

    def __init__(self, done: Any, digest: Callable[[], str | None]) -> None:
        self._done, self._digest, self._process = done, digest, os.getpid()

    @property
    def ready(self) -> bool:
        """Whether the data has been read."""
        return bool(self._done.is_set())

    @property
    def data(self) -> str:  # type: ignore[override]
        """The hash, waited for."""
        if self._process == os.getpid():
            self._done.wait(PATIENCE)
        return self._digest() or ""

    def __reduce__(self) -> tuple[Any, ...]:
        return str, (self.data,)

    def __copy__(self) -> str:
        return self.data

    def __deepcopy__(self, _memo: Any) -> str:
        return self.data

    def __repr__(self) -> str:
        return repr(self.data)
