"""Finding controller: in the article, in the library, in the list by filter, order and groups."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsbrowse.annotating.modes import Filtering, Modes
from newsbrowse.annotating.view import Option
from newsbrowse.settings.keymap import key_shown
from newsbrowse.workspace.wording import ALL_ARTICLES
from newsbrowse_ingest.progress import counted
from newsbrowse_store.errors import NewsbrowseError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from newsbrowse.annotating.view import Searched, View
    from newsbrowse.workspace.workspace import Workspace
    from newsbrowse_store.query.query import Query


class Finding:
    """Searches and filters, and lights up in the text what was searched for."""

    def __init__(self, workspace: Workspace, view: View, modes: Modes) -> None:
        self._workspace, self._view, self._modes = workspace, view, modes
        self._filtering = Filtering(self.clear_filter)
        self._last_search: Searched | None = None

    def handlers(self) -> Mapping[str, Callable[[], object]]:
        """What it does, by the ids of actions."""
        return {
            "pane.search": self._search,
            "everywhere.find": self._find,
            "sidebar.searches": self.choose,
            "sidebar.filter": self._filter,
            "sidebar.sort": self._sort,
            "sidebar.group": self._group,
        }

    # in the article

    def _search(self) -> None:
        """Search in the article."""
        if self._workspace.reading is not None:
            self._view.ask(
                "/",
                self._searched,
                placeholder="search in this article",
                changed=self._searching,
            )

    def _searching(self, words: str) -> None:
        self._view.text.search(words)

    def _searched(self, words: str) -> None:
        found = self._view.text.search(words)
        self._view.text.action_next_match()
        self._say_matches(found, words)

    def _say_matches(self, found: int, words: str) -> None:
        many = "1 match" if found == 1 else f"{found} matches"
        none = f"“{words}” is not in this article." if words else "Nothing was typed to search for."
        self._view.inform(f"{many}. n and N lead through them." if found else none, timeout=3)

    # in the library

    def _find(self) -> None:
        """Search the library, over everything else."""
        library = self._workspace.library
        self._view.search_library(library, self._last_search, self._found)

    def _found(self, searched: Searched | None) -> None:
        """Open the article that was chosen in the search, at the first match."""
        if searched is None:
            return
        self._last_search = searched
        self._view.show_searches()
        if searched.article is None:
            return
        self._view.open_article(searched.article)
        if searched.article == self._workspace.open_id:
            self._view.focus_pane("pane")
            if searched.query is not None:
                self._show_matches(searched.text, searched.query)

    def _show_matches(self, words: str, query: Query) -> None:
        """Light up in the open article what was searched for in the library; go to the first."""
        from newsbrowse_store.search.snippets import matches  # not needed to start

        if self._workspace.reading is None:
            return
        article = self._workspace.reading.article
        (found,) = matches([(article.metadata.headline, article.text)], query)
        if found.text:
            self._view.text.show_matches(words, found.text)
            self._view.text.move_to(found.text[0][0])
            self._say_matches(len(found.text), words)

    # searches that the library keeps

    def choose(self) -> None:
        """Choose one of the searches that the library keeps."""
        searches = self._workspace.library.schema.searches
        if not searches:
            find = key_shown("everywhere.find", self._view.keys)
            self._view.inform(f"No search is kept yet: {find} searches, ctrl+s there keeps it.")
            return
        options = [Option(ALL_ARTICLES, "", "0")]
        options += [
            Option(one.name, one.name, str(number) if number < 10 else "", one.query)
            for number, one in enumerate(searches, 1)
        ]
        names = ["", *(one.name for one in searches)]
        now = self._workspace.search.name if self._workspace.search else ""
        here = names.index(now) if now in names[1:] else 1
        self._view.pick("Searches", options, self.list_search, first=here)

    def list_search(self, name: str) -> None:
        """List what the search of this name finds, for an empty name all articles."""
        searches, workspace = self._workspace.library.schema.searches, self._workspace
        try:
            workspace.set_search(next((one for one in searches if one.name == name), None))
        except NewsbrowseError as error:
            self._view.tell(error)
            return
        self._view.show_list(workspace.view.beside(None, 1) if name else None)
        self._view.focus_pane("sidebar")
        if name:
            self._view.inform(f"“{name}” finds {counted(len(workspace.view), 'article')}.")

    # the list

    def _filter(self) -> None:
        """Filter the list as you type."""
        self._modes.leave(self._filtering)
        self._modes.enter(self._filtering)
        self._view.ask_filter(self._workspace.filter)

    def filter_typed(self, words: str) -> None:
        """Filter while the words are being typed."""
        self._workspace.set_filter(words)
        self._view.show_list()

    def filter_taken(self) -> None:
        """Keep the filter and go to the list."""
        self._modes.leave(self._filtering)
        self._view.close_filter()
        self._view.focus_pane("sidebar")

    def clear_filter(self) -> None:
        """List everything again."""
        self._modes.leave(self._filtering)
        self._view.close_filter()
        self._workspace.set_filter("")
        self._view.show_list()
        self._view.focus_pane("sidebar")

    def _sort(self) -> None:
        """Turn to the next sort order."""
        self._workspace.next_sort()
        self._view.remember_sort()
        self._view.show_list()

    def _group(self) -> None:
        """Group by the next of source, date and story, or not at all."""
        self._workspace.next_group()
        self._view.remember_group()
        self._view.show_list()
        self._view.show_hints()
