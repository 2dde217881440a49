"""Finding things: in the open article, and in all of the library."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsbrowse.screens.noting import Noting
from newsbrowse.settings.keymap import key_shown
from newsbrowse.widgets.article_list.sidebar import ALL
from newsbrowse_ingest.progress import counted
from newsbrowse_store.errors import NewsbrowseError

if TYPE_CHECKING:
    from newsbrowse.screens.search import Searched
    from newsbrowse.widgets.article_list.sidebar import SavedSearches
    from newsbrowse_store.query.query import Query


class Finding(Noting):
    """Searches, and lights up in the text what was searched for."""

    _last_search: Searched | None = None
    """The search of the library as it was left last."""

    def action_search(self) -> None:
        """Search in the article."""
        if self.desk.reading is not None:
            self.ask(
                "/",
                self._searched,
                placeholder="search in this article",
                changed=self._searching,
            )

    def _searching(self, words: str) -> None:
        self.reading_pane.search(words)

    def _searched(self, words: str) -> None:
        found = self.reading_pane.search(words)
        self.reading_pane.action_next_match()
        self._say_matches(found, words)

    def _say_matches(self, found: int, words: str) -> None:
        many = "1 match" if found == 1 else f"{found} matches"
        none = f"“{words}” is not in this article." if words else "Nothing was typed to search for."
        said = f"{many}. n and N lead through them." if found else none
        self.notify(said, markup=False, timeout=3)

    def action_find(self) -> None:
        """Search the library, over everything else."""
        from newsbrowse.screens.search import SearchScreen  # not needed to start

        screen = SearchScreen(self.desk.library, self._last_search)
        self.app.push_screen(screen, self._after_search)

    def _after_search(self, searched: Searched | None) -> None:
        """Open the article that was chosen in the search, at the first match."""
        if searched is None:
            return
        self._last_search = searched
        self.show_searches()
        if searched.article is None:
            return
        self.open_article(searched.article)
        if searched.article == self.desk.open_id:
            self.focus_pane("pane")
            if searched.query is not None:
                self._show_matches(searched.text, searched.query)

    def action_searches(self) -> None:
        """Choose one of the searches that the library keeps."""
        from newsbrowse.screens.picker import Option, Picker

        searches = self.desk.library.schema.searches
        if not searches:
            find = key_shown("everywhere.find", self.app.keys)
            self.notify(f"No search is kept yet: {find} searches, ctrl+s there keeps it.")
            return
        options = [Option(ALL, "", "0")]
        options += [
            Option(one.name, one.name, str(number) if number < 10 else "", one.query)
            for number, one in enumerate(searches, 1)
        ]

        def chosen(option: Option[str] | str | None) -> None:
            if isinstance(option, Option):
                self.choose_search(option.value)

        names = ["", *(one.name for one in searches)]
        now = self.desk.search.name if self.desk.search else ""
        here = names.index(now) if now in names[1:] else 1
        self.app.push_screen(Picker("Searches", options, here), chosen)

    def choose_search(self, name: str) -> None:
        """List what the search of this name finds, for an empty name all articles."""
        searches = self.desk.library.schema.searches
        try:
            self.desk.set_search(next((one for one in searches if one.name == name), None))
        except NewsbrowseError as error:
            self.app.tell(error)
            return
        self.show_list()
        self.focus_pane("sidebar")
        if name:
            first = self.desk.view.beside(None, 1)
            if first is not None:
                self.sidebar.articles.select(first)
            found = counted(len(self.desk.view), "article")
            self.notify(f"“{name}” finds {found}.", markup=False)

    def on_saved_searches_chosen(self, event: SavedSearches.Chosen) -> None:
        """List what was clicked."""
        if event.name is None:
            self.action_searches()
        else:
            self.choose_search(event.name)

    def arrange_panes(self) -> None:
        """Give the searches the lines there is room for."""
        super().arrange_panes()
        self.sidebar.searches.fit()

    def _show_matches(self, text: str, query: Query) -> None:
        """Light up in the open article what was searched for in the library; go to the first."""
        from newsbrowse_store.search.snippets import matches

        if self.desk.reading is None:
            return
        article = self.desk.reading.article
        (found,) = matches([(article.metadata.headline, article.text)], query)
        if found.text:
            self.reading_pane.show_matches(text, found.text)
            self.reading_pane.move_to(found.text[0][0])
            self._say_matches(len(found.text), text)
