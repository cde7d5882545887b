"""State of the git repository around the session, asked of git itself, never for long.

Runs in the environment thread. No git, no repository or no answer within five
seconds means that there is nothing to record.
"""

from __future__ import annotations

import os
import subprocess
from typing import Any

from ..context.fork_lock import importing

SECONDS = 5.0


def git_state(folder: str) -> dict[str, Any] | None:
    """Root, commit, branch, dirty flag and masked remote of the repository that holds `folder`."""
    root = _git(folder, "rev-parse", "--show-toplevel")
    if not root:
        return None
    with importing:
        from ..redact.addresses import masked_remote
    remote = _git(folder, "config", "--get", "remote.origin.url")
    return {
        "root": root,
        **(_status(folder) or _head(folder)),
        "remote": masked_remote(remote) if remote else None,
    }


def _status(folder: str) -> dict[str, Any] | None:
    """Commit, branch and dirty flag from one question; None when it was not answered."""
    words = ("status", "--porcelain=v2", "--branch", "--untracked-files=no")
    # How far the branch is from its upstream is not asked: in a long history that takes seconds.
    lines = (_git(folder, "-c", "status.aheadBehind=false", *words) or "").split("\n")
    status = dict(line[2:].partition(" ")[::2] for line in lines if line.startswith("# "))
    commit, branch = status.get("branch.oid"), status.get("branch.head")
    if commit is None or branch is None:
        return None
    return {
        "commit": None if commit == "(initial)" else commit,
        "branch": None if branch == "(detached)" else branch,
        "dirty": any(line and not line.startswith("#") for line in lines),
    }


def _head(folder: str) -> dict[str, Any]:
    """Commit and branch where the whole status takes too long, or git is older than 2.11."""
    return {
        "commit": _git(folder, "rev-parse", "--verify", "--quiet", "HEAD") or None,
        "branch": _git(folder, "symbolic-ref", "--quiet", "--short", "HEAD") or None,
        "dirty": False,
    }


def _git(folder: str, *words: str) -> str | None:
    try:
        answer = subprocess.run(
            ["git", "-C", folder, *words],
            check=False,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=SECONDS,
            # No prompt, no lock taken, no pager: a look, not a visit.
            env={
                **os.environ,
                "GIT_TERMINAL_PROMPT": "0",
                "GIT_OPTIONAL_LOCKS": "0",
                "LC_ALL": "C",
            },
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return answer.stdout.decode("utf-8", "replace").strip() if answer.returncode == 0 else None
