"""Inspector: tabs with what is known of the open article."""

from __future__ import annotations

from functools import partialmethod
from typing import TYPE_CHECKING, ClassVar

from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from newsbrowse.actions import bindings
from newsbrowse.widgets.line_list import FAR, LineList

if TYPE_CHECKING:
    from textual import events
    from textual.app import ComposeResult
    from textual.binding import BindingType

TABS = ("Entities", "Relations", "Notes", "About")


class TabLine(Widget):
    """The names of the tabs, the chosen one marked."""

    DEFAULT_CSS = """
    TabLine { height: 1; color: $foreground 70%; }
    """

    chosen: reactive[str] = reactive(TABS[0])

    def render(self) -> Content:
        """The names side by side."""
        parts: list[str | tuple[str, str]] = []
        for name in TABS:
            parts += [(name, "bold underline" if name == self.chosen else ""), " "]
        return Content.assemble(*parts)

    def on_click(self, event: events.Click) -> None:
        """Choose the tab that was clicked."""
        offset = event.get_content_offset(self)
        at = 0
        for name in TABS if offset else ():
            if offset is not None and at <= offset.x < at + len(name):
                self.chosen = name
            at += len(name) + 1


class Inspector(Vertical):
    """Tabs and the lines of the chosen one; the screen fills them."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("inspector")]
    DEFAULT_CSS = """
    Inspector { height: 1fr; background: $background; }
    Inspector > LineList { height: 1fr; margin-top: 1; }
    """

    class Opened(Message):
        """A line was chosen: `value` is what it stands for."""

        def __init__(self, value: object) -> None:
            super().__init__()
            self.value = value

    class TabChosen(Message):
        """Another tab is shown."""

    def compose(self) -> ComposeResult:
        """The tabs over their lines."""
        yield TabLine()
        yield LineList(id="inspector-lines")

    @property
    def tab(self) -> str:
        """The name of the chosen tab."""
        return self.query_one(TabLine).chosen

    @tab.setter
    def tab(self, name: str) -> None:
        self.query_one(TabLine).chosen = name

    @property
    def lines(self) -> LineList:
        """The lines of the chosen tab."""
        return self.query_one(LineList)

    def on_mount(self) -> None:
        """Tell the screen when a tab is chosen, by key or by mouse."""
        self.watch(self.query_one(TabLine), "chosen", self._tab_changed, init=False)

    def _tab_changed(self) -> None:
        self.lines.set_lines(())
        self.post_message(self.TabChosen())

    def _turn(self, by: int) -> None:
        self.query_one(TabLine).chosen = TABS[(TABS.index(self.tab) + by) % len(TABS)]

    action_next_tab = partialmethod(_turn, 1)
    action_previous_tab = partialmethod(_turn, -1)

    def _move(self, by: int) -> None:
        self.lines.move(by)

    action_down = partialmethod(_move, 1)
    action_up = partialmethod(_move, -1)
    action_top = partialmethod(_move, -FAR)
    action_bottom = partialmethod(_move, FAR)

    def action_open(self) -> None:
        """Choose the line under the cursor."""
        self.lines.choose()

    def on_line_list_chosen(self, event: LineList.Chosen) -> None:
        """Pass the choice on."""
        event.stop()
        self.post_message(self.Opened(event.value))

    def on_line_list_moved(self, event: LineList.Moved) -> None:
        """Moving along the lines is the inspector's own business."""
        event.stop()
