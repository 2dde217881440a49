"""The orders that a list of articles can have, as SQL over the articles `a`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

Sort = Literal["newest", "oldest", "source", "headline", "state", "pending"]
SORTS: tuple[Sort, ...] = get_args(Sort)

NO_SOURCE = "\U0010ffff"
"""What articles without a source are sorted by: last."""


@dataclass(frozen=True, slots=True)
class _Key:
    """A column of an order and its direction."""

    column: str
    descending: bool = False

    def order(self, *, backwards: bool) -> str:
        return f"a.{self.column} {'DESC' if self.descending != backwards else 'ASC'}"

    def same(self) -> str:
        return f"a.{self.column} = :{self.column}"

    def beyond(self, *, after: bool) -> str:
        return f"a.{self.column} {'<' if self.descending == after else '>'} :{self.column}"


class Order:
    """An order by several keys, of which the last tells all articles apart."""

    def __init__(self, *keys: _Key) -> None:
        self._keys = keys
        self.columns = tuple(key.column for key in keys)
        """The names of the keys, and of the values that `reaches` compares with."""

    def sql(self, *, backwards: bool = False) -> str:
        """Return what comes after ORDER BY."""
        return ", ".join(key.order(backwards=backwards) for key in self._keys)

    def reaches(self, *, after: bool) -> list[str]:
        """Return conditions for what lies before or after an article, the nearest first.

        Each is a range of one index: the same in the first keys, and beyond in the next.
        """
        reaches = []
        for depth in range(len(self._keys) - 1, -1, -1):
            same = [known.same() for known in self._keys[:depth]]
            reaches.append(" AND ".join([*same, self._keys[depth].beyond(after=after)]))
        return reaches


_NEWEST = (_Key("moment", descending=True), _Key("number"))
ORDERS: dict[Sort, Order] = {
    "newest": Order(_Key("moment", descending=True), _Key("number", descending=True)),
    "oldest": Order(_Key("moment"), _Key("number")),
    "source": Order(_Key("by_source"), *_NEWEST),
    "headline": Order(_Key("by_headline"), *_NEWEST),
    "state": Order(_Key("by_state"), *_NEWEST),
    "pending": Order(_Key("by_pending", descending=True), *_NEWEST),
}
