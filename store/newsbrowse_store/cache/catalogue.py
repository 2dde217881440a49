"""Catalogue: what is worth knowing of each article without opening it, ready to be listed."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from newsbrowse_store.cache.activity import put_acts, read_activity
from newsbrowse_store.cache.article_row import current_version, read_entry, row_of
from newsbrowse_store.cache.fulltext import fill, put_name_starts, put_search
from newsbrowse_store.cache.refresh import Changes, refresh, stale
from newsbrowse_store.cache.selection import ListSelection
from newsbrowse_store.cache.stories import choose_head, drop_sentences, put_sentences
from newsbrowse_store.cache.versions import (
    Removed,
    Version,
    forget,
    hide,
    is_listed,
    misplaced,
    removed_articles,
    take_down,
    versions_of,
)
from newsbrowse_store.cache.views import UngroupedList
from newsbrowse_store.records.article import ArticleRecord, article_path
from newsbrowse_store.values import KnownName

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from pathlib import Path

    from newsbrowse_store.cache.activity import Activity
    from newsbrowse_store.cache.article_row import CatalogueEntry
    from newsbrowse_store.cache.database import Index
    from newsbrowse_store.cache.listing import Folds, Group, Listing, Sort
    from newsbrowse_store.cache.suggestions import SuggestionCache
    from newsbrowse_store.records.annotated import Name
    from newsbrowse_store.values import Row, Suggestion

_SETTLED: tuple[Sort, ...] = ("state", "pending")
"""The orders in which an article keeps its place while it is decided upon."""

_SETTLE = """
UPDATE articles SET settled = 1, by_pending = pending,
    by_state = CASE state WHEN 'new' THEN 0 WHEN 'open' THEN 1 ELSE 2 END
WHERE settled = 0
"""
_PUT = """
INSERT INTO articles (
    id, headline, headline_derived, source, published, state, star, tags, words, pending,
    mentions, relations, added, stamp, moment, by_source, by_headline, by_state, by_pending
) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (id) DO UPDATE SET
    headline = excluded.headline, headline_derived = excluded.headline_derived,
    source = excluded.source, published = excluded.published, state = excluded.state,
    star = excluded.star, tags = excluded.tags, words = excluded.words,
    pending = excluded.pending, mentions = excluded.mentions, relations = excluded.relations,
    added = excluded.added, stamp = excluded.stamp, moment = excluded.moment,
    by_source = excluded.by_source, by_headline = excluded.by_headline,
    settled = by_state = excluded.by_state AND by_pending = excluded.by_pending
RETURNING number
"""
_PUT_FILTERABLE = """
INSERT INTO filterable (number, words, source, day, done) VALUES (?, ?, ?, ?, ?)
ON CONFLICT (number) DO UPDATE SET
    words = excluded.words, source = excluded.source, day = excluded.day, done = excluded.done
