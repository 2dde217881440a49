"""Searching the library: which articles, best first, and where in them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from newsbrowse_store.errors import StorageError
from newsbrowse_store.query import And, Fact, Not, Or
from newsbrowse_store.query_sql import Plan, plan
from newsbrowse_store.records import ArticleRecord
from newsbrowse_store.rows import rows_by_number
from newsbrowse_store.search_matches import Spans, matches
from newsbrowse_store.snippets import Snippet, snippets

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from newsbrowse_store.entities import Entities
    from newsbrowse_store.index import Index
    from newsbrowse_store.model import Row
    from newsbrowse_store.query import Query

MOST_RANKED = 2_000
"""Up to so many articles are ranked by how well they match. Of more, those with the words in the
headline come first, and then those added last."""

MOST_COUNTED = 10_000
"""Articles that are counted; that there are more is enough to know."""

_RANK = "bm25(texts, 8.0, 0.0, 1.0)"
_NOT_GONE = "texts.rowid NOT IN (SELECT number FROM gone)"


@dataclass(frozen=True, slots=True)
class Found:
    """The first rows of what was found, best first, and how many there are.

    `more` is set when there are more than `count`.
    """

    rows: tuple[Row, ...]
    count: int
    more: bool = False


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
        numbers = self._matching(how, how.match, "rowid DESC", MOST_RANKED + 1)
        if len(numbers) <= MOST_RANKED:
            ranked = self._matching(how, how.match, f"{_RANK}, rowid DESC", limit)
            return Found(self._rows(ranked), len(numbers))
        first = self._matching(how, f"headline : ({how.match})", "rowid DESC", limit)
        ordered = list(dict.fromkeys([*first, *numbers]))[:limit]
        count = len(self._matching(how, how.match, "rowid DESC", MOST_COUNTED + 1, "1"))
        return Found(self._rows(ordered), min(count, MOST_COUNTED), count > MOST_COUNTED)

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

    def excerpts(self, rows: Sequence[Row], query: Query, most: int = 2) -> list[Excerpt]:
        """Return what is to be shown of each of these articles, at `most` so many snippets."""
        texts = [self._text(row.id) for row in rows]
        headlines = [row.headline for row in rows]
        found = matches(zip(headlines, texts, strict=True), query)
        return [
            Excerpt(one.headline, tuple(snippets(text, one.text, headline=row.headline, most=most)))
            for row, text, one in zip(rows, texts, found, strict=True)
        ]

    def _prepare(self, query: Query) -> None:
        if _names_entities(query):
            self._entities.refresh()

    def _matching(
        self, how: Plan, match: str, order: str, limit: int, columns: str = "rowid"
    ) -> list[int]:
        # The plus keeps SQLite from asking the full text about one number after the other.
        condition = how.conditions.text.format(number="+texts.rowid")
        found = self._index.query(
            f"SELECT {columns} FROM texts WHERE texts MATCH ? AND {_NOT_GONE} AND {condition}"
            f" ORDER BY {order} LIMIT ?",
            (match, *how.conditions.values, limit),
        )
        return [number for (number,) in found]

    def _newest(self, how: Plan, limit: int) -> Found:
        """Return what is not ranked, because it is not found by words."""
        values: tuple[Any, ...] = how.conditions.values
        numbers = self._index.query(
            "SELECT a.number FROM articles AS a"
            f" WHERE {how.conditions.text.format(number='a.number')} LIMIT ?",
            (*values, MOST_COUNTED + 1),
        )
        condition = how.conditions.text.format(number="+a.number")
        if len(numbers) <= MOST_COUNTED:
            values = (json.dumps([number for (number,) in numbers]),)
            condition = "a.number IN (SELECT value FROM json_each(?))"
        ordered = self._index.query(
            f"SELECT a.number FROM articles AS a WHERE {condition}"
            " ORDER BY a.moment DESC, a.number DESC LIMIT ?",
            (*values, limit),
        )
        rows = self._rows([number for (number,) in ordered])
        return Found(rows, min(len(numbers), MOST_COUNTED), len(numbers) > MOST_COUNTED)

    def _rows(self, numbers: Sequence[int]) -> tuple[Row, ...]:
        rows = rows_by_number(self._index, numbers)
        return tuple(rows[number] for number in numbers if number in rows)

    def _text(self, id_: str) -> str:
        try:
            return ArticleRecord(self._root, id_).text
        except StorageError:
            return ""


def _names_entities(query: Query) -> bool:
    match query:
        case Fact(field):
            return field == "entity"
        case Not(part):
            return _names_entities(part)
        case And(parts) | Or(parts):
            return any(map(_names_entities, parts))
    return False
