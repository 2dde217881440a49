"""Suggestion cache: suggestions worked out for articles, kept until a model or rule changes."""

from __future__ import annotations

import json
import threading
from typing import TYPE_CHECKING

from newsbrowse_store.values import ID_LENGTH, Suggestion

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from newsbrowse_store.cache.database import Index

_AT_HAND = 8
"""Articles whose suggestions stay in memory, so that a decision need not read them again.

Only what was asked for by `get`: all that is analysed meanwhile would push out the open article's.
"""

_ANALYSED = "SELECT id FROM suggestions WHERE key = ?"
_LACKING = """
SELECT a.id FROM articles AS a LEFT JOIN suggestions AS s ON s.id = a.id AND s.key = ?
WHERE s.id IS NULL ORDER BY a.moment DESC LIMIT ?
"""


class SuggestionCache:
    """Suggestions by article and by the key of what made them.

    The key names pipeline, version and options; what was made under another key is as if it were
    not there, and goes when its successor comes. An article may be given by its id or by the
    SHA-256 of its text.
    """

    def __init__(self, index: Index) -> None:
        self._index = index
        self._at_hand: dict[str, tuple[str, tuple[Suggestion, ...]]] = {}
        self._guard = threading.Lock()

    def get(self, article: str, key: str) -> tuple[Suggestion, ...] | None:
        """Return the suggestions made under `key`, None when the article is to be analysed."""
        id_ = article[:ID_LENGTH]
        made_by, found = self._entry(id_)
        if found is None or made_by != key:
            return None
        self._keep(id_, (key, found))
        return found

    def latest(self, article: str) -> tuple[Suggestion, ...] | None:
        """Return the suggestions made last, under whichever key."""
        return self._entry(article[:ID_LENGTH])[1]

    def analysed(self, key: str) -> set[str]:
        """Return the ids of all articles that have suggestions made under `key`."""
        return {id_ for (id_,) in self._index.query(_ANALYSED, (key,))}

    def lacking(self, key: str, most: int) -> list[str]:
        """Return some ids of articles in the catalogue without any of `key`, the newest first."""
        return [id_ for (id_,) in self._index.query(_LACKING, (key, most))]

    def put(
        self, article: str, key: str, suggestions: Iterable[Suggestion], *, wanted: bool = False
    ) -> None:
        """Keep the suggestions for an article in place of all it had.

        With `wanted` they stay at hand, for somebody waits for them. `Library.touch` then brings
        the number of pending ones in the catalogue up to date.
        """
        found = tuple(suggestions)
        self.put_many(key, {article: found})
        if wanted:
            self._keep(article[:ID_LENGTH], (key, found))

    def put_many(self, key: str, suggestions: Mapping[str, Iterable[Suggestion]]) -> None:
        """Do the same for several articles; `Catalogue.put_many` then does that."""
        found = {article[:ID_LENGTH]: tuple(some) for article, some in suggestions.items()}
        with self._index.transaction() as connection:
            connection.executemany(
                "INSERT OR REPLACE INTO suggestions VALUES (?, ?, ?)",
                [(id_, key, _written(some)) for id_, some in found.items()],
            )
        for id_ in self._at_hand.keys() & found.keys():
            self._keep(id_, (key, found[id_]))

    def _entry(self, id_: str) -> tuple[str | None, tuple[Suggestion, ...] | None]:
        if (entry := self._at_hand.get(id_)) is not None:
            return entry
        rows = self._index.query("SELECT key, found FROM suggestions WHERE id = ?", (id_,))
        if not rows:
            return None, None
        key, written = rows[0]
        return key, tuple(Suggestion(*fields) for fields in json.loads(written))

    def _keep(self, id_: str, entry: tuple[str, tuple[Suggestion, ...]]) -> None:
        with self._guard:  # two threads may look at once
            at_hand = {**self._at_hand}
            at_hand.pop(id_, None)
            at_hand[id_] = entry
            if len(at_hand) > _AT_HAND:
                del at_hand[next(iter(at_hand))]
            self._at_hand = at_hand


def _written(found: Iterable[Suggestion]) -> str:
    return json.dumps([(s.start, s.end, s.label, s.text, s.source, s.entity) for s in found])
