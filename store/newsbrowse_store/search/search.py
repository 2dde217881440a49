"""Search: which articles are found, best first, and where in them."""

from __future__ import annotations

import json
from functools import partial
from typing import TYPE_CHECKING

from msgspec import Struct

from newsbrowse_store.cache.article_row import rows_by_number
from newsbrowse_store.cache.facets import words
from newsbrowse_store.cache.tables import PREFIXES
from newsbrowse_store.errors import StorageError
from newsbrowse_store.query.query import Fact, Words, leaves
from newsbrowse_store.records.article import ArticleRecord
from newsbrowse_store.search.snippets import WIDTH, Snippet, Spans, matches, snippets
from newsbrowse_store.search.sql import Sql, SqlPlan, plan

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from newsbrowse_store.cache.database import Index
    from newsbrowse_store.cache.entities import Entities
    from newsbrowse_store.query.query import Query
    from newsbrowse_store.values import Row

MOST_RANKED = 5_000
"""Up to so many articles are ranked by how well they match. Of more, the newest come first."""

MOST_COUNTED = 10_000
"""Articles that are counted; that there are more is enough to know."""

_NEWEST = 1_000
"""Articles that are looked at one by one for the newest of very many."""

_SAMPLE = 3_000
"""Numbers of articles that tell how many match among all."""

_NEWEST_OF_MANY = 5_000
"""Articles among which the newest are looked for in one go."""

_RANK = "bm25(texts, 8.0, 0.0, 1.0)"
_BY_DATE = "ORDER BY moment DESC, number DESC"
_NOT_GONE = "texts.rowid NOT IN (SELECT number FROM gone)"


class Found(Struct, frozen=True):
    """The first rows of what was found, and how many there are.

    They come best first when they are `ranked`, else newest first. `more` is set when there are
    more than `count`.
    """

    rows: tuple[Row, ...]
    count: int
    more: bool = False
    ranked: bool = False


class Excerpt(Struct, frozen=True):
    """What is shown of an article that was found: matches in its headline, and pieces of text."""

    headline: Spans = ()
    snippets: tuple[Snippet, ...] = ()


