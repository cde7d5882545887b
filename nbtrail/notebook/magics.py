"""`%trail` and `%%trail`: one magic, subcommands behind it.

`%%trail NAME` never arrives here in a notebook: cell_run.py turns it into an
ordinary cell. Questions (`sql`, `runs`, `compare`) go to the companion; what
goes wrong there is one sentence on stderr, not a traceback. The namespace is
written by `%%trail sql -o NAME` alone.
"""

from __future__ import annotations

import shlex
from typing import Any

from .. import api
from ..notices.notice import failed_inside, notice, say
from ..notices.printable import put
from ..notices.trail_error import TrailError
from ..recording.active import active_run
from ..recording.session import current
from ..recording.starting import active_or_new, init
from . import cell_run, completion
from .arguments import literal, parse, split_words, unquoted
from .compare import comparison
from .status_text import status_text

HELP = """\
%trail                          what is being recorded, and where
%trail start NAME key=value …   begin a run with these parameters
%trail stop                     end it
%trail log key=value …          record metrics; step=N says the step
%trail param key=value …        record parameters
%trail note TEXT                note something on the run
%trail tag TAG …                tag the run
%trail runs [FILTER]            the latest runs
%trail compare A B              what differs between two runs, by name or id
%trail off | on                 stop recording, go on recording
%trail sql QUERY                ask a question in one line
%%trail NAME key=value …        this cell is a run; again is the next attempt of it
%%trail sql [-o NAME] [--limit N] [--timeout S] [--time-zone Z]
                                ask a question; -o puts the answer into NAME; $x is
                                the notebook's variable x, and FROM x its data frame
A cell with the tag no-track is not recorded."""


def register(shell: Any) -> None:
    """Bring the magic, its completions and the cell form; the second time nothing happens."""
    from IPython.core.magic import MAGIC_NO_VAR_EXPAND_ATTR

    def trail(line: str, cell: str | None = None) -> None:
        _answer(shell, line, cell)

    trail.__doc__ = HELP
    # A question's $name is bound and its {…} are DuckDB's: only the other commands are filled in.
    setattr(trail, MAGIC_NO_VAR_EXPAND_ATTR, True)
    shell.register_magic_function(trail, "line_cell", "trail")
    cell_run.install(shell)
    completion.install(shell)


def unregister(shell: Any) -> None:
    """Take back what `register` brought."""
    cell_run.uninstall(shell)
    for kind in ("line", "cell"):
        shell.magics_manager.magics[kind].pop("trail", None)


def _answer(shell: Any, line: str, cell: str | None) -> None:
    """Do what the line says; whatever goes wrong is said in one sentence."""
    try:
        if line.startswith("@cell"):
            written = line[5:].strip()
            cell_run.begin_cell_run(current(), written, _expanded(shell, written))
        elif cell is not None:
            _cell(shell, line.strip(), cell)
        else:
            _line(shell, line.strip())
    except TrailError as error:
        say(" ".join(str(error).split("\n")))
    except Exception as error:
        failed_inside("%trail", error)


def _line(shell: Any, line: str) -> None:
    command, _, rest = line.partition(" ")
    rest = rest.strip() if command == "sql" else _expanded(shell, rest.strip())
    tracker = current()
    if command in ("", "status"):
        put(status_text(tracker))
    elif command in ("-h", "--help", "help", "?"):
        put(HELP)
    elif command == "start":
        names, params = parse(rest)
        init(name=names[0] if names else None, params=params)
    elif command == "stop":
        run = active_run(tracker)
        run.finish() if run is not None else _usage("There is no run to stop")
    elif command == "log":
        _log(parse(rest))
    elif command == "param":
        words, params = parse(rest)
        active_or_new().params.update(params) if params and not words else _usage(
            "Write %trail param key=value"
        )
    elif command == "note":
        api.note(unquoted(rest))
    elif command in ("tag", "untag"):
        tags = [tag for word in split_words(rest) for tag in unquoted(word).split(",")]
        getattr(api, command)(*tags)
    elif command in ("off", "on"):
        tracker.switch(command == "on")
        put("nbtrail: recording" if command == "on" else "nbtrail: not recording until %trail on")
    elif command == "runs":
        _runs(tracker.project, rest)
    elif command == "compare":
        words = [unquoted(word) for word in split_words(rest)]
        _show(comparison(*words)) if len(words) == 2 else _usage(
            "Write %trail compare A B, with two names or ids"
        )
    elif command == "sql":
        _sql(shell, "", rest)
    else:
        _usage(f"'{command}' is not a command of %trail")


