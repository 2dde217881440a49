"""Listing: articles as windows of lines, in one of the orders, grouped or not, folded or not.

`Listing` is what callers see. An order is SQL over the articles `a`; see `Order`.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, Protocol, get_args

if TYPE_CHECKING:
    from collections.abc import Iterable

    from newsbrowse_store.cache.database import Index
    from newsbrowse_store.cache.selection import ListSelection
    from newsbrowse_store.values import Row


Sort = Literal["newest", "oldest", "source", "headline", "state", "pending"]
SORTS: tuple[Sort, ...] = get_args(Sort)
Group = Literal["", "source", "date", "story"]
GROUPS: tuple[Group, ...] = get_args(Group)
Key = str | int
"""What tells a group: a source, a day or month as a number, or the number of a story."""

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


@dataclass(frozen=True, slots=True)
class Heading:
    """What stands over a group of articles.

    `name` is a source as it is written, or a day, month or year in ISO 8601, or empty where that is
    not known or the group is a story. `sources` counts those of a story beside that of its head.
    """

    key: Key
    name: str
    articles: int
    done: int
    folded: bool
    sources: int = 0


@dataclass(frozen=True, slots=True)
class ListedLine:
    """A line of a list: an article, a heading, or both.

    Both is the head of a story, which stands for all of it. `inner` are the others when it is
    unfolded.
    """

    row: Row | None = None
    heading: Heading | None = None
    inner: bool = False


class Folds:
    """Which groups are folded: all or none, but for those that were folded or unfolded since."""

    def __init__(self, *, folded: bool = False) -> None:
        self.folded = folded
        self.others: set[Key] = set()

    def __contains__(self, key: Key) -> bool:
        return self.folded != (key in self.others)

    def fold(self, key: Key, *, folded: bool) -> None:
        """Fold or unfold one group."""
        if folded == self.folded:
            self.others.discard(key)
        else:
            self.others.add(key)

    def fold_all(self, *, folded: bool) -> None:
        """Fold or unfold all groups, those that are to come too."""
        self.folded = folded
        self.others.clear()


class Listing(Protocol):
    """Articles in an order, grouped or not, as windows of lines; places count lines from 0.

    A folded story counts as the one article that is shown of it. Folding in other groups only saves
    room: what is in them is gone through like everything else.

    The order stays while articles are decided upon; when articles come or go, make a new one.
    """

    sort: Sort
    group: Group
    filter: str

    def __len__(self) -> int:
        """How many lines there are."""

    @property
    def articles(self) -> int:
        """How many articles there are."""

    def lines(self, start: int, stop: int) -> list[ListedLine]:
        """Return the lines from place `start` up to but without `stop`."""

    def position(self, id_: str) -> int | None:
        """Return the place of an article, that of its group's heading when it is folded in there.

        None when the article is not listed.
        """

    def heading_at(self, place: int) -> int | None:
        """Return the place of the heading of the group that the line at `place` is in, if any."""

    def heading_of(self, key: Key) -> int | None:
        """Return the place of the heading of a group, None when the group is not listed."""

    def group_of(self, id_: str) -> Key | None:
        """Return the group that an article is in, None when it is in none or not listed."""

    def rank(self, id_: str) -> tuple[int, int] | None:
        """Return the number of an article, counted from 1, and of how many."""

    def beside(self, id_: str | None, step: int) -> str | None:
        """Return the article `step` away, None beyond the ends.

        An article that is not listed, or None, counts as standing before the first and behind the
        last.
        """

    def next_not_done(self, id_: str | None) -> str | None:
        """Return the first article after `id_` that is not done, going on from the top at the end.

        Those in folded stories are found too. None when all others are done. An `id_` that is not
        listed starts at the top.
        """

    def fold(self, place: int, *, folded: bool) -> None:
        """Fold or unfold the group whose heading is at `place`; the places behind it change."""

    def fold_all(self, *, folded: bool) -> None:
        """Fold or unfold all groups."""

    def reread(self, id_: str) -> None:
        """Count again what an article counts in, because it was decided upon."""


class SelectedListing(Listing):
    """A listing of the articles of a selection in the order `sort`.

    What is said here of headings and folds holds where there are no groups.
    """

    def __init__(self, index: Index, sort: Sort, selection: ListSelection) -> None:
        self.sort = sort
        self.filter = selection.filter
        self._index = index
        self._selection = selection

    def heading_at(self, place: int) -> int | None:
        """None: there are no headings."""

    def heading_of(self, key: Key) -> int | None:
        """None: there are no headings that are no articles."""

    def group_of(self, id_: str) -> Key | None:
        """None: there are no groups."""

    def fold(self, place: int, *, folded: bool) -> None:
        """There is nothing to fold."""

    def fold_all(self, *, folded: bool) -> None:
        """There is nothing to fold."""

    def reread(self, id_: str) -> None:
        """Nothing is counted before it is shown."""

    def _query(self, sql: str, **values: object) -> list[Any]:
        """Return the rows of a query that may name the values of the selection."""
        return self._index.query(sql, self._selection.parameters | values)

    def _number_and(self, column: str, id_: str) -> tuple[int, Any] | None:
        """Return an article's number and what `column` says, None when it is not selected."""
        found = self._query(
            f"SELECT a.number, {column} FROM articles AS a JOIN filterable AS f USING (number)"
            f" WHERE a.id = :id AND {self._selection.condition()}",
            id=id_,
        )
        return found[0] if found else None

    def _first_not_done(self, numbers: Iterable[int], but: str | None = None) -> str | None:
        """Return the first of these articles, except `but`, that is not done."""
        found = self._query(
            "SELECT a.id FROM json_each(:numbers) AS n JOIN articles AS a ON a.number = n.value"
            " WHERE a.state != 'done' AND a.id IS NOT :but ORDER BY n.key LIMIT 1",
            numbers=json.dumps(list(numbers)),
            but=but,
        )
        return found[0][0] if found else None
