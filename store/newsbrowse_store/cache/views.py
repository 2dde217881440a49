"""Listing without groups: articles in one order, all of them or those of a selection."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from newsbrowse_store.cache.article_row import COLUMNS, rows_by_number, to_row
from newsbrowse_store.cache.listing import ORDERS, Group, ListedLine, SelectedListing, Sort

if TYPE_CHECKING:
    from newsbrowse_store.cache.database import Index
    from newsbrowse_store.cache.selection import ListSelection
    from newsbrowse_store.values import Row

_FEW = 1000
"""Up to so many articles a selection is held as a list; beyond, SQLite walks its order."""

# CROSS JOIN: walk the order and look into each article, rather than sort all that match.
_JOINED = "articles AS a CROSS JOIN filterable AS f ON f.number = a.number"


class UngroupedList(SelectedListing):
    """The articles of a selection in the order `sort`, a `Listing` without groups.

    Rows are read when they are asked for, so a view costs the same for any number of articles. The
    order stays while articles are decided upon; when articles come or go, make a new view.

    With `heads`, of each story only that article is in it which is the oldest of the selection.
    """

    group: Group = ""

    def __init__(
        self, index: Index, sort: Sort, selection: ListSelection, *, heads: bool = False
    ) -> None:
        super().__init__(index, sort, selection)
        self._order = ORDERS[sort]
        self._heads = heads
        self._placed: tuple[str, int | None] | None = None

    def __len__(self) -> int:
        """How many articles the view has. When a filter leaves many this reads them all."""
        return self._length

    @property
    def articles(self) -> int:
        """How many articles the view has."""
        return self._length

    def rows(self, start: int, stop: int) -> list[Row]:
        """Return the rows from place `start`, counted from 0, up to but without `stop`."""
        start = max(start, 0)
        if stop <= start:
            return []
        if self._few is not None:
            numbers = self._few[start:stop]
            rows = rows_by_number(self._index, numbers)
            return [rows[number] for number in numbers if number in rows]
        backwards = "_length" in self.__dict__ and start > self._length // 2
        if backwards:  # from the nearer end
            stop = min(stop, self._length)
            start, stop = self._length - stop, self._length - start
        found = self._query(
            f"SELECT {COLUMNS} FROM {self._tables} WHERE {self._condition}"
            f" ORDER BY {self._order.sql(backwards=backwards)} LIMIT :limit OFFSET :offset",
            limit=max(stop - start, 0),
            offset=start,
        )
        return [to_row(row) for row in (reversed(found) if backwards else found)]

    def lines(self, start: int, stop: int) -> list[ListedLine]:
        """Return the rows as lines of a list."""
        return [ListedLine(row) for row in self.rows(start, stop)]

    def id_at(self, place: int) -> str | None:
        """Return the id of the article at `place`, None when there is none."""
        rows = self.rows(place, place + 1) if place >= 0 else []
        return rows[0].id if rows else None

    def position(self, id_: str) -> int | None:
        """Return the place of an article, None when it is not in the view.

        Far down where a filter leaves many, this reads all those before it: once.
        """
        if self._placed is None or self._placed[0] != id_:
            self._placed = id_, self._find(id_)
        return self._placed[1]

    def _find(self, id_: str) -> int | None:
        at = self._at(id_)
        if at is None:
            return None
        if self._few is not None:
            number = at["number"]
            return self._few.index(number) if number in self._few else None
        counts = (
            self._query(
                f"SELECT count(*) FROM {self._tables} WHERE {self._condition} AND {condition}", **at
            )[0][0]
            for condition in self._order.reaches(after=False)
        )
        return int(sum(counts))

    def rank(self, id_: str) -> tuple[int, int] | None:
        """Return the number of an article, counted from 1, and of how many."""
        place = self.position(id_)
        return None if place is None else (place + 1, len(self))

    def beside(self, id_: str | None, step: int) -> str | None:
        """Return the article `step` away; see `Listing`."""
        place = None if id_ is None else self.position(id_)
        if place is None:
            place = -1 if step > 0 else len(self)
        return self.id_at(place + step) if 0 <= place + step < len(self) else None

    def next_not_done(self, id_: str | None) -> str | None:
        """Return the first article after `id_` that is not done; see `Listing`.

        With `heads`, one of whose story an article of the selection is not done.
        """
        at = None if id_ is None else self._at(id_)
        reaches = self._order.reaches(after=True) if at is not None else []
        for condition in [*reaches, "a.id IS NOT :id"]:
            found = self._query(
                f"SELECT a.id FROM {_JOINED if self._heads else self._tables}"
                f" WHERE {self._condition} AND {self._not_done} AND {condition}"
                f" ORDER BY {self._order.sql()} LIMIT 1",
                id=id_,
                **(at or {}),
            )
            if found:
                id_found: str = found[0][0]
                return id_found
        return None

    def places_of_stories(self) -> list[tuple[int, int]]:
        """Return the places where the heads of stories are, and the stories. Reads them all."""
        return [
            (place, story)
            for place, story in self._query(
                f"SELECT place, story FROM (SELECT a.number AS number,"
                f" row_number() OVER (ORDER BY {self._order.sql()}) - 1 AS place"
                f" FROM {self._tables} WHERE {self._condition}) JOIN filterable USING (number)"
                " WHERE story IS NOT NULL ORDER BY place"
            )
        ]

    @cached_property
    def _length(self) -> int:
        if self._few is not None:
            return len(self._few)
        if self._selection.everything:
            what = "heads" if self._heads else "articles"
            return int(self._query(f"SELECT {what} FROM totals")[0][0])
        matching = f"FROM filterable AS f WHERE {self._selection.condition()}"
        if not self._heads:
            return int(self._query(f"SELECT count(*) {matching}")[0][0])
        # A story counts as one; the articles that are in none are one group of the index.
        found = self._query(
            "SELECT total(CASE WHEN story IS NULL THEN size ELSE 1 END) FROM"
            f" (SELECT f.story AS story, count(*) AS size {matching} GROUP BY f.story)"
        )
        return int(found[0][0])

    @cached_property
    def _few(self) -> list[int] | None:
        """The numbers of the articles in order, when the selection leaves only a few."""
        if self._selection.everything:
            return None
        found = self._query(
            f"SELECT number FROM filterable AS f WHERE {self._selection.condition()}"
            f" LIMIT {_FEW + 1}"
        )
        if len(found) > _FEW:
            return None
        numbers = ",".join(str(number) for (number,) in found)
        ordered = self._query(
            "SELECT a.number FROM articles AS a JOIN filterable AS f USING (number)"
            f" WHERE number IN ({numbers}) AND {self._condition} ORDER BY {self._order.sql()}"
        )
        return [number for (number,) in ordered]

    def _at(self, id_: str) -> dict[str, object] | None:
        """Return the values of an article for the keys of the order, None when it is not here."""
        columns = self._order.columns
        found = self._query(
            f"SELECT {', '.join(f'a.{column}' for column in columns)}"
            " FROM articles AS a JOIN filterable AS f USING (number)"
            f" WHERE a.id = :id AND {self._condition}",
            id=id_,
        )
        return dict(zip(columns, found[0], strict=True)) if found else None

    @property
    def _tables(self) -> str:
        return "articles AS a" if self._selection.everything else _JOINED

    @property
    def _condition(self) -> str:
        selected = self._selection.condition()
        if not self._heads:
            return selected
        if self._selection.everything:
            return "a.head = 1"
        return (
            f"{selected} AND (a.head = 1 OR NOT EXISTS (SELECT 1 FROM filterable AS o"
            " JOIN articles AS b USING (number)"
            f" WHERE o.story = f.story AND {self._selection.condition('o')}"
            " AND (b.moment, b.added, b.id) < (a.moment, a.added, a.id)))"
        )

    @property
    def _not_done(self) -> str:
        if not self._heads:
            return "a.state != 'done'"
        return (
            "(NOT f.done OR EXISTS (SELECT 1 FROM filterable AS o WHERE o.story = f.story"
            f" AND NOT o.done AND {self._selection.condition('o')}))"
        )
