"""Main screen: status line, three panes and footer, composed; keys go to the controllers."""

from __future__ import annotations

from functools import partial
from inspect import isawaitable
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.containers import Horizontal, Vertical
from textual.screen import Screen
from textual.widgets import Static

from newsbrowse.actions import bindings
from newsbrowse.annotating.adding import Adding
from newsbrowse.annotating.deciding import Deciding
from newsbrowse.annotating.finding import Finding
from newsbrowse.annotating.many_articles import ManyArticles
from newsbrowse.annotating.marking import Marking
from newsbrowse.annotating.navigating import Navigating
from newsbrowse.annotating.relating import Relating
from newsbrowse.annotating.tags_and_notes import TagsAndNotes
from newsbrowse.layout.arrange import Wish
from newsbrowse.screens.main_view import WIDENING, MainView
from newsbrowse.widgets.article_list.sidebar import Sidebar
from newsbrowse.widgets.bars import ALL_LABELS, Hints, Legend, LinkBar, StatusLine
from newsbrowse.widgets.inspector.inspector import Inspector
from newsbrowse.widgets.prompt import Prompt
from newsbrowse.widgets.reading_pane.reading_pane import ReadingPane
from newsbrowse.workspace.wording import WORKER_DOWN, WORKER_MISSING
from newsbrowse_store.errors import NewsbrowseError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from textual import events
    from textual.app import ComposeResult
    from textual.binding import BindingType
    from textual.widget import Widget

    from newsbrowse.actions import Action
    from newsbrowse.screens.host import Host
    from newsbrowse.widgets.article_list.article_list import ArticleList
    from newsbrowse.widgets.article_list.sidebar import SavedSearches
    from newsbrowse.workspace.workspace import Workspace
    from newsbrowse_store.errors import SchemaError

CLOCK_SECONDS = 20.0
MOST_TOLD = 3
"""Errors of the schema shown at once; the rest follows when these are mended."""
LOOK_SECONDS = 2.0
"""How often to look whether another window or program has changed what is shown."""


