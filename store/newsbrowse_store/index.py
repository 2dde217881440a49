"""The cache of a library: one SQLite file that can be deleted at any time.

Everything in it can be worked out again, so nothing is synced, and a file that is damaged or was
made by another version is thrown away and begun anew.
"""

from __future__ import annotations

import sqlite3
import threading
import zlib
from contextlib import closing, contextmanager, suppress
from typing import TYPE_CHECKING, Any

from newsbrowse_store.errors import StorageError
from newsbrowse_store.locks import FileLock
from newsbrowse_store.system import make_folder

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

FILE = "index.sqlite"

_TABLES = """
CREATE TABLE articles (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    headline TEXT NOT NULL, headline_derived INTEGER NOT NULL,
    source TEXT NOT NULL, published TEXT NOT NULL,
    state TEXT NOT NULL, star INTEGER NOT NULL, tags TEXT NOT NULL,
    words INTEGER NOT NULL, pending INTEGER NOT NULL,
    mentions INTEGER NOT NULL, relations INTEGER NOT NULL,
    added TEXT NOT NULL,
    stamp TEXT NOT NULL,                -- of the file of decisions this was read from
    moment TEXT NOT NULL,               -- sort keys from here on
    by_source TEXT NOT NULL, by_headline TEXT NOT NULL,
    by_state INTEGER NOT NULL, by_pending INTEGER NOT NULL,
    settled INTEGER NOT NULL DEFAULT 1  -- 0: the two before are those of the time of the last view
);
CREATE INDEX articles_newest ON articles (moment);
CREATE INDEX articles_source ON articles (by_source, moment DESC);
CREATE INDEX articles_headline ON articles (by_headline, moment DESC);
CREATE INDEX articles_state ON articles (by_state, moment DESC);
CREATE INDEX articles_pending ON articles (by_pending DESC, moment DESC);
CREATE INDEX articles_unsettled ON articles (settled) WHERE settled = 0;

-- What a filter looks at, apart: a scan of it is short.
CREATE TABLE filterable (number INTEGER PRIMARY KEY, words TEXT NOT NULL);

CREATE TABLE totals (
    articles INTEGER NOT NULL, done INTEGER NOT NULL, open INTEGER NOT NULL,
    starred INTEGER NOT NULL, pending INTEGER NOT NULL, names_version INTEGER NOT NULL
);
INSERT INTO totals VALUES (0, 0, 0, 0, 0, 1);
CREATE TRIGGER article_added AFTER INSERT ON articles BEGIN
    UPDATE totals SET articles = articles + 1, done = done + (new.state = 'done'),
        open = open + (new.state = 'open'), starred = starred + new.star,
        pending = pending + max(new.pending, 0);
END;
CREATE TRIGGER article_removed AFTER DELETE ON articles BEGIN
    UPDATE totals SET articles = articles - 1, done = done - (old.state = 'done'),
        open = open - (old.state = 'open'), starred = starred - old.star,
        pending = pending - max(old.pending, 0);
    DELETE FROM filterable WHERE number = old.number;
    DELETE FROM article_names WHERE number = old.number;
    DELETE FROM acts WHERE place = old.id;
    DELETE FROM suggestions WHERE id = old.id;
END;
CREATE TRIGGER article_changed AFTER UPDATE OF state, star, pending ON articles BEGIN
    UPDATE totals SET done = done + (new.state = 'done') - (old.state = 'done'),
        open = open + (new.state = 'open') - (old.state = 'open'),
        starred = starred + new.star - old.star,
        pending = pending + max(new.pending, 0) - max(old.pending, 0);
END;

-- Names that people decided: by article, and the sum over the library.
CREATE TABLE article_names (
    number INTEGER, name TEXT, label TEXT, entity TEXT, count INTEGER NOT NULL,
    PRIMARY KEY (number, name, label, entity)
) WITHOUT ROWID;
CREATE TABLE names (
    name TEXT, label TEXT, entity TEXT, count INTEGER NOT NULL,
    PRIMARY KEY (name, label, entity)
) WITHOUT ROWID;
CREATE TRIGGER name_added AFTER INSERT ON article_names BEGIN
    INSERT INTO names VALUES (new.name, new.label, new.entity, new.count)
        ON CONFLICT DO UPDATE SET count = count + new.count;
    UPDATE totals SET names_version = names_version + 1;
END;
CREATE TRIGGER name_removed AFTER DELETE ON article_names BEGIN
    UPDATE names SET count = count - old.count
        WHERE name = old.name AND label = old.label AND entity = old.entity;
    DELETE FROM names
        WHERE name = old.name AND label = old.label AND entity = old.entity AND count <= 0;
    UPDATE totals SET names_version = names_version + 1;
END;

-- Who did what when: an act for each entry in the history of an article, or of `entity:ID`.
CREATE TABLE acts (
    place TEXT, entry INTEGER, annotator TEXT NOT NULL, at REAL NOT NULL,
    decisions INTEGER NOT NULL, done INTEGER NOT NULL,
    PRIMARY KEY (place, entry)
) WITHOUT ROWID;
CREATE INDEX acts_in_time ON acts (annotator, at, decisions, done);

CREATE TABLE suggestions (id TEXT PRIMARY KEY, key TEXT NOT NULL, found TEXT NOT NULL);

-- When the folders of articles were last looked through, by their time of change.
CREATE TABLE folders (name TEXT PRIMARY KEY, modified INTEGER NOT NULL);

-- Entities, and their names and aliases from each word on: `place` is where in the name that is.
CREATE TABLE entities (id TEXT PRIMARY KEY, name TEXT NOT NULL, entity TEXT NOT NULL);
CREATE TABLE entity_names (
    name TEXT, place INTEGER, id TEXT, PRIMARY KEY (name, place, id)
) WITHOUT ROWID;
CREATE INDEX entity_names_of ON entity_names (id);
CREATE TRIGGER entity_removed AFTER DELETE ON entities BEGIN
    DELETE FROM entity_names WHERE id = old.id;
END;
CREATE TABLE entity_folders (name TEXT PRIMARY KEY, modified INTEGER NOT NULL);
"""

