"""What our own processes are started with."""

from __future__ import annotations

import os
import sys
from typing import BinaryIO


def python(module: str, *arguments: str) -> list[str]:
    """Return the command that runs a module with this interpreter; see `environment`."""
    return [sys.executable, "-P", "-m", module, *arguments]


def environment() -> dict[str, str]:
    """Return this process's environment with its packages, for another that runs Python."""
    return os.environ | {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}


def cores() -> int:
    """Return how many processes can run at once."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def own_output() -> BinaryIO:
    """Return standard output, for messages alone: what libraries print goes to standard error."""
    output = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    return output
