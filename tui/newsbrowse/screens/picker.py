"""Choosing one of several things: by its letter at once, or by typing until it is the first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Generic, TypeVar

from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from newsbrowse.safe import safe
from newsbrowse.widgets.line_list import Line, LineList
from newsbrowse.widgets.prompt import Prompt

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual import events
    from textual.app import ComposeResult
    from textual.binding import BindingType

_Value = TypeVar("_Value")


@dataclass(frozen=True, slots=True)
class Option(Generic[_Value]):
    """Something to choose: its letter (or none), name and meaning, and what choosing it gives."""

    name: str
    value: _Value
    key: str = ""
    meaning: str = ""
    colour: str = ""


class Picker(ModalScreen["Option[_Value] | str | None"], Generic[_Value]):
    """Gives the option chosen; what was typed, where `new` allows what is not listed; or None.

    With `typing` the words are typed at once; otherwise letters choose, and `/` starts typing.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        ("escape", "leave", "Back"),
        ("down,ctrl+n", "move(1)", "Down"),
        ("up,ctrl+p", "move(-1)", "Up"),
        ("enter", "choose", "Choose"),
    ]
    DEFAULT_CSS = """
    Picker { align: center bottom; background: $background 0%; }
    Picker > Vertical {
        width: 72; max-width: 96%; height: auto; max-height: 90%; margin-bottom: 1; padding: 0 1;
        border: round $primary; background: $background;
    }
    Picker LineList { height: auto; max-height: 50vh; }
    Picker Static { height: auto; color: $foreground 70%; }
    Picker:ansi { background: ansi_default; }
    """

    def __init__(
        self,
        title: str,
        options: Sequence[Option[_Value]],
        *,
        typing: bool = False,
        new: str = "",
    ) -> None:
        """List `options` under `title`; `new` is what to call a name that is not among them."""
        super().__init__()
        self._title = title
        self._options = options
        self._typing = typing
        self._new = new

    def compose(self) -> ComposeResult:
        """A line to type in over the list."""
        with Vertical() as frame:
            frame.border_title = Content(safe(self._title))
            yield Prompt(id="picker-find")
            yield LineList(id="picker-lines")
            keys = "enter choose · esc back" if self._typing else "letter or enter · / find · esc"
            yield Static(Content(keys))

    def on_mount(self) -> None:
        """List everything."""
        self._list("")
        if self._typing:
            self.query_one(Prompt).ask("find", "name")
        else:
            self.set_focus(self.query_one(LineList))

    def on_key(self, event: events.Key) -> None:
        """Choose by letter, or start typing."""
        if self._typing or event.character is None:
            return
        if event.character == "/":
            event.stop()
            event.prevent_default()
            self._typing = True
            self.query_one(Prompt).ask("find", "find")
            return
        chosen = next((o for o in self._options if o.key == event.character), None)
        if chosen is not None:
            event.stop()
            self.dismiss(chosen)

    def on_prompt_changed(self, event: Prompt.Changed) -> None:
        """List what matches."""
        event.stop()
        self._list(event.value)

    def on_prompt_submitted(self, event: Prompt.Submitted) -> None:
        """Choose the first that matches."""
        event.stop()
        self.action_choose()

    def on_line_list_chosen(self, event: LineList.Chosen) -> None:
        """Choose what was clicked."""
        event.stop()
        self.dismiss(event.value)

    def action_choose(self) -> None:
        """Choose the line under the cursor."""
        value = self.query_one(LineList).value
        if value is not None:
            self.dismiss(value)

    def action_move(self, by: int) -> None:
        """Move along the list."""
        self.query_one(LineList).move(by)

    def action_leave(self) -> None:
        """Choose nothing."""
        self.dismiss(None)

    def _list(self, wanted: str) -> None:
        words = wanted.casefold().split()
        found = [o for o in self._options if all(w in o.name.casefold() for w in words)]
        found.sort(key=lambda o: not o.name.casefold().startswith(wanted.casefold()))
        lines = [self._line(option) for option in found]
        exact = any(o.name.casefold() == wanted.strip().casefold() for o in found)
        if self._new and wanted.strip() and not exact:
            said = f"{self._new} “{wanted.strip()}”"
            lines.append(Line(((f"   {said}", "accent"),), value=wanted.strip()))
        if not lines:
            lines = [Line((("Nothing is called that.", "quiet"),))]
        self.query_one(LineList).set_lines(lines)

    def _line(self, option: Option[_Value]) -> Line:
        parts = ((f"{option.key:>2} ", "accent"), (f"{option.name}  ", option.colour))
        return Line((*parts, (option.meaning, "quiet")), value=option)
