"""Search screen: the library searched as one types, over whatever lies beneath."""

from __future__ import annotations

from functools import partial
from itertools import zip_longest
from typing import TYPE_CHECKING, ClassVar

from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from newsbrowse.annotating.view import Searched
from newsbrowse.layout.safe import safe
from newsbrowse.widgets.bars import Hints
from newsbrowse.widgets.found_lines import TALL, found_lines, found_words, lesson, mistake_words
from newsbrowse.widgets.line_list import LineList
from newsbrowse.widgets.prompt import Prompt
from newsbrowse_store.errors import ClosedError, NewsbrowseError
from newsbrowse_store.query.parser import parse
from newsbrowse_store.query.query import QueryError
from newsbrowse_store.schema.schema import SavedSearch

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from newsbrowse.screens.host import Host
    from newsbrowse_store.library import Library
    from newsbrowse_store.query.query import Query
    from newsbrowse_store.search.search import Excerpt, Found

MOST_SHOWN = 100
AT_ONCE = 12
"""Articles whose pieces of text are looked up together, the first of them first."""

LABEL = "search"
HINTS = (("enter", "open"), ("↑↓", "move"), ("ctrl+s", "save"), ("esc", "back"))
NAMING_HINTS = (("enter", "save it"), ("esc", "back"))
NOT_SAVED = "This is no search yet that can be kept."


