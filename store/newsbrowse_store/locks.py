"""Locks that keep two processes, or two threads, from writing one file at once."""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING, Self

from newsbrowse_store.errors import StorageError
from newsbrowse_store.system import SYSTEM, System, cannot_write, make_folder

if TYPE_CHECKING:
    from pathlib import Path

PATIENCE = 10.0
"""Seconds to wait for another process; a decision takes milliseconds."""


class FileLock:
    """`with FileLock(path):` keeps out everybody else who locks the same path, on this machine.

    The lock ends with the process that holds it, however that ends. The file at `path` is made
    when it is missing and stays; removing it is harmless. Entering raises `StorageError` when the
    lock cannot be had. Not re-entrant.
    """

    def __init__(self, path: Path, system: System = SYSTEM, patience: float = PATIENCE) -> None:
        self._path = path
        self._system = system
        self._patience = patience
        self._fd = -1

    def __enter__(self) -> Self:
        deadline = time.monotonic() + self._patience
        pause = 0.0005
        while not self._try():
            if time.monotonic() > deadline:
                raise StorageError(
                    str(self._path),
                    f"another process has held this lock for {self._patience:g} seconds",
                    "End the other newsbrowse on this library, then do it again.",
                )
            time.sleep(pause)
            pause = min(pause * 2, 0.05)
        return self

    def __exit__(self, *_: object) -> None:
        fd, self._fd = self._fd, -1
        self._system.close(fd)

    def _try(self) -> bool:
        system = self._system
        try:
            if system.stat(self._path.parent) is None:
                make_folder(self._path.parent, system)
            fd = system.open(self._path, os.O_RDWR | os.O_CREAT)
        except FileNotFoundError:
            return False  # the folder of locks has just been deleted: make it again
        except OSError as error:
            raise cannot_write(self._path, error) from error
        try:
            # A lock on a file that was deleted meanwhile keeps nobody out.
            held = system.flock(fd) and system.stat(self._path) == system.fstat(fd)
        except OSError as error:
            system.close(fd)
            raise StorageError(
                str(self._path),
                f"this disk cannot lock files ({error.strerror})",
                "Keep the library on a disk of this machine.",
            ) from error
        if held:
            self._fd = fd
        else:
            system.close(fd)
        return held
