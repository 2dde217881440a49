"""Cache file: one SQLite file of a library, which can be deleted at any time.

Everything in it can be worked out again, so nothing is synced, and a file that is damaged or was
made by another version is thrown away and begun anew. Where it may not be written, a temporary one
takes its place.
"""

from __future__ import annotations

import sqlite3
import tempfile
import threading
import time
import zlib
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from newsbrowse_store.cache.tables import FULL_TEXT, TABLES
from newsbrowse_store.disk.lock import PATIENCE, FileLock
from newsbrowse_store.disk.system import cannot_write, make_folder, may_write
from newsbrowse_store.errors import ClosedError, StorageError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    Parameters = Sequence[object] | Mapping[str, object]

FILE = "index.sqlite"

_VERSION = zlib.crc32(TABLES.encode()) & 0x7FFF_FFFF
_CACHE_KB = 16_000
"""Room for all that a batch of articles touches, so that each page is written once."""

_DAMAGED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_IOERR}


def writable(folder: Path) -> bool:
    """Whether this user may write the cache in `folder`."""
    return may_write(folder) and may_write(folder / FILE)


class Index:
    """The SQLite file in `folder`, with a connection for each thread that uses it.

    Nothing is opened before the first use. Where this user may not write in the folder, an empty
    file in a temporary one is used until `close`. Methods raise `StorageError` when that cannot be
    written either, or the file stays locked.
    """

    def __init__(self, folder: Path) -> None:
        self._given = self._folder = folder
        self._path = folder / FILE
        self._temporary: tempfile.TemporaryDirectory[str] | None = None
        self._threads = threading.local()
        self._open: list[sqlite3.Connection] = []
        self._guard = threading.Lock()
        self.lost = 0
        """How often the file has had to be begun anew, or was deleted, while it was used."""

    def query(self, sql: str, parameters: Parameters = ()) -> list[Any]:
        """Return the rows of a query; `parameters` in order, or by their names."""
        for attempt in (1, 2):
            try:
                return self._connection().execute(sql, parameters).fetchall()
            except sqlite3.DatabaseError as error:
                if attempt == 2 or not _is_damage(error):
                    raise self._failure(error) from error
                self._begin_anew()
        raise AssertionError

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Give a connection whose changes are made together when the block ends without error.

        A damaged file is thrown away and the block's changes with it: the next look at the folders
        brings them back.
        """
        try:
            connection = self._connection()
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
                connection.execute("COMMIT")
            finally:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
        except sqlite3.DatabaseError as error:
            if not _is_damage(error):
                raise self._failure(error) from error
            self._begin_anew()

    def close(self) -> None:
        """Close the connections of all threads. Using the index again opens new ones.

        A thread that is using it meanwhile gets a `ClosedError`.
        """
        with self._guard:
            for connection in self._open:
                connection.close()
            self._open.clear()
            self._threads = threading.local()
            if self._temporary is not None:
                self._temporary.cleanup()
                self._temporary = None
                self._folder, self._path = self._given, self._given / FILE

    def _connection(self) -> sqlite3.Connection:
        """Return this thread's connection to the file that is there now."""
        connection: sqlite3.Connection | None = getattr(self._threads, "connection", None)
        inode = self._inode()
        if connection is not None and inode == self._threads.inode:
            return connection
        if connection is not None:
            self.lost += 1
            self._drop(connection)
        self._step_aside()
        try:
            connection = self._connect()
        except sqlite3.DatabaseError as error:
            if not _is_damage(error):
                raise self._failure(error) from error
            self._begin_anew()
            connection = self._connect()
        with self._guard:
            self._open.append(connection)
        self._threads.connection, self._threads.inode = connection, self._inode()
        return connection

    def _step_aside(self) -> None:
        """Go on in a temporary folder if the file may not be written where it belongs."""
        with self._guard:
            if self._temporary is None and not writable(self._folder):
                try:
                    self._temporary = tempfile.TemporaryDirectory(prefix="newsbrowse-")
                except OSError as error:
                    raise cannot_write(self._path, error) from error
                self._folder = Path(self._temporary.name)
                self._path = self._folder / FILE

    def _connect(self) -> sqlite3.Connection:
        make_folder(self._folder)
        connection = sqlite3.connect(
            self._path, timeout=PATIENCE, isolation_level=None, check_same_thread=False
        )
        try:
            _wait_for_wal(connection)
            connection.execute("PRAGMA synchronous = OFF")
            connection.execute(f"PRAGMA cache_size = -{_CACHE_KB}")
            if _version(connection) != _VERSION:
                connection.execute("BEGIN IMMEDIATE")
                if _version(connection) != _VERSION:
                    _make_tables(connection)
                connection.execute("COMMIT")
        except BaseException:
            connection.close()
            raise
        return connection

    def _begin_anew(self) -> None:
        """Throw the file away, unless another process has done so already."""
        self.lost += 1
        if (connection := getattr(self._threads, "connection", None)) is not None:
            self._drop(connection)
        with FileLock(self._folder / "locks" / "index"):
            if not self._is_sound():
                for suffix in ("", "-wal", "-shm"):
                    self._path.with_name(FILE + suffix).unlink(missing_ok=True)

    def _is_sound(self) -> bool:
        try:
            with closing(self._connect()) as connection:
                for table in FULL_TEXT:
                    connection.execute(f"INSERT INTO {table} ({table}) VALUES ('integrity-check')")
                return connection.execute("PRAGMA quick_check(1)").fetchall() == [("ok",)]
        except sqlite3.DatabaseError as error:
            return not _is_damage(error)

    def _drop(self, connection: sqlite3.Connection) -> None:
        with self._guard:
            if connection in self._open:
                self._open.remove(connection)
        connection.close()
        self._threads.connection = None

    def _inode(self) -> int:
        try:
            return self._path.stat().st_ino
        except OSError:
            return 0

    def _failure(self, error: sqlite3.Error) -> StorageError:
        if isinstance(error, sqlite3.ProgrammingError) and "closed" in str(error):
            return ClosedError(str(self._path), "was closed while it was used")
        return StorageError(
            str(self._path),
            f"the cache cannot be used ({error})",
            "Give yourself the right to write there, or delete the file: nothing is lost with it.",
        )


def _wait_for_wal(connection: sqlite3.Connection) -> None:
    """Let readers and a writer work at once; SQLite itself waits for nobody in this."""
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                raise
        time.sleep(0.005)


def _version(connection: sqlite3.Connection) -> int:
    version: int = connection.execute("PRAGMA user_version").fetchone()[0]
    return version


def _make_tables(connection: sqlite3.Connection) -> None:
    if connection.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone():
        raise sqlite3.DatabaseError(_FOREIGN)
    for statement in _statements(TABLES):
        connection.execute(statement)
    connection.execute(f"PRAGMA user_version = {_VERSION}")


_FOREIGN = "made by another version"


def _is_damage(error: sqlite3.DatabaseError) -> bool:
    """Whether the file is of no use, rather than locked, or the disk full."""
    with suppress(AttributeError):
        return error.sqlite_errorcode & 0xFF in _DAMAGED
    return error.args == (_FOREIGN,)


def _statements(script: str) -> Iterator[str]:
    """Split a script as `executescript` does, which would end the transaction it is run in."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
