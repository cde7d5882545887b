"""The one exception that asking can raise: what happened, and what to do.

Recording never raises (see errors.py); questions do, because a wrong answer
would be worse than none. The companion's codes are in server/src/errors.ts;
these are raised on this side:

    NT303  a value that cannot be a parameter
    NT311  a data frame that is too large to be asked about
    NT312  a package that is needed for the asked form
    NT307  a run with more points than an answer can have
    NT501  the companion does not answer
    NT502  the companion could not be started
    NT506  there is no Node.js that could run it
    NT507  it is not built
    NT602  a run that is not there
"""

from __future__ import annotations

from .printable import fitting


class TrailError(Exception):
    """What went wrong with a question. `str()` is one readable paragraph."""

    def __init__(
        self,
        code: str,
        message: str,
        hint: str | None = None,
        *,
        start: int | None = None,
        end: int | None = None,
    ) -> None:
        super().__init__(code, message, hint)
        self.code = code
        self.message = message
        self.hint = hint
        #: Character range in the query or filter, from 0, end exclusive.
        self.start = start
        self.end = end

    def __str__(self) -> str:
        hint = f" {self.hint}" if self.hint else ""
        return fitting(f"{self.code}: {self.message.rstrip('.')}.{hint}")
