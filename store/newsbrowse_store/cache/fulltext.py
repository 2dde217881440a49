"""Full text: the words, notes and facets of articles, as the tables of a search hold them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsbrowse_store.cache.facets import starts
from newsbrowse_store.errors import StorageError
from newsbrowse_store.records.article import ArticleRecord
from newsbrowse_store.text.tokens import article_id

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable
    from pathlib import Path

    from newsbrowse_store.cache.article_row import CatalogueEntry
    from newsbrowse_store.cache.database import Index


_BATCH = 200
_FEW = 1000
"""So many articles that went may leave their words behind, whatever is there besides."""


def put_search(connection: sqlite3.Connection, number: int, entry: CatalogueEntry) -> None:
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


def fill(root: Path, index: Index) -> None:
    """Make all articles found by their words that are not, such as one that could not be read.

    When more words are left of articles that went than there are of others, all are read anew.
    """
    articles, gone, told = index.query(
        "SELECT (SELECT articles FROM totals), (SELECT count(*) FROM gone),"
        " (SELECT count(*) FROM told)"
    )[0]
    if gone > max(articles, _FEW):
        with index.transaction() as connection:
            connection.execute("INSERT INTO texts (texts) VALUES ('delete-all')")
            connection.execute("DELETE FROM told")
            connection.execute("DELETE FROM gone")
        told = 0
    number = -1 if told < articles else None
    while number is not None:
        number = _fill_some(root, index, number)


def _put_facets(connection: sqlite3.Connection, number: int, entry: CatalogueEntry) -> None:
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


def _fill_some(root: Path, index: Index, after: int) -> int | None:
    """Take up some articles; return the number of the last, None when there are no more."""
    number = None
    with index.transaction() as connection:
        missing = connection.execute(
            "SELECT number, id, headline, source FROM articles WHERE number > ?"
            " AND number NOT IN (SELECT number FROM told) ORDER BY number LIMIT ?",
            (after, _BATCH),
        )
        for number, id_, headline, source in missing.fetchall():
            record = ArticleRecord(root, id_)
            put_text(connection, number, record, (headline, source))
    return number
