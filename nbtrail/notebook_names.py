"""What a question in a notebook takes from the notebook: `$name`, and data frames in FROM.

Text, quoted names and comments of the question are passed over, so a `$name`
in them is only text.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Mapping
from typing import Any

from .frames import is_frame
from .trail_error import TrailError

_PARTS = re.compile(
    r"""
    '(?:[^']|'')*' | "(?:[^"]|"")*" | --[^\n]* | /\*.*?\*/ | \$(\w*)\$.*?\$\1\$
    | \$(?P<variable>[^\W\d]\w*)
    | \b(?:from|join)\s+(?P<table>[^\W\d]\w*)\b(?!\s*[.(])
    """,
    re.IGNORECASE | re.DOTALL | re.VERBOSE,
)


def notebook_names(
    query: str, namespace: Mapping[str, Any], is_view: Callable[[str], bool]
) -> dict[str, Any]:
    """Values for the query's parameters, and its data frames, by name.

    A view of the history goes before a data frame of its name.

    Raises TrailError NT303 for a `$name` that the notebook has not, with its place.
    """
    found: dict[str, Any] = {}
    for part in _PARTS.finditer(query):
        name, table = part["variable"], part["table"]
        if name is not None:
            if name not in namespace:
                raise _missing(name, namespace, part)
            found[name] = namespace[name]
        elif table is not None and is_frame(namespace.get(table)) and not is_view(table):
            found[table] = namespace[table]
    return found


def _missing(name: str, namespace: Mapping[str, Any], part: re.Match[str]) -> TrailError:
    near = difflib.get_close_matches(name, [str(known) for known in namespace], 1)
    return TrailError(
        "NT303",
        f"The notebook has no variable {name}",
        f"Did you mean ${near[0]}?" if near else f"Give it a value: {name} = …",
        start=part.start(),
        end=part.end(),
    )
