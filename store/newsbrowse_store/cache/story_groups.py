"""Listing by story: of each story one article, its head, until the story is unfolded."""

from __future__ import annotations

import json
from bisect import bisect_left, bisect_right
from itertools import accumulate
from typing import TYPE_CHECKING

from newsbrowse_store.cache.article_row import rows_by_number
from newsbrowse_store.cache.listing import NO_SOURCE, Heading, ListedLine, SelectedListing
from newsbrowse_store.cache.views import UngroupedList

if TYPE_CHECKING:
    from newsbrowse_store.cache.database import Index
    from newsbrowse_store.cache.listing import Folds, Group, Key, Sort
    from newsbrowse_store.cache.selection import ListSelection


class StoryGroups(SelectedListing):
    """The articles of a selection with each story under its head, a `Listing`.

    The head is the oldest article of the story that is in the selection, and the story stands where
    its head does. The others follow by age, whatever the order of the list.
    """

    group: Group = "story"

    def __init__(self, index: Index, sort: Sort, selection: ListSelection, folds: Folds) -> None:
        super().__init__(index, sort, selection)
        self._folds = folds
        self._heads = UngroupedList(index, sort, selection, heads=True)
        self._members: dict[int, list[tuple[int, str]]] = {}
        self._unfold()

    def __len__(self) -> int:
        """How many lines there are."""
        return len(self._heads) + self._before[-1]

    @property
    def articles(self) -> int:
        """How many articles there are, a story counted as one."""
        return len(self._heads)

    def lines(self, start: int, stop: int) -> list[ListedLine]:
        """Return the lines from place `start` up to but without `stop`."""
        spots = [self._spot(place) for place in range(max(start, 0), min(stop, len(self)))]
        if not spots:
            return []
        first, last = spots[0][0], spots[-1][0]
        heads = dict(enumerate(self._heads.rows(first, last + 1), first))
        headings = self._headings([head.id for head in heads.values()])
        inner = {spot: number for spot in spots if (number := self._inner(*spot)) is not None}
        rows = rows_by_number(self._index, list(inner.values()))
        found = []
        for spot in spots:
            if spot in inner:
                found.append(ListedLine(rows.get(inner[spot]), inner=True))
            else:
                head = heads.get(spot[0])
                found.append(ListedLine(head, headings.get(head.id) if head else None))
        return found

    def position(self, id_: str) -> int | None:
        """Return the place of an article; see `Listing`."""
        found = self._find(id_)
        if found is None:
            return None
        top, _, at = found
        return self._place(top) + (at if top in self._open else 0)

    def heading_at(self, place: int) -> int | None:
        """Return the place of the head of the story that a line belongs to."""
        if not 0 <= place < len(self):
            return None
        top, _ = self._spot(place)
        return None if self._story_at(top) is None else self._place(top)

    def group_of(self, id_: str) -> Key | None:
        """Return the story that an article is in."""
        found = self._number_and("f.story", id_)
        return found[1] if found else None

    def rank(self, id_: str) -> tuple[int, int] | None:
        """Return the number of an article's story, counted from 1, and of how many."""
        found = self._find(id_)
        return None if found is None else (found[0] + 1, self.articles)

    def beside(self, id_: str | None, step: int) -> str | None:
        """Return the article `step` lines away; see `Listing`."""
        place = None if id_ is None else self.position(id_)
        if place is None:
            place = -1 if step > 0 else len(self)
        lines = self.lines(place + step, place + step + 1)
        return lines[0].row.id if lines and lines[0].row else None

    def next_not_done(self, id_: str | None) -> str | None:
        """Return the first article after `id_` that is not done; see `Listing`."""
        found = None if id_ is None else self._find(id_)
        _, story, at = found or (0, [], 0)
        numbers = [number for number, _ in story]
        if (later := self._first_not_done(numbers[at + 1 :])) is not None:
            return later
        head = self._heads.next_not_done(story[0][1] if story else id_)
        found = None if head is None else self._find(head)
        later_story = [number for number, _ in found[1]] if found else numbers[:at]
        return self._first_not_done(later_story)

    def fold(self, place: int, *, folded: bool) -> None:
        """Fold or unfold the story whose head is at `place`."""
        top, _ = self._spot(place)
        story = self._story_at(top)
        if story is None:
            return
        self._folds.fold(story, folded=folded)
        self._open.pop(top, None)
        if not folded:
            self._open[top] = story, len(self._story(story)) - 1
        self._lay()

    def fold_all(self, *, folded: bool) -> None:
        """Fold or unfold all stories; to unfold them reads the whole list."""
        self._folds.fold_all(folded=folded)
        self._unfold()

    def _unfold(self) -> None:
        """Find the unfolded stories."""
        self._open: dict[int, tuple[int, int]] = {}
        if self._folds.folded:
            for story in [key for key in self._folds.others if isinstance(key, int)]:
                members = self._story(story)
                top = self._heads.position(members[0][1]) if len(members) > 1 else None
                if top is not None:
                    self._open[top] = story, len(members) - 1
        else:
            sizes = dict(
                self._query(
                    "SELECT f.story, count(*) FROM filterable AS f"
                    f" WHERE f.story IS NOT NULL AND {self._selection.condition()} GROUP BY 1"
                )
            )
            for top, story in self._heads.places_of_stories():
                if sizes.get(story, 0) > 1 and story not in self._folds:
                    self._open[top] = story, sizes[story] - 1
        self._lay()

    def _lay(self) -> None:
        """Work out which lines the unfolded stories take."""
        self._tops = sorted(self._open)
        self._before = [0, *accumulate(self._open[top][1] for top in self._tops)]
        self._starts = [top + self._before[at] for at, top in enumerate(self._tops)]

    def _spot(self, place: int) -> tuple[int, int]:
        """Return the head that the line at `place` belongs to, and which of its story it is."""
        at = bisect_right(self._starts, place) - 1
        if at >= 0 and place - self._starts[at] <= self._open[self._tops[at]][1]:
            return self._tops[at], place - self._starts[at]
        return place - self._before[at + 1], 0

    def _place(self, top: int) -> int:
        """Return the place of a head."""
        return top + self._before[bisect_left(self._tops, top)]

    def _inner(self, top: int, at: int) -> int | None:
        """Return an article of an unfolded story, None for the head."""
        if not at:
            return None
        members = self._story(self._open[top][0])
        return members[at][0] if at < len(members) else 0

    def _story(self, story: int) -> list[tuple[int, str]]:
        """Return number and id of the articles of a story, the oldest first."""
        if story not in self._members:
            self._members[story] = self._query(
                "SELECT a.number, a.id FROM filterable AS f JOIN articles AS a USING (number)"
                f" WHERE f.story = :story AND {self._selection.condition()}"
                " ORDER BY a.moment, a.added, a.id",
                story=story,
            )
        return self._members[story]

    def _story_at(self, top: int) -> int | None:
        """Return the story of a head, None when it is alone."""
        headings = self._headings([head.id for head in self._heads.rows(top, top + 1)])
        return next((int(heading.key) for heading in headings.values()), None)

    def _find(self, id_: str) -> tuple[int, list[tuple[int, str]], int] | None:
        """Return where the head of an article is, its story, and which of it the article is."""
        found = self._number_and("f.story", id_)
        if found is None:
            return None
        number, story = found
        members = [(number, id_)] if story is None else self._story(story)
        if (number, id_) not in members:  # it went meanwhile
            return None
        top = self._heads.position(members[0][1])
        return None if top is None else (top, members, members.index((number, id_)))

    def _headings(self, heads: list[str]) -> dict[str, Heading]:
        """Return the headings of those heads that others are in a story with."""
        found = self._query(
            "SELECT a.id, f.story, count(*), sum(o.done), count(DISTINCT"
            " CASE WHEN o.number != f.number AND o.source != :none THEN o.source END)"
            " FROM json_each(:heads) AS h JOIN articles AS a ON a.id = h.value"
            " JOIN filterable AS f USING (number) JOIN filterable AS o ON o.story = f.story"
            f" WHERE {self._selection.condition('o')} GROUP BY a.id HAVING count(*) > 1",
            heads=json.dumps(heads),
            none=NO_SOURCE,
        )
        return {
            id_: Heading(story, "", articles, done, story in self._folds, sources)
            for id_, story, articles, done, sources in found
        }