def _cell(shell: Any, line: str, cell: str) -> None:
    command, _, rest = line.partition(" ")
    if command == "sql":
        _sql(shell, _expanded(shell, rest), cell)
    elif command in ("-h", "--help", "?"):
        put(HELP)
    else:  # `run_cell_magic` was called by a program: no transformer has seen this cell
        shell.run_cell(
            "".join(cell_run.strip_magic([f"%%trail {line}\n", *cell.splitlines(keepends=True)]))
        )


def _log(given: tuple[list[str], dict[str, Any]]) -> None:
    words, values = given
    step = values.pop("step", None)
    if words or not values:
        _usage("Write %trail log key=value, with numbers")
    else:
        api.log(values, step)


def _runs(project: str, wanted: str) -> None:
    from .. import client

    if wanted:
        _show(client.runs(wanted, limit=50))
    else:
        _show(
            client.sql(
                "SELECT name, status, primary_metric AS metric, primary_value AS value, started_at, "
                "round(duration_seconds, 1) AS seconds, run_id FROM runs "
                "WHERE project = $project AND NOT coalesce(archived, false) ORDER BY started_at DESC LIMIT 20",
                {"project": project},
            )
        )


def _sql(shell: Any, options: str, query: str) -> None:
    from .. import client
    from ..client.notebook_names import notebook_names

    try:
        name, limit, timeout, zone = _sql_options(options)
    except ValueError as error:
        _usage(str(error))
        return
    if not query.strip():
        _usage("Write the query below %%trail sql")
        return
    names = notebook_names(query, shell.user_ns, _is_view)
    result = client.sql(query, names, limit=limit, timeout=timeout, time_zone=zone)
    if name:
        shell.user_ns[name] = result
    _show(result)


def _is_view(name: str) -> bool:
    from .. import client

    return (
        len(client.sql("SELECT 1 FROM duckdb_views() WHERE view_name = lower($name)", name=name))
        > 0
    )


def _sql_options(line: str) -> tuple[str | None, int | None, float | None, str | None]:
    """`-o NAME`, `--limit N`, `--timeout S` and `--time-zone ZONE`. Raises ValueError with what is wrong."""
    words = shlex.split(line)
    name: str | None = None
    zone: str | None = None
    numbers: dict[str, Any] = {"--limit": None, "--timeout": None}
    while words:
        option, equals, value = words.pop(0).partition("=")
        if option not in ("-o", "--out", "--time-zone", *numbers):
            raise ValueError(f"'{option}' is not an option of %%trail sql")
        if not equals:
            if not words:
                raise ValueError(f"{option} wants a value")
            value = words.pop(0)
        if option in numbers:
            numbers[option] = literal(value)
            if type(numbers[option]) not in (int, float) or numbers[option] <= 0:
                raise ValueError(f"{option} wants a number, and got '{value}'")
        elif option == "--time-zone":
            zone = value
        elif not value.isidentifier():
            raise ValueError(f"'{value}' cannot be the name of a variable")
        else:
            name = value
    limit = numbers["--limit"]
    return name, None if limit is None else int(limit), numbers["--timeout"], zone


def _show(result: Any) -> None:
    from IPython.display import display

    display(result)  # type: ignore[no-untyped-call]


def _usage(what: str) -> None:
    """Said each time: the user is waiting for it."""
    say(f"nbtrail: {what}. Try %trail -h. [NT212]")


def _expanded(shell: Any, line: str) -> str:
    """`{name}` and `$name` replaced from the namespace, as IPython does for other magics."""
    if "{" not in line and "$" not in line:
        return line
    from IPython.utils.text import DollarFormatter

    try:
        return DollarFormatter().vformat(line, args=[], kwargs=shell.user_ns)
    except Exception:
        notice(
            "NT213",
            line,
            quiet=True,
            what=f"'{line[:80]}' was taken as it is, nothing was filled in",
        )
        return line
