"""Listening to the notebook's cells: `pre_run_cell` and `post_run_cell`.

Started first, finished later: a kernel that dies in between leaves a
`cell_started` that the companion closes. Executions in flight are kept by the
message that asked for them, because async cells and subshells overlap. The
cell that brings nbtrail fires `post` only; its start is put together from what
is known. Nothing here raises, and nothing touches the user's namespace.
"""

from __future__ import annotations

import hashlib
import time
from typing import Any

from ..context.executions import NOWHERE, Execution, here
from ..machine import cost
from ..notices.notice import failed_inside
from ..recording.active import active_run
from ..recording.endings import ending_by, failure_of_cell
from ..recording.session import Tracker
from ..redact import redact
from ..values.prepare import _MARGIN
from .cell_error import describe_failure, error_of_cell, execution_status, shown_error

#: Characters of a cell's source that are kept.
MAX_SOURCE = 1_000_000
NO_TRACK = frozenset(("no-track", "no_track", "notrack"))

_listeners: dict[int, Listener] = {}


def listen(shell: Any, tracker: Tracker) -> None:
    """Record this shell's cells; the second time nothing happens."""
    if tracker.disabled:
        return
    listener = _listeners.get(id(shell))
    if listener is not None:
        listener.stopping = False
        return
    listener = _listeners[id(shell)] = Listener(shell, tracker)
    shell.events.register("pre_run_cell", listener.before)
    shell.events.register("post_run_cell", listener.after)
    listener.adopt_current()


def stop_listening(shell: Any) -> None:
    """The opposite of `listen`; the cell that says so is still recorded to its end."""
    listener = _listeners.get(id(shell))
    if listener is not None:
        listener.stopping = True
        if not listener.tracker.in_flight:
            listener.leave()


