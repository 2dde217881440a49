"""Listing by source or date: headings, and under each its articles."""

from __future__ import annotations

from bisect import bisect_right
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING, Literal

from newsbrowse_store.cache.article_row import rows_by_number
from newsbrowse_store.cache.listing import NO_SOURCE, ORDERS, Heading, ListedLine, SelectedListing

if TYPE_CHECKING:
    from newsbrowse_store.cache.database import Index
    from newsbrowse_store.cache.listing import Folds, Group, Key, Sort
    from newsbrowse_store.cache.selection import ListSelection

_BUSY = 5
"""So many articles a day, of the days that have any, and days are groups rather than months."""


class GroupedList(SelectedListing):
    """The articles of a selection under headings, a `Listing`.

    The headings are counted when it is made; the articles of a group are ordered when one of them
    is first asked for. Sources go by name, dates from the newest, or the oldest under that order.
    """

    def __init__(
        self,
        index: Index,
        sort: Sort,
        selection: ListSelection,
        group: Literal["source", "date"],
        folds: Folds,
    ) -> None:
        super().__init__(index, sort, selection)
        self.group: Group = group
        self._folds = folds
        self._column = "source" if group == "source" else "day"
        self._months = group == "date" and not self._is_busy()
        counted = self._count()
        self._keys: list[Key] = [key for key, _, _ in counted]
        self._done = {key: done for key, _, done in counted}
        self._at = {key: at for at, key in enumerate(self._keys)}
        self._before = [0, *accumulate(articles for _, articles, _ in counted)]
        self._members: dict[int, list[int]] = {}
        self._lay()

    def __len__(self) -> int:
        """How many lines there are."""
        return self._starts[-1]

    @property
    def articles(self) -> int:
        """How many articles there are."""
        return self._before[-1]

    def lines(self, start: int, stop: int) -> list[ListedLine]:
        """Return the lines from place `start` up to but without `stop`."""
        start, stop = max(start, 0), min(stop, len(self))
        found: list[Heading | int] = []
        while start < stop:
            at = self._group_at(start)
            first, end = self._starts[at : at + 2]
            if start == first:
                found.append(self._heading(at))
                start += 1
            if start < (last := min(stop, end)):
                found += self._numbers(at)[start - first - 1 : last - first - 1]
                start = last
        rows = rows_by_number(self._index, [it for it in found if isinstance(it, int)])
        return [
            ListedLine(rows.get(it)) if isinstance(it, int) else ListedLine(heading=it)
            for it in found
        ]

    def position(self, id_: str) -> int | None:
        """Return the place of an article; see `Listing`."""
        found = self._find(id_)
        if found is None:
            return None
        at, place = found
        return self._starts[at] + (0 if self._keys[at] in self._folds else place + 1)

    def heading_at(self, place: int) -> int | None:
        """Return the place of the heading over a line."""
        return self._starts[self._group_at(place)] if 0 <= place < len(self) else None

    def heading_of(self, key: Key) -> int | None:
        """Return the place of the heading of a group."""
        return self._starts[self._at[key]] if key in self._at else None

    def group_of(self, id_: str) -> Key | None:
        """Return the group that an article is in."""
        found = self._key_of(id_)
        return found[1] if found else None

    def rank(self, id_: str) -> tuple[int, int] | None:
        """Return the number of an article, counted from 1, and of how many."""
        number = self._number(id_)
        return None if number is None else (number + 1, self.articles)

    def beside(self, id_: str | None, step: int) -> str | None:
        """Return the article `step` away; see `Listing`."""
        number = None if id_ is None else self._number(id_)
        if number is None:
            number = -1 if step > 0 else self.articles
        if not 0 <= number + step < self.articles:
            return None
        at = bisect_right(self._before, number + step) - 1
        return self._id(self._numbers(at)[number + step - self._before[at]])

    def next_not_done(self, id_: str | None) -> str | None:
        """Return the first article after `id_` that is not done; see `Listing`."""
        found = None if id_ is None else self._find(id_)
        here, place = found or (0, -1)
        groups = len(self._keys)
        for at in [*range(here, groups), *range(min(here + 1, groups))]:
            if self._before[at + 1] - self._before[at] > self._done[self._keys[at]]:
                found_id = self._first_not_done(self._numbers(at)[place + 1 :], but=id_)
                if found_id is not None:
                    return found_id
            place = -1
        return None

    def fold(self, place: int, *, folded: bool) -> None:
        """Fold or unfold the group whose heading is at `place`."""
        self._folds.fold(self._keys[self._group_at(place)], folded=folded)
        self._lay()

    def fold_all(self, *, folded: bool) -> None:
        """Fold or unfold all groups."""
        self._folds.fold_all(folded=folded)
        self._lay()

    def reread(self, id_: str) -> None:
        """Count again those that are done in the group of an article."""
        if (found := self._find(id_)) is not None:
            key = self._keys[found[0]]
            self._done |= {again: done for again, _, done in self._count(key)}

    def _lay(self) -> None:
        """Work out where each group begins."""
        sizes = zip(self._keys, pairwise(self._before), strict=True)
        lines = (1 if key in self._folds else 1 + end - start for key, (start, end) in sizes)
        self._starts = [0, *accumulate(lines)]

    def _is_busy(self) -> bool:
        found = self._index.query(
            f"SELECT sum(articles) >= {_BUSY} * count(*) FROM groups WHERE kind = 'day'"
        )
        return bool(found[0][0])

    def _count(self, key: Key | None = None) -> list[tuple[Key, int, int]]:
        """Return the groups in order, or one of them, with how many articles they have and done."""
        if self._selection.everything:
            what, tables = "g.key AS key, g.articles AS articles, g.done AS done", "groups AS g"
            column, condition, grouping = "g.key", "g.kind = :kind", ""
        else:
            column, tables = f"f.{self._column}", "filterable AS f"
            what = f"{column} AS key, count(*) AS articles, sum(f.done) AS done"
            condition, grouping = self._selection.condition(), f"GROUP BY {column}"
        values: dict[str, object] = {"kind": self._column}
        if key is not None:
            condition += f" AND {column} BETWEEN :low AND :high"
            values |= self._range(key)
        sql = f"SELECT {what} FROM {tables} WHERE {condition} {grouping}"
        if self._months:
            sql = (
                f"SELECT key / 100 AS key, sum(articles), sum(done) FROM ({sql}) GROUP BY key / 100"
            )
        newest_first = self.group == "date" and self.sort != "oldest"
        return self._query(f"{sql} ORDER BY key {'DESC' if newest_first else 'ASC'}", **values)

    def _range(self, key: Key) -> dict[str, object]:
        """Return the lowest and highest value of the column in a group."""
        if self._months and isinstance(key, int):
            return {"low": key * 100, "high": key * 100 + 99}
        return {"low": key, "high": key}

    def _numbers(self, at: int) -> list[int]:
        """Return the articles of a group in order: as many as were counted.

        Those that came since are left out, and 0 stands for one that went, so that places stay.
        """
        if at not in self._members:
            counted = self._before[at + 1] - self._before[at]
            found = self._query(
                "SELECT a.number FROM filterable AS f JOIN articles AS a USING (number)"
                f" WHERE f.{self._column} BETWEEN :low AND :high AND {self._selection.condition()}"
                f" ORDER BY {ORDERS[self.sort].sql()}",
                **self._range(self._keys[at]),
            )
            there = [number for (number,) in found[:counted]]
            self._members[at] = there + [0] * (counted - len(there))
        return self._members[at]

    def _key_of(self, id_: str) -> tuple[int, Key] | None:
        """Return the number of an article and its group."""
        found = self._number_and(f"f.{self._column}{' / 100' if self._months else ''}", id_)
        return found if found and found[1] in self._at else None

    def _find(self, id_: str) -> tuple[int, int] | None:
        """Return which group an article is in, and its place in the group."""
        found = self._key_of(id_)
        if found is None:
            return None
        number, key = found
        numbers = self._numbers(self._at[key])
        return (self._at[key], numbers.index(number)) if number in numbers else None

    def _number(self, id_: str) -> int | None:
        """Return how many articles are before one."""
        found = self._find(id_)
        return None if found is None else self._before[found[0]] + found[1]

    def _id(self, number: int) -> str | None:
        found = self._query("SELECT id FROM articles WHERE number = :number", number=number)
        return found[0][0] if found else None

    def _group_at(self, place: int) -> int:
        return bisect_right(self._starts, place) - 1

    def _heading(self, at: int) -> Heading:
        key = self._keys[at]
        return Heading(
            key,
            self._source(key) if isinstance(key, str) else self._date(key),
            articles=self._before[at + 1] - self._before[at],
            done=self._done[key],
            folded=key in self._folds,
        )

    def _source(self, key: str) -> str:
        """Return a source as the first article found writes it."""
        if key == NO_SOURCE:
            return ""
        found = self._query("SELECT source FROM articles WHERE by_source = :key LIMIT 1", key=key)
        return str(found[0][0]) if found else key

    def _date(self, key: int) -> str:
        year, month, day = key // 10_000, key // 100 % 100, key % 100
        if self._months:
            year, month, day = key // 100, key % 100, 0
        known = [f"{year:04}", f"{month:02}", f"{day:02}"][: 1 + bool(month) + bool(day)]
        return "-".join(known) if year else ""
