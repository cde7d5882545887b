"""The machine: processor, memory, GPUs. Best effort; what cannot be told is None."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from typing import Any


def processor() -> str | None:
    """The processor's name as its maker gives it."""
    if sys.platform.startswith("linux"):
        try:
            with open("/proc/cpuinfo", encoding="utf-8", errors="replace") as file:
                for line in file:
                    if line.startswith(("model name", "Model", "Hardware")):
                        return line.split(":", 1)[1].strip() or None
        except OSError:
            return _machine()
    if sys.platform == "darwin":
        return _output(["sysctl", "-n", "machdep.cpu.brand_string"]) or _machine()
    import platform

    return platform.processor() or _machine()


def processors() -> int | None:
    """Processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count()


def memory_bytes() -> int | None:
    """Physical memory."""
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, ValueError, OSError):
        pass
    try:
        import psutil
    except ImportError:
        return None
    return int(psutil.virtual_memory().total)


def gpus() -> list[dict[str, Any]]:
    """NVIDIA's, as nvidia-smi lists them; empty without one."""
    if shutil.which("nvidia-smi") is None:
        return []
    listing = _output(
        [
            "nvidia-smi",
            "--query-gpu=name,memory.total,driver_version",
            "--format=csv,noheader,nounits",
        ]
    )
    found = []
    for line in (listing or "").splitlines():
        parts = [part.strip() for part in line.split(",")]
        if len(parts) == 3:
            size = int(parts[1]) * 2**20 if parts[1].isdigit() else None
            found.append({"name": parts[0], "memory_bytes": size, "driver": parts[2]})
    return found


def _machine() -> str | None:
    import platform

    return platform.machine() or None


def _output(command: list[str]) -> str | None:
    return asked(command, 5)


def asked(command: list[str], timeout: float) -> str | None:
    """What a command says within so many seconds; None where it fails or is not there."""
    try:
        answer = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            encoding="utf-8",
            errors="replace",
            timeout=timeout,
            check=False,
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return answer.stdout.strip() if answer.returncode == 0 else None
