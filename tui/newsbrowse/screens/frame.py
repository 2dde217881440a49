"""The frame of the main screen: three panes between status line and footer, and the focus."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from textual.containers import Horizontal, Vertical
from textual.screen import Screen
from textual.widgets import Static

from newsbrowse.layout.arrange import (
    INSPECTOR_LEAST,
    SIDEBAR_LEAST,
    TWO_FROM,
    Wish,
    arrange,
    side_width,
)
from newsbrowse.widgets.article_list.sidebar import Sidebar
from newsbrowse.widgets.footer import Hints, hints_for
from newsbrowse.widgets.inspector.inspector import Inspector
from newsbrowse.widgets.legend import Legend
from newsbrowse.widgets.link_bar import LinkBar
from newsbrowse.widgets.prompt import Prompt
from newsbrowse.widgets.reading_pane.reading_pane import ReadingPane
from newsbrowse.widgets.status_bar import StatusLine

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from textual import events
    from textual.app import ComposeResult
    from textual.widget import Widget

    from newsbrowse.actions import Action
    from newsbrowse.app import NewsbrowseApp
    from newsbrowse.layout.arrange import Pane


TYPING_HINTS = (("enter", "take it"), ("esc", "leave it"))


@dataclass(frozen=True, slots=True)
class Asking:
    """What is done with the words typed at the foot of the text, and where the focus goes then.

    `hints` are the keys that help meanwhile.
    """

    then: Callable[[str], None]
    changed: Callable[[str], None] | None
    back: Pane
    hints: Sequence[tuple[str, str]]


class Frame(Screen[None]):
    """Arranges the panes for the width and the reader's wish, and keeps track of the focus."""

    AUTO_FOCUS = ""
    DEFAULT_CSS = """
    Frame > #panes { height: 1fr; }
    Frame #column { width: 1fr; height: 1fr; }
    Frame ReadingPane { height: 1fr; }
    Frame #pane-words { display: none; padding: 2 4; height: 1fr; color: $foreground 70%; }
    Frame Sidebar { border-right: vkey $foreground 15%; }
    Frame Inspector { border-left: vkey $foreground 15%; padding-left: 1; }
    Frame.-single Sidebar, Frame.-single Inspector { border: none; }
    """

    app: NewsbrowseApp

    def __init__(self) -> None:
        super().__init__()
        self.wish = Wish()
        self.pane_name: Pane = "sidebar"
        self._asking: Asking | None = None

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

    @property
    def sidebar(self) -> Sidebar:
        """The left pane."""
        return self.query_one(Sidebar)

    @property
    def reading_pane(self) -> ReadingPane:
        """The text."""
        return self.query_one(ReadingPane)

    @property
    def inspector(self) -> Inspector:
        """The right pane."""
        return self.query_one(Inspector)

    @property
    def prompt(self) -> Prompt:
        """The line to type in under the text."""
        return self.query_one("#prompt", Prompt)

    def on_resize(self) -> None:
        """Arrange the panes for the new width."""
        self.arrange_panes()

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Note which pane has the focus, however it came there."""
        pane = self._pane_of(event.widget)
        if pane is not None and pane != self.pane_name:
            self.pane_name = pane
            self.arrange_panes()
        self.show_hints()

    def focus_pane(self, name: Pane) -> None:
        """Bring a pane to the front and the keys to it."""
        self.pane_name = name
        self.arrange_panes()
        self.set_focus(self._targets()[name])

    def _targets(self) -> dict[Pane, Widget]:
        return {
            "sidebar": self.sidebar.articles,
            "pane": self.reading_pane,
            "inspector": self.inspector.lines,
        }

    def _pane_of(self, widget: Widget) -> Pane | None:
        roots: dict[Widget, Pane] = {self.sidebar: "sidebar", self.inspector: "inspector"}
        for node in widget.ancestors_with_self:
            if node in roots:
                return roots[node]
        return "pane"

    def arrange_panes(self) -> None:
        """Show the panes that fit, as wide as they should be."""
        width = self.app.size.width
        shown = arrange(width, self.wish, self.pane_name)
        self.sidebar.display = "sidebar" in shown
        self.query_one("#column").display = "pane" in shown
        self.inspector.display = "inspector" in shown
        single = width < TWO_FROM
        left = side_width(width, self.wish.sidebar_width, SIDEBAR_LEAST)
        right = side_width(width, self.wish.inspector_width, INSPECTOR_LEAST)
        self.sidebar.styles.width = "1fr" if single else left
        self.inspector.styles.width = "1fr" if single else right
        self.set_class(single, "-single")

    # --- asking for words ---

    def ask(
        self,
        label: str,
        then: Callable[[str], None],
        *,
        value: str = "",
        placeholder: str = "",
        completions: Sequence[str] = (),
        changed: Callable[[str], None] | None = None,
        hints: Sequence[tuple[str, str]] = TYPING_HINTS,
    ) -> None:
        """Ask for one line under the text and call `then` with it; `changed` at every letter.

        `escape` ends it without a call.
        """
        self._asking = Asking(then, changed, self.pane_name, hints)
        if self.pane_name == "sidebar":  # where one pane is shown at a time, it is the text's
            self.pane_name = "pane"
            self.arrange_panes()
        self.prompt.ask("ask", label, value, placeholder, completions)

    def stop_asking(self) -> None:
        """Take the line away and give the focus back."""
        back = self._asking.back if self._asking else "pane"
        self._asking = None
        self.prompt.close()
        self.focus_pane(back)

    def leave_off(self) -> None:
        """Give up what is being asked for, because another article is opened."""
        if self._asking is not None:
            self.stop_asking()

    @property
    def at_work(self) -> bool:
        """Whether the reader is in the middle of something that opening an article would end."""
        return self._asking is not None or self.app.screen is not self

    def on_prompt_changed(self, event: Prompt.Changed) -> None:
        """Pass on what is being typed."""
        if self._asking and self._asking.changed and event.purpose == "ask":
            self._asking.changed(event.value)

    def on_prompt_submitted(self, event: Prompt.Submitted) -> None:
        """Pass on what was typed."""
        if self._asking and event.purpose == "ask":
            then = self._asking.then
            self.stop_asking()
            then(event.value.strip())

    # --- keys ---

    @property
    def footer_place(self) -> str:
        """Which hints the footer shows: a key of `FOOTERS`."""
        return self.pane_name

    def show_hints(self) -> None:
        """Offer the keys that help where the focus is."""
        own = hints_for(self.footer_place, self.app.keys)
        self.query_one(Hints).show(self._asking.hints if self._asking else own)

    async def run_named(self, action: Action) -> None:
        """Do what the palette offers, in the pane it belongs to."""
        target: Any = self
        if action.context != "everywhere":
            self.focus_pane(action.context)
            if not action.on_screen:
                inspector = action.context == "inspector"
                target = self.inspector if inspector else self._targets()[action.context]
        await self.app.run_action(action.call, target)
