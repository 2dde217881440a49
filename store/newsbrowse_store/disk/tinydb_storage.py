"""TinyDB on files that are replaced whole: a storage, and transactions over it.

Importing this imports TinyDB, which costs start-up time: what only reads uses `files`.
"""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from tinydb import TinyDB
from tinydb.middlewares import Middleware
from tinydb.storages import Storage

from newsbrowse_store.disk.json_lines import Lines, dumps, read_tables
from newsbrowse_store.disk.system import SYSTEM, System, replace_file
from newsbrowse_store.errors import StorageError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from newsbrowse_store.disk.raw_tables import RawTables


class AtomicJSONStorage(Storage):
    """A TinyDB storage whose every write is durable and replaces the file whole.

    `TinyDB(path, storage=AtomicJSONStorage)` works as with TinyDB's own storage. The tables named
    in `tables` are written even when they are empty. Reading and writing raise `StorageError`;
    the file then is as it was, except after `UnsureError`. It takes no lock: see `FileLock`.
    `lines` is for callers who never change a document in place.
    """

    def __init__(
        self,
        path: str | Path,
        tables: Sequence[str] = (),
        system: System = SYSTEM,
        lines: Lines | None = None,
    ) -> None:
        self._path = Path(path)
        self._tables = tables
        self._system = system
        self._lines = lines

    def read(self) -> RawTables | None:
        """Return the tables of the file, None when there is no file yet."""
        return read_tables(self._path, self._system)

    def write(self, data: RawTables) -> None:
        """Replace the file. Returns when the new content would survive a power cut."""
        try:
            written = dumps({name: {} for name in self._tables} | data, self._lines)
        except (ValueError, TypeError) as error:
            raise StorageError(
                str(self._path), f"cannot be saved, nothing was changed ({error})"
            ) from error
        replace_file(self._path, written, self._system)


class Transaction(Middleware):
    """TinyDB middleware that holds the writes back: they reach the disk as one, at `commit`.

    What is read meanwhile is what was written; `begin` is what the file holds, where the caller
    knows. Without `commit` nothing has happened.
    """

    storage: AtomicJSONStorage

    def __init__(
        self, storage_class: type[Storage] = AtomicJSONStorage, begin: RawTables | None = None
    ) -> None:
        super().__init__(storage_class)
        self._tables = None if begin is None else dict(begin)
        self._dirty = False

    def read(self) -> RawTables | None:
        """Return the tables as this transaction has left them so far."""
        if self._tables is None:
            self._tables = self.storage.read()
        return self._tables

    def write(self, data: RawTables) -> None:
        """Keep the tables for `commit`."""
        self._tables = data
        self._dirty = True

    def commit(self) -> None:
        """Write what is held back, in one replacement."""
        if self._dirty and self._tables is not None:
            self.storage.write(self._tables)
            self._dirty = False


@contextmanager
def transaction(
    path: Path,
    tables: Sequence[str] = (),
    system: System = SYSTEM,
    lines: Lines | None = None,
    begin: RawTables | None = None,
) -> Iterator[TinyDB]:
    """Give a TinyDB whose changes become one durable replacement of the file when the block ends.

    When the block raises, nothing is written. The parameters are those of `AtomicJSONStorage` and
    `Transaction`, and so are the errors.
    """
    held = Transaction(begin=begin)
    with TinyDB(path, tables, system, lines, storage=held) as database:
        yield database
        held.commit()
