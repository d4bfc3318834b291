"""Which process does a piece of work, told so that another can see whether it is still alive."""

from __future__ import annotations

import os
import platform
import socket
from functools import cache
from pathlib import Path

_STAT = Path("/proc")
_START_FIELD = 19  # of what follows the name in /proc/PID/stat, proc(5)


def this_worker() -> str:
    """This process as `host/pid/start`; `start` tells it from a later one of the same number."""
    pid = os.getpid()
    return f"{_host()}/{pid}/{_own_start(pid)}"


def is_dead(worker: str) -> bool | None:
    """Whether that process is gone; None where this cannot be known from here.

    Args:
        worker: What `this_worker` gave in it.
    """
    host, _, rest = worker.rpartition("/")[0].rpartition("/")
    start = worker.rpartition("/")[2]
    if not host or host != _host() or not rest.isdigit():
        return None
    pid = int(rest)
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return _start(pid) != start
    return _start(pid) != start


@cache
def this_machine() -> str:
    """What the pixels may depend on beside the libraries: system, processor and Python, in one line."""
    return f"{platform.system()} {platform.machine()}, {_processor()}, Python {platform.python_version()}"


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8", "replace").splitlines()
    except OSError:
        lines = []
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, "") or platform.processor() or "unknown processor"


@cache
def _host() -> str:
    """This machine, as it was called at first: a name that changes would make its own workers strangers."""
    return socket.gethostname()


@cache
def _own_start(pid: int) -> str:
    return _start(pid)  # of a process that lives on; after a fork its number is another


def _start(pid: int) -> str:
    """When a process began, in ticks since the machine did; empty where the system does not tell."""
    try:
        stat = (_STAT / str(pid) / "stat").read_text("utf-8", "replace")
    except OSError:
        return ""
    return stat.rpartition(")")[2].split()[_START_FIELD]
