"""A process's number among those that do a job together, as their launchers say.

torchrun, accelerate and deepspeed set RANK, OpenMPI, MPICH and Slurm names of
their own. The processes of one start that begin the same run share it: its id
follows from what they have in common, and from nothing that another start has,
too. Where a launcher tells nothing of that kind, each begins a run of its own,
and one line says what to set.
"""

from __future__ import annotations

import hashlib
import os

from ..machine.process import pid_space, process_started
from ..notices.notice import notice

_NAMES = (
    ("RANK", "WORLD_SIZE"),
    ("OMPI_COMM_WORLD_RANK", "OMPI_COMM_WORLD_SIZE"),
    ("PMI_RANK", "PMI_SIZE"),
    ("SLURM_PROCID", "SLURM_NTASKS"),
)


#: Of how many processes on this machine the launchers say that there are.
_ON_THIS_MACHINE = (
    "LOCAL_WORLD_SIZE",  # torchrun, accelerate
    "LOCAL_SIZE",  # deepspeed
    "OMPI_COMM_WORLD_LOCAL_SIZE",
    "MPI_LOCALNRANKS",  # MPICH, Intel MPI
)


def rank_of_process() -> tuple[int, int] | None:
    """This process's number, from 0, and how many there are; None for one that works alone."""
    environ = os.environ
    for number, size in _NAMES:
        given = environ.get(number, ""), environ.get(size, "")
        if all(word.strip().isdecimal() for word in given):
            rank, of = map(int, given)
            if number == "SLURM_PROCID" and _is_batch_script():
                continue
            if rank < of and of > 1:
                return rank, of
    return None


def shared_run_id(*words: object) -> str | None:
    """The id of the run that all processes of this start begin with these words.

    None where there is one process only, or nothing that tells this start from another.
    """
    ranked = rank_of_process()
    if ranked is None:
        return None
    start = _start(ranked[1])
    if start is None:
        notice("NT238", anywhere=True, quiet=ranked[0] > 0, rank=ranked[0], size=ranked[1])
        return None
    text = "\0".join(map(str, (*start, *words)))
    return "t" + hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:23]


def _is_batch_script() -> bool:
    """Whether this is the script of a Slurm job, which runs once for all of its tasks."""
    return os.environ.get("ENVIRONMENT") == "BATCH" and "SLURM_STEP_ID" not in os.environ


def _start(size: int) -> tuple[object, ...] | None:
    """What the processes of one start have in common, and no other start has."""
    environ = os.environ
    named = environ.get("NBTRAIL_JOB")
    if named:
        return ("named", named)
    again = environ.get("TORCHELASTIC_RESTART_COUNT", "0")
    mpi = environ.get("OMPI_MCA_orte_precondition_transports") or environ.get("PMIX_NAMESPACE")
    if mpi and "OMPI_COMM_WORLD_SIZE" in environ:
        return ("mpi", mpi, environ.get("OMPI_MCA_orte_hnp_uri"), again)
    if any(environ.get(name) == str(size) for name in _ON_THIS_MACHINE):
        agent = os.getppid()
        return ("node", pid_space(), agent, process_started(agent), again)
    elastic = environ.get("TORCHELASTIC_RUN_ID", "none")
    if elastic != "none":
        return ("job", elastic, environ.get("MASTER_ADDR"), environ.get("MASTER_PORT"), again)
    job = environ.get("SLURM_JOB_ID")
    if job and not _is_batch_script():
        names = ("SLURM_CLUSTER_NAME", "SLURM_STEP_ID", "SLURM_RESTART_COUNT", "MASTER_PORT")
        return ("slurm", job, *map(environ.get, names), again)
    return None
