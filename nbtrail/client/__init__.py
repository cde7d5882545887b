"""Asks the companion: `sql`, `runs` and `history`.

Each question first has the companion apply what the journals hold (`sync`), so
an answer sees everything that was logged before the question. Standard library
only; the address and the token come from companion.json.
"""

from __future__ import annotations

import http.client
import json
import time
from collections.abc import Sequence
from typing import Any

from ..companion import Address, ensure, written_address
from ..companion.proof import StrangerError
from ..companion.time_zone import own_time_zone
from ..notices.trail_error import TrailError
from .column_layout import CONTENT_TYPE
from .notebook_names import hint_at_table
from .parameters import pack_parameters
from .result import Result

JSON_TYPE = "application/json"
#: Rows that an answer has at most.
MAX_POINTS = 1_000_000
#: Seconds that the companion allows a query when nothing is said.
TIMEOUT = 30.0
#: Seconds before a question is asked once more of a companion that went away meanwhile.
#: One that ended for somebody else's question is back in a moment, and may do so again.
_PAUSES = (0.0, 0.1, 0.2, 0.4, 0.8)
#: Answers that mean "ask the next companion": it went away meanwhile.
_GONE = (
    ConnectionError,
    http.client.RemoteDisconnected,
    http.client.BadStatusLine,
    FileNotFoundError,
)


def sql(
    query: str,
    params: dict[str, Any] | list[Any] | tuple[Any, ...] | None = None,
    *,
    limit: int | None = None,
    timeout: float | None = None,
    time_zone: str | None = None,
    **named: Any,
) -> Result:
    """Ask the history one read-only SQL statement over the documented views.

    `params` are bound by name (`$lr`, a mapping) or by position (`?`, a
    sequence). Further keywords are named parameters, too. One that the query does
    not have as `$name` can be asked as a table of that name when it is one: a
    frame, series or array of pandas, polars, pyarrow or numpy, a dict of columns,
    or a list of dicts:

        nbtrail.sql("SELECT * FROM runs WHERE name = $name", name="amber-fox-1")
        nbtrail.sql("FROM notes JOIN runs USING (run_id)", notes=frame)

    At most `limit` rows (10,000 unless told) come within `timeout` seconds (30).
    Dates made from moments are those of `time_zone`, an IANA name; unless told, of
    NBTRAIL_TZ, or else of this machine. Times come with that zone, and ones
    given without a zone are taken as its.

    Raises TrailError with a code, what is wrong, and what to do.
    """
    if not isinstance(query, str):
        raise TrailError("NT303", f"The query is {type(query).__name__}, and has to be text")
    zone = own_time_zone() if time_zone is None else time_zone
    head, parts = pack_parameters(query, params, named)
    body: dict[str, Any] = {"sql": query, "time_zone": zone, **head}
    if limit is not None:
        body["limit"] = limit
    if timeout is not None:
        body["timeout"] = timeout
    try:
        content = _ask("query", body, TIMEOUT if timeout is None else timeout, CONTENT_TYPE, parts)
    except TrailError as error:
        hint_at_table(error, query)
        raise
    return Result(content, None if head else query)


def runs(
    where: str | None = None,
    *,
    project: str | None = None,
    order: str | None = None,
    columns: Sequence[str] | None = None,
    limit: int = 1000,
) -> Result:
    """The runs that a line of the filter bar lets through, newest first.

        nbtrail.runs("metric > 0.9 and lr < 0.01", order="-val/acc", columns=["name", "lr", "val/acc"])

    `columns` are columns of the view `runs`, parameters, or metrics (their best
    value); `order` is one of these, descending with a minus in front, or "best":
    by the primary metric in the direction of its goal.

    Raises TrailError NT320 when the filter cannot be understood, NT321 for a
    column that no run has.
    """
    wanted = {
        "where": where,
        "project": project,
        "order": order,
        "columns": None if columns is None else [str(name) for name in columns],
    }
    body = {name: value for name, value in wanted.items() if value is not None}
    statement = _ask("runs", body, TIMEOUT)
    return sql(statement["sql"], statement["params"] or None, limit=limit)


