"""The tables of the cache that a search looks into, and what is put there of one article."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsbrowse_store.errors import StorageError
from newsbrowse_store.facets import starts
from newsbrowse_store.text.tokens import article_id

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable

    from newsbrowse_store.entries import Entry
    from newsbrowse_store.records.record import ArticleRecord

TOKENIZER = "unicode61 remove_diacritics 2"
"""What is a word, in the index and wherever matches are looked for again."""

PREFIXES = (2, 3)
"""Lengths of beginnings of words that have lists of their own in the index."""
_PREFIXES = " ".join(map(str, PREFIXES))

FULL_TEXT = ("texts", "notes")
"""The tables whose soundness SQLite does not check by itself."""

SEARCH_TABLES = f"""
-- The words of headline, source and text. It keeps no text, which makes it small; to take out an
-- article it must be told what it was told before. A text never changes, so `told` has the rest.
CREATE VIRTUAL TABLE texts USING fts5 (
    headline, source, body, content = '', prefix = '{_PREFIXES}', tokenize = '{TOKENIZER}'
);
CREATE TABLE told (number INTEGER PRIMARY KEY, headline TEXT NOT NULL, source TEXT NOT NULL);
-- Articles that went with their texts, whose words are still in there.
CREATE TABLE gone (number INTEGER PRIMARY KEY);

CREATE VIRTUAL TABLE notes USING fts5 (note, tokenize = '{TOKENIZER}');

-- Tags, labels, states and so on. See `facets`.
CREATE TABLE facets (
    kind TEXT, value TEXT, number INTEGER, PRIMARY KEY (kind, value, number)
) WITHOUT ROWID;
CREATE INDEX facets_of ON facets (number);

-- Names of mentions and of entities by their words from each word on. Those of mentions that are
-- no more stay, and lead to no article.
CREATE TABLE name_starts (start TEXT, name TEXT, PRIMARY KEY (start, name)) WITHOUT ROWID;
CREATE INDEX article_names_by_name ON article_names (name, number);
CREATE TABLE entity_starts (start TEXT, id TEXT, PRIMARY KEY (start, id)) WITHOUT ROWID;
CREATE INDEX entity_starts_of ON entity_starts (id);
CREATE TRIGGER entity_starts_removed AFTER DELETE ON entities BEGIN
    DELETE FROM entity_starts WHERE id = old.id;
END;

CREATE TRIGGER article_unsearched AFTER DELETE ON articles BEGIN
    INSERT INTO gone SELECT number FROM told WHERE number = old.number;
    DELETE FROM told WHERE number = old.number;
    DELETE FROM notes WHERE rowid = old.number;
    DELETE FROM facets WHERE number = old.number;
END;
"""


def put_search(connection: sqlite3.Connection, number: int, entry: Entry) -> None:
    """Make an article found by what it says and what was decided in it; writes what is new."""
    put_text(connection, number, entry.record, (entry.row.headline, entry.row.source))
    _put_facets(connection, number, entry)
    _put_notes(connection, number, entry.notes)


def put_text(
    connection: sqlite3.Connection, number: int, record: ArticleRecord, names: tuple[str, str]
) -> None:
    """Make an article found by its words; `names` are its headline and source.

    A text that cannot be read, or is not the one that was added, is not found.
    """
    found = connection.execute("SELECT headline, source FROM told WHERE number = ?", (number,))
    before = found.fetchone()
    if before == names:
        return
    try:
        text = record.text
    except StorageError:
        return
    if article_id(text) != record.id:
        return
    if before is not None:
        connection.execute(
            "INSERT INTO texts (texts, rowid, headline, source, body)"
            " VALUES ('delete', ?, ?, ?, ?)",
            (number, *before, text),
        )
    connection.execute(
        "INSERT INTO texts (rowid, headline, source, body) VALUES (?, ?, ?, ?)",
        (number, *names, text),
    )
    connection.execute("INSERT OR REPLACE INTO told VALUES (?, ?, ?)", (number, *names))


def put_name_starts(connection: sqlite3.Connection, names: Iterable[str]) -> None:
    """Take up names of mentions, to be found by any of their words."""
    connection.executemany(
        "INSERT OR IGNORE INTO name_starts VALUES (?, ?)",
        [(start, name) for name in names for start in starts(name)],
    )


def put_entity_starts(connection: sqlite3.Connection, id_: str, names: Iterable[str]) -> None:
    """Take up the names of an entity, to be found by any of their words."""
    connection.executemany(
        "INSERT OR IGNORE INTO entity_starts VALUES (?, ?)",
        [(start, id_) for name in names for start in starts(name)],
    )


def _put_facets(connection: sqlite3.Connection, number: int, entry: Entry) -> None:
    found = connection.execute("SELECT kind, value FROM facets WHERE number = ?", (number,))
    before = set(found)
    connection.executemany(
        "DELETE FROM facets WHERE kind = ? AND value = ? AND number = ?",
        [(*facet, number) for facet in before - entry.facets],
    )
    connection.executemany(
        "INSERT INTO facets VALUES (?, ?, ?)",
        [(*facet, number) for facet in entry.facets - before],
    )


def _put_notes(connection: sqlite3.Connection, number: int, text: str) -> None:
    before = connection.execute("SELECT note FROM notes WHERE rowid = ?", (number,)).fetchone()
    if (before[0] if before else "") == text:
        return
    connection.execute("DELETE FROM notes WHERE rowid = ?", (number,))
    if text:
        connection.execute("INSERT INTO notes (rowid, note) VALUES (?, ?)", (number, text))
