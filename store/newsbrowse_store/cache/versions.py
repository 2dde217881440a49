"""Versions: which articles are versions of one, and what of the library stands on no list.

Articles that appeared under one key are versions of one article; a chain is all that keys connect.
Its head is the version seen last: it alone is listed, found and counted, unless it was removed.
All of it is worked out from the articles' own tables of appearances.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable

    from newsbrowse_store.cache.article_row import CatalogueEntry
    from newsbrowse_store.cache.database import Index

_CHAIN = """
WITH RECURSIVE chain (id) AS (
    VALUES (:id)
    UNION SELECT other.id FROM chain JOIN appearances AS one ON one.id = chain.id
        JOIN appearances AS other ON other.key = one.key
)
SELECT chain.id, max(appearances.seen) AS seen, coalesce(hidden.removed, 0)
FROM chain LEFT JOIN appearances ON appearances.id = chain.id
    LEFT JOIN hidden ON hidden.id = chain.id
GROUP BY chain.id ORDER BY seen, chain.id
"""
_HIDE = """
INSERT INTO hidden VALUES (?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET
    stamp = excluded.stamp, removed = excluded.removed, headline = excluded.headline,
    at = excluded.at
"""


class Version(Struct, frozen=True):
    """One version of an article, and when it was seen last; the last of a chain is its head."""

    id: str
    seen: str
    removed: bool


class Removed(Struct, frozen=True):
    """An article that was removed, and when (ISO 8601, UTC)."""

    id: str
    headline: str
    at: str


def versions_of(index: Index, id_: str) -> list[Version]:
    """Return the versions of an article, itself among them, the one seen first first."""
    return [_version(*row) for row in index.query(_CHAIN, {"id": id_})]


def superseded(index: Index) -> list[str]:
    """Return the ids of all versions that are on no list because there is a later one."""
    return [id_ for (id_,) in index.query("SELECT id FROM hidden WHERE NOT removed ORDER BY id")]


def removed_articles(index: Index) -> list[Removed]:
    """Return the articles that were removed, the last first."""
    found = index.query("SELECT id, headline, at FROM hidden WHERE removed ORDER BY at DESC, id")
    return [Removed(*row) for row in found]


def take_down(connection: sqlite3.Connection, entry: CatalogueEntry) -> set[str]:
    """Take down where an article appeared and whether it was removed.

    Returns what changes places by that: the ids of those of the chain that are to be read again,
    for they were hidden and are to be listed, or the other way round. `entry` itself is hidden or
    shown already.
    """
    id_ = entry.row.id
    known = connection.execute(
        "SELECT key, seen FROM appearances WHERE id = ? ORDER BY key", (id_,)
    ).fetchall()
    before = {one.id for one in _chain(connection, id_)} if known else {id_}
    if known != sorted(entry.appearances.items()):
        connection.execute("DELETE FROM appearances WHERE id = ?", (id_,))
        connection.executemany(
            "INSERT INTO appearances VALUES (?, ?, ?)",
            [(id_, key, seen) for key, seen in entry.appearances.items()],
        )
    return {other for one in before for other in misplaced(connection, one)} - {id_}


def is_listed(connection: sqlite3.Connection, entry: CatalogueEntry) -> bool:
    """Whether an article that was just taken down belongs on the lists."""
    if entry.removed:
        return False
    return not entry.appearances or _chain(connection, entry.row.id)[-1].id == entry.row.id


def hide(connection: sqlite3.Connection, entry: CatalogueEntry) -> None:
    """Put an article among those that are on no list."""
    row = entry.row
    at = max((act.at for act in entry.history if act.what == "remove"), default="")
    connection.execute(_HIDE, (row.id, entry.stamp, entry.removed, row.headline, at))


def forget(connection: sqlite3.Connection, ids: Iterable[str]) -> set[str]:
    """Forget articles whose files are gone; return the ids of those to be read again by that."""
    others: set[str] = set()
    gone = set(ids)
    for id_ in gone:
        others |= {one.id for one in _chain(connection, id_)}
        for table in ("appearances", "hidden", "suggestions"):
            connection.execute(f"DELETE FROM {table} WHERE id = ?", (id_,))
        connection.execute("DELETE FROM acts WHERE place = ?", (id_,))
    return {other for one in others - gone for other in misplaced(connection, one)}


def misplaced(connection: sqlite3.Connection, id_: str) -> set[str]:
    """Return those of a chain that are listed and should not be, or the other way round."""
    chain = _chain(connection, id_)
    listed = json.dumps([one.id for one in chain])
    there = {
        found
        for (found,) in connection.execute(
            "SELECT id FROM articles WHERE id IN (SELECT value FROM json_each(?))", (listed,)
        )
    }
    right = {chain[-1].id} if chain and not chain[-1].removed else set()
    return there ^ right


def _chain(connection: sqlite3.Connection, id_: str) -> list[Version]:
    return [_version(*row) for row in connection.execute(_CHAIN, {"id": id_})]


def _version(id_: str, seen: str | None, removed: int) -> Version:
    return Version(id_, seen or "", bool(removed))