class Search:
    """Searches the articles of the library at `root`, as its cache knows them.

    May be used from several threads at once. Methods raise `StorageError` for a cache that cannot
    be used.
    """

    def __init__(self, root: Path, index: Index, entities: Entities) -> None:
        self._root = root
        self._index = index
        self._entities = entities

    def find(self, query: Query, limit: int = 50) -> Found:
        """Return what a search finds: best first, or newest first when it is not for words."""
        self._prepare(query)
        how = plan(query)
        if how.match is None:
            return self._newest(how, limit)
        count = self._count(_matching("1", how, limit=MOST_COUNTED + 1))
        ranked = count <= MOST_RANKED
        if ranked:
            numbers = self._numbers(_matching("rowid", how, f"{_RANK}, rowid DESC", limit))
        else:
            numbers = self._newest_matching(how, limit, one_by_one=self._is_dense(query, how))
        rows = self._rows(numbers)
        return Found(rows, min(count, MOST_COUNTED), count > MOST_COUNTED, ranked)

    def ids(self, query: Query) -> list[str]:
        """Return the ids of all articles that a search finds, in no order."""
        self._prepare(query)
        how = plan(query)
        condition, values = how.all.text, how.all.values
        if how.match is not None:
            condition += " AND a.number IN (SELECT rowid FROM texts WHERE texts MATCH ?)"
            values = (*values, how.match)
        found = self._index.query(f"SELECT a.id FROM articles AS a WHERE {condition}", values)
        return [id_ for (id_,) in found]

    def excerpts(
        self, rows: Sequence[Row], query: Query, most: int = 2, width: int = WIDTH
    ) -> list[Excerpt]:
        """Return what is to be shown of each of these articles; see `snippets`."""
        texts = [(row.headline, self._text(row.id)) for row in rows]
        return [
            Excerpt(
                found.headline,
                tuple(
                    snippets(
                        text,
                        found.text,
                        headline=row.headline,
                        body=partial(self._body, row.id),
                        most=most,
                        width=width,
                    )
                ),
            )
            for row, (_, text), found in zip(rows, texts, matches(texts, query), strict=True)
        ]

    def _prepare(self, query: Query) -> None:
        if _names_entities(query):
            self._entities.refresh()

    def _newest_matching(self, how: SqlPlan, limit: int, *, one_by_one: bool) -> list[int]:
        """Return the newest of many that match; if these are all old, whichever of them."""
        if one_by_one:
            numbers = self._numbers(_newest_of_each(how, limit))
            if len(numbers) == limit:
                return numbers
        newest = f"SELECT number FROM articles {_BY_DATE} LIMIT {_NEWEST_OF_MANY}"
        found = self._numbers(_matching("rowid", how, also=f"+texts.rowid IN ({newest})"))
        numbers = self._by_date(found, limit)
        if len(numbers) < limit:
            others = self._numbers(_matching("rowid", how, "rowid DESC", limit))
            numbers = list(dict.fromkeys([*numbers, *others]))[:limit]
        return numbers

    def _is_dense(self, query: Query, how: SqlPlan) -> bool:
        """Whether so much matches that it is not far to the newest, as a sample of it says."""
        sample = _matching("1", how, also=f"texts.rowid <= {_SAMPLE}")
        return not _goes_on_long(query) and self._count(sample) > _SAMPLE // 3

    def _newest(self, how: SqlPlan, limit: int) -> Found:
        """Return what is not ranked, because it is not found by words."""
        every = f"SELECT a.number FROM articles AS a WHERE {how.all.text} LIMIT ?"
        found = self._numbers(Sql(every, (*how.all.values, MOST_COUNTED + 1)))
        if len(found) <= MOST_COUNTED:
            return Found(self._rows(self._by_date(found, limit)), len(found))
        # Where so many are found it is not far to the newest. The plus keeps to the order of dates.
        condition = f"{how.each.of('+a.number')} {_BY_DATE} LIMIT ?"
        walk = f"SELECT a.number FROM articles AS a WHERE {condition}"
        numbers = self._numbers(Sql(walk, (*how.each.values, limit)))
        return Found(self._rows(numbers), MOST_COUNTED, more=True)

    def _by_date(self, numbers: Sequence[int], limit: int) -> list[int]:
        return self._numbers(
            Sql(
                "SELECT number FROM articles WHERE number IN (SELECT value FROM json_each(?))"
                f" {_BY_DATE} LIMIT ?",
                (json.dumps(numbers), limit),
            )
        )

    def _numbers(self, sql: Sql) -> list[int]:
        return [number for (number,) in self._index.query(sql.text, sql.values)]

    def _count(self, sql: Sql) -> int:
        return int(self._index.query(f"SELECT count(*) FROM ({sql.text})", sql.values)[0][0])

    def _rows(self, numbers: Sequence[int]) -> tuple[Row, ...]:
        rows = rows_by_number(self._index, numbers)
        return tuple(rows[number] for number in numbers if number in rows)

    def _body(self, id_: str) -> int:
        """Return where the body of an article begins, behind its furniture."""
        try:
            regions = ArticleRecord(self._root, id_).article().regions
        except (StorageError, ValueError):
            return 0
        return next((region.start for region in regions if region.role == "body"), 0)

    def _text(self, id_: str) -> str:
        try:
            return ArticleRecord(self._root, id_).text
        except StorageError:
            return ""


def _matching(
    columns: str, how: SqlPlan, order: str = "", limit: int = -1, *, also: str = "1"
) -> Sql:
    """Return the query for what matches."""
    # The plus keeps SQLite from asking the full text about one number after the other.
    condition = f"texts MATCH ? AND {_NOT_GONE} AND {also} AND {how.each.of('+texts.rowid')}"
    ordered = f"ORDER BY {order}" if order else ""
    return Sql(
        f"SELECT {columns} FROM texts WHERE {condition} {ordered} LIMIT ?",
        (how.match, *how.each.values, limit),
    )


def _newest_of_each(how: SqlPlan, limit: int) -> Sql:
    """Return the query for those of the newest articles that match, one after the other."""
    since = f"SELECT moment FROM articles {_BY_DATE} LIMIT 1 OFFSET {_NEWEST}"
    matches = "EXISTS (SELECT 1 FROM texts WHERE texts MATCH ? AND texts.rowid = a.number)"
    return Sql(
        f"SELECT a.number FROM articles AS a WHERE a.moment >= coalesce(({since}), '')"
        f" AND {matches} AND {how.each.of('+a.number')} {_BY_DATE} LIMIT ?",
        (how.match, *how.each.values, limit),
    )


def _goes_on_long(query: Query) -> bool:
    """Whether a word may go on for which the index has no list: then looking it up takes long."""
    return any(
        leaf.prefix and len(words(leaf.text).rpartition(" ")[2]) not in PREFIXES
        for leaf in leaves(query)
        if isinstance(leaf, Words)
    )


def _names_entities(query: Query) -> bool:
    return any(isinstance(leaf, Fact) and leaf.field == "entity" for leaf in leaves(query))
