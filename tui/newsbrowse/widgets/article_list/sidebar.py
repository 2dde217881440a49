"""The sidebar: what is listed and how, a filter, the list itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from newsbrowse.layout.safe import safe
from newsbrowse.widgets.article_list.article_list import ArticleList
from newsbrowse.widgets.article_list.saved_searches import SavedSearches
from newsbrowse.widgets.prompt import Prompt

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from newsbrowse_store.cache.listing import Listing

EMPTY = """No articles yet.

Press a to add a file or a folder,
or leave and type
  newsbrowse add PATH…"""
NO_MATCH = """Nothing matches the filter.

Press esc to see all articles again,
or ctrl+f to search their texts."""
NOT_FOUND = """This search finds nothing now.

Press esc to see all articles again."""


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
