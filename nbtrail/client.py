"""Asks the companion: `sql` and `runs`.

Each question first has the companion apply what the journals hold (`sync`), so
an answer sees everything that was logged before the question. Standard library
only; the address and the token come from companion.json.
"""

from __future__ import annotations

import http.client
import json
from typing import Any

from .companion import Address, ensure
from .frames import with_frames
from .result import Result
from .trail_error import TrailError

#: Seconds that the companion allows a query when nothing is said.
TIMEOUT = 30.0

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
    **named: Any,
) -> Result:
    """Ask the history one read-only SQL statement over the documented views.

    `params` are bound by name (`$lr`, a mapping) or by position (`?`, a
    sequence). Further keywords are named parameters, too, and a pandas or polars
    data frame among them can be asked as a table of that name:

        nbtrail.sql("SELECT * FROM runs WHERE name = $name", name="amber-fox-1")
        nbtrail.sql("FROM notes JOIN runs USING (run_id)", notes=frame)

    At most `limit` rows (10,000 unless told) come within `timeout` seconds (30).

    Raises TrailError with a code, what is wrong, and what to do.
    """
    if not isinstance(query, str):
        raise TrailError("NT303", f"The query is {type(query).__name__}, and has to be text")
    text, bound, shift = with_frames(query, params, named)
    body: dict[str, Any] = {"sql": text}
    if bound is not None:
        body["params"] = bound
    if limit is not None:
        body["limit"] = limit
    if timeout is not None:
        body["timeout"] = timeout
    try:
        return Result(_ask("query", body, wait=TIMEOUT if timeout is None else timeout))
    except TrailError as error:
        # The way through this module is no news to who asked.
        raise _shifted(error, shift).with_traceback(None) from None


def runs(filter: str | None = None, *, project: str | None = None, limit: int = 1000) -> Result:
    """The runs, newest first, that a line of the filter bar lets through.

        nbtrail.runs("metric > 0.9 and lr < 0.01 or model in (svm, mlp)")

    Raises TrailError NT320 when the filter cannot be understood.
    """
    try:
        where = _ask("filter", {"text": filter}, wait=TIMEOUT)["where"] if filter else "true"
    except TrailError as error:
        raise error.with_traceback(None) from None
    bound: dict[str, Any] | None = None
    if project is not None:
        where, bound = f"{where} AND r.project = $project", {"project": project}
    return sql(
        f"SELECT r.* FROM runs r WHERE {where} ORDER BY r.started_at DESC", bound, limit=limit
    )


def tell(address: Address, kind: str, *, timeout: float) -> Any:
    """One request to a companion that is known, without a sync.

    Raises OSError when it does not answer, TrailError when it refuses.
    """
    connection = _Connection(address, timeout=timeout)
    try:
        return _post(connection, address, kind, {})
    except http.client.HTTPException as error:
        raise ConnectionError(type(error).__name__) from None
    finally:
        connection.close()


def _ask(kind: str, body: dict[str, Any], *, wait: float) -> Any:
    """One request to whichever companion there is, after a sync."""
    for again in (True, False):
        address = ensure()
        connection = _Connection(address, timeout=wait + 30)
        try:
            _post(connection, address, "sync", {})
            return _post(connection, address, kind, body)
        except _GONE as error:
            if not again:
                raise TrailError(
                    "NT501",
                    f"The companion does not answer ({type(error).__name__})",
                    "`nbtrail doctor` looks for the reason.",
                ) from None
        except TimeoutError:
            raise TrailError(
                "NT501",
                f"The companion did not answer within {wait + 30:g} s",
                "`nbtrail doctor` looks for the reason.",
            ) from None
        except TrailError as error:
            if not (again and error.code == "NT505"):
                raise
        finally:
            connection.close()
    raise AssertionError("unreachable")


def _post(
    connection: http.client.HTTPConnection, address: Address, kind: str, body: dict[str, Any]
) -> Any:
    try:
        content = json.dumps(body).encode()
    except (TypeError, ValueError) as error:
        raise TrailError(
            "NT303",
            f"A parameter cannot be sent: {error}",
            "Parameters are numbers, texts, booleans, None, dates, lists and mappings of these.",
        ) from None
    headers = {
        "Content-Type": "application/json",
        "X-Nbtrail-Token": address.token,
        "Host": "localhost",
    }
    connection.request("POST", f"/api/{kind}", content, headers)
    answer = connection.getresponse()
    told = answer.read()
    try:
        result = json.loads(told)
    except ValueError:
        raise TrailError(
            "NT501",
            f"The companion answered {answer.status} without words",
            "`nbtrail doctor` looks for the reason.",
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


def _shifted(error: TrailError, shift: int) -> TrailError:
    """The same error, its place counted in the text that the user wrote."""
    if error.start is not None and error.end is not None and shift:
        error.start, error.end = max(0, error.start - shift), max(0, error.end - shift)
    return error


class _Connection(http.client.HTTPConnection):
    """HTTP over the companion's socket."""

    def __init__(self, address: Address, timeout: float) -> None:
        super().__init__("localhost", timeout=timeout)
        self._address = address

    def connect(self) -> None:
        self.sock = self._address.connect(self.timeout)
