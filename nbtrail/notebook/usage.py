"""What `%trail -h` shows, of all subcommands or of one."""

from __future__ import annotations

import re

from ..notices.codes import NOTICES
from ..notices.notice import print_line

HELP = """\
%trail                          what is being recorded, and where
%trail start NAME key=value …   begin a run with these parameters
%trail stop                     end it
%trail log key=value …          record metrics; step=N says the step
%trail param key=value …        record parameters
%trail note TEXT                note something on the run
%trail tag TAG …                tag the run
%trail untag TAG …              take tags from the run
%trail runs [FILTER]            the latest runs
%trail compare A B              what differs between two runs, by name or id
%trail off | on                 pause recording, resume it
%trail sql QUERY                ask a question in one line
%%trail NAME key=value …        this cell is a run; run it again for the next attempt
%%trail sql [-o NAME] [--limit N] [--timeout S] [--time-zone Z]
                                ask a question; -o puts the answer into NAME; $x is
                                the notebook's variable x, and FROM x its data frame
A cell with the tag no-track is not recorded."""

HELP_WORDS = ("-h", "--help", "help", "?")


def help_on(subcommand: str) -> str:
    """The lines of `HELP` about one subcommand; all of it where there are none."""
    entries = re.findall(r"^%.*(?:\n .*)*", HELP, re.MULTILINE)
    wanted = re.compile(rf"%%?trail (?:\w+ \| )?{re.escape(subcommand)}\b")
    return "\n".join(entry for entry in entries if wanted.match(entry)) or HELP


def print_usage(what: str) -> None:
    """Tell that a line was not understood, each time: the user is waiting for it."""
    print_line(f"nbtrail: {NOTICES['NT212'].format(what=what)} [NT212]")
