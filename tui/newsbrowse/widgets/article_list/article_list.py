"""Article list: two lines for each, read from the catalogue as they come into view."""

from __future__ import annotations

import sys
from functools import partialmethod
from typing import TYPE_CHECKING, ClassVar

from rich.segment import Segment
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from newsbrowse.actions import bindings
from newsbrowse.widgets.article_list.article_lines import Bar, first_line, second_line
from newsbrowse_store.cache.listing import ListedLine

if TYPE_CHECKING:
    from rich.style import Style
    from textual import events
    from textual.binding import BindingType

    from newsbrowse_store.cache.listing import Key, Listing

LINES = 2
"""Screen lines of an article, and of a heading."""

_PAGE, _PAGES = 64, 8  # lines read at once, and how often they are kept

MARK_ENDS = 3
"""The column where the mark of a fold ends, with the bar and the space around it."""


class _Told(Message):
    """What the list tells of one of its articles."""

    def __init__(self, id: str) -> None:  # noqa: A002
        super().__init__()
        self.id = id


class ArticleList(ScrollView, can_focus=True):
    """The articles of a listing and the headings over them, with a cursor on one of the two.

    | component class | what it styles |
    |---|---|
    | `article-list--heading` | the names of groups |
    | `article-list--headline` | headlines |
    | `article-list--derived` | headlines that were derived from the text |
    | `article-list--done` | headlines of articles that are done |
    | `article-list--state` | the mark of new, open, done |
    | `article-list--quiet` | source, date and tags |
    | `article-list--star`, `--pending` | the star, the number of pending suggestions |
    | `article-list--opened` | the bar at the article that is open beside the list |
    | `article-list--marked` | the sign at articles that are marked |
    | `article-list--cursor` | both lines of the article under the cursor |
    """

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("sidebar")]
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "article-list--heading",
        "article-list--headline",
        "article-list--derived",
        "article-list--done",
        "article-list--state",
        "article-list--quiet",
        "article-list--star",
        "article-list--pending",
        "article-list--opened",
        "article-list--marked",
        "article-list--cursor",
    }
    DEFAULT_CSS = """
    ArticleList {
        background: $background;
        scrollbar-size-vertical: 1;
        overflow-x: hidden;
        & > .article-list--heading { text-style: bold; }
        & > .article-list--derived { text-style: italic; color: $foreground 85%; }
        & > .article-list--done { color: $foreground 60%; }
        & > .article-list--state { color: $foreground 75%; }
        & > .article-list--quiet { color: $foreground 55%; }
        & > .article-list--star { color: $accent; }
        & > .article-list--pending { color: $foreground 75%; }
        & > .article-list--opened { color: $primary; text-style: bold; }
        & > .article-list--marked { color: $accent; text-style: bold; }
        & > .article-list--cursor { background: $primary 18%; }
        &:focus > .article-list--cursor { background: $primary 35%; }
        &:ansi > .article-list--derived { color: ansi_default; }
        &:ansi > .article-list--done { color: ansi_default; text-style: dim; }
        &:ansi > .article-list--state { color: ansi_default; }
        &:ansi > .article-list--quiet { color: ansi_default; text-style: dim; }
        &:ansi > .article-list--pending { color: ansi_default; }
        &:ansi > .article-list--cursor { background: ansi_default; text-style: underline; }
        &:ansi:focus > .article-list--cursor { background: ansi_default; text-style: reverse; }
    }
    """

    cursor: reactive[int] = reactive(-1, repaint=False)
    """Place in the listing of the line under the cursor; −1 when there is none."""

    opened: reactive[str | None] = reactive(None, repaint=False)
    """Id of the article that is open beside the list."""

    marked: reactive[frozenset[str]] = reactive(frozenset())
    """Ids of the articles that are marked."""

    class Highlighted(_Told):
        """The cursor is on another article."""

    class Opened(_Told):
        """The article under the cursor is to be opened."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._listed = _Rows()
        self._opened_in: Key | None = None
        self._styles: dict[tuple[str, ...], Style] = {}

    @property
    def listing(self) -> Listing | None:
        """What is listed."""
        return self._listed.listing

    @property
    def selected(self) -> str | None:
        """The id of the article under the cursor, None on a heading over several."""
        return row.id if (row := self._listed.line(self.cursor).row) else None

    def set_listing(self, listing: Listing) -> None:
        """List these articles.

        The cursor stays on its article or heading where that is still listed; under a new filter it
        goes to the first article that matches.
        """
        keep, before = self._listed.line(self.cursor), self.listing
        filtered = before is not None and listing.filter not in ("", before.filter)
        self._listed = _Rows(listing)
        place = None if filtered else self._listed.place_of(keep)
        self._lay(self._listed.first() if place is None else place)
        if place is None:
            self.scroll_to(y=0, animate=False)

    def select(self, id_: str) -> bool:
        """Put the cursor on an article, or what it is folded in, and tell whether it is listed."""
        place = self._listed.position(id_)
        if place is not None:
            self.cursor = self._nearest(place)
        return place is not None

    def refresh_row(self, id_: str) -> None:
        """Draw an article and its heading anew, because its row in the catalogue has changed."""
        self._listed.reread(id_)
        self.refresh()

    def _lay(self, cursor: int) -> None:
        """Take up how many lines there are now, and put the cursor on one."""
        self._measure()
        self._opened_in = self._listed.group_of(self.opened)
        self.set_reactive(ArticleList.cursor, -1)
        self.cursor = self._nearest(cursor)
        self.refresh()

    # the keys: every action is described in `newsbrowse.actions`

    def _go(self, place: int) -> None:
        self.cursor = self._nearest(place)

    def _move(self, by: int) -> None:
        self._go(self.cursor + by)

    def _move_pages(self, by: int) -> None:
        self._move(by * max(1, self.size.height // LINES - 1))

    def _fold_all(self, *, folded: bool) -> None:
        """Do so; the cursor stays on its article, or goes where that is folded in."""
        keep = self._listed.line(self.cursor)
        self._listed.fold_all(folded=folded)
        self._lay(self._listed.place_of(keep) or 0)

    action_down = partialmethod(_move, 1)
    action_up = partialmethod(_move, -1)
    action_top = partialmethod(_go, 0)
    action_bottom = partialmethod(_go, sys.maxsize)
    action_page_down = partialmethod(_move_pages, 1)
    action_page_up = partialmethod(_move_pages, -1)
    action_fold_all = partialmethod(_fold_all, folded=True)
    action_unfold_all = partialmethod(_fold_all, folded=False)

    def action_open(self) -> None:
        """Say that the article under the cursor is to be opened; fold or unfold a heading."""
        if (id_ := self.selected) is not None:
            self.post_message(self.Opened(id_))
        else:
            self.action_toggle_group()

    def action_toggle_group(self) -> None:
        """Fold or unfold the group that the line under the cursor is in."""
        heading = self._listed.heading_at(self.cursor)
        if heading is not None:
            self._fold(heading, folded=not self._listed.is_folded(heading))

    def action_fold(self) -> None:
        """Fold the group whose heading is under the cursor; elsewhere go to the heading."""
        heading = self._listed.heading_at(self.cursor)
        if heading == self.cursor and not self._listed.is_folded(heading):
            self._fold(heading, folded=True)
        elif heading is not None:
            self.cursor = heading

    def action_unfold(self) -> None:
        """Unfold the group whose heading is under the cursor; if it is, go to its first article."""
        if self._listed.heading_at(self.cursor) != self.cursor:
            return
        if self._listed.is_folded(self.cursor):
            self._fold(self.cursor, folded=False)
        else:
            self._move(1)

    def _fold(self, heading: int, *, folded: bool) -> None:
        self._listed.fold(heading, folded=folded)
        self._lay(heading)

    def render_line(self, y: int) -> Strip:
        """One line of the list as it is on the screen."""
        width = self.scrollable_content_region.width
        place, which = divmod(y + self.scroll_offset.y, LINES)
        line, draw = self._listed.line(place), second_line if which else first_line
        over = ("cursor",) if place == self.cursor else ()
        segments = [
            Segment(text, self._style(*((name,) if name else ()), *over))
            for text, name in draw(line, width, bar=self._bar(line))
        ]
        return Strip(segments).adjust_cell_length(width, self._style(*over))

    def watch_cursor(self, before: int, now: int) -> None:
        """Draw the two lines concerned, keep the cursor in view, and tell."""
        for place in (before, now):
            top = place * LINES - self.scroll_offset.y
            self.refresh(Region(0, top, self.size.width, LINES))
        self._show_cursor()
        if (id_ := self.selected) is not None:
            self.post_message(self.Highlighted(id_))

    def watch_opened(self) -> None:
        """Draw the bar at another article."""
        self._opened_in = self._listed.group_of(self.opened)
        self.refresh()

    def on_resize(self) -> None:
        """Keep the cursor in view in a window of another size."""
        self._measure()
        self._show_cursor()

    def on_click(self, event: events.Click) -> None:
        """Open the article that was clicked; fold or unfold a heading, or a story at its mark."""
        offset = event.get_content_offset(self)
        if offset is None:
            return
        place, which = divmod(offset.y + self.scroll_offset.y, LINES)
        if not 0 <= place < len(self._listed):
            return
        self.cursor = place
        if self._listed.line(place).heading is not None and which == 1 and offset.x < MARK_ENDS:
            self.action_toggle_group()
        else:
            self.action_open()

    def notify_style_update(self) -> None:
        """Forget the styles of another theme or focus."""
        super().notify_style_update()
        self._styles.clear()

    def _bar(self, line: ListedLine) -> Bar:
        """What stands in front of a line."""
        if line.row is not None and line.row.id in self.marked:
            return "marked"
        return "opened" if self._is_opened(line) else ""

    def _is_opened(self, line: ListedLine) -> bool:
        """Whether a line is that of the open article, or of the group it is folded in."""
        if line.row is not None and line.row.id == self.opened:
            return True
        heading = line.heading
        return heading is not None and heading.folded and heading.key == self._opened_in

    def _nearest(self, place: int) -> int:
        return min(max(place, 0), len(self._listed) - 1)

    def _measure(self) -> None:
        self.virtual_size = Size(self.scrollable_content_region.width, len(self._listed) * LINES)

    def _show_cursor(self) -> None:
        if self.cursor >= 0:
            region = Region(0, self.cursor * LINES, 1, LINES)
            self.scroll_to_region(region, animate=False, force=True)

    def _style(self, *names: str) -> Style:
        if names not in self._styles:
            classes = [f"article-list--{name}" for name in names]
            style = self.get_visual_style(*classes).rich_style
            for component in classes:  # a visual style knows no reverse
                style += self.get_component_styles(component).text_style
            self._styles[names] = style
        return self._styles[names]


class _Rows:
    """The lines of a listing, of which the last few pages are kept, and its folds.

    Without a listing it has no lines.
    """

    def __init__(self, listing: Listing | None = None) -> None:
        self.listing = listing
        self._pages: dict[int, list[ListedLine]] = {}

    def __len__(self) -> int:
        return 0 if self.listing is None else len(self.listing)

    def line(self, place: int) -> ListedLine:
        """What is shown at a place; an empty line where there is nothing."""
        if self.listing is None or place < 0:
            return ListedLine()
        number, at = divmod(place, _PAGE)
        page = self._pages.pop(number, None)
        if page is None:
            page = self.listing.lines(number * _PAGE, (number + 1) * _PAGE)
        self._pages[number] = page
        if len(self._pages) > _PAGES:
            del self._pages[next(iter(self._pages))]
        return page[at] if at < len(page) else ListedLine()

    def position(self, id_: str) -> int | None:
        """Where an article is, or what it is folded in."""
        return None if self.listing is None else self.listing.position(id_)

    def place_of(self, line: ListedLine) -> int | None:
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