class SearchScreen(ModalScreen[Searched]):
    """Finds articles while one types, and gives the search back as it is left."""

    BINDINGS: ClassVar[list[BindingType]] = [
        ("escape", "leave", "Back"),
        ("down,ctrl+n", "move(1)", "Down"),
        ("up,ctrl+p", "move(-1)", "Up"),
        ("pagedown", "move(8)", "Down"),
        ("pageup", "move(-8)", "Up"),
        ("ctrl+s", "save", "Keep the search"),
    ]
    DEFAULT_CSS = """
    SearchScreen { align: center top; background: $background 60%; }
    SearchScreen > Vertical {
        width: 100%; max-width: 124; height: 100%; padding: 0 1;
        border: round $primary; background: $background;
    }
    SearchScreen #search-words { height: 1; color: $foreground 70%; margin-bottom: 1; }
    SearchScreen #search-words.-wrong { color: $error; }
    SearchScreen LineList { height: 1fr; }
    SearchScreen:ansi { background: ansi_default; }
    SearchScreen:ansi #search-words { color: ansi_default; }
    """

    app: Host

    def __init__(self, library: Library, before: Searched | None = None) -> None:
        """Search `library`, beginning where the search `before` was left."""
        super().__init__()
        self._library = library
        self._before = before or Searched("")
        self._number = 0
        self._shown = 0
        self._query: Query | None = None
        self._found: Found | None = None
        self._excerpts: list[Excerpt] = []
        self._open_at_once = False

    def compose(self) -> ComposeResult:
        """The line to type in, what there is to say, the articles, the keys."""
        with Vertical() as frame:
            frame.border_title = "Search the library"
            yield Prompt(id="search-line")
            yield Prompt(id="search-name")
            yield Static(id="search-words", markup=False)
            yield LineList(id="search-found")
            yield Hints()

    def on_mount(self) -> None:
        """Begin with the search before, ready to be typed over."""
        self._line.ask("search", LABEL, self._before.text, "words, “phrases”, fields")
        self._line.query_one(Input).select_all()
        self.query_one(Hints).show(HINTS)
        self._search(self._before.text)

    @property
    def _line(self) -> Prompt:
        return self.query_one("#search-line", Prompt)

    @property
    def _naming(self) -> Prompt:
        return self.query_one("#search-name", Prompt)

    @property
    def _list(self) -> LineList:
        return self.query_one(LineList)

    # searching

    def on_prompt_changed(self, event: Prompt.Changed) -> None:
        """Search for what is there now."""
        event.stop()
        if event.purpose == "search":
            self._search(event.value)

    def _search(self, text: str) -> None:
        """Search in a thread; what comes of an earlier search is not waited for any more.

        While a search is not finished, what was found last stays.
        """
        self._open_at_once = False
        if not text.strip():
            self._teach()
            return
        try:
            query = parse(text, typing=True)
        except QueryError as error:
            self._say_mistake(error)
            return
        self._number += 1
        work = partial(self._find, self._number, query, max(self._list.size.width - 3, 20))
        self.run_worker(work, thread=True, exit_on_error=False)

    def _find(self, number: int, query: Query, width: int) -> None:
        """Tell what a search finds and then pieces of it, in a thread, while it is the latest."""
        search = self._library.search
        try:
            if number != self._number:
                return
            found = search.find(query, MOST_SHOWN)
            self.call_later(self._came, number, query, found)
            for start in range(0, len(found.rows), AT_ONCE):
                if number != self._number:
                    return
                rows = found.rows[start : start + AT_ONCE]
                excerpts = search.excerpts(rows, query, most=1, width=width)
                self.call_later(self._excerpted, number, excerpts)
        except ClosedError:
            return
        except NewsbrowseError as error:
            self.call_later(self._failed, number, error)

    def _came(self, number: int, query: Query, found: Found) -> None:
        """List what was found."""
        if number != self._number:
            return
        self._shown, self._query, self._found = number, query, found
        self._excerpts = []
        rows = found.rows
        chosen, self._before = self._before.article, Searched(self._line.value)
        there = any(row.id == chosen for row in rows)
        self._show_found(chosen if there else rows[0].id if rows else None)
        self._say(found_words(found))
        if self._open_at_once:
            self._open()

    def _excerpted(self, number: int, excerpts: Sequence[Excerpt]) -> None:
        """Light up what was searched for."""
        if number == self._shown == self._number:
            self._excerpts += excerpts
            self._show_found()

    def _failed(self, number: int, error: NewsbrowseError) -> None:
        """Tell why nothing can be found."""
        if number == self._number:
            self.app.tell(error)

    def _show_found(self, article: str | None = None) -> None:
        rows = self._found.rows if self._found else ()
        lines = [
            line
            for row, excerpt in zip_longest(rows, self._excerpts)
            for line in found_lines(row, excerpt)
        ]
        self._list.set_lines(lines, article, tall=TALL)

    def _teach(self) -> None:
        """Say how to search, while nothing is typed."""
        self._number += 1
        self._shown, self._query, self._found = self._number, None, None
        self._list.set_lines(list(lesson(self._library.schema.searches)))
        self._say("")

    def _say(self, words: str, *, wrong: bool = False) -> None:
        said = self.query_one("#search-words", Static)
        said.update(Content(safe(words)))
        said.set_class(wrong, "-wrong")

    def _say_mistake(self, error: QueryError) -> None:
        """Say what is missing or wrong, under its place where there is room."""
        words = mistake_words(error, len(f" {LABEL} "), self._list.size.width)
        self._say(words, wrong=not error.unfinished)

    # what to do with it

    def on_prompt_submitted(self, event: Prompt.Submitted) -> None:
        """Open the article under the cursor, or keep the search under the name."""
        event.stop()
        if event.purpose == "name":
            self._keep(event.value)
        elif self._shown == self._number:
            self._open()
        else:
            self._open_at_once = True  # as soon as it is found

    def on_line_list_chosen(self, event: LineList.Chosen) -> None:
        """Open the article that was clicked."""
        event.stop()
        self._open()

    def _open(self) -> None:
        chosen = self._list.value
        if isinstance(chosen, SavedSearch):
            self._line.ask("search", LABEL, chosen.query)
            self._search(chosen.query)
        elif chosen is not None:
            self.dismiss(Searched(self._line.value, self._query, chosen))

    def action_move(self, by: int) -> None:
        """Move along the list."""
        self._list.move(by)

    def action_save(self) -> None:
        """Ask for a name to keep the search under."""
        try:
            parse(self._line.value)
        except QueryError:
            self.notify(NOT_SAVED, markup=False)
            return
        self._naming.ask("name", "save as", placeholder="a name to stand over the list")
        self.query_one(Hints).show(NAMING_HINTS)

    def _keep(self, name: str) -> None:
        """Add the search to the library's file; a mistake is told and can be mended."""
        try:
            self._library.save_search(name, self._meant())
        except NewsbrowseError as error:
            self.app.tell(error)
            return
        self._stop_naming()
        self.notify(f"Kept as “{name.strip()}”: it stands over the list.", markup=False)

    def _meant(self) -> str:
        """The search as it was typed; with a `*` where its last word found more by going on."""
        text = self._line.value.strip()
        finds = self._library.search.find(parse(text), 1).count
        return text if self._found and finds == self._found.count else f"{text}*"

    def _stop_naming(self) -> None:
        self._naming.close()
        self.set_focus(self._line.query_one(Input))
        self.query_one(Hints).show(HINTS)

    def action_leave(self) -> None:
        """Leave the name, else the search."""
        if self._naming.display:
            self._stop_naming()
        else:
            self.dismiss(Searched(self._line.value, self._query))
