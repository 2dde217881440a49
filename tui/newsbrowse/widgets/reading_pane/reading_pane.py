"""Reading pane: an article in colour, with a cursor that is always on a word."""

from __future__ import annotations

from functools import partialmethod
from typing import TYPE_CHECKING, ClassVar

from textual.color import Color
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView

from newsbrowse.actions import bindings
from newsbrowse.layout.cursor import Cursor, Matches, Selection, hints
from newsbrowse.layout.layers import Layer, Mark
from newsbrowse.layout.page import Document, Page
from newsbrowse.widgets.reading_pane.painter import COMPONENTS, HINT, Painter, mark_key, styles_of
from newsbrowse_store.text.spans import Spans

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from textual import events
    from textual.binding import BindingType
    from textual.strip import Strip

    from newsbrowse.layout.tokens import Token

_ROLE_KEYS = {"headline": "heading", "caption": "quiet", "credit": "quiet"}
_ROLE_KEYS |= {"byline": "quiet", "date": "quiet", "dateline": "quiet"}
_EMPTY = Document("", "")
_UNSEEN_WIDTH = 80
_CONTEXT = 2  # rows kept in view above and below the cursor


class ReadingPane(ScrollView, can_focus=True):
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

    ALLOW_SELECT = False  # Textual's own selection would paint over ours
    COMPONENT_CLASSES: ClassVar[set[str]] = {f"reading-pane--{name}" for name in COMPONENTS}
    DEFAULT_CSS = """
    ReadingPane {
        background: $background;
        color: $foreground;
        overflow-x: hidden;
        overflow-y: scroll;
        scrollbar-size-vertical: 1;
        scrollbar-gutter: stable;
        & > .reading-pane--heading { text-style: bold; }
        & > .reading-pane--subtitle { color: $foreground 65%; }
        & > .reading-pane--tags { color: $accent; }
        & > .reading-pane--quiet { color: $foreground 65%; text-style: italic; }
        & > .reading-pane--fold { color: $foreground 55%; }
        & > .reading-pane--spotlight { background: $accent 16%; text-style: italic; }
        & > .reading-pane--match { background: $warning; color: $background; }
        & > .reading-pane--hint { background: $accent; color: $background; text-style: bold; }
        & > .reading-pane--selection { background: $foreground 55%; color: $background; }
        & > .reading-pane--cursor {
            background: $foreground; color: $background; text-style: bold;
        }
        &:ansi {
            background: ansi_default;
            color: ansi_default;
            & > .reading-pane--subtitle { color: ansi_default; text-style: dim; }
            & > .reading-pane--quiet { color: ansi_default; text-style: dim italic; }
            & > .reading-pane--fold { color: ansi_default; text-style: dim; }
            & > .reading-pane--tags { color: ansi_yellow; }
            & > .reading-pane--spotlight { background: initial; text-style: italic bold; }
            & > .reading-pane--match { background: ansi_yellow; color: ansi_black; }
            & > .reading-pane--hint {
                background: ansi_bright_yellow; color: ansi_black; text-style: bold;
            }
            & > .reading-pane--selection { background: ansi_white; color: ansi_black; }
            & > .reading-pane--cursor {
                background: initial; color: initial; text-style: reverse bold;
            }
        }
    }
    """

    class CursorMoved(Message):
        """The cursor is on `[start, end)` now; `mark` is the innermost one there."""

        def __init__(self, start: int, end: int, mark: Mark | None) -> None:
            super().__init__()
            self.start, self.end, self.mark = start, end, mark

    class Selected(Message):
        """The selection is `[start, end)` now, or nothing when both are equal."""

        def __init__(self, start: int, end: int) -> None:
            super().__init__()
            self.start, self.end = start, end

    class MarkClicked(Message):
        """A mark was clicked; the cursor is there already."""

        def __init__(self, mark: Mark) -> None:
            super().__init__()
            self.mark = mark

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id, classes=classes)
        self._colours: dict[str, Color] = {}
        self._faint: frozenset[str] = frozenset()
        self._painter: Painter | None = None
        self.numbers_shown = True
        """Whether marks of numbers and dates are drawn and moved to."""
        self._hints: dict[str, Mark] = {}
        self._typed = ""
        self._begin(Page(_EMPTY, _UNSEEN_WIDTH), 0)

    def _begin(self, page: Page, cursor_offset: int) -> None:
        """Begin with a page on which nothing is marked, selected or found."""
        self._page = page
        self._cursor = Cursor(page, cursor_offset)
        self._selection = Selection()
        self._dragging: Token | None = None  # where the mouse went down
        self._matches = Matches(page.document.text)
        self._marks: Spans[Mark] = Spans()
        self.spotlight: tuple[Token, ...] = ()
        """The spans lit up; to be given by `set_spotlight`."""

    # what is shown

    @property
    def document(self) -> Document:
        """What is shown; an empty document at first."""
        return self._page.document

    @property
    def folded(self) -> bool:
        """Whether captions and credits are folded away."""
        return self._page.folded

    @property
    def jumping(self) -> bool:
        """Whether hints are drawn and letters choose one."""
        return bool(self._hints)

    def show(self, document: Document, cursor_offset: int = 0) -> None:
        """Show `document` with the cursor on the token at `cursor_offset`.

        Marks, selection, spotlight and search of the document before are gone.
        """
        self._end_jump()
        page = Page(document, self.scrollable_content_region.width or self._page.width)
        if page.fold_at(cursor_offset) and cursor_offset:
            page.fold(folded=False)
        self._begin(page, cursor_offset)
        self._lay_out()
        self.scroll_to(y=0, animate=False)
        self._keep_in_view(self.cursor)
        self._tell()

    def set_heading(self, document: Document) -> None:
        """Show the same text under another headline, source line or tags; all else stays."""
        if document != self.document:
            self._page = Page(document, self._page.width, folded=self._page.folded)
            self._cursor.page = self._page
            self._lay_out()
            self._keep_in_view(self.cursor)

    def set_marks(self, marks: Iterable[Mark]) -> None:
        """Draw these marks; only the lines that look different are redrawn."""
        start, end = self._span_in_view()
        before = set(self._marks.overlapping(start, end))
        self._marks = marks if isinstance(marks, Spans) else Spans(marks)
        after = set(self._marks.overlapping(start, end))
        self._redraw((mark.start, mark.end) for mark in before ^ after)

    @property
    def marks_shown(self) -> Sequence[Mark]:
        """The marks that are not hidden, in the order of the text."""
        return self._not_hidden(self._marks.all)

    def marks_in(self, start: int, end: int) -> Sequence[Mark]:
        """The marks shown that share a code point with `[start, end)`, outer before inner."""
        return self._not_hidden(self._marks.overlapping(start, end))

    def marks_at(self, offset: int) -> Sequence[Mark]:
        """The marks shown that cover `offset`, the outermost first."""
        return self.marks_in(offset, offset + 1)

    def _not_hidden(self, marks: Sequence[Mark]) -> Sequence[Mark]:
        return [mark for mark in marks if not self._hidden(mark)]

    def _hidden(self, mark: Mark) -> bool:
        return not self.numbers_shown and mark.label in self._faint

    def mark_at(self, offset: int) -> Mark | None:
        """The innermost mark that covers `offset`: the shortest."""
        found = self.marks_at(offset)
        return min(found, key=lambda mark: mark.end - mark.start) if found else None

    def set_colours(self, colours: Mapping[str, str], faint: Iterable[str] = ()) -> None:
        """Give each label its colour, as Textual writes colours; other labels have none.

        `faint` are the labels of numbers and dates, shown quietly and hidden with one key.
        """
        self._faint = frozenset(faint)
        self._colours = {label: Color.parse(colour) for label, colour in colours.items()}
        self.notify_style_update()
        self.refresh()

    def set_spotlight(self, spans: Iterable[Token]) -> None:
        """Light up these spans, such as the evidence of a relation, instead of those before."""
        before, self.spotlight = self.spotlight, tuple(spans)
        self._redraw(set(before) ^ set(self.spotlight))

    # drawing

    def notify_style_update(self) -> None:
        """Forget the styles made under another theme."""
        super().notify_style_update()
        self._painter = None

    def render_line(self, y: int) -> Strip:
        """One row of the pane as it is on the screen."""
        if self._painter is None:
            self._painter = Painter(styles_of(self, self._colours, self._faint))
        return self._painter.paint(self._page, y + self.scroll_offset.y, self._layers)

    def _layers(self, start: int, end: int) -> list[Layer]:
        """What lies over a stretch of text, the lowest first."""
        found = [
            Layer(region.start, region.end, _ROLE_KEYS[region.role])
            for region in self.document.regions
            if region.start < end and region.end > start and region.role in _ROLE_KEYS
        ]
        found += [Layer(*span, "spotlight") for span in self.spotlight if _meet(span, start, end)]
        found += [Layer(mark.start, mark.end, mark_key(mark)) for mark in self.marks_in(start, end)]
        found += [Layer(*match, "match") for match in self._matches.between(start, end)]
        if self.selection and _meet(self.selection, start, end):
            found.append(Layer(*self.selection, "selection"))
        if _meet(self.cursor, start, end) and not self._hints:
            found.append(Layer(*self.cursor, "cursor"))
        for hint, mark in self._hints.items():
            if start <= mark.start < end:
                found.append(Layer(mark.start, mark.start + len(hint), HINT + hint))
        return found

    def _lay_out(self) -> None:
        """Tell the scroll bar how long the page is, and draw all of it anew."""
        self.virtual_size = Size(self._page.width, self._page.rows)
        self.refresh()

    def _span_in_view(self) -> Token:
        """The offsets of the text that can be seen now."""
        page, top = self._page, self.scroll_offset.y
        rows = range(top, top + max(self.size.height, 1))
        lines = [line for row in rows if (line := page.line_at(row)) is not None]
        return (page.span(lines[0])[0], page.span(lines[-1])[1]) if lines else (0, 0)

    def _redraw(self, spans: Iterable[Token]) -> None:
        """Redraw the lines in view that hold any of these spans."""
        top, height = self.scroll_offset.y, self.size.height
        regions = []
        for start, end in spans:
            first = self._row(start) - top
            last = self._row(max(end - 1, start)) - top
            if first < height and last >= 0:
                first, last = max(first, 0), min(last, height - 1)
                regions.append(Region(0, first, self.size.width, last - first + 1))
        if regions:
            self.refresh(*regions)

    def _row(self, offset: int) -> int:
        return self._page.row_of(self._page.line_of(offset))

    def on_resize(self, _event: events.Resize) -> None:
        """Wrap anew, leaving the cursor on the row of the screen where it was, or in view.

        The head of the article stays at the top when it was there.
        """
        width = self.scrollable_content_region.width
        if not width:
            return
        above = min(max(self._row(self.cursor[0]) - self.scroll_offset.y, 0), self.size.height - 1)
        if width != self._page.width:
            self._page.resize(width)
            self._lay_out()
            target = self._row(self.cursor[0]) - above if self.scroll_offset.y else 0
            self.scroll_to(y=target, animate=False)
        self._keep_in_view(self.cursor)

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
            if self._page.line_of(span[0]) == self._page.line_of(self._cursor.first()[0]):
                target = 0  # with the head of the article
            self.scroll_to(y=max(target, 0), animate=False)

    # the cursor

    @property
    def cursor(self) -> Token:
        """The token under the cursor; empty in a text without tokens."""
        return self._cursor.token

    def move_to(self, offset: int) -> None:
        """Put the cursor on the token at `offset`, else the next one; unfolds what hides it."""
        self._unfold(offset)
        self._go(self._cursor.nearest(offset))

    def _go(self, token: Token, goal: int | None = None) -> None:
        """Put the cursor on `token`, bring it into view, and tell if it moved."""
        before = self.cursor
        self._cursor.go(token, goal)
        self._keep_in_view(token)
        if token != before:
            self._redraw((before, token))
            self._tell()
        self._follow()

    def _along(self, way: Callable[[Cursor], Token]) -> None:
        self._go(way(self._cursor))

    def _vertical(self, lines: int) -> None:
        self._go(self._cursor.vertical(lines), self._cursor.goal)

    def _page_on(self, pages: int) -> None:
        self._vertical(pages * max(self.size.height - _CONTEXT, 1))

    def _tell(self) -> None:
        start, end = self.cursor
        self.post_message(self.CursorMoved(start, end, self.mark_at(start)))

    def _fold(self, folded: bool) -> None:
        self._page.fold(folded)
        self._lay_out()
        self._go(self._cursor.nearest(self.cursor[0]))
        self._keep_in_view(self.cursor)

    def _unfold(self, offset: int) -> None:
        if self._page.fold_at(offset):
            self._fold(folded=False)

    def _to_mark(self, step: int, *, pending: bool = False) -> None:
        """Go to the nearest mark on one side that is not hidden; there is no going round."""
        marks = self._marks.all
        if step > 0:
            at = self._marks.before(max(self.cursor[1], 1))
        else:
            at = self._marks.before(self.cursor[0]) - 1
        while 0 <= at < len(marks):
            mark = marks[at]
            wanted = (mark.pending or not pending) and not self._hidden(mark)
            if wanted and not self._page.fold_at(mark.start):
                self._go(self._cursor.nearest(mark.start))
                return
            at += step

    # searching in the text

    @property
    def search_query(self) -> str:
        """What is searched for, or nothing."""
        return self._matches.query

    def search(self, query: str) -> int:
        """Light up each place that holds `query`, in upper or lower case, and count them.

        The cursor stays; `next_match` leads on from it. An empty query ends the search.
        """
        self._matches.find(query)
        self.refresh()
        return len(self._matches.spans)

    def show_matches(self, query: str, spans: Sequence[Token]) -> None:
        """Light up what a search for `query` found elsewhere: spans in order, apart."""
        self._matches.query, self._matches.spans = query, spans
        self.refresh()

    def _to_match(self, step: int) -> None:
        if match := self._matches.beside(self.cursor, step):
            self.move_to(match[0])

    # selecting

    @property
    def selection(self) -> Token | None:
        """What is selected, from the start of a token to the end of one."""
        return self._selection.span

    @property
    def selecting(self) -> bool:
        """Whether the selection follows the cursor."""
        return self._selection.anchor is not None

    def start_selection(self) -> None:
        """Select the token under the cursor, and let the selection follow the cursor."""
        self._selection.anchor = self.cursor
        self._follow()

    def stop_selection(self) -> None:
        """Keep what is selected while the cursor moves on."""
        self._selection.anchor = None

    def extend_selection(self, tokens: int) -> None:
        """Move the cursor by `tokens` (back if negative), selecting from where it was."""
        if not self.selecting:
            self.start_selection()
        move = self._cursor.next_token if tokens > 0 else self._cursor.previous_token
        for _ in range(abs(tokens)):
            self._go(move())

    def select(self, start: int, end: int) -> None:
        """Select `[start, end)` as it is; equal offsets select nothing."""
        if changed := self._selection.take(start, end):
            self._redraw(changed)
            self.post_message(self.Selected(start, max(start, end)))

    def clear_selection(self) -> None:
        """Select nothing."""
        self.stop_selection()
        self.select(self.cursor[0], self.cursor[0])

    def clear(self) -> None:
        """End selection and search: one step back."""
        self.clear_selection()
        self.search("")

    def _follow(self) -> None:
        if reached := self._selection.reach(self.cursor):
            self.select(*reached)

    # the keys: every action is described in `newsbrowse.actions`

    action_next_token = partialmethod(_along, Cursor.next_token)
    action_previous_token = partialmethod(_along, Cursor.previous_token)
    action_line_start = partialmethod(_along, Cursor.line_start)
    action_line_end = partialmethod(_along, Cursor.line_end)
    action_next_sentence = partialmethod(_along, Cursor.next_sentence)
    action_previous_sentence = partialmethod(_along, Cursor.previous_sentence)
    action_next_paragraph = partialmethod(_along, Cursor.next_paragraph)
    action_previous_paragraph = partialmethod(_along, Cursor.previous_paragraph)
    action_top = partialmethod(_along, Cursor.first)
    action_bottom = partialmethod(_along, Cursor.last)
    action_down = partialmethod(_vertical, 1)
    action_up = partialmethod(_vertical, -1)
    action_page_down = partialmethod(_page_on, 1)
    action_page_up = partialmethod(_page_on, -1)
    action_next_entity = partialmethod(_to_mark, 1)
    action_previous_entity = partialmethod(_to_mark, -1)
    action_next_pending = partialmethod(_to_mark, 1, pending=True)
    action_previous_pending = partialmethod(_to_mark, -1, pending=True)
    action_next_match = partialmethod(_to_match, 1)
    action_previous_match = partialmethod(_to_match, -1)
    action_extend_right = partialmethod(extend_selection, 1)
    action_extend_left = partialmethod(extend_selection, -1)

    def action_fold(self) -> None:
        """Show captions and credits, or fold them away."""
        self._fold(not self._page.folded)

    def action_numbers(self) -> None:
        """Show the marks of numbers and dates, or hide them."""
        self.numbers_shown = not self.numbers_shown
        self.refresh()
        self._tell()

    def action_select(self) -> None:
        """Start a selection at the token here, or keep the one that was started."""
        if self.selecting:
            self.stop_selection()
        else:
            self.start_selection()

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
        self._go(self._cursor.nearest(self._offset_under(event)))
        self._dragging = self.cursor
        self.capture_mouse()

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Select from where the mouse went down to where it is."""
        if self._dragging is None:
            return
        token = self._cursor.nearest(self._offset_under(event))
        if token != self.cursor:
            self._selection.anchor = self._dragging
            self._go(token)

    def on_mouse_up(self, event: events.MouseUp) -> None:
        """End a drag; without one it was a click."""
        if self._dragging is None:
            return
        dragged, self._dragging = self.selecting, None
        self.release_mouse()
        self.stop_selection()
        mark = self.mark_at(self._offset_under(event))
        if not dragged and mark:
            self.post_message(self.MarkClicked(mark))

    def _offset_under(self, event: events.MouseEvent) -> int:
        """The offset that is drawn nearest to the mouse."""
        at = event.get_content_offset_capture(self)
        row = min(max(at.y, 0), self.size.height - 1) + self.scroll_offset.y
        line = self._page.line_at(row)
        if line is None:
            line = 0 if row < self._page.row_of(0) else self._page.lines - 1
        return self._page.offset_at(line, at.x - self._page.margin)


def _meet(span: Token, start: int, end: int) -> bool:
    return span[0] < end and span[1] > start
