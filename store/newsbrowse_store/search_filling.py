"""Keeping the words of all articles in the cache: what is missing there, what is left over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsbrowse_store.records.record import ArticleRecord
from newsbrowse_store.search_tables import put_text

if TYPE_CHECKING:
    from pathlib import Path

    from newsbrowse_store.index import Index

_BATCH = 200
_FEW = 1000
"""So many articles that went may leave their words behind, whatever is there besides."""


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
