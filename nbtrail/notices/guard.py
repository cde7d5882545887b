"""The wall between nbtrail's own bugs and the user's cell: every public function is behind it."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar

from .notice import failed_inside

_P = ParamSpec("_P")
_R = TypeVar("_R")


def guarded(fallback: Any = None) -> Callable[[Callable[_P, _R]], Callable[_P, _R]]:
    """Keep a public function's own failures away from the user's cell.

    On one, the caller gets `fallback` (called when it is callable). A call that does
    not fit the function is the user's slip: calls.py makes what it can of it.
    KeyboardInterrupt and SystemExit are the user's and pass.
    """

    def wall(function: Callable[_P, _R]) -> Callable[_P, _R]:
        @functools.wraps(function)
        def inside(*args: _P.args, **kwargs: _P.kwargs) -> _R:
            try:
                return function(*args, **kwargs)
            except Exception as error:
                instead: _R = _after(error, function, args, kwargs, fallback)
                return instead

        return inside

    return wall


def _after(
    error: Exception,
    function: Callable[..., Any],
    args: tuple[Any, ...],
    kwargs: dict[str, Any],
    fallback: Any,
) -> Any:
    """What a public function gives its caller after `error` came out of it."""
    try:
        from .calls import fitted, refused

        if refused(error):
            return fitted(function, args, kwargs)
    except Exception as other:
        error = other
    failed_inside(function.__qualname__, error)
    return fallback() if callable(fallback) else fallback
