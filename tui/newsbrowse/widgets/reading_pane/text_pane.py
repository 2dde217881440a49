"""A pane that shows a document with its layers and redraws what changed."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from operator import itemgetter
from typing import TYPE_CHECKING, ClassVar

from textual.color import Color
from textual.geometry import Region, Size
from textual.scroll_view import ScrollView
from textual.style import Style

from newsbrowse.layout.cursor import Steps
from newsbrowse.layout.layers import Layer, Mark
from newsbrowse.layout.page import Document, Page
from newsbrowse.widgets.reading_pane.painting import (
    HINT,
    blank,
    paint_fold,
    paint_header,
    paint_line,
)
from newsbrowse.widgets.reading_pane.styles import Ground, Styles, mark_key
from newsbrowse_store.text.spans import Spans

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from textual.strip import Strip

    from newsbrowse.layout.tokens import Token

_COMPONENTS = ("heading", "subtitle", "tags", "quiet", "fold", "spotlight", "match", "hint")
_CURSORS = ("selection", "cursor")
_ROLE_KEYS = {"headline": "heading", "caption": "quiet", "credit": "quiet"}
_ROLE_KEYS |= {"byline": "quiet", "date": "quiet", "dateline": "quiet"}
_EMPTY = Document("", "")
_UNSEEN_WIDTH = 80


class TextPane(ScrollView):
    """Shows a document: its text, marks, cursor and whatever else lies over the text."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        f"reading-pane--{name}" for name in (*_COMPONENTS, *_CURSORS)
    }
    DEFAULT_CSS = """
    TextPane {
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

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id, classes=classes)
        self._page = Page(_EMPTY, _UNSEEN_WIDTH)
        self._steps = Steps(self._page)
        self._marks: Spans[Mark] = Spans()
        self._colours: dict[str, Color] = {}
        self._faint: frozenset[str] = frozenset()
        self._styles: Styles | None = None
        self._cursor: Token = (0, 0)
        self._selection: Token | None = None
        self._spotlight: tuple[Token, ...] = ()
        self._matches: Sequence[Token] = ()
        self._hints: dict[str, Mark] = {}
        self._numbers_shown = True

    @property
    def document(self) -> Document:
        """What is shown; an empty document at first."""
        return self._page.document

    @property
    def numbers_shown(self) -> bool:
        """Whether marks of numbers and dates are drawn and moved to."""
        return self._numbers_shown

    @property
    def folded(self) -> bool:
        """Whether captions and credits are folded away."""
        return self._page.folded

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
        return not self._numbers_shown and mark.label in self._faint

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

    @property
    def spotlight(self) -> tuple[Token, ...]:
        """The spans that are lit up."""
        return self._spotlight

    def set_spotlight(self, spans: Iterable[Token]) -> None:
        """Light up these spans, such as the evidence of a relation, instead of those before."""
        before, self._spotlight = self._spotlight, tuple(spans)
        self._redraw(set(before) ^ set(self._spotlight))

    def notify_style_update(self) -> None:
        """Forget the styles made under another theme."""
        super().notify_style_update()
        self._styles = None

    def render_line(self, y: int) -> Strip:
        """One row of the pane as it is on the screen."""
        page, styles = self._page, self._styles or self._make_styles()
        row = y + self.scroll_offset.y
        header = page.header_at(row)
        if header is not None:
            return paint_header(page, styles, header)
        line = page.line_at(row)
        if line is None:
            return blank(page, styles)
        if line in page.fold_lines:
            return paint_fold(page, styles, line)
        return paint_line(page, styles, line, self._layers(*page.span(line)))

    def _layers(self, start: int, end: int) -> list[Layer]:
        """What lies over a stretch of text, the lowest first."""
        found = [
            Layer(region.start, region.end, _ROLE_KEYS[region.role])
            for region in self.document.regions
            if region.start < end and region.end > start and region.role in _ROLE_KEYS
        ]
        found += [Layer(*span, "spotlight") for span in self._spotlight if _meet(span, start, end)]
        found += [Layer(mark.start, mark.end, mark_key(mark)) for mark in self.marks_in(start, end)]
        first = bisect_right(self._matches, start, key=itemgetter(1))
        last = bisect_left(self._matches, end, key=itemgetter(0))
        found += [Layer(*match, "match") for match in self._matches[first:last]]
        if self._selection and _meet(self._selection, start, end):
            found.append(Layer(*self._selection, "selection"))
        if _meet(self._cursor, start, end) and not self._hints:
            found.append(Layer(*self._cursor, "cursor"))
        for hint, mark in self._hints.items():
            if start <= mark.start < end:
                found.append(Layer(mark.start, mark.start + len(hint), HINT + hint))
        return found

    def _make_styles(self) -> Styles:
        background, foreground = self.background_colors[1], self.colors[3]
        ground = Ground(
            style=self.visual_style,
            background=background,
            foreground=foreground,
            ansi=self.app.native_ansi_color,
            plain=self.app.no_color,
        )
        components = {name: self._component(name) for name in (*_COMPONENTS, *_CURSORS)}
        self._styles = Styles(ground, self._colours, components, self._faint)
        return self._styles

    def _component(self, name: str) -> Style:
        css = self.get_component_styles(f"reading-pane--{name}")
        text = css.text_style
        if self.app.no_color and name in _REVERSED:
            return Style(reverse=True, bold=text.bold, underline=name == "match" or None)
        return Style(
            css.background if css.has_rule("background") else None,
            css.color if css.has_rule("color") else None,
            bold=text.bold,
            dim=text.dim,
            italic=text.italic,
            underline=text.underline,
            reverse=text.reverse,
        )

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


_REVERSED = frozenset({"cursor", "selection", "match", "hint"})


def _meet(span: Token, start: int, end: int) -> bool:
    return span[0] < end and span[1] > start
