"""A process's number among those that do a job together, as their launchers say.

torchrun, accelerate and deepspeed set RANK, OpenMPI, MPICH and Slurm names of
their own. The processes of one start of torchrun that begin the same run share
it: its id follows from what they have in common, and from nothing that another
start has, too.
"""

from __future__ import annotations

import hashlib
import os

from .writer import pid_space, process_started

_NAMES = (
    ("RANK", "WORLD_SIZE"),
    ("OMPI_COMM_WORLD_RANK", "OMPI_COMM_WORLD_SIZE"),
    ("PMI_RANK", "PMI_SIZE"),
    ("SLURM_PROCID", "SLURM_NTASKS"),
)


def rank_of_process() -> tuple[int, int] | None:
    """This process's number, from 0, and how many there are; None for one that works alone."""
    for number, size in _NAMES:
        given = os.environ.get(number, ""), os.environ.get(size, "")
        if all(word.strip().isdecimal() for word in given):
            rank, of = map(int, given)
            if rank < of and of > 1:
                return rank, of
    return None


def shared_run_id(*words: object) -> str | None:
    """The id of the run that all processes of this start of torchrun begin with these words."""
    start = _start()
    if start is None or rank_of_process() is None:
        return None
    text = "\0".join(map(str, (*start, *words)))
    return "t" + hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:23]


def _start() -> tuple[object, ...] | None:
    """What the processes of one start have in common, and no other start has."""
    environ = os.environ
    named = environ.get("TORCHELASTIC_RUN_ID")
    if named is None:
        return None
    again = environ.get("TORCHELASTIC_RESTART_COUNT", "0")
    if environ.get("LOCAL_WORLD_SIZE") == environ.get("WORLD_SIZE"):
        agent = os.getppid()
        return ("node", pid_space(), agent, process_started(agent), again)
    if named == "none":  # several machines, and nothing that tells this start from the last
        return None
    return ("job", named, environ.get("MASTER_ADDR"), environ.get("MASTER_PORT"), again)
