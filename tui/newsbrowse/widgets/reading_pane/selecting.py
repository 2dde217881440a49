"""A pane in which a stretch of whole tokens can be selected, by keys and by mouse."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.message import Message

from newsbrowse.widgets.reading_pane.moving import MovingPane

if TYPE_CHECKING:
    from textual import events

    from newsbrowse.layout.layers import Mark
    from newsbrowse.layout.page import Document
    from newsbrowse.layout.tokens import Token


class SelectingPane(MovingPane):
    """Keeps a selection between an anchor and the cursor; both are whole tokens."""

    ALLOW_SELECT = False  # Textual's own selection would paint over ours

    class Selected(Message):
        """The selection is `[start, end)` now, or nothing when both are equal."""

        def __init__(self, pane: SelectingPane, start: int, end: int) -> None:
            super().__init__()
            self.pane, self.start, self.end = pane, start, end

        @property
        def control(self) -> SelectingPane:
            """The pane."""
            return self.pane

    class MarkClicked(Message):
        """A mark was clicked; the cursor is there already."""

        def __init__(self, pane: SelectingPane, mark: Mark) -> None:
            super().__init__()
            self.pane, self.mark = pane, mark

        @property
        def control(self) -> SelectingPane:
            """The pane."""
            return self.pane

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id, classes=classes)
        self._anchor: Token | None = None
        self._dragging: Token | None = None

    @property
    def selection(self) -> Token | None:
        """What is selected, from the start of a token to the end of one."""
        return self._selection

    @property
    def selected_text(self) -> str:
        """The words selected, or nothing."""
        return self.document.text[slice(*self._selection)] if self._selection else ""

    @property
    def selecting(self) -> bool:
        """Whether the selection follows the cursor."""
        return self._anchor is not None

    def show(self, document: Document, cursor_offset: int = 0) -> None:
        """Show `document` with the cursor on the token at `cursor_offset`.

        Marks, selection, spotlight and search of the document before are gone.
        """
        self._anchor = self._dragging = None
        super().show(document, cursor_offset)

    def start_selection(self) -> None:
        """Select the token under the cursor, and let the selection follow the cursor."""
        self._anchor = self._cursor
        self._follow()

    def stop_selection(self) -> None:
        """Keep what is selected while the cursor moves on."""
        self._anchor = None

    def extend_selection(self, tokens: int) -> None:
        """Move the cursor by `tokens` (back if negative), selecting from where it was."""
        if self._anchor is None:
            self.start_selection()
        for _ in range(abs(tokens)):
            move = self._steps.next_token if tokens > 0 else self._steps.previous_token
            self._go(move(self._cursor))

    def select(self, start: int, end: int) -> None:
        """Select `[start, end)` as it is; equal offsets select nothing."""
        before, self._selection = self._selection, (start, end) if start < end else None
        if before != self._selection:
            self._redraw(span for span in (before, self._selection) if span)
            self.post_message(self.Selected(self, start, max(start, end)))

    def clear_selection(self) -> None:
        """Select nothing."""
        self._anchor = None
        self.select(self._cursor[0], self._cursor[0])

    def clear(self) -> None:
        """End selection and search: one step back."""
        self.clear_selection()
        self.search("")

    # the keys

    def action_select(self) -> None:
        """Start a selection at the token here, or keep the one that was started."""
        if self.selecting:
            self.stop_selection()
        else:
            self.start_selection()

    def action_extend_right(self) -> None:
        """Select one token more to the right."""
        self.extend_selection(1)

    def action_extend_left(self) -> None:
        """Select one token more to the left."""
        self.extend_selection(-1)

    def _go(self, token: Token) -> None:
        super()._go(token)
        self._follow()

    def _follow(self) -> None:
        if self._anchor is not None:
            first, last = sorted((self._anchor, self._cursor))
            self.select(first[0], last[1])

    # the mouse

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Put the cursor where the mouse is, and be ready for a drag."""
        row = event.get_content_offset_capture(self).y + self.scroll_offset.y
        line = self._page.line_at(row)
        if event.button != 1 or line is None:
            return
        self.focus()
        if line in self._page.fold_lines:
            self._fold(folded=False)
            return
        self.clear_selection()
        self._go(self._steps.nearest(self._offset_under(event)))
        self._dragging = self._cursor
        self.capture_mouse()

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Select from where the mouse went down to where it is."""
        if self._dragging is None:
            return
        token = self._steps.nearest(self._offset_under(event))
        if token != self._cursor:
            self._anchor = self._dragging
            self._go(token)

    def on_mouse_up(self, event: events.MouseUp) -> None:
        """End a drag; without one it was a click."""
        if self._dragging is None:
            return
        dragged, self._dragging = self._anchor is not None, None
        self.release_mouse()
        self.stop_selection()
        mark = self.mark_at(self._offset_under(event))
        if not dragged and mark:
            self.post_message(self.MarkClicked(self, mark))

    def _offset_under(self, event: events.MouseEvent) -> int:
        """The offset that is drawn nearest to the mouse."""
        at = event.get_content_offset_capture(self)
        row = min(max(at.y, 0), self.size.height - 1) + self.scroll_offset.y
        line = self._page.line_at(row)
        if line is None:
            line = 0 if row < self._page.row_of(0) else self._page.lines - 1
        return self._page.offset_at(line, at.x - self._page.margin)
