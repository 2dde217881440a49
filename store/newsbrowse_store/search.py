"""Searching the library: which articles, best first, and where in them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from newsbrowse_store.errors import StorageError
from newsbrowse_store.query import And, Fact, Not, Or
from newsbrowse_store.query_sql import Plan, Sql, plan
from newsbrowse_store.records import ArticleRecord
from newsbrowse_store.rows import rows_by_number
from newsbrowse_store.search_matches import Spans, matches
from newsbrowse_store.snippets import WIDTH, Snippet, snippets

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from newsbrowse_store.entities import Entities
    from newsbrowse_store.index import Index
    from newsbrowse_store.model import Row
    from newsbrowse_store.query import Query

MOST_RANKED = 5_000
"""Up to so many articles are ranked by how well they match. Of more, the newest come first."""

MOST_COUNTED = 10_000
"""Articles that are counted; that there are more is enough to know."""

_NEWEST = 5_000
"""Articles among which the newest of very many are looked for."""

_RANK = "bm25(texts, 8.0, 0.0, 1.0)"
_NOT_GONE = "texts.rowid NOT IN (SELECT number FROM gone)"


@dataclass(frozen=True, slots=True)
class Found:
    """The first rows of what was found, and how many there are.

    They come best first when they are `ranked`, else newest first. `more` is set when there are
    more than `count`.
    """

    rows: tuple[Row, ...]
    count: int
    more: bool = False
    ranked: bool = False


@dataclass(frozen=True, slots=True)
class Excerpt:
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
            numbers = self._newest_matching(how, limit)
        rows = self._rows(numbers)
        return Found(rows, min(count, MOST_COUNTED), count > MOST_COUNTED, ranked)

    def ids(self, query: Query) -> list[str]:
        """Return the ids of all articles that a search finds, in no order."""
        self._prepare(query)
        how = plan(query)
        condition = how.conditions.text.format(number="a.number")
        values = how.conditions.values
        if how.match is not None:
            condition += " AND a.number IN (SELECT rowid FROM texts WHERE texts MATCH ?)"
            values = (*values, how.match)
        found = self._index.query(f"SELECT a.id FROM articles AS a WHERE {condition}", values)
        return [id_ for (id_,) in found]

    def excerpts(
        self, rows: Sequence[Row], query: Query, most: int = 2, width: int = WIDTH
    ) -> list[Excerpt]:
        """Return what is to be shown of each of these articles; see `snippets`."""
        texts = [self._text(row.id) for row in rows]
        headlines = [row.headline for row in rows]
        return [
            Excerpt(
                found.headline,
                tuple(snippets(text, found.text, headline=headline, most=most, width=width)),
            )
            for headline, text, found in zip(
                headlines, texts, matches(zip(headlines, texts, strict=True), query), strict=True
            )
        ]

    def _prepare(self, query: Query) -> None:
        if _names_entities(query):
            self._entities.refresh()

    def _newest_matching(self, how: Plan, limit: int) -> list[int]:
        """Return the newest of many that match: those among the newest of all, then any others."""
        newest = f"SELECT number FROM articles ORDER BY moment DESC LIMIT {_NEWEST}"
        found = self._numbers(_matching("rowid", how, and_in=newest))
        numbers = self._by_date(found, limit)
        if len(numbers) < limit:
            others = self._numbers(_matching("rowid", how, "rowid DESC", limit))
            numbers = list(dict.fromkeys([*numbers, *others]))[:limit]
        return numbers

    def _newest(self, how: Plan, limit: int) -> Found:
        """Return what is not ranked, because it is not found by words."""
        condition, values = how.conditions.text, how.conditions.values
        every = f"SELECT number FROM articles WHERE {condition.format(number='number')}"
        found = self._numbers(Sql(f"{every} LIMIT ?", (*values, MOST_COUNTED + 1)))
        if len(found) <= MOST_COUNTED:
            return Found(self._rows(self._by_date(found, limit)), len(found))
        # The plus keeps SQLite in the order of the dates: where so many are found it is not far.
        walk = f"SELECT number FROM articles WHERE {condition.format(number='+number')}"
        walk += " ORDER BY moment DESC, number DESC LIMIT ?"
        numbers = self._numbers(Sql(walk, (*values, limit)))
        return Found(self._rows(numbers), MOST_COUNTED, more=True)

    def _by_date(self, numbers: Sequence[int], limit: int) -> list[int]:
        return self._numbers(
            Sql(
                "SELECT number FROM articles WHERE number IN (SELECT value FROM json_each(?))"
                " ORDER BY moment DESC, number DESC LIMIT ?",
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

    def _text(self, id_: str) -> str:
        try:
            return ArticleRecord(self._root, id_).text
        except StorageError:
            return ""


def _matching(
    columns: str, how: Plan, order: str = "", limit: int = -1, *, and_in: str = ""
) -> Sql:
    """Return the query for what matches, and is in another one."""
    # The plus keeps SQLite from asking the full text about one number after the other.
    conditions = ["texts MATCH ?", _NOT_GONE, how.conditions.text.format(number="+texts.rowid")]
    conditions += [f"+texts.rowid IN ({and_in})"] if and_in else []
    ordered = f" ORDER BY {order}" if order else ""
    return Sql(
        f"SELECT {columns} FROM texts WHERE {' AND '.join(conditions)}{ordered} LIMIT ?",
        (how.match, *how.conditions.values, limit),
    )


def _names_entities(query: Query) -> bool:
    match query:
        case Fact(field):
            return field == "entity"
        case Not(part):
            return _names_entities(part)
        case And(parts) | Or(parts):
            return any(map(_names_entities, parts))
    return False
