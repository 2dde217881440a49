"""Selection of a list: its filter and a given set of articles, as a condition for SQL."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from newsbrowse_store.text.folding import fold

if TYPE_CHECKING:
    from collections.abc import Iterable

    from newsbrowse_store.cache.database import Index

_LONGEST_FILTER = 200


class ListSelection:
    """The articles that have every word of `filter` and, if it is given, are `within` these ids.

    A word may stand anywhere in headline, source or tags; case and accents do not matter.
    """

    def __init__(self, index: Index, filter: str = "", within: Iterable[str] | None = None) -> None:  # noqa: A002
        self.filter = filter
        words = fold(filter[:_LONGEST_FILTER]).split()
        self._words: dict[str, object] = {
            f"word{place}": f"%{_escape(word)}%" for place, word in enumerate(words)
        }
        self._within = None if within is None else json.dumps(_numbers(index, within))

    @property
    def everything(self) -> bool:
        """Whether no article is left out."""
        return not self._words and self._within is None

    def condition(self, table: str = "f") -> str:
        """Return what holds of a row of `filterable`, which the query calls `table`."""
        terms = [f"{table}.words LIKE :{word} ESCAPE '\\'" for word in self._words]
        if self._within is not None:
            terms.append(f"{table}.number IN (SELECT value FROM json_each(:within))")
        return " AND ".join(terms) or "1"

    @property
    def parameters(self) -> dict[str, object]:
        """The values that the condition names."""
        return self._words | ({} if self._within is None else {"within": self._within})


def _numbers(index: Index, ids: Iterable[str]) -> list[int]:
    found = index.query(
        "SELECT number FROM articles WHERE id IN (SELECT value FROM json_each(:ids))",
        {"ids": json.dumps(list(ids))},
    )
    return [number for (number,) in found]


def _escape(word: str) -> str:
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
