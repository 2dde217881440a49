"""A pane with a cursor that is always on a token, and the ways it moves."""

from __future__ import annotations

from bisect import bisect_left
from operator import itemgetter
from typing import TYPE_CHECKING

from textual.message import Message

from newsbrowse.layout.cursor import Steps, caseless, matches
from newsbrowse.layout.page import Page
from newsbrowse.widgets.reading_pane.text_pane import TextPane
from newsbrowse_store.text.spans import Spans

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual import events

    from newsbrowse.layout.layers import Mark
    from newsbrowse.layout.page import Document
    from newsbrowse.layout.tokens import Token

_CONTEXT = 2  # rows kept in view above and below the cursor


class MovingPane(TextPane):
    """Shows documents, keeps the cursor in view, and moves it by tokens, lines, marks, matches."""

    class CursorMoved(Message):
        """The cursor is on `[start, end)` now; `mark` is the innermost one there."""

        def __init__(self, pane: MovingPane, start: int, end: int, mark: Mark | None) -> None:
            super().__init__()
            self.pane, self.start, self.end, self.mark = pane, start, end, mark

        @property
        def control(self) -> MovingPane:
            """The pane."""
            return self.pane

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id, classes=classes)
        self._goal: int | None = None
        self._query = ""
        self._caseless: str | None = None

    @property
    def cursor(self) -> Token:
        """The token under the cursor; empty in a text without tokens."""
        return self._cursor

    @property
    def search_query(self) -> str:
        """What is searched for, or nothing."""
        return self._query

    def show(self, document: Document, cursor_offset: int = 0) -> None:
        """Show `document` with the cursor on the token at `cursor_offset`.

        Marks, selection, spotlight and search of the document before are gone.
        """
        width = self.scrollable_content_region.width or self._page.width
        self._page = Page(document, width)
        self._steps = Steps(self._page)
        self._marks = Spans()
        self._selection, self._spotlight, self._hints = None, (), {}
        self._matches, self._query, self._caseless = (), "", None
        self._goal = None
        if self._page.fold_at(cursor_offset) and cursor_offset:
            self._page.fold(folded=False)
        self._lay_out()
        self.scroll_to(y=0, animate=False)
        self._cursor = self._steps.nearest(cursor_offset)
        self._keep_in_view(self._cursor)
        self._tell()

    def set_heading(self, document: Document) -> None:
        """Show the same text under another headline, source line or tags; all else stays."""
        if document != self.document:
            self._page = Page(document, self._page.width, folded=self._page.folded)
            self._steps = Steps(self._page)
            self._lay_out()
            self._keep_in_view(self._cursor)

    def move_to(self, offset: int) -> None:
        """Put the cursor on the token at `offset`, else the next one; unfolds what hides it."""
        self._unfold(offset)
        self._go(self._steps.nearest(offset))

    def reveal(self, start: int, end: int) -> None:
        """Bring `[start, end)` into view, without moving the cursor; unfolds what hides it."""
        self._unfold(start)
        self._keep_in_view((start, end))

    def search(self, query: str) -> int:
        """Light up each place that holds `query`, in upper or lower case, and count them.

        The cursor stays; `next_match` leads on from it. An empty query ends the search.
        """
        if self._caseless is None and query:
            self._caseless = caseless(self.document.text)
        starts = matches(self._caseless or "", caseless(query))
        self.show_matches(query, [(start, start + len(query)) for start in starts])
        return len(starts)

    def show_matches(self, query: str, spans: Sequence[Token]) -> None:
        """Light up what a search for `query` found elsewhere: spans in order, apart."""
        self._query, self._matches = query, spans
        self.refresh()

    def on_resize(self, _event: events.Resize) -> None:
        """Wrap anew, leaving the cursor on the row of the screen where it was, or in view.

        The head of the article stays at the top when it was there.
        """
        width = self.scrollable_content_region.width
        if not width:
            return
        above = min(max(self._row(self._cursor[0]) - self.scroll_offset.y, 0), self.size.height - 1)
        if width != self._page.width:
            self._page.resize(width)
            self._lay_out()
            target = self._row(self._cursor[0]) - above if self.scroll_offset.y else 0
            self.scroll_to(y=target, animate=False)
        self._keep_in_view(self._cursor)

    # moving: every action is described in `newsbrowse.actions`

    def action_next_token(self) -> None:
        """Move to the next token."""
        self._go(self._steps.next_token(self._cursor))

    def action_previous_token(self) -> None:
        """Move to the token before."""
        self._go(self._steps.previous_token(self._cursor))

    def action_down(self) -> None:
        """Move a line down."""
        self._vertical(1)

    def action_up(self) -> None:
        """Move a line up."""
        self._vertical(-1)

    def action_page_down(self) -> None:
        """Move about a page down."""
        self._vertical(max(self.size.height - _CONTEXT, 1))

    def action_page_up(self) -> None:
        """Move about a page up."""
        self._vertical(-max(self.size.height - _CONTEXT, 1))

    def action_line_start(self) -> None:
        """Move to the first token of the line."""
        self._go(self._steps.line_start(self._cursor))

    def action_line_end(self) -> None:
        """Move to the last token of the line."""
        self._go(self._steps.line_end(self._cursor))

    def action_next_sentence(self) -> None:
        """Move to the start of the next sentence."""
        self._go(self._steps.next_sentence(self._cursor))

    def action_previous_sentence(self) -> None:
        """Move to the start of the sentence, or of the one before."""
        self._go(self._steps.previous_sentence(self._cursor))

    def action_next_paragraph(self) -> None:
        """Move to the start of the next paragraph."""
        self._go(self._steps.next_paragraph(self._cursor))

    def action_previous_paragraph(self) -> None:
        """Move to the start of the paragraph, or of the one before."""
        self._go(self._steps.previous_paragraph(self._cursor))

    def action_top(self) -> None:
        """Move to the first token."""
        self._go(self._steps.first())

    def action_bottom(self) -> None:
        """Move to the last token."""
        self._go(self._steps.last())

    def action_next_entity(self) -> None:
        """Move to the next mark."""
        self._to_mark(1)

    def action_previous_entity(self) -> None:
        """Move to the mark before."""
        self._to_mark(-1)

    def action_next_pending(self) -> None:
        """Move to the next suggestion that nobody decided."""
        self._to_mark(1, pending=True)

    def action_previous_pending(self) -> None:
        """Move to the suggestion before that nobody decided."""
        self._to_mark(-1, pending=True)

    def action_next_match(self) -> None:
        """Move to the next match of the search, from the last to the first."""
        if self._matches:
            at = bisect_left(self._matches, max(self._cursor[1], 1), key=itemgetter(0))
            self.move_to(self._matches[at % len(self._matches)][0])

    def action_previous_match(self) -> None:
        """Move to the match before, from the first to the last."""
        if self._matches:
            at = bisect_left(self._matches, self._cursor[0], key=itemgetter(0))
            self.move_to(self._matches[at - 1][0])

    def action_fold(self) -> None:
        """Show captions and credits, or fold them away."""
        self._fold(not self._page.folded)

    def action_numbers(self) -> None:
        """Show the marks of numbers and dates, or hide them."""
        self._numbers_shown = not self._numbers_shown
        self.refresh()
        self._tell()

    def _fold(self, folded: bool) -> None:
        self._page.fold(folded)
        self._lay_out()
        self._go(self._steps.nearest(self._cursor[0]))
        self._keep_in_view(self._cursor)

    def _unfold(self, offset: int) -> None:
        if self._page.fold_at(offset):
            self._fold(folded=False)

    def _to_mark(self, step: int, *, pending: bool = False) -> None:
        """Go to the nearest mark on one side that is not hidden; there is no going round."""
        marks = self._marks.all
        if step > 0:
            at = self._marks.before(max(self._cursor[1], 1))
        else:
            at = self._marks.before(self._cursor[0]) - 1
        while 0 <= at < len(marks):
            mark = marks[at]
            wanted = (mark.pending or not pending) and not self._hidden(mark)
            if wanted and not self._page.fold_at(mark.start):
                self._go(self._steps.nearest(mark.start))
                return
            at += step

    def _vertical(self, lines: int) -> None:
        goal = self._page.cell_of(self._cursor[0]) if self._goal is None else self._goal
        self._go(self._steps.vertical(self._cursor, lines, goal))
        self._goal = goal

    def _go(self, token: Token) -> None:
        """Put the cursor on `token`, bring it into view, and tell if it moved."""
        self._goal = None
        before, self._cursor = self._cursor, token
        self._keep_in_view(token)
        if token != before:
            self._redraw((before, token))
            self._tell()

    def _tell(self) -> None:
        start, end = self._cursor
        self.post_message(self.CursorMoved(self, start, end, self.mark_at(start)))

    def _keep_in_view(self, span: Token) -> None:
        height, top = self.size.height, self.scroll_offset.y
        if not height:
            return
        first, last = self._row(span[0]), self._row(max(span[1] - 1, span[0]))
        context = min(_CONTEXT, (height - 1) // 2)
        if first - context < top or last + context >= top + height:
            far = last < top - height or first > top + 2 * height
            if far:
                target = first - height // 3
            elif first - context < top:
                target = first - context
            else:
                target = min(last + context - height + 1, first)
            if self._page.line_of(span[0]) == self._first_line():
                target = 0
            self.scroll_to(y=max(target, 0), animate=False)

    def _first_line(self) -> int:
        return self._page.line_of(self._steps.first()[0])