class MainScreen(Screen[None]):
    """Shows a workspace, opening the article `first`, else the first of the list."""

    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("everywhere")]
    DEFAULT_CSS = """
    MainScreen > #panes { height: 1fr; }
    MainScreen #column { width: 1fr; height: 1fr; }
    MainScreen ReadingPane { height: 1fr; }
    MainScreen #pane-words { display: none; padding: 2 4; height: 1fr; color: $foreground 70%; }
    MainScreen Sidebar { border-right: vkey $foreground 15%; }
    MainScreen Inspector { border-left: vkey $foreground 15%; padding-left: 1; }
    MainScreen.-single Sidebar, MainScreen.-single Inspector { border: none; }
    """

    app: Host

    def __init__(self, host: Host, workspace: Workspace, first: str | None) -> None:
        super().__init__()
        self._host, self._workspace, self._first = host, workspace, first
        self._schema = workspace.library.schema
        self._schema_errors: tuple[SchemaError, ...] = ()
        self.view = MainView(self, host, workspace)
        modes, view = self.view.modes, self.view
        self._deciding = Deciding(workspace, view)
        self._marking = Marking(self._deciding)
        self._relating = Relating(self._deciding, modes)
        self._tags_and_notes = TagsAndNotes(self._deciding, self._marking)
        self._finding = Finding(workspace, view, modes)
        self.adding = Adding(workspace, view, modes)
        self._many = ManyArticles(self._deciding, modes)
        self.navigating = Navigating(self._deciding)
        view.facts += [self.adding.facts, self._many.facts]
        view.reading.clear_filter = self._finding.clear_filter
        view.reading.clear_search = lambda: self._finding.list_search("")
        self.handlers = registry_of(
            self._marking.handlers(),
            self._relating.handlers(),
            self._tags_and_notes.handlers(),
            self._finding.handlers(),
            self.adding.handlers(),
            self._many.handlers(),
            self.navigating.handlers(),
            {
                "everywhere.back": modes.escape,
                "everywhere.sidebar": partial(view.show_or_hide, "sidebar"),
                "everywhere.inspector": partial(view.show_or_hide, "inspector"),
                "everywhere.zen": view.show_text_alone,
                "everywhere.wider": partial(view.widen, WIDENING),
                "everywhere.narrower": partial(view.widen, -WIDENING),
                "everywhere.theme": host.next_theme,
                "everywhere.help": view.show_help,
                "everywhere.palette": view.show_palette,
                "everywhere.quit": host.action_quit,
            },
        )

    def compose(self) -> ComposeResult:
        """Status line, three panes, footer."""
        yield StatusLine()
        with Horizontal(id="panes"):
            yield Sidebar(id="sidebar")
            with Vertical(id="column"):
                yield ReadingPane(id="pane")
                yield Static(id="pane-words", markup=False)
                yield LinkBar()
                yield Legend()
                yield Prompt(id="prompt")
            yield Inspector(id="inspector")
        yield Hints()

    # actions

    async def action_run(self, id_: str) -> None:
        """Do an action of the registry: the one way from a key to a controller."""
        done = (self.view.modes.handler(id_) or self.handlers[id_])()
        if isawaitable(done):
            await done

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Refuse what must wait in the mode that the screen is in, and say why."""
        if action == "run" and (said := self.view.modes.refusal(str(parameters[0]), self.app.keys)):
            self.view.inform(said)
            return False
        return super().check_action(action, parameters)

    async def run_named(self, action: Action) -> None:
        """Do what the palette offers, in the pane it belongs to."""
        target: Widget = self
        if action.context != "everywhere":
            self.view.focus_pane(action.context)
            if not action.handled:
                inspector = action.context == "inspector"
                target = self.view.inspector if inspector else self.view.targets()[action.context]
        await self.app.run_action(action.call, target)

    # what comes in the course of time

    def on_mount(self) -> None:
        """Fill the panes and open the first article."""
        state = self.app.state
        self.view.wish = Wish(
            sidebar_width=state.width("sidebar", 0), inspector_width=state.width("inspector", 0)
        )
        self.view.restyle()
        self.view.show_list()
        first = self._first or self._workspace.view.beside(None, 1)
        if first is not None:
            self.view.open_article(first)
        else:
            self.view.show_words()
        self.view.focus_pane("pane" if self._first else "sidebar")
        self.set_interval(CLOCK_SECONDS, self.view.show_status)
        self.set_interval(LOOK_SECONDS, self.look_around)

    def on_unmount(self) -> None:
        """Leave without waiting for what is being added."""
        self.view.left = True
        self._many.leave()
        self.adding.leave()

    def look_around(self) -> None:
        """Take up what others decided here and what was changed in the schema; keep the place.

        A worker that has nothing to do is given something.
        """
        workspace, view = self._workspace, self.view
        view.remember_place()
        self.app.save_state()
        schema, errors = workspace.library.schema, workspace.library.schema_errors
        if schema is not self._schema:
            self._schema = schema
            view.restyle()
            if workspace.take_up_searches():
                view.show_list()
            view.show_searches()
        if errors != self._schema_errors:
            self._schema_errors = errors
            for error in errors[:MOST_TOLD]:
                view.tell(error)
        if workspace.take_up() and workspace.reading is not None:
            self.view.sidebar.articles.refresh_row(workspace.reading.article.id)
            view.show_reading()
            if workspace.reading.problem is not None:
                view.tell(workspace.reading.problem)
        try:
            if workspace.library.cache_was_lost():
                self.app.bring_up_to_date()
        except NewsbrowseError as error:
            view.tell(error)
        if not self.adding.additions:  # the keys need some of the processor, too
            self.run_worker(self._analyse_on(), group="analysis", exit_on_error=False)

    async def _analyse_on(self) -> None:
        """Have the worker analyse more while it is idle."""
        try:
            await self.app.live_suggestions.go_on()
        except NewsbrowseError as error:
            self.view.tell(error)

    def suggestions_ready(self, article_id: str, error: str = "") -> None:
        """Show suggestions that have just come, or why there are none."""
        if error:
            self.view.inform(f"Article {article_id} was not analysed: {error}")
            return
        self.view.sidebar.articles.refresh_row(article_id)
        if article_id != self._workspace.open_id:
            self.view.show_status()
            return
        try:
            self._workspace.reopen()
        except NewsbrowseError as error_there:  # somebody has removed it meanwhile
            self.view.tell(error_there)
        else:
            self.view.show_reading()

    def worker_changed(self, state: str) -> None:
        """Tell how the worker is, with words when there will be no more suggestions."""
        if state == "down":
            self.view.inform(WORKER_DOWN.format(log=self.app.log_path), timeout=12)
        elif state == "missing":
            self.view.inform(WORKER_MISSING, timeout=12)
        self.view.show_status()

    # messages

    def on_resize(self) -> None:
        """Arrange the panes for the new width."""
        self.view.arrange_panes()

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Note which pane has the focus."""
        self.view.focus_came(event.widget)

    def on_prompt_changed(self, event: Prompt.Changed) -> None:
        """Pass on what is being typed to whoever asked."""
        if event.purpose == "filter":
            self._finding.filter_typed(event.value)
        elif event.purpose == "ask":
            self.view.line_typed(event.value)

    def on_prompt_submitted(self, event: Prompt.Submitted) -> None:
        """Pass on what was typed."""
        if event.purpose == "filter":
            self._finding.filter_taken()
        elif event.purpose == "ask":
            self.view.taken(event.value)

    @on(ReadingPane.CursorMoved)
    def _cursor_moved(self, event: ReadingPane.CursorMoved) -> None:
        self._relating.cursor_moved(event.mark)
        self._deciding.cursor_moved(event.mark)

    @on(ReadingPane.Selected)
    def _selected(self) -> None:
        self._relating.selected()

    @on(ReadingPane.MarkClicked)
    def _mark_clicked(self) -> None:
        self._relating.clicked()

    def on_legend_picked(self, event: Legend.Picked) -> None:
        """Give the label that was clicked in the legend, or show all."""
        if not self.check_action("run", ("pane.pick_label",)):
            return
        if event.key == ALL_LABELS:
            self._marking.pick_label()
        else:
            self._marking.label(event.key)

    def on_article_list_opened(self, event: ArticleList.Opened) -> None:
        """Open the chosen article and read on there."""
        self.view.open_article(event.id)
        self.view.focus_pane("pane")

    def on_saved_searches_chosen(self, event: SavedSearches.Chosen) -> None:
        """List what was clicked."""
        if event.name is None:
            self._finding.choose()
        else:
            self._finding.list_search(event.name)

    def on_inspector_opened(self, event: Inspector.Opened) -> None:
        """Go to the place in the text that the row is about."""
        self._tags_and_notes.open_row(event.value)

    def on_inspector_tab_chosen(self) -> None:
        """Fill the tab that was chosen."""
        self.view.fill_inspector()


def registry_of(*parts: Mapping[str, Callable[[], object]]) -> dict[str, Callable[[], object]]:
    """Return the handlers of all controllers by the ids of actions.

    Raises `ValueError` when two have one for the same.
    """
    handlers: dict[str, Callable[[], object]] = {}
    for part in parts:
        if twice := handlers.keys() & part.keys():
            raise ValueError(f"handled twice: {', '.join(sorted(twice))}")
        handlers |= part
    return handlers
