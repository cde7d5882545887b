"""`%trail sql QUERY` and `%%trail sql [options]`."""

from __future__ import annotations

import shlex
from typing import Any, NamedTuple

from .arguments import literal
from .usage import print_usage


class Options(NamedTuple):
    """What stands behind `%%trail sql`."""

    #: Variable that takes the answer.
    out: str | None = None
    #: Rows.
    limit: int | None = None
    #: Seconds.
    timeout: float | None = None
    time_zone: str | None = None


def ask(shell: Any, options: str, query: str) -> None:
    """Show the answer; `-o` also puts it into the notebook. Raises TrailError."""
    from .. import client
    from ..client.notebook_names import notebook_names

    try:
        wanted = read_options(options)
    except ValueError as error:
        print_usage(str(error))
        return
    if not query.strip():
        print_usage("Write the query below %%trail sql")
        return
    names = notebook_names(query, shell.user_ns, _is_view)
    result = client.sql(
        query, names, limit=wanted.limit, timeout=wanted.timeout, time_zone=wanted.time_zone
    )
    if wanted.out:
        shell.user_ns[wanted.out] = result
    show(result)


def show(result: Any) -> None:
    """Display as a cell's output."""
    from IPython.display import display

    display(result)  # type: ignore[no-untyped-call]


def read_options(line: str) -> Options:
    """`-o NAME`, `--limit N`, `--timeout S` and `--time-zone ZONE`. Raises ValueError with what is wrong."""
    words = shlex.split(line)
    given = Options()
    while words:
        option, equals, value = words.pop(0).partition("=")
        if option not in _READERS:
            raise ValueError(f"'{option}' is not an option of %%trail sql")
        if not equals:
            if not words:
                raise ValueError(f"{option} wants a value")
            value = words.pop(0)
        field, read = _READERS[option]
        given = given._replace(**{field: read(option, value)})
    return given


def _number(option: str, value: str) -> Any:
    number = literal(value)
    if type(number) not in (int, float) or number <= 0:
        raise ValueError(f"{option} wants a number, and got '{value}'")
    return number


def _variable(_option: str, value: str) -> str:
    if not value.isidentifier():
        raise ValueError(f"'{value}' cannot be the name of a variable")
    return value


_READERS: dict[str, tuple[str, Any]] = {
    "-o": ("out", _variable),
    "--out": ("out", _variable),
    "--limit": ("limit", lambda option, value: int(_number(option, value))),
    "--timeout": ("timeout", _number),
    "--time-zone": ("time_zone", lambda _option, value: value),
}


def _is_view(name: str) -> bool:
    from .. import client

    query = "SELECT 1 FROM duckdb_views() WHERE view_name = lower($name)"
    return len(client.sql(query, name=name)) > 0
