"""Lock: keeps two processes, or two threads, from writing one file at once.

It is `flock`, which the system lifts when a process dies, on a file of its own: the file that is
written is replaced by another each time, and a lock on the old one would keep nobody out.
"""

from __future__ import annotations

import os
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Self

from newsbrowse_store.disk.system import SYSTEM, System, cannot_write
from newsbrowse_store.errors import StorageError

if TYPE_CHECKING:
    from pathlib import Path

PATIENCE = 10.0
"""Seconds to wait for another process; a decision takes milliseconds."""


class FileLock:
    """`with FileLock(path):` keeps out everybody else who locks the same path, on this machine.

    The lock ends with the process that holds it, however that ends. The file at `path` is made
    when it is missing, with the two folders above it, and stays; removing it is harmless.
    Entering raises `StorageError` when the lock cannot be had. Not re-entrant.
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
        with suppress(OSError):  # what was done under the lock is done
            self._system.close(self._fd)

    def _try(self) -> bool:
        try:
            self._fd = self._open()
        except OSError as error:
            raise cannot_write(self._path, error) from error
        held = False
        try:
            # A lock on a file that was deleted meanwhile keeps nobody out.
            held = self._system.flock(self._fd) and (
                self._system.stat(self._path) == self._system.fstat(self._fd)
            )
        except OSError as error:
            reason = f"this disk cannot lock files ({error.strerror})"
            remedy = "Keep the library on a disk of this machine."
            raise StorageError(str(self._path), reason, remedy) from error
        finally:
            if not held:
                self.__exit__()
        return held

    def _open(self) -> int:
        flags = os.O_RDWR | os.O_CREAT
        try:
            return self._system.open(self._path, flags)
        except FileNotFoundError:
            for folder in (self._path.parent.parent, self._path.parent):
                with suppress(FileExistsError):
                    self._system.mkdir(folder)
            return self._system.open(self._path, flags)
