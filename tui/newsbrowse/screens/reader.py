"""The main screen's middle: opening articles and showing what is known of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content
from textual.widgets import Static

from newsbrowse.layout.arrange import Wish
from newsbrowse.screens.frame import Frame
from newsbrowse.settings.keymap import key_shown
from newsbrowse.widgets.inspector.inspector_lines import (
    EntityLines,
    EntityRow,
    RelationLines,
    about_lines,
    note_lines,
)
from newsbrowse.widgets.legend import Legend
from newsbrowse.widgets.status_bar import StatusLine
from newsbrowse.workspace.wording import (
    WORKER_DOWN,
    WORKER_MISSING,
    pane_words,
    status_facts,
    target_words,
)
from newsbrowse_store.errors import NewsbrowseError

if TYPE_CHECKING:
    from newsbrowse.widgets.article_list.article_list import ArticleList
    from newsbrowse.widgets.inspector.inspector import Inspector
    from newsbrowse.widgets.line_list import Line
    from newsbrowse.workspace.open_article import OpenArticle
    from newsbrowse.workspace.workspace import Workspace
    from newsbrowse_store.decisions.session import Target
    from newsbrowse_store.errors import SchemaError

CLOCK_SECONDS = 20.0
MOST_TOLD = 3
"""Errors of the schema shown at once; the rest follows when these are mended."""
LOOK_SECONDS = 2.0
"""How often to look whether another window or program has changed what is shown."""


class Reader(Frame):
    """Shows the desk: the list, the open article, its suggestions as they come."""

    def __init__(self, desk: Workspace, first: str | None) -> None:
        """Show `desk`, opening the article `first`, else the first of the list."""
        super().__init__()
        self.desk = desk
        self._first = first
        self._inspector_due = False
        self._entity_lines, self._relation_lines = EntityLines(), RelationLines()
        self._schema = desk.library.schema
        self._schema_errors: tuple[SchemaError, ...] = ()

    def on_mount(self) -> None:
        """Fill the panes and open the first article."""
        self.wish = Wish(
            sidebar_width=self.app.state.width("sidebar", 0),
            inspector_width=self.app.state.width("inspector", 0),
        )
        self.restyle()
        self.show_list()
        first = self._first or self.desk.view.beside(None, 1)
        if first is not None:
            self.open_article(first)
        else:
            self.show_words()
        self.focus_pane("pane" if self._first else "sidebar")
        self.set_interval(CLOCK_SECONDS, self.show_status)
        self.set_interval(LOOK_SECONDS, self.look_around)

    _just_done = ""
    """What was decided last, until the cursor moves on by itself."""

    def restyle(self) -> None:
        """Give the labels their colours under the theme."""
        colours = self.app.label_colours()
        labels = self.desk.library.schema.labels
        self.reading_pane.set_colours(colours, (label.name for label in labels if label.faint))
        self.query_one(Legend).show(labels, colours)
        self.show_inspector()

    def look_around(self) -> None:
        """Take up what others decided here and what was changed in the schema; keep the place.

        A worker that has nothing to do is given something.
        """
        self.remember_place()
        self.app.save_state()
        schema, errors = self.desk.library.schema, self.desk.library.schema_errors
        if schema is not self._schema:
            self._schema = schema
            self.restyle()
            if self.desk.take_up_searches():
                self.show_list()
            self.show_searches()
        if errors != self._schema_errors:
            self._schema_errors = errors
            for error in errors[:MOST_TOLD]:
                self.app.tell(error)
        if self.desk.take_up() and self.desk.reading is not None:
            self.sidebar.articles.refresh_row(self.desk.reading.article.id)
            self.show_reading()
            if self.desk.reading.problem is not None:
                self.app.tell(self.desk.reading.problem)
        try:
            if self.desk.library.cache_was_lost():
                self.app.bring_up_to_date()
        except NewsbrowseError as error:
            self.app.tell(error)
        self.analyse_on()

    def analyse_on(self) -> None:
        """Have the worker analyse more while it is idle."""
        self.run_worker(self._analyse_on(), group="analysis", exit_on_error=False)

    async def _analyse_on(self) -> None:
        try:
            await self.app.analysis.go_on()
        except NewsbrowseError as error:
            self.app.tell(error)

    def show_list(self) -> None:
        """Show the list as the desk has it."""
        self.sidebar.articles.set_listing(self.desk.view)
        if self.desk.open_id is not None and not self.desk.filter:
            self.sidebar.articles.select(self.desk.open_id)
        self.sidebar.show_heading(self.desk.view, self.desk.search.name if self.desk.search else "")
        self.show_searches()
        if self.desk.reading is None:
            self.show_words()
        self.show_status()

    def show_searches(self) -> None:
        """Show the searches that the library keeps, over the list."""
        names = [search.name for search in self.desk.library.schema.searches]
        chosen = self.desk.search.name if self.desk.search else ""
        self.sidebar.searches.show(names, chosen, key_shown("sidebar.searches", self.app.keys))

    def open_article(self, article_id: str) -> None:
        """Open an article at the place where it was left; an error is told and nothing changes."""
        self.remember_place()
        try:
            reading = self.desk.open(article_id)
        except NewsbrowseError as error:
            self.app.tell(error)
            return
        self.leave_off()
        self.query_one("#pane-words").display = False
        self.reading_pane.display = True
        self.reading_pane.show(reading.document, self.app.state.position(article_id))
        self.app.state.set_article(self.desk.library.path, article_id)
        self.sidebar.articles.opened = article_id
        self.sidebar.articles.select(article_id)
        self.show_reading()
        if reading.problem is not None:
            self.app.tell(reading.problem)
        self.call_after_refresh(self._after_opening, article_id)

    def _after_opening(self, article_id: str) -> None:
        """What can wait until the article is on the screen."""
        reading = self.desk.reading
        if reading is None or reading.article.id != article_id:
            return
        try:
            self.app.analysis.names_changed()
            if not reading.analysed or self.app.analysis.outdated(reading.article):
                self.app.analysis.ask(reading.article, urgent=True)
            if self.desk.mark_open():
                self.sidebar.articles.refresh_row(article_id)
                self.show_status()
            self.app.analysis.ask_about(self.desk.coming())
        except NewsbrowseError as error:
            self.app.tell(error)

    def show_reading(self) -> None:
        """Draw the open article's heading and marks; say in the other places how it stands."""
        if self.desk.reading is not None:
            self.reading_pane.set_heading(self.desk.reading.document)
            self.reading_pane.set_marks(self.desk.reading.marks)
            self.show_inspector()
            self.show_status()
            self.show_hints()

    def show_inspector(self) -> None:
        """Fill the chosen tab of the inspector when the text is painted; it need not hold up keys.

        However often it is asked for until then, it is done once.
        """
        if not self._inspector_due:
            self._inspector_due = True
            self.call_after_refresh(self.fill_inspector)

    def fill_inspector(self) -> None:
        """Fill the chosen tab of the inspector now, if it can be seen."""
        self._inspector_due = False
        reading = self.desk.reading
        if reading is not None and self.inspector.display:
            self.inspector.show(self._inspector_lines(reading))

    def arrange_panes(self) -> None:
        """Fill the inspector when it comes into view."""
        hidden = not self.inspector.display
        super().arrange_panes()
        if hidden and self.inspector.display:
            self.show_inspector()

    def _inspector_lines(self, reading: OpenArticle) -> list[Line]:
        match self.inspector.tab:
            case "Relations":
                return self._relation_lines.of(reading)
            case "Notes":
                return note_lines(reading)
            case "About":
                row = self.desk.library.catalogue.row(reading.article.id)
                return about_lines(reading, row.words if row else 0)
        schema, colours = self.desk.library.schema, self.app.label_colours()
        faint = self.reading_pane.numbers_shown
        return self._entity_lines.of(reading, schema, colours, faint=faint)

    @property
    def footer_place(self) -> str:
        """Hints are others where the list is grouped, and where nothing is pending any more."""
        place, reading = super().footer_place, self.desk.reading
        if place == "pane" and reading is not None and reading.analysed and not reading.pending:
            return "decided"
        return "groups" if place == "sidebar" and self.desk.group else place

    def show_status(self) -> None:
        """Say how things stand."""
        self.query_one(StatusLine).show(self._place, self.status_facts())

    def status_facts(self) -> list[tuple[int, str]]:
        """How things stand: facts with their weights, as `StatusLine` shows them."""
        return status_facts(self.desk, self.app.analysis.state)

    @property
    def _place(self) -> str:
        return f"newsbrowse · {self.desk.library.name}"

    def say(self, done: str, under: str = "") -> None:
        """Say in the status line what was just done, and what is under the cursor."""
        self.query_one(StatusLine).say(done, under)

    def say_what(self, target: Target | None) -> None:
        """Say in the status line what is under the cursor, behind what led there."""
        under = ""
        if target is not None and self.desk.reading is not None:
            under = target_words(self.desk.reading, target, self.reading_pane.cursor[0])
        self.say(self._just_done, under)

    def show_words(self) -> None:
        """Say in the reading pane what to do while no article is open."""
        self.reading_pane.display = False
        words = self.query_one("#pane-words", Static)
        words.update(Content(pane_words(self.desk)))
        words.display = True

    def remember_place(self) -> None:
        """Keep the place in the open article for the next time."""
        state, article = self.app.state, self.desk.open_id
        place = self.reading_pane.cursor[0]
        if article is not None and state.position(article) != place:
            state.set_position(article, place)

    def suggestions_ready(self, article_id: str, error: str = "") -> None:
        """Show suggestions that have just come, or why there are none."""
        if error:
            self.notify(f"Article {article_id} was not analysed: {error}", markup=False)
            return
        self.sidebar.articles.refresh_row(article_id)
        if article_id != self.desk.open_id:
            self.show_status()
            return
        try:
            self.desk.reopen()
        except NewsbrowseError as error_there:  # somebody has removed it meanwhile
            self.app.tell(error_there)
        else:
            self.show_reading()

    def worker_changed(self, state: str) -> None:
        """Tell how the worker is, with words when there will be no more suggestions."""
        if state == "down":
            self.notify(WORKER_DOWN.format(log=self.app.log_path), markup=False, timeout=12)
        elif state == "missing":
            self.notify(WORKER_MISSING, markup=False, timeout=12)
        self.show_status()

    def on_article_list_opened(self, event: ArticleList.Opened) -> None:
        """Open the chosen article and read on there."""
        self.open_article(event.id)
        self.focus_pane("pane")

    def on_inspector_opened(self, event: Inspector.Opened) -> None:
        """Go to the next place of the entity in the text."""
        if isinstance(event.value, EntityRow):
            here = self.reading_pane.cursor[0]
            starts = [start for start, _ in event.value.spans]
            self.reading_pane.move_to(next((s for s in starts if s > here), starts[0]))
            self.focus_pane("pane")

    def on_inspector_tab_chosen(self) -> None:
        """Fill the tab that was chosen."""
        self.fill_inspector()
