"""Report: what an export could not carry, and what an import could not understand, counted."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from msgspec import Struct

from newsbrowse_exchange.facets import WORDS, left_behind

if TYPE_CHECKING:
    from collections.abc import Iterator, Set

    from newsbrowse_store.decisions.article_shape import ArticleShape

_EXAMPLES = 3
"""So many of each kind are kept to be shown."""


class Kind(Struct, frozen=True):
    """How often something of one kind was left behind, and the first of them."""

    said: str
    count: int
    examples: tuple[str, ...]


class Trouble(Struct, frozen=True):
    """Something in the input that was passed over: where it is, and why."""

    file: str
    line: int
    reason: str

    def __str__(self) -> str:
        place = f"{self.file}, line {self.line}" if self.line else self.file
        return f"{place}: {self.reason}"


class Report:
    """What formats tell of what they leave behind. Any of it fails an exchange that is strict."""

    def __init__(self) -> None:
        self.troubles: list[Trouble] = []
        self._counts: Counter[str] = Counter()
        self._examples: defaultdict[str, list[str]] = defaultdict(list)

    def lost(self, kind: str, article: str, example: str) -> None:
        """Count something of an article that cannot be carried; `kind` is a facet, or says it."""
        self._counts[kind] += 1
        examples = self._examples[kind]
        if len(examples) < _EXAMPLES:
            examples.append(f"{example} in {article}" if article else example)

    def look_at(self, article: ArticleShape, carried: Set[str]) -> None:
        """Count all that a format which carries these facets leaves behind of an article."""
        for facet, example in left_behind(article, carried):
            self.lost(facet, article.id, example)

    def wrong(self, file: str, line: int, reason: str) -> None:
        """Note something in the input that is passed over; `line` counts from 1, 0 is none."""
        self.troubles.append(Trouble(file, line, reason))

    def kinds(self) -> Iterator[Kind]:
        """Yield what was left behind, the most frequent first."""
        for kind, count in self._counts.most_common():
            yield Kind(WORDS.get(kind, kind), count, tuple(self._examples[kind]))

    def __bool__(self) -> bool:
        return bool(self._counts or self.troubles)
