"""Main view: what the controllers ask of the main screen, done with its widgets."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Literal, TypeVar

from textual.content import Content
from textual.widgets import Static

from newsbrowse.annotating.modes import Asking, Modes, Reading
from newsbrowse.annotating.view import TYPING_HINTS
from newsbrowse.layout.arrange import (
    INSPECTOR_LEAST,
    SIDEBAR_LEAST,
    TWO_FROM,
    Wish,
    arrange,
    side_width,
)
from newsbrowse.settings.keymap import key_shown
from newsbrowse.widgets.article_list.sidebar import Sidebar
from newsbrowse.widgets.bars import Hints, Legend, LinkBar, StatusLine, hints_for
from newsbrowse.widgets.inspector.inspector import Inspector
from newsbrowse.widgets.inspector.inspector_lines import (
    EntityLines,
    RelationLines,
    about_lines,
    note_lines,
)
from newsbrowse.widgets.prompt import Prompt
from newsbrowse.widgets.reading_pane.reading_pane import ReadingPane
from newsbrowse.workspace.rows import EntityRow
from newsbrowse.workspace.wording import decision_words, pane_words, status_facts
from newsbrowse_store.errors import NewsbrowseError
from newsbrowse_store.values import replace

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from textual.screen import Screen
    from textual.widget import Widget

    from newsbrowse.annotating.view import Hints as HintPairs
    from newsbrowse.annotating.view import HintsFor, Option, Options, Searched, Severity
    from newsbrowse.layout.arrange import Pane
    from newsbrowse.screens.host import Host
    from newsbrowse.screens.version_screen import Carry
    from newsbrowse.widgets.line_list import Line
    from newsbrowse.workspace.open_article import OpenArticle
    from newsbrowse.workspace.version_chain import ArticleVersion
    from newsbrowse.workspace.wording import DraftEnds
    from newsbrowse.workspace.workspace import Workspace
    from newsbrowse_ingest.outcome import Outcome
    from newsbrowse_store.decisions.session import Decided, Target
    from newsbrowse_store.library import Library

    Facts = Callable[[], list[tuple[int, str]]]

_W = TypeVar("_W", bound="Widget")
_Value = TypeVar("_Value")


WIDENING = 4
"""Columns that one key gives a side pane or takes."""


class MainView:
    """The `View` of `screen`, on `workspace`, with the stack of modes that it is in.

    `facts` tell the status line how things stand, the weightiest first; each may give several, with
    their weights.
    """

    def __init__(self, screen: Screen[None], host: Host, workspace: Workspace) -> None:
        self._screen, self._host, self._workspace = screen, host, workspace
        self.reading = Reading(workspace, self)
        self.modes = Modes(self.reading)
        self.wish = Wish()
        self.pane_name: Pane = "sidebar"
        self.facts: list[Facts] = [lambda: status_facts(workspace, host.live_suggestions.state)]
        self.left = False
        """Whether the app is being left, so that nobody is there any more to be told."""
        self._inspector_due = False
        self._entity_lines, self._relation_lines = EntityLines(), RelationLines()

    # the widgets

    def _one(self, kind: type[_W]) -> _W:
        return self._screen.query_one(kind)

    @property
    def text(self) -> ReadingPane:
        """The reading pane."""
        return self._one(ReadingPane)

    @property
    def sidebar(self) -> Sidebar:
        """The left pane."""
        return self._one(Sidebar)

    @property
    def inspector(self) -> Inspector:
        """The right pane."""
        return self._one(Inspector)

    @property
    def prompt(self) -> Prompt:
        """The line to type in under the text."""
        return self._screen.query_one("#prompt", Prompt)

    @property
    def row(self) -> object:
        """What the row of the inspector stands for that the cursor is on."""
        return self.inspector.lines.value

    @property
    def keys(self) -> Mapping[str, str]:
        """The user's own keys by the ids of actions."""
        return self._host.keys

    @property
    def colours(self) -> Mapping[str, str]:
        """The colours of the labels."""
        return self._host.label_colours()

    @property
    def covered(self) -> bool:
        """Whether another screen lies over it."""
        return self._host.screen is not self._screen

    # what is said

    def say(self, done: str, under: str = "") -> None:
        """Say in the status line what was done, and what is under the cursor."""
        self._one(StatusLine).say(done, under)

    def inform(self, words: str, severity: Severity = "information", timeout: float = 0) -> None:
        """Show a message for a while, in seconds; 0 is as long as most."""
        self._screen.notify(words, severity=severity, timeout=timeout or None, markup=False)

    def tell(self, error: NewsbrowseError) -> None:
        """Show what failed, why, and what to do."""
        self._host.tell(error)

    # what is asked

    def ask(
        self,
        label: str,
        then: Callable[[str], None],
        *,
        value: str = "",
        placeholder: str = "",
        completions: Sequence[str] = (),
        changed: Callable[[str], None] | None = None,
        hints: HintPairs | HintsFor = TYPING_HINTS,
    ) -> None:
        """Ask for one line under the text and call `then` with it; `changed` at every letter.

        `escape` ends it without a call.
        """
        self.modes.enter(Asking(self, then, changed, self.pane_name, hints, value))
        if self.pane_name == "sidebar":  # where one pane is shown at a time, it is the text's
            self.pane_name = "pane"
            self.arrange_panes()
        self.prompt.ask("ask", label, value, placeholder, completions)
        self.show_hints()

    def line_typed(self, words: str) -> None:
        """Pass on what is being typed."""
        asking = self.modes.asking
        if asking is not None:
            asking.words = words
            if asking.changed is not None:
                asking.changed(words)
            if callable(asking.hints):
                self.show_hints()

    @property
    def typed(self) -> str:
        """What is typed so far in the line that is asked for."""
        return self.prompt.value

    def taken(self, words: str) -> None:
        """Pass on what was typed."""
        asking = self.modes.asking
        if asking is not None:
            self.modes.leave(asking)
            asking.then(words.strip())

    def close_prompt(self) -> None:
        """Take the line away."""
        self.prompt.close()

    def ask_filter(self, value: str) -> None:
        """Ask for the words to filter the list by."""
        self.sidebar.filter.ask("filter", "/", value, "headline, source or tag")

    def close_filter(self) -> None:
        """Take that line away."""
        self.sidebar.filter.close()

    def pick(
        self,
        title: str,
        options: Options[_Value],
        then: Callable[[_Value], None],
        *,
        otherwise: Callable[[], None] | None = None,
        first: int = 0,
        typed: str = "",
    ) -> None:
        """Let one of the options be chosen and call `then` with its value."""
        from newsbrowse.screens.picker import Picker  # not needed to start

        def picked(chosen: Option[_Value] | None) -> None:
            if chosen is not None:
                then(chosen.value)
            elif otherwise is not None:
                otherwise()

        self._host.push_screen(Picker(title, options, first, typed), picked)

    def search_library(
        self, library: Library, before: Searched | None, then: Callable[[Searched | None], None]
    ) -> None:
        """Lay the search of the library over everything else."""
        from newsbrowse.screens.search import SearchScreen  # not needed to start

        self._host.push_screen(SearchScreen(library, before), then)

    def show_failures(self, failed: Sequence[Outcome]) -> None:
        """Lay what could not be added over everything else."""
        from newsbrowse.screens.failures import FailuresScreen  # not needed to start

        self._host.push_screen(FailuresScreen(failed))

    def show_versions(
        self,
        chain: Sequence[ArticleVersion],
        shown: str,
        carry: Carry,
        then: Callable[[str], None],
    ) -> None:
        """Lay the versions of an article over everything else."""
        from newsbrowse.screens.version_screen import VersionsScreen  # not needed to start

        def chosen(id_: str | None) -> None:
            if id_ is not None:
                then(id_)

        self._host.push_screen(VersionsScreen(chain, shown, carry), chosen)

    def show_help(self) -> None:
        """Lay all keys over the screen, those of the pane first."""
        from newsbrowse.screens.help import HelpScreen  # not needed to start

        self._host.push_screen(HelpScreen(self.pane_name, self._host.keys))

    def show_palette(self) -> None:
        """Offer every action by its name."""
        from textual.command import CommandPalette  # not needed to start

        from newsbrowse.screens.help import ActionProvider

        self._host.clear_notifications()
        self._host.push_screen(CommandPalette([ActionProvider], placeholder="Find an action…"))

    # panes

    def targets(self) -> dict[Pane, Widget]:
        """What has the focus when a pane has."""
        return {
            "sidebar": self.sidebar.articles,
            "pane": self.text,
            "inspector": self.inspector.lines,
        }

    def _roots(self) -> dict[Pane, Widget]:
        column = self._screen.query_one("#column")
        return {"sidebar": self.sidebar, "pane": column, "inspector": self.inspector}

    def focus_pane(self, name: Pane) -> None:
        """Bring a pane to the front and the keys to it."""
        self.pane_name = name
        self.arrange_panes()
        self._screen.set_focus(self.targets()[name])

    def focus_came(self, widget: Widget) -> None:
        """Note which pane has the focus, however it came there."""
        roots = {root: name for name, root in self._roots().items()}
        found = (roots[node] for node in widget.ancestors_with_self if node in roots)
        pane: Pane = next(found, "pane")
        if pane != self.pane_name:
            self.pane_name = pane
            self.arrange_panes()
        self.show_hints()

    def show_or_hide(self, pane: Literal["sidebar", "inspector"]) -> None:
        """Show or hide a side pane."""
        shown = not self._roots()[pane].display
        if pane == "sidebar":
            self.wish = replace(self.wish, sidebar=shown, alone=False)
        else:
            self.wish = replace(self.wish, inspector=shown, alone=False)
        if shown:
            self.focus_pane(pane)
        elif self._workspace.reading is not None:
            self.focus_pane("pane")
        else:
            self.arrange_panes()

    def show_text_alone(self) -> None:
        """The reading pane alone, and back."""
        if self._workspace.reading is not None:
            self.wish = replace(self.wish, alone=not self.wish.alone)
            self.focus_pane("pane")

    def widen(self, by: int) -> None:
        """Give the side pane with the focus, else the sidebar, more columns, or take some."""
        pane: Pane = "inspector" if self.pane_name == "inspector" else "sidebar"
        wished = self._roots()[pane].outer_size.width + by
        width = side_width(self._host.size.width, wished, SIDEBAR_LEAST)
        if pane == "inspector":
            self.wish = replace(self.wish, inspector_width=width)
        else:
            self.wish = replace(self.wish, sidebar_width=width)
        self._host.state.set_width(pane, width)
        self.arrange_panes()

    def arrange_panes(self) -> None:
        """Show the panes that fit, as wide as they should be; fill the inspector that comes."""
        width, hidden = self._host.size.width, not self.inspector.display
        shown = arrange(width, self.wish, self.pane_name)
        for name, root in self._roots().items():
            root.display = name in shown
        single = width < TWO_FROM
        left = side_width(width, self.wish.sidebar_width, SIDEBAR_LEAST)
        right = side_width(width, self.wish.inspector_width, INSPECTOR_LEAST)
        self.sidebar.styles.width = "1fr" if single else left
        self.inspector.styles.width = "1fr" if single else right
        self._screen.set_class(single, "-single")
        if hidden and self.inspector.display:
            self.show_inspector()
        self.sidebar.searches.fit()

    # what is shown

    def show_decided(self, decided: Decided) -> None:
        """Draw what a decision changed, and say it."""
        if self._workspace.open_id is not None:
            self.sidebar.articles.refresh_row(self._workspace.open_id)
        self.say(decision_words(decided))
        self.show_reading()

    def show_reading(self) -> None:
        """Draw the open article's heading and marks; say in the other places how it stands."""
        reading = self._workspace.reading
        if reading is not None:
            self.text.set_heading(reading.document)
            self.text.set_marks(reading.marks)
            self.show_inspector()
            self.show_status()
            self.show_hints()

    def show_list(self, at: str | None = None) -> None:
        """Show the list as the workspace has it, its cursor on `at`, else on the open article."""
        workspace = self._workspace
        self.sidebar.articles.set_listing(workspace.view)
        if workspace.open_id is not None and not workspace.filter:
            self.sidebar.articles.select(workspace.open_id)
        if at is not None:
            self.sidebar.articles.select(at)
        name = workspace.search.name if workspace.search else ""
        self.sidebar.show_heading(workspace.view, name)
        self.show_searches()
        if workspace.reading is None:
            self.show_words()
        self.show_status()

    def show_listed(self) -> None:
        """Draw the list anew; its cursor stays."""
        self.sidebar.articles.set_listing(self._workspace.view)
        self.sidebar.show_heading(self._workspace.view)

    @property
    def listed_id(self) -> str | None:
        """The article under the cursor of the list."""
        return self.sidebar.articles.selected

    def show_marked(self, ids: frozenset[str]) -> None:
        """Draw the marks of the list."""
        self.sidebar.articles.marked = ids

    def list_down(self) -> None:
        """Go down in the list."""
        self.sidebar.articles.action_down()

    def show_searches(self) -> None:
        """Show the searches that the library keeps, over the list."""
        names = [search.name for search in self._workspace.library.schema.searches]
        chosen = self._workspace.search.name if self._workspace.search else ""
        self.sidebar.searches.show(names, chosen, key_shown("sidebar.searches", self.keys))

    def remember_sort(self) -> None:
        """Keep the order of the list for the next time."""
        self._host.state.set_sort(self._workspace.library.path, self._workspace.sort)

    def remember_group(self) -> None:
        """Keep the groups of the list for the next time."""
        self._host.state.set_group(self._workspace.library.path, self._workspace.group)

    def restyle(self) -> None:
        """Give the labels their colours under the theme."""
        labels, colours = self._workspace.library.schema.labels, self._host.label_colours()
        self.text.set_colours(colours, (label.name for label in labels if label.faint))
        self._one(Legend).show(labels, colours)
        self.show_inspector()

    def show_inspector(self) -> None:
        """Fill the chosen tab of the inspector when the text is painted; it need not hold up keys.

        However often it is asked for until then, it is done once.
        """
        if not self._inspector_due:
            self._inspector_due = True
            self._screen.call_after_refresh(self.fill_inspector)

    def fill_inspector(self) -> None:
        """Fill the chosen tab of the inspector now, if it can be seen."""
        self._inspector_due = False
        reading = self._workspace.reading
        if reading is not None and self.inspector.display:
            self.inspector.lines.set_lines(self._inspector_lines(reading))

    def _inspector_lines(self, reading: OpenArticle) -> list[Line]:
        library = self._workspace.library
        match self.inspector.tab:
            case "Relations":
                return self._relation_lines.of(reading)
            case "Notes":
                return note_lines(reading)
            case "About":
                row = library.catalogue.row(reading.article.id)
                return about_lines(reading, row.words if row else 0)
        faint = self.text.numbers_shown
        return self._entity_lines.of(
            reading, library.schema, self._host.label_colours(), faint=faint
        )

    def show_entity(self, target: Target) -> None:
        """Bring the inspector to an entity."""
        self.inspector.tab = "Entities"
        self.focus_pane("inspector")
        self.fill_inspector()
        for line in self.inspector.lines.lines:
            if isinstance(line.value, EntityRow) and target in line.value.members.at(target.start):
                self.inspector.lines.set_lines(self.inspector.lines.lines, line.value)
                return

    def show_status(self) -> None:
        """Say how things stand."""
        place = f"newsbrowse · {self._workspace.library.name}"
        facts = [fact for each in reversed(self.facts) for fact in each()]
        self._one(StatusLine).show(place, facts)

    def show_hints(self) -> None:
        """Offer the keys that help where one is."""
        footer = self.modes.footer()
        hints = hints_for(footer, self._host.keys) if isinstance(footer, str) else footer
        self._one(Hints).show(hints)

    def show_words(self, words: str = "") -> None:
        """Say in the place of the text what to do, or these words, while no article is open."""
        place = self._screen.query_one("#pane-words", Static)
        place.update(Content(words or pane_words(self._workspace)))
        if not words:
            self.text.display = False
            place.display = True

    def show_draft(self, ends: DraftEnds | None) -> None:
        """Draw the relation in the making, or none."""
        self._one(LinkBar).show(ends)

    # articles

    def open_article(self, article_id: str) -> None:
        """Open an article at the place where it was left; an error is told and nothing changes."""
        self.remember_place()
        try:
            reading = self._workspace.open(article_id)
        except NewsbrowseError as error:
            self.tell(error)
            return
        self.modes.leave_off()
        state = self._host.state
        self._screen.query_one("#pane-words").display = False
        self.text.display = True
        self.text.show(reading.document, state.position(article_id))
        state.set_article(self._workspace.library.path, article_id)
        self.sidebar.articles.opened = article_id
        self.sidebar.articles.select(article_id)
        self.show_reading()
        if reading.problem is not None:
            self.tell(reading.problem)
        self._screen.call_after_refresh(self._after_opening, article_id)

    def _after_opening(self, article_id: str) -> None:
        """What can wait until the article is on the screen."""
        reading, live = self._workspace.reading, self._host.live_suggestions
        if reading is None or reading.article.id != article_id:
            return
        try:
            live.names_changed()
            if not reading.analysed or live.outdated(reading.article):
                live.ask(reading.article, urgent=True)
            if self._workspace.mark_open():
                self.sidebar.articles.refresh_row(article_id)
                self.show_status()
            live.ask_about(self._workspace.coming())
        except NewsbrowseError as error:
            self.tell(error)

    def remember_place(self) -> None:
        """Keep the place in the open article for the next time."""
        state, article = self._host.state, self._workspace.open_id
        place = self.text.cursor[0]
        if article is not None and state.position(article) != place:
            state.set_position(article, place)

    # what goes on

    def copy(self, text: str) -> None:
        """Put words on the clipboard."""
        self._host.copy_to_clipboard(text)

    def browse(self, address: str) -> None:
        """Open an address in the browser."""
        import webbrowser  # not needed to start

        webbrowser.open(address)

    def in_thread(self, work: Callable[[], None], then: Callable[[], None]) -> None:
        """Do work in a thread and `then` in the loop, unless the app has been left by then."""
        self._screen.run_worker(partial(self._work, work, then), thread=True, group="add")

    def _work(self, work: Callable[[], None], then: Callable[[], None]) -> None:
        work()
        if not self.left:
            self._host.call_from_thread(then)

    def every(self, seconds: float, look: Callable[[], None]) -> Callable[[], None]:
        """Call again and again; what is returned ends it."""
        return self._screen.set_interval(seconds, look).stop
