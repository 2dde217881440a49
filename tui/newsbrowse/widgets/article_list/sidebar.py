"""Sidebar: the searches that are kept, what is listed and how, a filter, the list itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len, set_cell_size
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Static

from newsbrowse.layout.safe import safe
from newsbrowse.widgets.article_list.article_list import ArticleList
from newsbrowse.widgets.prompt import Prompt
from newsbrowse.workspace.wording import ALL_ARTICLES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual import events
    from textual.app import ComposeResult

    from newsbrowse_store.cache.listing import Listing

MARK = "⌕"
LIST_LEAST = 12
"""Lines of the screen that the list keeps to itself before searches get lines of their own."""
SHARE = 3
"""Of the lines beyond, the searches get one in so many."""

EMPTY = """No articles yet.

Press a to add a file or a folder,
or leave and type
  newsbrowse add PATH…"""
NO_MATCH = """Nothing matches the filter.

Press esc to see all articles again,
or ctrl+f to search their texts."""
NOT_FOUND = """This search finds nothing now.

Press esc to see all articles again."""


class SavedSearches(Widget):
    """A line for each search where there is room, else one that tells which of them is chosen.

    Hidden while there is none.
    """

    DEFAULT_CSS = """
    SavedSearches { height: auto; display: none; color: $foreground 70%; }
    """

    class Chosen(Message):
        """A search was clicked; `name` is empty for all articles, None when one is to be asked."""

        def __init__(self, name: str | None) -> None:
            super().__init__()
            self.name = name

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._names: Sequence[str] = ()
        self._chosen = ""
        self._key = ""

    def show(self, names: Sequence[str], chosen: str, key: str) -> None:
        """Show these searches and which of them is `chosen`, if any; `key` offers them all."""
        self._names, self._chosen, self._key = names, chosen, key
        self.display = bool(names)
        self.refresh(layout=True)

    def fit(self) -> None:
        """Take the lines there is room for, after the screen has become another."""
        if self.display and len(self.lines) != self.size.height:
            self.refresh(layout=True)

    @property
    def lines(self) -> list[str]:
        """What is shown, a line each."""
        if self._has_room:
            return [ALL_ARTICLES, *self._names]
        return [self._chosen or ALL_ARTICLES]

    @property
    def _has_room(self) -> bool:
        return len(self._names) + 1 <= (self.app.size.height - LIST_LEAST) // SHARE

    def render(self) -> Content:
        """The lines, cut to the width; the one that is chosen stands out, the key at the right."""
        chosen = self._names.index(self._chosen) + 1 if self._chosen in self._names else 0
        more = "" if self._has_room else f" {len(self._names)} ▾"
        drawn = []
        for at, line in enumerate(self.lines):
            right = f"{more} {self._key} " if at == 0 else " "
            room = max(self.size.width - len(f" {MARK} ") - cell_len(right), 0)
            shown = safe(line)
            if cell_len(shown) > room:
                shown = set_cell_size(shown, max(room - 1, 0)) + "…"
            here = not self._has_room or at == chosen
            mark = MARK if here else " "
            name = f" {mark} {set_cell_size(shown, room)}"
            drawn.append(Content.assemble((name, "bold" if here else ""), (right, "dim")))
        return Content("\n").join(drawn)

    def on_click(self, event: events.Click) -> None:
        """Say which search was clicked."""
        offset = event.get_content_offset(self)
        if offset is None or offset.y >= len(self.lines):
            return
        if self._has_room:
            self.post_message(self.Chosen(["", *self._names][offset.y]))
        else:
            self.post_message(self.Chosen(None))


class Sidebar(Vertical):
    """Heading, filter and list. The screen gives it its words and rows."""

    DEFAULT_CSS = """
    Sidebar { height: 1fr; }
    Sidebar > #sidebar-heading {
        height: 1; padding: 0 1; color: $foreground 70%;
        text-wrap: nowrap; text-overflow: ellipsis;
    }
    Sidebar > #sidebar-words { padding: 1 2; color: $foreground 70%; display: none; height: 1fr; }
    Sidebar > ArticleList { height: 1fr; }
    Sidebar > ArticleList.-empty { height: 0; }
    """

    def compose(self) -> ComposeResult:
        """The parts, from top to bottom."""
        yield SavedSearches()
        yield Static(id="sidebar-heading", markup=False)
        yield Prompt(id="filter")
        yield ArticleList(id="articles")
        yield Static(id="sidebar-words", markup=False)

    @property
    def articles(self) -> ArticleList:
        """The list."""
        return self.query_one(ArticleList)

    @property
    def searches(self) -> SavedSearches:
        """The searches that the library keeps."""
        return self.query_one(SavedSearches)

    @property
    def filter(self) -> Prompt:
        """The line the filter is typed in."""
        return self.query_one(Prompt)

    def show_heading(self, listing: Listing, search: str = "") -> None:
        """Say what is listed, sorted and grouped how; use words where there are no rows.

        `search` is the name of the search that found it, if one is chosen.
        """
        words = f"By {listing.group}" if listing.group else "Articles"
        if listing.filter or search:
            found = f"{listing.articles} with “{safe(listing.filter)}”"
            found = found if listing.filter else f"{listing.articles} in “{safe(search)}”"
            words = f"{found}, by {listing.group}" if listing.group else found
        self.query_one("#sidebar-heading", Static).update(Content(f"{words} ▾ {listing.sort}"))
        quiet = self.query_one("#sidebar-words", Static)
        empty = len(listing) == 0
        quiet.display = empty
        self.articles.set_class(empty, "-empty")
        quiet.update(Content(NO_MATCH if listing.filter else NOT_FOUND if search else EMPTY))
