"""`%trail compare A B`: what differs between two runs, as one query that a user could have written."""

from __future__ import annotations

from typing import Any

from ..notices.trail_error import TrailError

_FIND = """
SELECT run_id, name, status FROM runs
WHERE run_id = $run OR name = $run
ORDER BY (run_id = $run) DESC, started_at DESC LIMIT 1
"""

_COMPARE = """
WITH sides AS (
  SELECT 'status' AS kind, '' AS key, status AS value, run_id FROM runs
  UNION ALL SELECT 'parameter', key, value, run_id FROM params
  UNION ALL SELECT 'result', key, value, run_id FROM run_summary
  UNION ALL SELECT 'metric', key, CAST(coalesce(best_value, last_value) AS VARCHAR), run_id FROM metric_summary
)
SELECT coalesce(a.kind, b.kind) AS kind, coalesce(a.key, b.key) AS key, a.value AS {a}, b.value AS {b}
FROM (SELECT * FROM sides WHERE run_id = $a) a
FULL JOIN (SELECT * FROM sides WHERE run_id = $b) b ON a.kind = b.kind AND a.key = b.key
WHERE a.value IS DISTINCT FROM b.value
ORDER BY list_position(['status', 'metric', 'result', 'parameter'], coalesce(a.kind, b.kind)), 2
"""


def comparison(first: str, second: str) -> Any:
    """A result with a row for each thing that differs. Raises TrailError."""
    from .. import client

    a, b = _found(first), _found(second)
    names = [a[1], b[1]] if a[1] != b[1] else [f"{a[1]} ({a[0]})", f"{b[1]} ({b[0]})"]
    query = _COMPARE.format(a=_quoted(names[0]), b=_quoted(names[1]))
    return client.sql(query, {"a": a[0], "b": b[0]})


def _found(run: str) -> tuple[Any, ...]:
    from .. import client

    rows = client.sql(_FIND, {"run": run}).rows
    if not rows:
        raise TrailError(
            "NT602", f"There is no run named '{run}'", "%trail runs lists the latest ones."
        )
    return rows[0]


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
