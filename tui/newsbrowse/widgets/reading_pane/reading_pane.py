"""The reading pane: an article in colour, with a cursor that is always on a word."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.message import Message

from newsbrowse.actions import bindings
from newsbrowse.layout.cursor import hints
from newsbrowse.widgets.reading_pane.selecting import SelectingPane

if TYPE_CHECKING:
    from textual import events
    from textual.binding import BindingType

    from newsbrowse.layout.page import Document


class ReadingPane(SelectingPane, can_focus=True):
    """Shows a `Document` with its `Mark`s, and moves by every key of the pane.

    What the registry marks `on_screen`, such as searching and deciding, belongs to the screen.

    | component class | what it styles |
    |---|---|
    | `reading-pane--heading` | the headline, above the text or in it |
    | `reading-pane--subtitle`, `--tags` | the lines beneath it |
    | `reading-pane--quiet` | date line, byline, captions that are not folded |
    | `reading-pane--fold` | the line that stands for a caption |
    | `reading-pane--spotlight` | evidence, the other end of a relation |
    | `reading-pane--match` | what the search found |
    | `reading-pane--hint` | the letters to jump by |
    | `reading-pane--selection`, `--cursor` | what is selected, and where one is |
    """

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("pane")]

    class JumpStarted(Message):
        """Hints are drawn; the next letters choose one of them."""

        def __init__(self, pane: ReadingPane) -> None:
            super().__init__()
            self.pane = pane

        @property
        def control(self) -> ReadingPane:
            """The pane."""
            return self.pane

    class JumpEnded(JumpStarted):
        """The hints are gone, whether one was typed or not."""

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id, classes=classes)
        self._typed = ""

    @property
    def jumping(self) -> bool:
        """Whether hints are drawn and letters choose one."""
        return bool(self._hints)

    def show(self, document: Document, cursor_offset: int = 0) -> None:
        """Show `document` with the cursor on the token at `cursor_offset`.

        Marks, selection, spotlight and search of the document before are gone.
        """
        self._end_jump()
        super().show(document, cursor_offset)

    def action_jump(self) -> None:
        """Draw a hint on every mark in view; typing it moves there, any other key ends it."""
        start, end = self._span_in_view()
        first_at = {
            mark.start: mark
            for mark in self.marks_in(start, end)
            if mark.start >= start and not self._page.fold_at(mark.start)
        }
        self._hints = dict(zip(hints(len(first_at)), first_at.values(), strict=False))
        if self._hints:
            self._typed = ""
            self.refresh()
            self.post_message(self.JumpStarted(self))

    def on_key(self, event: events.Key) -> None:
        """While hints are drawn, take every key: letters choose, the others leave."""
        if not self._hints:
            return
        event.stop()
        event.prevent_default()
        self._typed += event.character or "\0"
        chosen = self._hints.get(self._typed)
        if chosen:
            self._end_jump()
            self.move_to(chosen.start)
        elif not any(hint.startswith(self._typed) for hint in self._hints):
            self._end_jump()

    def on_blur(self) -> None:
        """Take the hints away when the keys go elsewhere."""
        self._end_jump()

    def _end_jump(self) -> None:
        if self._hints:
            self._hints = {}
            self.refresh()
            self.post_message(self.JumpEnded(self))