WHERE (words, source, day, done) != (excluded.words, excluded.source, excluded.day, excluded.done)
"""


_IS_KNOWN = (
    "SELECT 1 FROM hidden WHERE id = :id UNION ALL SELECT 1 FROM appearances WHERE id = :id LIMIT 1"
)


@dataclass(frozen=True, slots=True)
class Counts:
    """How many articles there are, in which state, and the suggestions pending in all of them."""

    articles: int
    new: int
    open: int
    done: int
    starred: int
    pending: int


class Catalogue:
    """The rows of a library's articles, in the cache of the library at `root`.

    May be used from several threads at once. What it shows is as old as the last `refresh`, `put`
    or `remove`.
    """

    def __init__(self, root: Path, index: Index, suggestions: SuggestionCache) -> None:
        self._root = root
        self._index = index
        self._suggestions = suggestions
        self._put_last: CatalogueEntry | None = None

    def view(
        self,
        sort: Sort = "newest",
        filter: str = "",  # noqa: A002
        within: Iterable[str] | None = None,
    ) -> UngroupedList:
        """Return the articles in an order, all or those of a `ListSelection` by filter and ids."""
        if sort in _SETTLED:
            self.settle()
        return UngroupedList(self._index, sort, ListSelection(self._index, filter, within))

    def listing(
        self,
        sort: Sort = "newest",
        filter: str = "",  # noqa: A002
        within: Iterable[str] | None = None,
        *,
        group: Group = "",
        folds: Folds | None = None,
    ) -> Listing:
        """Return the same grouped, to be shown; `folds` says what is folded, and is kept to it."""
        if not group:
            return self.view(sort, filter, within)
        from newsbrowse_store.cache.groups import GroupedList
        from newsbrowse_store.cache.listing import Folds
        from newsbrowse_store.cache.story_groups import StoryGroups

        if sort in _SETTLED:
            self.settle()
        selection = ListSelection(self._index, filter, within)
        folds = Folds(folded=group == "story") if folds is None else folds
        if group == "story":
            return StoryGroups(self._index, sort, selection, folds)
        return GroupedList(self._index, sort, selection, group, folds)

    def settle(self) -> None:
        """Let articles take the places by state and suggestions that they have been given since.

        Every list in such an order does so when it is made, which takes long after very many.
        """
        if self._index.query("SELECT 1 FROM articles WHERE settled = 0 LIMIT 1"):
            with self._index.transaction() as connection:
                connection.execute(_SETTLE)

    def row(self, id_: str) -> Row | None:
        """Return the row of one article, None when the catalogue does not have it."""
        return row_of(self._index, id_)

    def counts(self) -> Counts:
        """Return the sums over all articles."""
        found = self._index.query("SELECT articles, open, done, starred, pending FROM totals")
        articles, opened, done, starred, pending = found[0]
        return Counts(articles, articles - opened - done, opened, done, starred, pending)

    def stories(self) -> dict[str, str]:
        """Return for each article that is in a story the id of the story's head, its oldest."""
        found = self._index.query(
            "SELECT one.id, head.id FROM filterable AS f JOIN articles AS one USING (number)"
            " JOIN filterable AS g ON g.story = f.story JOIN articles AS head"
            " ON head.number = g.number AND head.head WHERE f.story IS NOT NULL"
        )
        return dict(found)

    def versions(self, id_: str) -> list[Version]:
        """Return the versions of an article, itself among them; the last is the one listed."""
        return versions_of(self._index, id_)

    def removed(self) -> list[Removed]:
        """Return the articles that were removed, the last first."""
        return removed_articles(self._index)

    def hidden(self) -> set[str]:
        """Return the ids of what is on no list: removed articles, and older versions."""
        return {id_ for (id_,) in self._index.query("SELECT id FROM hidden")}

    def removed_among(self, ids: Sequence[str]) -> set[str]:
        """Return those of the ids that are of removed articles."""
        found = self._index.query(
            "SELECT id FROM hidden WHERE removed AND id IN (SELECT value FROM json_each(?))",
            (json.dumps(ids),),
        )
        return {id_ for (id_,) in found}

    def known_names(self) -> list[KnownName]:
        """Return the names that people decided, most frequent first."""
        found = self._index.query(
            "SELECT name, label, count, entity FROM names ORDER BY count DESC, name, label, entity"
        )
        return [
            KnownName(name, label, count, entity or None) for name, label, count, entity in found
        ]

    def tags(self) -> list[str]:
        """Return the tags that articles have, most frequent first."""
        found: Counter[str] = Counter()
        for tags, count in self._index.query(
            "SELECT tags, count(*) FROM articles WHERE tags != '' GROUP BY tags"
        ):
            found.update(dict.fromkeys(tags.split("\n"), count))
        return [name for name, _ in found.most_common()]

    def activity(self) -> list[Activity]:
        """Return what was done in the articles, by day and annotator."""
        return read_activity(self._index)

    @property
    def names_version(self) -> int:
        """A number that changes whenever the known names do."""
        return int(self._index.query("SELECT names_version FROM totals")[0][0])

    def unlisted(self, ids: Sequence[str]) -> list[str]:
        """Return those of the ids that the catalogue does not have."""
        found = self._index.query(
            "SELECT DISTINCT value FROM json_each(?) WHERE value NOT IN (SELECT id FROM articles)"
            " AND value NOT IN (SELECT id FROM hidden)",
            (json.dumps(ids),),
        )
        return [id_ for (id_,) in found]

    def stale(self) -> bool:
        """Whether articles may have come, gone or changed unseen.

        Looks at the folders only: a file that was overwritten where it lies, rather than replaced,
        is noticed when its article is opened.
        """
        return stale(self._root, self._index)

    def refresh(self, progress: Callable[[int, int], None] | None = None) -> Changes:
        """Bring up to date what is stale; made to be run in a thread of its own.

        `progress` gets the number of articles read and of those to read. What it raises ends the
        work; what is done by then stays done.
        """
        changes = refresh(self._root, self._index, self, progress)
        fill(self._root, self._index)
        return changes

    def rebuild(self, progress: Callable[[int, int], None] | None = None) -> Changes:
        """Read all articles anew, whatever the cache holds. See `refresh`."""
        with self._index.transaction() as connection:
            connection.execute("DELETE FROM folders")
            connection.execute("UPDATE articles SET stamp = ''")
            connection.execute("UPDATE hidden SET stamp = ''")
        return self.refresh(progress)

    def put(self, record: ArticleRecord) -> None:
        """Bring the row of one article up to date, or take it out when the article is gone."""
        self.put_with(record, self._suggestions.latest(record.id))

    def put_with(self, record: ArticleRecord, suggested: Sequence[Suggestion] | None) -> None:
        """Do the same, its latest suggestions being known; None where it was not analysed."""
        entry = self._read(record, suggested)
        if entry is None:
            self.remove([record.id])
        else:
            self._write([entry])

    def put_many(self, ids: Iterable[str]) -> list[CatalogueEntry]:
        """Do the same for a batch, in one transaction; return what was read of those there are."""
        return self.put_all(ArticleRecord(self._root, id_) for id_ in ids)

    def put_all(self, records: Iterable[ArticleRecord]) -> list[CatalogueEntry]:
        """Do the same for a batch of records."""
        read = {
            record.id: self._read(record, self._suggestions.latest(record.id)) for record in records
        }
        entries = [entry for entry in read.values() if entry is not None]
        self.remove([id_ for id_, entry in read.items() if entry is None])
        self._write(entries)
        return entries

    def remove(self, ids: Sequence[str]) -> None:
        """Take articles out of the catalogue, with their names and suggestions."""
        if ids:
            with self._index.transaction() as connection:
                _unlist(connection, ids)
                moved = forget(connection, ids)
            self.put_many(moved)

    def _read(
        self, record: ArticleRecord, suggested: Sequence[Suggestion] | None
    ) -> CatalogueEntry | None:
        row = self.row(record.id)
        words = row.words if row is not None and row.words else None
        return read_entry(record, suggested, words)

    def _write(self, entries: Iterable[CatalogueEntry]) -> None:
        moved: set[str] = set()
        with self._index.transaction() as connection:
            for entry in entries:
                # What was changed after it was read is on its way from whoever changed it.
                path = article_path(self._root, entry.row.id)
                if current_version(path) == entry.stamp:
                    moved |= _place(connection, entry, self._put_last)
                    self._put_last = entry
        if moved:
            self.put_many(moved)


