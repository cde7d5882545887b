"""The companion that Jupyter's server keeps: one in waiting behind whichever serves the store.

It takes over when that one goes (`--standby`), and ends with Jupyter. It is started
when the browser asks, and anew when it has ended; what kept it from starting is said
to who asked.
"""

from __future__ import annotations

import asyncio
import atexit
import contextlib
import subprocess
import time

from .. import companion
from ..companion import Address
from ..journal.store_home import store_home

#: Seconds in which a companion has to listen.
_PATIENCE = 30.0
_PAUSE = 0.05


class Standby:
    """At most one process, however many ask for it at the same time."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._starting = asyncio.Lock()
        atexit.register(self._end)

    async def address(self) -> Address:
        """Where a companion should listen, by companion.json.

        Raises TrailError NT502 when none does in time, NT504 where it can be another
        user's doing, NT506 and NT507 where none can be started.
        """
        await self._start()
        address = await asyncio.to_thread(companion.written_address)
        return address or await self.listening()

    async def listening(self) -> Address:
        """Where one listens, once it does. Raises as `address` does."""
        until, fresh = time.monotonic() + _PATIENCE, False
        while True:
            address = await asyncio.to_thread(companion.running)
            if address is not None:
                return address
            if self._process is None or self._process.poll() is not None:
                if fresh:
                    raise companion.ended_at_once(store_home())
                await self._start()
                fresh = True
            if time.monotonic() > until:
                if self._process is not None:
                    companion.end_if_stuck(self._process)
                raise companion.silent(store_home(), _PATIENCE)
            await asyncio.sleep(_PAUSE)

    async def _start(self) -> None:
        async with self._starting:
            if self._process is None or self._process.poll() is not None:
                self._process = await asyncio.to_thread(
                    companion.start, store_home(), "--standby", detached=False
                )

    def _end(self) -> None:
        if self._process is not None:
            with contextlib.suppress(OSError):
                self._process.terminate()
