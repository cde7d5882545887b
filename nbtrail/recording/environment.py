"""The environment a session runs in, gathered once in the background and named by its content.

The hash is sha256 over the canonical JSON (sorted keys, no spaces, UTF-8) of
the fact's content, so equal environments are stored once whichever session met
them first. Git may take its time to answer: a daemon thread does it, in a few
milliseconds of the interpreter's time, and the interpreter's end waits two
seconds at most. Environment variables are not looked at.
"""

from __future__ import annotations

import hashlib
import json
import sys
from typing import TYPE_CHECKING, Any

from ..machine.distributions import installed
from ..machine.git import git_state
from ..machine.hardware import gpus, memory_bytes, processor, processors
from ..notices.notice import failed_inside
from .identity import platform_name

if TYPE_CHECKING:
    from .session import Tracker


def gather(tracker: Tracker) -> None:
    """Write the session's `git_state` and `environment` facts."""
    try:
        state = git_state(tracker.session["cwd"] or ".")
        if state is not None:
            tracker.journal.fact("git_state", {"session_id": tracker.session_id, **state})
        content = environment()
        tracker.gpus = len(content["gpus"])
        digest = content_hash(content)
        tracker.journal.fact(
            "environment", {"session_id": tracker.session_id, "environment_hash": digest, **content}
        )
    except Exception as error:
        failed_inside("environment", error)


def environment() -> dict[str, Any]:
    """Interpreter, packages and hardware."""
    return {
        "python_version": sys.version.split(maxsplit=1)[0],
        "implementation": sys.implementation.name,
        "executable": sys.executable or "",
        "platform": platform_name(),
        "cpu": processor(),
        "cpu_count": processors(),
        "memory_bytes": memory_bytes(),
        "gpus": gpus(),
        "packages": installed(),
    }


def content_hash(content: dict[str, Any]) -> str:
    """sha256 of the canonical JSON."""
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