def _place(
    connection: sqlite3.Connection, entry: CatalogueEntry, last: CatalogueEntry | None
) -> set[str]:
    """Put an entry on the lists, or among what is hidden; return whose place that changes."""
    id_ = entry.row.id
    known = connection.execute(_IS_KNOWN, {"id": id_}).fetchone()
    if not (entry.removed or entry.appearances or known):  # nearly always
        _put(connection, entry, last)
        return set()
    moved = take_down(connection, entry)
    if is_listed(connection, entry):
        connection.execute("DELETE FROM hidden WHERE id = ?", (id_,))
        _put(connection, entry, last)
    else:
        hide(connection, entry)
        _unlist(connection, [id_])
        if not entry.removed:
            put_acts(connection, id_, entry.history)
    return moved | misplaced(connection, id_) - {id_}


def _unlist(connection: sqlite3.Connection, ids: Sequence[str]) -> None:
    found = connection.execute(
        "SELECT number FROM articles WHERE id IN (SELECT value FROM json_each(?))",
        (json.dumps(list(ids)),),
    )
    drop_sentences(connection, [number for (number,) in found.fetchall()])
    connection.executemany("DELETE FROM articles WHERE id = ?", [(id_,) for id_ in ids])


def _put(
    connection: sqlite3.Connection, entry: CatalogueEntry, last: CatalogueEntry | None
) -> None:
    """Put an entry; when the one put `last` is what is there of its article, only what differs."""
    row = entry.row
    values = (
        row.id, row.headline, row.headline_derived, row.source, row.published, row.state, row.star,
        "\n".join(row.tags), row.words, row.pending, row.mentions, row.relations, row.added,
        entry.stamp, entry.moment, entry.by_source, entry.by_headline, entry.by_state, row.pending,
    )  # fmt: skip
    moment, stamp = connection.execute(
        "SELECT max(moment), max(stamp) FROM articles WHERE id = ?", (row.id,)
    ).fetchone()
    number = connection.execute(_PUT, values).fetchall()[0][0]
    looked_at = entry.filterable, entry.by_source, entry.day, row.state == "done"
    connection.execute(_PUT_FILTERABLE, (number, *looked_at))
    if entry.sentences is not None:
        put_sentences(connection, number, entry.sentences)
    if moment not in (None, entry.moment):
        choose_head(connection, number)
    put_acts(connection, row.id, entry.history)
    put_search(connection, number, entry)
    before = last.names if last and last.stamp == stamp else _names_of(connection, number)
    gone, come = before.items() - entry.names.items(), entry.names.items() - before.items()
    connection.executemany(
        "DELETE FROM article_names WHERE number = ? AND name = ? AND label = ? AND entity = ?",
        [(number, *name) for name, _ in gone],
    )
    connection.executemany(
        "INSERT INTO article_names VALUES (?, ?, ?, ?, ?)",
        [(number, *name, count) for name, count in come],
    )
    put_name_starts(connection, {name[0] for name, _ in come if name not in before})


def _names_of(connection: sqlite3.Connection, number: int) -> Mapping[Name, int]:
    return {
        (name, label, entity): count
        for name, label, entity, count in connection.execute(
            "SELECT name, label, entity, count FROM article_names WHERE number = ?", (number,)
        )
    }
