"""The subcommands of `%trail`: a function each, which gets the shell and what stands behind the word."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from .. import api
from ..notices.printable import put
from ..recording.active import active_run
from ..recording.session import current
from ..recording.starting import active_or_new, init
from . import sql_command
from .arguments import parse, split_words, unquoted
from .compare import comparison
from .sql_command import show
from .status_text import status_text
from .usage import print_usage


class Subcommand(NamedTuple):
    """`run` raises what questions raise: TrailError."""

    run: Callable[[Any, str], None]
    #: Whether `{name}` and `$name` are filled in first. In a query they are DuckDB's.
    expands: bool = True


def _status(_shell: Any, _rest: str) -> None:
    put(status_text(current()))


def _start(_shell: Any, rest: str) -> None:
    names, params = parse(rest)
    init(name=names[0] if names else None, params=params)


def _stop(_shell: Any, _rest: str) -> None:
    run = active_run(current())
    if run is None:
        print_usage("There is no run to stop")
    else:
        run.finish()


def _log(_shell: Any, rest: str) -> None:
    words, values = parse(rest)
    step = values.pop("step", None)
    if words or not values:
        print_usage("Write %trail log key=value, with numbers")
    else:
        api.log(values, step)


def _param(_shell: Any, rest: str) -> None:
    words, params = parse(rest)
    if words or not params:
        print_usage("Write %trail param key=value")
    else:
        active_or_new().params.update(params)


def _note(_shell: Any, rest: str) -> None:
    api.note(unquoted(rest))


def _tag(_shell: Any, rest: str) -> None:
    api.tag(*_tags(rest))


def _untag(_shell: Any, rest: str) -> None:
    api.untag(*_tags(rest))


def _tags(rest: str) -> list[str]:
    return [tag for word in split_words(rest) for tag in unquoted(word).split(",")]


def _off(_shell: Any, _rest: str) -> None:
    current().switch(False)
    put("nbtrail: not recording until %trail on")


def _on(_shell: Any, _rest: str) -> None:
    current().switch(True)
    put("nbtrail: recording")


def _runs(_shell: Any, rest: str) -> None:
    from .. import client

    if rest:
        show(client.runs(rest, limit=50))
        return
    show(
        client.sql(
            "SELECT name, status, primary_metric AS metric, primary_value AS value, started_at, "
            "round(duration_seconds, 1) AS seconds, run_id FROM runs "
            "WHERE project = $project AND NOT coalesce(archived, false) ORDER BY started_at DESC LIMIT 20",
            {"project": current().project},
        )
    )


def _compare(_shell: Any, rest: str) -> None:
    words = [unquoted(word) for word in split_words(rest)]
    if len(words) == 2:
        show(comparison(*words))
    else:
        print_usage("Write %trail compare A B, with two names or ids")


def _sql(shell: Any, rest: str) -> None:
    sql_command.ask(shell, "", rest)


SUBCOMMANDS = {
    "start": Subcommand(_start),
    "stop": Subcommand(_stop),
    "log": Subcommand(_log),
    "param": Subcommand(_param),
    "note": Subcommand(_note),
    "tag": Subcommand(_tag),
    "untag": Subcommand(_untag),
    "runs": Subcommand(_runs),
    "compare": Subcommand(_compare),
    "off": Subcommand(_off),
    "on": Subcommand(_on),
    "sql": Subcommand(_sql, expands=False),
    "status": Subcommand(_status),
}