def history(run: Any, keys: str | Sequence[str] | None = None) -> Result:
    """Every point of a run: `key`, `step`, `time`, `value`, in order; nothing is sampled.

    `run` is a run, its id, or its name (then the newest of that name); `keys` are
    metrics, all of them unless told.

    Raises TrailError NT602 when there is no such run, NT307 for more than
    1,000,000 points: ask for fewer keys, or with `sql` for a range of steps.
    """
    wanted = getattr(run, "id", run)
    found = sql(
        "SELECT run_id FROM runs WHERE run_id = $run OR name = $run "
        "ORDER BY run_id = $run DESC, started_at DESC LIMIT 1",
        run=str(wanted),
    )
    if len(found) == 0:
        raise TrailError("NT602", f"There is no run {wanted!r}", "nbtrail.runs() lists them.")
    bound: dict[str, Any] = {"run": found.scalar()}
    chosen = ""
    if keys is not None:
        bound["keys"] = [keys] if isinstance(keys, str) else [str(key) for key in keys]
        chosen = " AND list_contains($keys, key)"
    points = sql(
        f"SELECT key, step, time, value FROM metrics WHERE run_id = $run{chosen} ORDER BY key, step, time",
        bound,
        limit=MAX_POINTS,
    )
    if points.truncated:
        raise TrailError(
            "NT307",
            f"The run has more than {MAX_POINTS:,} points",
            "Ask for fewer keys, or with nbtrail.sql for a range of steps.",
        )
    return points


def edit(facts: list[dict[str, Any]]) -> None:
    """Have the companion keep edits (`EditFact` of server/src/records).

    Raises TrailError, as `sql` does.
    """
    _ask("edit", {"facts": facts}, TIMEOUT)


def send(address: Address, kind: str, *, timeout: float) -> Any:
    """One request to a companion that is known, without a sync.

    Raises OSError when it does not answer, TrailError when it refuses.
    """
    connection = _Connection(address, timeout=timeout)
    try:
        return _post(connection, kind, {})
    except http.client.HTTPException as error:
        raise ConnectionError(type(error).__name__) from None
    finally:
        connection.close()


def _ask(
    kind: str,
    body: dict[str, Any],
    wait: float,
    accept: str = JSON_TYPE,
    parts: Sequence[bytes] = (),
) -> Any:
    """One request to whichever companion there is, after a sync."""
    for pause in (*_PAUSES, None):
        again = pause is not None
        connection = None
        try:
            connection = _connected(wait + 30)
            return _post(connection, kind, body, accept, parts, synced=True)
        except _GONE as error:
            if not again:
                reason = str(error) if isinstance(error, StrangerError) else type(error).__name__
                raise TrailError("NT501", f"The companion does not answer ({reason})") from None
        except TimeoutError:
            raise TrailError(
                "NT501", f"The companion did not answer within {wait + 30:g} s"
            ) from None
        except TrailError as error:
            # NT401: the address that was read is a dead one's, whose place another took meanwhile.
            if not (again and error.code in ("NT505", "NT401")):
                raise
        finally:
            if connection is not None:
                connection.close()
        time.sleep(pause or 0)
    raise AssertionError("unreachable")


def _connected(timeout: float) -> _Connection:
    """A connection to the companion, which is started if need be."""
    address = written_address()
    if address is not None:
        connection = _Connection(address, timeout)
        try:
            connection.connect()
            return connection
        except TimeoutError:
            raise
        except (OSError, TrailError):
            connection.close()
    connection = _Connection(ensure(), timeout)
    connection.connect()
    return connection


def _post(
    connection: _Connection,
    kind: str,
    body: dict[str, Any],
    accept: str = JSON_TYPE,
    parts: Sequence[bytes] = (),
    synced: bool = False,
) -> Any:
    """The answer out of its JSON, or its bytes where it is in another form.

    `parts` follow the request; `synced` is after everything that is journalled was applied.
    """
    if connection.sock is None:
        connection.connect()
    if (
        synced and not connection.address.proves
    ):  # one of an earlier version, which wants to be asked
        _post(connection, "sync", {})
    content = json.dumps(body).encode()
    has_columns = "tables" in body or "values" in body
    if has_columns:
        content = b"".join([content, b"\n", *parts])
    headers = {
        "Accept": accept,
        "Content-Type": CONTENT_TYPE if has_columns else JSON_TYPE,
        "Host": "localhost",
        **({"X-Nbtrail-Sync": "1"} if synced else {}),
        **connection.proof,
    }
    connection.request("POST", f"/api/{kind}", content, headers)
    answer = connection.getresponse()
    content = answer.read()
    if answer.status == 200 and accept != JSON_TYPE:
        return content
    try:
        result = json.loads(content)
    except ValueError:
        raise TrailError(
            "NT501", f"The companion answered {answer.status} without a message"
        ) from None
    error = result.get("error") if answer.status >= 400 else None
    if error is not None:
        raise TrailError(
            error["code"],
            error["message"],
            error.get("hint"),
            start=error.get("start"),
            end=error.get("end"),
        )
    return result


class _Connection(http.client.HTTPConnection):
    """HTTP over the companion's socket, once it has proven itself."""

    def __init__(self, address: Address, timeout: float) -> None:
        super().__init__("localhost", timeout=timeout)
        self.address = address
        self.patience = timeout
        #: What lets requests on the connection in.
        self.proof: dict[str, str] = {}

    def connect(self) -> None:
        self.sock, self.proof = self.address.reach(self.patience)