_VERSION = zlib.crc32(_TABLES.encode()) & 0x7FFF_FFFF
_DAMAGED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_IOERR}


class Index:
    """The SQLite file in `folder`, with a connection for each thread that uses it.

    Nothing is opened before the first use. Methods raise `StorageError` when the folder cannot be
    written or the file stays locked.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._path = folder / FILE
        self._threads = threading.local()
        self._open: list[sqlite3.Connection] = []
        self._guard = threading.Lock()
        self.lost = 0
        """How often the file has had to be begun anew, or was deleted, while it was used."""

    def query(self, sql: str, parameters: Sequence[object] = ()) -> list[Any]:
        """Return the rows of a query."""
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
        """Close the connections of all threads. Using the index again opens new ones."""
        with self._guard:
            for connection in self._open:
                connection.close()
            self._open.clear()
            self._threads = threading.local()

    def _connection(self) -> sqlite3.Connection:
        """Return this thread's connection to the file that is there now."""
        connection: sqlite3.Connection | None = getattr(self._threads, "connection", None)
        inode = self._inode()
        if connection is not None and inode == self._threads.inode:
            return connection
        if connection is not None:
            self.lost += 1
            self._drop(connection)
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

    def _connect(self) -> sqlite3.Connection:
        make_folder(self._folder)
        connection = sqlite3.connect(
            self._path, timeout=10, isolation_level=None, check_same_thread=False
        )
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = OFF")
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
        return StorageError(
            str(self._path),
            f"the cache cannot be used ({error})",
            "Give yourself the right to write there, or delete the file: nothing is lost with it.",
        )


def _version(connection: sqlite3.Connection) -> int:
    version: int = connection.execute("PRAGMA user_version").fetchone()[0]
    return version


def _make_tables(connection: sqlite3.Connection) -> None:
    if connection.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone():
        raise sqlite3.DatabaseError(_FOREIGN)
    for statement in _statements(_TABLES):
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
