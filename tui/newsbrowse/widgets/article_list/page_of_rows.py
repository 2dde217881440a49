"""What the list of articles draws: a listing whose lines are read by the page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsbrowse_store.cache.listing import Line

if TYPE_CHECKING:
    from newsbrowse_store.cache.listing import Key, Listing

_PAGE = 64
_PAGES = 8


class Listed:
    """The lines of a listing, of which the last few pages are kept, and its folds.

    Without a listing it has no lines.
    """

    def __init__(self, listing: Listing | None = None) -> None:
        self.listing = listing
        self._pages: dict[int, list[Line]] = {}

    def __len__(self) -> int:
        return 0 if self.listing is None else len(self.listing)

    def line(self, place: int) -> Line:
        """What is shown at a place; an empty line where there is nothing."""
        if self.listing is None or place < 0:
            return Line()
        number, at = divmod(place, _PAGE)
        page = self._pages.pop(number, None)
        if page is None:
            page = self.listing.lines(number * _PAGE, (number + 1) * _PAGE)
        self._pages[number] = page
        if len(self._pages) > _PAGES:
            del self._pages[next(iter(self._pages))]
        return page[at] if at < len(page) else Line()

    def position(self, id_: str) -> int | None:
        """Where an article is, or what it is folded in."""
        return None if self.listing is None else self.listing.position(id_)

    def place_of(self, line: Line) -> int | None:
        """Where the article or the heading of a line is; it may be one of another listing."""
        if line.row is not None:
            return self.position(line.row.id)
        if self.listing is None or line.heading is None:
            return None
        return self.listing.heading_of(line.heading.key)

    def first(self) -> int:
        """Where the first article is, or what it is folded in; 0 when there is none."""
        id_ = None if self.listing is None else self.listing.beside(None, 1)
        return 0 if id_ is None else self.position(id_) or 0

    def heading_at(self, place: int) -> int | None:
        """Where the heading is of the group that a line is in."""
        return None if self.listing is None else self.listing.heading_at(place)

    def group_of(self, id_: str | None) -> Key | None:
        """The group that an article is in."""
        return None if self.listing is None or id_ is None else self.listing.group_of(id_)

    def is_folded(self, place: int) -> bool:
        """Whether the heading at a place is that of a folded group."""
        heading = self.line(place).heading
        return heading is not None and heading.folded

    def fold(self, place: int, *, folded: bool) -> None:
        """Fold or unfold the group whose heading is at a place."""
        if self.listing is not None:
            self.listing.fold(place, folded=folded)
            self._pages.clear()

    def fold_all(self, *, folded: bool) -> None:
        """Fold or unfold all groups."""
        if self.listing is not None:
            self.listing.fold_all(folded=folded)
            self._pages.clear()

    def reread(self, id_: str) -> None:
        """Read and count again, because an article was decided upon."""
        if self.listing is not None:
            self.listing.reread(id_)
            self._pages.clear()
