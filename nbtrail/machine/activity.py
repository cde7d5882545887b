"""What a process and its machine are busy with, read in a fraction of a millisecond.

What the platform does not tell is left out. GPUs are asked through nvidia-smi,
which takes longer: only `gpu_readings` does so, and only a thread calls it.
"""

from __future__ import annotations

import os
import sys

from .cost import memory_bytes

#: Seconds that nvidia-smi may take.
PATIENCE = 5.0
#: What nvidia-smi calls it, what the journal calls it, and the factor in between.
_GPU = (
    ("utilization.gpu", "utilization_percent", 1.0),
    ("memory.used", "memory_bytes", float(2**20)),
    ("temperature.gpu", "temperature_celsius", 1.0),
    ("power.draw", "power_watts", 1.0),
)


def readings(home: str) -> dict[str, float]:
    """Memory of the process, memory in use, load, and what the store's disk has left."""
    found: dict[str, float | None] = {
        "memory_bytes": memory_bytes(),
        "system_memory_bytes": _memory_in_use(),
        "load_1m": _load(),
        "disk_free_bytes": _free(home),
    }
    return {name: value for name, value in found.items() if value is not None}


def gpu_readings() -> dict[str, float]:
    """Of each NVIDIA GPU what nvidia-smi tells: `gpu_0_utilization_percent`, …"""
    from .hardware import asked  # there since the environment was gathered, which knew of GPUs

    fields = ",".join(field for field, _, _ in _GPU)
    answer = asked(
        ["nvidia-smi", f"--query-gpu={fields}", "--format=csv,noheader,nounits"], PATIENCE
    )
    found = {}
    for number, line in enumerate((answer or "").splitlines()):
        for (_, name, factor), word in zip(_GPU, line.split(","), strict=False):
            try:
                found[f"gpu_{number}_{name}"] = float(word) * factor
            except ValueError:  # [N/A]
                continue
    return found


def _memory_in_use() -> int | None:
    if not sys.platform.startswith("linux"):
        return None
    try:
        with open("/proc/meminfo", "rb") as file:
            lines = file.read(2000).splitlines()
        sizes = dict(line.split(b":", 1) for line in lines if b":" in line)
        total, free = (int(sizes[name].split()[0]) for name in (b"MemTotal", b"MemAvailable"))
    except (OSError, KeyError, ValueError, IndexError):
        return None
    return (total - free) * 1024


def _load() -> float | None:
    try:
        return os.getloadavg()[0]
    except (AttributeError, OSError):
        return None


def _free(home: str) -> int | None:
    try:
        disk = os.statvfs(home)
    except (AttributeError, OSError):
        return None
    return disk.f_bavail * disk.f_frsize
