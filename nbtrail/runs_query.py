"""The SQL of `nbtrail.runs`: columns by name, wherever a run has them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from .trail_error import TrailError

BEST = "CASE r.primary_goal WHEN 'min' THEN r.primary_value ELSE -r.primary_value END NULLS LAST"

#: Of each name whether it is a column of the view, a parameter (of numbers only, perhaps), a metric.
_KINDS = """
SELECT n.name, list_contains($known, n.name) AS is_column,
  (SELECT bool_and(p.number IS NOT NULL OR p.value IS NULL) FROM params p WHERE p.key = n.name) AS numbers,
  EXISTS (SELECT 1 FROM metric_summary m WHERE m.key = n.name) AS is_metric
FROM (SELECT unnest($names) AS name) n"""


def runs_query(
    condition: str,
    order: str | None,
    columns: Sequence[str] | None,
    ask: Callable[..., Any],
) -> tuple[str, dict[str, Any]]:
    """The query and what is bound in it; `ask` answers a question on the way.

    Raises TrailError NT321 for a name that is neither.
    """
    descending = order is not None and order.startswith("-")
    by = None if order in (None, "best") else str(order)[descending:]
    names = [str(name) for name in (*(columns or ()), *([by] if by else []))]
    if not names:
        return _written("r.*", condition, BEST if order == "best" else None), {}
    known = ask("SELECT * FROM runs LIMIT 0").columns
    kinds = {
        name: (is_column, numbers, is_metric)
        for name, is_column, numbers, is_metric in ask(_KINDS, {"known": known, "names": names})
    }
    bound: dict[str, Any] = {}
    expressions = {name: _expression(name, kinds[name], bound) for name in dict.fromkeys(names)}
    chosen = (
        ", ".join(f"{expressions[str(name)]} AS {_quoted(str(name))}" for name in columns)
        if columns
        else "r.*"
    )
    direction = " DESC" if descending else ""
    sorting = BEST if order == "best" else f"{expressions[by]}{direction} NULLS LAST" if by else None
    return _written(chosen, condition, sorting), bound


def _expression(name: str, kinds: tuple[bool, bool | None, bool], bound: dict[str, Any]) -> str:
    is_column, numbers, is_metric = kinds
    if is_column:
        return f"r.{_quoted(name)}"
    key = f"key_{len(bound)}"
    if numbers is not None:
        bound[key] = name
        value = "number" if numbers else "value"
        return f"(SELECT p.{value} FROM params p WHERE p.run_id = r.run_id AND p.key = ${key})"
    if is_metric:
        bound[key] = name
        return f"(SELECT m.best_value FROM metric_summary m WHERE m.run_id = r.run_id AND m.key = ${key})"
    raise TrailError(
        "NT321",
        f"No run has a column, parameter or metric {name!r}",
        "nbtrail.runs() shows the columns; nbtrail.sql('FROM params') and ('FROM metric_summary') the rest.",
    )


def _written(chosen: str, condition: str, sorting: str | None) -> str:
    newest = "r.started_at DESC"
    by = f"{sorting}, {newest}" if sorting else newest
    return f"SELECT {chosen} FROM runs r WHERE {condition} ORDER BY {by}"


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
