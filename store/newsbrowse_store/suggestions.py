"""The suggestions that were worked out for articles, kept until a model or rule changes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from newsbrowse_store.model import ID_LENGTH, Suggestion

if TYPE_CHECKING:
    from collections.abc import Iterable

    from newsbrowse_store.index import Index

_AT_HAND = 8
"""Articles whose suggestions stay in memory, so that a decision need not read them again."""


class SuggestionCache:
    """Suggestions by article and by the key of what made them.

    The key names pipeline, version and options; what was made under another key is as if it were
    not there, and goes when its successor comes. An article may be given by its id or by the
    SHA-256 of its text.
    """

    def __init__(self, index: Index) -> None:
        self._index = index
        self._at_hand: dict[str, tuple[str, tuple[Suggestion, ...]]] = {}

    def get(self, article: str, key: str) -> tuple[Suggestion, ...] | None:
        """Return the suggestions made under `key`, None when the article is to be analysed."""
        made_by, found = self._entry(article[:ID_LENGTH])
        return found if made_by == key else None

    def latest(self, article: str) -> tuple[Suggestion, ...] | None:
        """Return the suggestions made last, under whichever key."""
        return self._entry(article[:ID_LENGTH])[1]

    def put(self, article: str, key: str, suggestions: Iterable[Suggestion]) -> None:
        """Keep the suggestions for an article in place of all it had.

        `Library.touch` then brings the number of pending ones in the catalogue up to date.
        """
        found = tuple(suggestions)
        written = json.dumps([(s.start, s.end, s.label, s.text, s.source, s.entity) for s in found])
        with self._index.transaction() as connection:
            connection.execute(
                "INSERT OR REPLACE INTO suggestions VALUES (?, ?, ?)",
                (article[:ID_LENGTH], key, written),
            )
        self._remember(article[:ID_LENGTH], key, found)

    def _entry(self, id_: str) -> tuple[str | None, tuple[Suggestion, ...] | None]:
        if id_ in self._at_hand:
            return self._at_hand[id_]
        rows = self._index.query("SELECT key, found FROM suggestions WHERE id = ?", (id_,))
        if not rows:
            return None, None
        key, written = rows[0]
        found = tuple(Suggestion(*fields) for fields in json.loads(written))
        self._remember(id_, key, found)
        return key, found

    def _remember(self, id_: str, key: str, found: tuple[Suggestion, ...]) -> None:
        at_hand = {**self._at_hand, id_: (key, found)}
        if len(at_hand) > _AT_HAND:
            del at_hand[next(iter(at_hand))]
        self._at_hand = at_hand