class Listener:
    """The two hooks of one shell."""

    def __init__(self, shell: Any, tracker: Tracker) -> None:
        self.shell = shell
        self.tracker = tracker
        #: True once nothing new is to be recorded.
        self.stopping = False
        #: Redacted source and its hash, by raw source: most executions are re-executions.
        self._prepared: dict[str, tuple[str, str, bool]] = {}
        #: How far the shell's counter is ahead of the cell that begins: IPython versions differ.
        self._ahead: int | None = None

    def before(self, info: Any) -> None:
        """A cell is about to run."""
        try:
            self._begin(info)
        except Exception as error:
            failed_inside("before a cell", error)

    def after(self, result: Any) -> None:
        """A cell has run, or could not."""
        try:
            self._finish(result)
        except Exception as error:
            failed_inside("after a cell", error)
        if self.stopping and not self.tracker.in_flight:
            self.leave()

    def leave(self) -> None:
        """Take the hooks away."""
        if _listeners.pop(id(self.shell), None) is self:
            self.shell.events.unregister("pre_run_cell", self.before)
            self.shell.events.unregister("post_run_cell", self.after)

    def adopt_current(self) -> None:
        """The cell that is running while the hooks are put in place is recorded too."""
        manager = getattr(self.shell, "history_manager", None)
        raw = getattr(manager, "input_hist_raw", None)
        count = self.shell.execution_count - 1
        parent = self._parent()
        content = parent.get("content", {})
        if not parent or content.get("silent") or not content.get("store_history", True):
            return
        source = content.get("code") or (raw[-1] if raw and len(raw) > count > 0 else "")
        if source.strip():
            date = parent.get("header", {}).get("date")
            began = date.timestamp() if hasattr(date, "timestamp") else time.time()
            execution = self._start(
                source,
                parent.get("metadata", {}).get("cellId"),
                count,
                self._tags(None, parent),
                began,
            )
            if execution is not None:  # its costs until now are not known
                execution.cpu, execution.memory = None, None

    def _begin(self, info: Any) -> None:
        if self.stopping or info.silent or not info.store_history or not self.tracker.recording:
            return
        source = info.raw_cell
        if not source or source.isspace():
            return
        parent = self._parent()
        tags = self._tags(getattr(info, "cell_meta", None), parent)
        self._start(
            source, getattr(info, "cell_id", None), self._count(), tags, time.time(), parent
        )

    def _start(
        self,
        raw: str,
        cell_id: str | None,
        count: int,
        tags: list[str],
        began: float,
        parent: dict[str, Any] | None = None,
    ) -> Execution | None:
        if not NO_TRACK.isdisjoint(tags):
            return None
        tracker = self.tracker
        source, digest, masked = self._prepare(raw)
        tracker.executions += 1
        n = tracker.executions
        execution = Execution(n, f"{tracker.session_id}-{n}", began)
        tracker.last_failure = None
        execution.shown_error = shown_error()
        execution.counter = self.shell.execution_count if parent is not None else None
        active = active_run(tracker)
        fields: dict[str, Any] = {
            "execution_id": execution.id,
            "session_id": tracker.session_id,
            "n": n,
            "cell_id": cell_id,
            "position": n,
            "execution_count": count,
            "source_hash": digest,
            "tags": tags,
            "run_id": None if active is None else active.id,
        }
        if digest not in tracker.sources:
            fields["source"] = source
        if masked:
            fields["redacted"] = True
        if tracker.journal.fact("cell_started", fields, t=began):
            tracker.sources.add(digest)
        key = self._key(parent)
        # A program can run a cell inside a cell: `run_cell(…, store_history=True)`.
        execution.outer = tracker.in_flight.get(key)
        tracker.in_flight[key] = execution
        tracker.running = execution
        here.set(execution)
        for run in tracker.open_runs:
            execution.run_id = run.id
            run.link(execution)
        if active is not None:
            execution.run_id = active.id
        execution.memory = cost.recent_memory_bytes()
        execution.cpu = cost.cpu_seconds()
        return execution

    def _count(self) -> int:
        """The `In [n]` of the cell that begins."""
        counter: int = self.shell.execution_count
        if self._ahead is None:
            inputs = getattr(getattr(self.shell, "history_manager", None), "input_hist_raw", None)
            ahead = counter - len(inputs) if inputs else 0
            return counter - (ahead if ahead in (0, 1) else 0)
        return counter - self._ahead

    def _finish(self, result: Any) -> None:
        cpu, peak = cost.costs_so_far()
        info = getattr(result, "info", None)
        if info is not None and (info.silent or not info.store_history):
            return
        key = self._key(None)
        execution = self.tracker.in_flight.pop(key, None)
        if execution is None:
            return
        if result is not None and None not in (execution.counter, result.execution_count):
            self._ahead = execution.counter - result.execution_count
        error = error_of_cell(self.shell, result, execution.shown_error)
        status = execution_status(error)
        for run in reversed(execution.ends_with):
            run.end(*ending_by(error, execution))
        self.tracker.last_failure = None
        if error is not None:
            request = self._parent()
            self.tracker.last_failure = failure_of_cell(self.tracker, execution, error, request)
        fields: dict[str, Any] = {"execution_id": execution.id, "status": status}
        if error is not None:
            fields.update(describe_failure(self.shell, error))
        if execution.cpu is not None:
            fields["cpu_seconds"] = max(0.0, round(cpu - execution.cpu, 6))
        memory = cost.memory_bytes()
        if memory is not None and execution.memory is not None:
            fields["memory_delta_bytes"] = memory - execution.memory
        if peak is not None:
            fields["memory_peak_bytes"] = peak
        fields["run_id"] = execution.run_id
        self.tracker.journal.fact("cell_ended", fields)
        if execution.outer is not None:
            self.tracker.in_flight[key] = execution.outer
        if here.get() is execution:
            here.set(execution.outer)
        if self.tracker.running is execution:
            others = list(self.tracker.in_flight.values())
            self.tracker.running = others[-1] if others else NOWHERE

    def _prepare(self, raw: str) -> tuple[str, str, bool]:
        known = self._prepared.get(raw)
        if known is None:
            kept = raw if len(raw) <= MAX_SOURCE else raw[: MAX_SOURCE + _MARGIN]
            source, masked = redact(kept)
            source = source[:MAX_SOURCE]
            digest = hashlib.sha256(source.encode("utf-8", "replace")).hexdigest()
            known = (source, digest, masked)
            if len(self._prepared) >= 2000:
                self._prepared.clear()
            self._prepared[raw] = known
        return known

    def _parent(self) -> dict[str, Any]:
        """The message that asked for this execution; empty outside a kernel."""
        kernel = getattr(self.shell, "kernel", None)
        if kernel is None:
            return {}
        try:
            return kernel.get_parent("shell") or {}
        except Exception:
            return {}

    def _key(self, parent: dict[str, Any] | None) -> str:
        header = (self._parent() if parent is None else parent).get("header", {})
        return str(header.get("msg_id", ""))

    @staticmethod
    def _tags(meta: Any, parent: dict[str, Any]) -> list[str]:
        for source in (meta, parent.get("metadata")):
            tags = source.get("tags") if isinstance(source, dict) else None
            if isinstance(tags, (list, tuple)):
                return [redact(str(tag))[0] for tag in tags]
        return []
