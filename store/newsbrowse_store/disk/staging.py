"""Staging: the files of new articles, written many at a time before they get their places."""

from __future__ import annotations

import os
from contextlib import suppress
from typing import TYPE_CHECKING, Self

from newsbrowse_store.disk.lock import FileLock
from newsbrowse_store.disk.system import (
    SYSTEM,
    TEMPORARY,
    System,
    cannot_write,
    discard,
    look,
    make_folder,
    put_in_place,
    sync_together,
    write_all,
)
from newsbrowse_store.errors import StorageError, UnsureError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

FOLDER = ".adding"
"""Among the articles, because a file can only be renamed on the disk that it lies on."""

PATIENCE = 120.0
"""Seconds to wait for another process, which makes a batch durable meanwhile."""


class Staging:
    """`with Staging(root) as staging:` has the folder of new files in a library to itself.

    Other processes wait. What one left there that was cut short is thrown away first, and what was
    not put in place at the end. Every method raises `StorageError`.
    """

    def __init__(self, root: Path, system: System = SYSTEM, patience: float = PATIENCE) -> None:
        self._folder = root / "articles" / FOLDER
        self._system = system
        self._lock = FileLock(root / ".newsbrowse" / "locks" / "adding", system, patience)

    def __enter__(self) -> Self:
        self._lock.__enter__()
        try:
            if look(self._folder, self._system) is None:
                make_folder(self._folder, self._system)
            else:
                self._clear()
        except BaseException:
            self._lock.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self._clear()
        self._lock.__exit__()

    def write(self, files: Mapping[str, bytes]) -> None:
        """Make the content of files durable under names that are theirs until they are placed."""
        for name, data in files.items():
            try:
                self._write(self._at(name), data)
            except OSError as error:
                raise cannot_write(self._folder / name, error) from error
        # All are written before any is synced, so that one sync of the disk does for the batch.
        try:
            sync_together([self._at(name) for name in files], self._system)
        except UnsureError as error:
            reason, remedy = "cannot be saved, nothing was changed", "Look after the disk."
            raise StorageError(error.what, reason, remedy) from error

    def place(self, name: str, path: Path) -> None:
        """Give a file that was written its place. Durable after `sync_together` only."""
        put_in_place(self._at(name), path, self._system)

    def _write(self, path: Path, data: bytes) -> None:
        fd = self._system.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL)
        try:
            write_all(fd, data, self._system)
        finally:
            self._system.close(fd)

    def _at(self, name: str) -> Path:
        return self._folder / f"{name}{TEMPORARY}"

    def _clear(self) -> None:
        with suppress(OSError):
            for name in self._system.names(self._folder):
                discard(self._folder / name, self._system)
