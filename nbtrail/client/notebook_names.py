"""What a query takes from the notebook: `$name`, and tables in FROM.

Text, quoted names and comments of the question are passed over, so a `$name`
in them is only text.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Mapping
from typing import Any

from ..context.call_site import caller
from ..notices.trail_error import TrailError
from .parameters import PARTS
from .tables import is_frame, is_table


def notebook_names(
    query: str, namespace: Mapping[str, Any], is_view: Callable[[str], bool]
) -> dict[str, Any]:
    """Values for the query's parameters, and its data frames, by name.

    A view of the history goes before a data frame of its name.

    Raises TrailError NT303 for a `$name` that the notebook has not, with its place.
    """
    found: dict[str, Any] = {}
    for part in PARTS.finditer(query):
        name, table = part["variable"], part["table"]
        if name is not None:
            if name not in namespace:
                raise _missing(name, namespace, part)
            found[name] = namespace[name]
        elif table is not None and _is_meant(part, namespace.get(table)) and not is_view(table):
            found[table] = namespace[table]
    return found


def hint_at_table(error: TrailError, query: str) -> None:
    """Have the error say how a table is given, where the one that is missing is the caller's variable."""
    if error.code != "NT302" or error.start is None:
        return
    name = query[error.start : error.end].strip('"')
    frame = caller()
    if not name.isidentifier() or frame is None:
        return
    value = {**frame.f_globals, **frame.f_locals}.get(name)
    try:
        if is_table(value):
            hint = (
                f"{name} is a table of yours: give it by name, as in nbtrail.sql(…, {name}={name})."
            )
            error.hint, error.args = hint, (error.code, error.message, hint)
    except Exception:  # an object that raises at every question is no table
        return


def _is_meant(part: re.Match[str], value: Any) -> bool:
    """Behind a comma or a bracket a name may be a column's: only a frame is a table there."""
    return is_frame(value) if part[0][0] in ",(" else is_table(value)


def _missing(name: str, namespace: Mapping[str, Any], part: re.Match[str]) -> TrailError:
    near = difflib.get_close_matches(name, [str(known) for known in namespace], 1)
    return TrailError(
        "NT303",
        f"The notebook has no variable {name}",
        f"Did you mean ${near[0]}?" if near else f"Give it a value: {name} = …",
        start=part.start(),
        end=part.end(),
    )
