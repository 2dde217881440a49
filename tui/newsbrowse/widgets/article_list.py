"""The list of articles: two lines each, read from the catalogue as they come into view."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from rich.segment import Segment
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from newsbrowse.actions import bindings
from newsbrowse.widgets.article_lines import headline_line, source_line

if TYPE_CHECKING:
    from rich.style import Style
    from textual import events
    from textual.binding import BindingType

    from newsbrowse_store.model import Row
    from newsbrowse_store.views import View

LINES = 2
"""Screen lines of an article."""

_PAGE = 64
_PAGES = 8


class ArticleList(ScrollView, can_focus=True):
    """The articles of a view, with a cursor on one of them.

    | component class | what it styles |
    |---|---|
    | `article-list--headline` | headlines |
    | `article-list--derived` | headlines that were derived from the text |
    | `article-list--done` | headlines of articles that are done |
    | `article-list--state` | the mark of new, open, done |
    | `article-list--quiet` | source, date and tags |
    | `article-list--star`, `--pending` | the star, the number of pending suggestions |
    | `article-list--opened` | the bar at the article that is open beside the list |
    | `article-list--cursor` | both lines of the article under the cursor |
    """

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("sidebar")]
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "article-list--headline",
        "article-list--derived",
        "article-list--done",
        "article-list--state",
        "article-list--quiet",
        "article-list--star",
        "article-list--pending",
        "article-list--opened",
        "article-list--cursor",
    }
    DEFAULT_CSS = """
    ArticleList {
        background: $background;
        scrollbar-size-vertical: 1;
        overflow-x: hidden;
        & > .article-list--derived { text-style: italic; color: $foreground 85%; }
        & > .article-list--done { color: $foreground 60%; }
        & > .article-list--state { color: $foreground 75%; }
        & > .article-list--quiet { color: $foreground 55%; }
        & > .article-list--star { color: $accent; }
        & > .article-list--pending { color: $foreground 75%; }
        & > .article-list--opened { color: $primary; text-style: bold; }
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
    """Place in the view of the article under the cursor; −1 when the view is empty."""

    opened: reactive[str | None] = reactive(None, repaint=False)
    """Id of the article that is open beside the list."""

    class Highlighted(Message):
        """The cursor is on another article."""

        def __init__(self, control: ArticleList, id: str) -> None:  # noqa: A002
            super().__init__()
            self.article_list = control
            self.id = id

        @property
        def control(self) -> ArticleList:
            """The list."""
            return self.article_list

    class Opened(Highlighted):
        """The article under the cursor is to be opened."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._rows: _Rows | None = None
        self._styles: dict[tuple[str, ...], Style] = {}

    @property
    def view(self) -> View | None:
        """What is listed."""
        return self._rows.view if self._rows else None

    @property
    def selected(self) -> str | None:
        """The id of the article under the cursor."""
        row = self._row(self.cursor)
        return row.id if row else None

    def set_view(self, view: View) -> None:
        """List the articles of `view`.

        The cursor stays on its article where that is still listed; under a new filter it goes to
        the first that matches.
        """
        keep = self.selected
        filtered = self.view is not None and view.filter not in ("", self.view.filter)
        self._rows = _Rows(view)
        self._measure()
        place = None if keep is None or filtered else view.position(keep)
        self.set_reactive(ArticleList.cursor, -1)
        self.cursor = self._nearest(place or 0)
        if self.cursor <= 0:
            self.scroll_to(y=0, animate=False)
        self.refresh()

    def select(self, id_: str) -> bool:
        """Put the cursor on an article and tell whether it is listed."""
        place = self._rows.view.position(id_) if self._rows else None
        if place is not None:
            self.cursor = self._nearest(place)
        return place is not None

    def refresh_row(self, id_: str) -> None:
        """Draw an article anew, because its row in the catalogue has changed."""
        if self._rows is not None:
            self._rows.forget(id_)
            self.refresh()

    def action_down(self) -> None:
        """To the next article."""
        self._move(1)

    def action_up(self) -> None:
        """To the previous article."""
        self._move(-1)

    def action_page_down(self) -> None:
        """A windowful of articles down."""
        self._move(max(1, self.size.height // LINES - 1))

    def action_page_up(self) -> None:
        """A windowful of articles up."""
        self._move(-max(1, self.size.height // LINES - 1))

    def action_top(self) -> None:
        """To the first article."""
        self.cursor = self._nearest(0)

    def action_bottom(self) -> None:
        """To the last article."""
        self.cursor = self._nearest(self._count - 1)

    def action_open(self) -> None:
        """Say that the article under the cursor is to be opened."""
        if (id_ := self.selected) is not None:
            self.post_message(self.Opened(self, id_))

    def render_line(self, y: int) -> Strip:
        """One line of the list as it is on the screen."""
        width = self.scrollable_content_region.width
        place, line = divmod(y + self.scroll_offset.y, LINES)
        row = self._row(place)
        if row is None:
            return Strip.blank(width, self._style())
        draw = source_line if line else headline_line
        over = ("cursor",) if place == self.cursor else ()
        segments = [
            Segment(text, self._style(*((name,) if name else ()), *over))
            for text, name in draw(row, width, opened=row.id == self.opened)
        ]
        return Strip(segments).adjust_cell_length(width, self._style(*over))

    def watch_cursor(self, before: int, now: int) -> None:
        """Draw the two articles concerned, keep the cursor in view, and tell."""
        for place in (before, now):
            top = place * LINES - self.scroll_offset.y
            self.refresh(Region(0, top, self.size.width, LINES))
        if (id_ := self.selected) is not None:
            self._show_cursor()
            self.post_message(self.Highlighted(self, id_))

    def watch_opened(self) -> None:
        """Draw the bar at another article."""
        self.refresh()

    def on_resize(self) -> None:
        """Keep the cursor in view in a window of another size."""
        self._measure()
        self._show_cursor()

    def on_click(self, event: events.Click) -> None:
        """Open the article that was clicked."""
        offset = event.get_content_offset(self)
        place = -1 if offset is None else (offset.y + self.scroll_offset.y) // LINES
        if 0 <= place < self._count:
            self.cursor = place
            self.action_open()

    def notify_style_update(self) -> None:
        """Forget the styles of another theme or focus."""
        super().notify_style_update()
        self._styles.clear()

    @property
    def _count(self) -> int:
        return len(self._rows.view) if self._rows else 0

    def _row(self, place: int) -> Row | None:
        return self._rows.get(place) if self._rows and place >= 0 else None

    def _move(self, by: int) -> None:
        self.cursor = self._nearest(self.cursor + by)

    def _nearest(self, place: int) -> int:
        return min(max(place, 0), self._count - 1)

    def _measure(self) -> None:
        self.virtual_size = Size(self.scrollable_content_region.width, self._count * LINES)

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
    """The rows of a view, read by the page and the last few pages kept."""

    def __init__(self, view: View) -> None:
        self.view = view
        self._pages: dict[int, list[Row]] = {}

    def get(self, place: int) -> Row | None:
        number, at = divmod(place, _PAGE)
        page = self._pages.pop(number, None)
        if page is None:
            page = self.view.rows(number * _PAGE, (number + 1) * _PAGE)
        self._pages[number] = page
        if len(self._pages) > _PAGES:
            del self._pages[next(iter(self._pages))]
        return page[at] if at < len(page) else None

    def forget(self, id_: str) -> None:
        """Read the row of this article again when it is asked for next."""
        for number, page in list(self._pages.items()):
            if any(row.id == id_ for row in page):
                del self._pages[number]
