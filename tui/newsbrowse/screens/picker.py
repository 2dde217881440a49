"""Picker: one of several things, by its letter at once or by typing until it is the first."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, ClassVar, Generic, TypeVar

from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input

from newsbrowse.layout.safe import safe
from newsbrowse.widgets.bars import Hints
from newsbrowse.widgets.line_list import Line, LineList
from newsbrowse.widgets.prompt import Prompt

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual import events
    from textual.app import ComposeResult
    from textual.binding import BindingType

    from newsbrowse.annotating.view import Option, Options

_Value = TypeVar("_Value")

LETTER_HINTS = (
    ("letter", "choose"),
    ("enter", "take this one"),
    ("↑↓", "move"),
    ("/", "find"),
    ("esc", "back"),
)
TYPING_HINTS = (("enter", "take this one"), ("↑↓", "move"), ("esc", "back"))


class Picker(ModalScreen["Option[_Value] | None"], Generic[_Value]):
    """Gives the option chosen, or None: letters choose, and `/` starts typing."""

    BINDINGS: ClassVar[list[BindingType]] = [
        ("escape", "leave", "Back"),
        ("down,ctrl+n", "move(1)", "Down"),
        ("up,ctrl+p", "move(-1)", "Up"),
        ("enter", "choose", "Choose"),
    ]
    DEFAULT_CSS = """
    Picker { align: center bottom; background: $background 0%; }
    Picker > Vertical {
        width: 72; max-width: 96%; height: auto; max-height: 90%; padding: 0 1;
        border: round $primary; background: $background;
    }
    Picker LineList { height: auto; max-height: 50vh; }
    Picker > Hints { dock: bottom; }
    Picker:ansi { background: ansi_default; }
    """

    def __init__(
        self, title: str, options: Options[_Value], first: int = 0, typed: str = ""
    ) -> None:
        """List `options` under `title`, with the cursor on the one numbered `first`, from 0.

        With `typed` these words stand in the line already, to be typed over.
        """
        super().__init__()
        self._title, self._first, self._typed = title, first, typed
        self._options = options if callable(options) else partial(_called, options)
        self._typing = False

    def compose(self) -> ComposeResult:
        """A line to type in over the list, and the keys in the place of the footer."""
        with Vertical() as frame:
            frame.border_title = Content(safe(self._title))
            yield Prompt(id="picker-find")
            yield LineList(id="picker-lines")
        yield Hints()

    def on_mount(self) -> None:
        """Begin, with no message lying over it."""
        self.app.clear_notifications()
        self._list(self._typed)
        if self._typed:
            self._type("name", self._typed)
            return
        self.action_move(self._first)
        self.set_focus(self.query_one(LineList))
        self.query_one(Hints).show(LETTER_HINTS)

    def on_key(self, event: events.Key) -> None:
        """Choose by letter, or start typing."""
        if self._typing or event.character is None:
            return
        if event.character == "/":
            event.stop()
            event.prevent_default()
            self._type("find")
            return
        chosen = next((o for o in self._options("") if o.key == event.character), None)
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

    def _type(self, label: str, words: str = "") -> None:
        """Let the words be typed that say what to list; those given are typed over."""
        self._typing = True
        prompt = self.query_one(Prompt)
        prompt.ask("find", label, words)
        prompt.query_one(Input).select_all()
        self.query_one(Hints).show(TYPING_HINTS)

    def _list(self, wanted: str) -> None:
        lines = [_line(option) for option in self._options(wanted)]
        lines = lines or [Line((("Nothing is called that.", "quiet"),))]
        listed = self.query_one(LineList)
        listed.set_lines(lines)
        listed.move(-len(lines))  # whatever was chosen before: `enter` takes the first


def _called(options: Sequence[Option[_Value]], wanted: str) -> list[Option[_Value]]:
    """The options whose names have these words, first those that begin with them."""
    words = wanted.casefold().split()
    found = [o for o in options if all(w in o.name.casefold() for w in words)]
    return sorted(found, key=lambda o: not o.name.casefold().startswith(wanted.casefold()))


def _line(option: Option[_Value]) -> Line:
    parts = ((f"{option.key:>2} ", "accent"), (f"{option.name}  ", option.colour))
    return Line((*parts, (option.meaning, "quiet")), value=option)
