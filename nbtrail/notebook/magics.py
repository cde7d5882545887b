"""`%trail` and `%%trail`: one magic, subcommands behind it.

`%%trail NAME` never arrives here in a notebook: cell_run.py turns it into an
ordinary cell. Questions (`sql`, `runs`, `compare`) go to the companion; what
goes wrong there is one sentence on stderr, not a traceback. The namespace is
written by `%%trail sql -o NAME` alone.
"""

from __future__ import annotations

from typing import Any

from ..notices.notice import failed_inside, notice, print_line
from ..notices.printable import put
from ..notices.trail_error import TrailError
from ..recording.session import current
from . import cell_run, completion, sql_command
from .subcommands import SUBCOMMANDS
from .usage import HELP, HELP_WORDS, help_on, print_usage


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
        print_line(" ".join(str(error).split("\n")))
    except Exception as error:
        failed_inside("%trail", error)


def _line(shell: Any, line: str) -> None:
    name, _, rest = line.partition(" ")
    rest = rest.strip()
    subcommand = SUBCOMMANDS.get(name or "status")
    if name in HELP_WORDS:
        put(HELP)
    elif subcommand is None:
        print_usage(f"'{name}' is not a command of %trail")
    elif rest in ("-h", "--help"):
        put(help_on(name))
    else:
        subcommand.run(shell, _expanded(shell, rest) if subcommand.expands else rest)


def _cell(shell: Any, line: str, cell: str) -> None:
    command, _, rest = line.partition(" ")
    if command == "sql":
        sql_command.ask(shell, _expanded(shell, rest), cell)
    elif command in cell_run.COMMANDS:
        put(HELP)
    else:  # `run_cell_magic` was called by a program: no transformer has seen this cell
        lines = [f"%%trail {line}\n", *cell.splitlines(keepends=True)]
        shell.run_cell("".join(cell_run.strip_magic(lines)))


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
