"""Values that can be pickled, whatever is among them."""

from __future__ import annotations

from typing import Any

from .encode import MAX_DEPTH, described


def portable(value: Any, depth: int = 0) -> Any:
    """`value` as it is where it can be pickled; what cannot is described, its neighbours stay."""
    if value is None or type(value) in (str, int, float, bool):
        return value
    import pickle

    try:
        pickle.dumps(value)
    except Exception:
        if depth >= MAX_DEPTH:
            return described(value)
    else:
        return value
    if type(value) is dict:
        return {key: portable(entry, depth + 1) for key, entry in value.items()}
    if type(value) in (list, tuple):
        return type(value)(portable(entry, depth + 1) for entry in value)
    return described(value)
