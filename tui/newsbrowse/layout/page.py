"""Page: a document laid out in lines; where each offset stands on the screen, and back."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from newsbrowse.layout import cells
from newsbrowse.layout.safe import safe
from newsbrowse.layout.wrap import BLANK, wrap

if TYPE_CHECKING:
    from newsbrowse_store.values import Region


MEASURE = 88
"""Cells of a line at most: longer ones are hard to read."""

_NO_MARGIN_BELOW = 48


@dataclass(frozen=True, slots=True)
class HeaderLine:
    """A line that is not of the text; `kind` says how it is drawn."""

    kind: Literal["heading", "subtitle", "tags", "blank"]
    text: str


class Page:
    """The lines of a document in a pane of `width` cells.

    Rows count from the top of the page, lines are the rows that show text. The lines cover the text
    without gaps or overlaps, a folded stretch being one line.
    """

    def __init__(self, document: Document, width: int, *, folded: bool = True) -> None:
        self.document = document
        self.folded = folded
        self._text = document.text
        self.folds = folds(document)
        self._fold_starts = [fold.start for fold in self.folds]
        self.resize(width)

    def resize(self, width: int) -> None:
        """Wrap anew for a pane of `width` cells."""
        self.width = width
        self.measure = measure(width)
        self.margin = max((width - self.measure) // 2, 0)
        self._layout()

    def fold(self, folded: bool) -> None:
        """Show captions and credits, or fold them away."""
        self.folded = folded
        self._layout()

    @property
    def rows(self) -> int:
        """The height of the page."""
        return len(self.ends) + len(self.header)

    @property
    def lines(self) -> int:
        """How many rows show text."""
        return len(self.ends)

    def span(self, line: int) -> tuple[int, int]:
        """The offsets that a line covers, with its line feed and hanging spaces."""
        return (self.ends[line - 1] if line else 0), self.ends[line]

    def line_of(self, offset: int) -> int:
        """The line that covers `offset`; the last one for the end of the text."""
        return min(bisect_right(self.ends, offset), len(self.ends) - 1)

    def row_of(self, line: int) -> int:
        """The row that shows a line."""
        return line if line < self.header_row else line + len(self.header)

    def line_at(self, row: int) -> int | None:
        """The line that a row shows; None on the header and outside of the page."""
        if row >= self.header_row:
            row -= len(self.header)
            if row < self.header_row:
                return None
        return row if 0 <= row < len(self.ends) else None

    def header_at(self, row: int) -> HeaderLine | None:
        """The header line that a row shows."""
        at = row - self.header_row
        return self.header[at] if 0 <= at < len(self.header) else None

    def visible(self, line: int) -> str:
        """What a line shows, one code point for one of the text, without white space at its end."""
        start, end = self.span(line)
        return safe(self._text[start:end].rstrip("\n"), lines=True).rstrip(BLANK)

    def cell_of(self, offset: int) -> int:
        """The cell where the cluster at `offset` starts, from the left edge of its line."""
        line = self.line_of(offset)
        start, _ = self.span(line)
        if line in self.fold_lines:
            return 0
        return min(cells.cell_count(safe(self._text[start:offset], lines=True)), self.measure)

    def offset_at(self, line: int, cell: int) -> int:
        """The offset at a cell of a line: that of its last code point when beyond its end."""
        start, end = self.span(line)
        if line in self.fold_lines or end <= start:
            return start
        return min(
            start + cells.offset_at(safe(self._text[start:end], lines=True), max(cell, 0)), end - 1
        )

    def fold_at(self, offset: int) -> Fold | None:
        """The stretch around `offset` that is folded away now."""
        at = bisect_right(self._fold_starts, offset) - 1
        if not self.folded or at < 0 or offset >= self.folds[at].end:
            return None
        return self.folds[at]

    def _layout(self) -> None:
        self.ends: list[int] = []
        self.fold_lines: dict[int, Fold] = {}
        at = 0
        for fold in self.folds if self.folded else ():
            self.ends += wrap(self._text, self.measure, at, fold.start)
            self.fold_lines[len(self.ends)] = fold
            self.ends.append(fold.end)
            at = fold.end
        self.ends += wrap(self._text, self.measure, at)
        if not self.ends:
            self.ends.append(0)
        self.header = _header(self.document, self.measure)
        region = headline_region(self.document)
        self.header_row = 0
        if region and self.header and not self._text[: region.start].strip():
            self.header_row = self.line_of(max(region.end - 1, 0)) + 1


def measure(width: int) -> int:
    """The cells that a line of text may take in a pane of `width` cells."""
    return min(MEASURE, width - 2 if width < _NO_MARGIN_BELOW else width - 4)


def _header(document: Document, width: int) -> tuple[HeaderLine, ...]:
    lines: list[HeaderLine] = []
    if document.heading:
        heading = safe(document.heading)
        start = 0
        for end in wrap(heading, width):
            lines.append(HeaderLine("heading", heading[start:end].rstrip()))
            start = end
    if document.subtitle:
        lines.append(HeaderLine("subtitle", cells.crop(safe(document.subtitle), width)))
    if document.tags:
        lines.append(HeaderLine("tags", cells.crop(safe("  ".join(document.tags)), width)))
    return (*lines, HeaderLine("blank", "")) if lines else ()


_FOLDED = frozenset({"caption", "credit"})
_BLANK = re.compile(r"\s*")
_BLANK_LINE_REST = re.compile(r"[^\S\n]*\n?")


@dataclass(frozen=True, slots=True)
class Document:
    """An article as the pane shows it.

    `heading` is the headline when the text does not hold it itself, `subtitle` the line beneath
    (`source · date · by X`). `id` only tells one document from another.
    """

    id: str
    text: str
    regions: tuple[Region, ...] = ()
    heading: str | None = None
    subtitle: str = ""
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Fold:
    """A stretch of the text that can be shown as one line saying `words`."""

    start: int
    end: int
    words: str


def folds(document: Document) -> tuple[Fold, ...]:
    """The captions and credits of a document, those next to each other as one."""
    text = document.text
    groups: list[list[Region]] = []
    for region in sorted(document.regions, key=lambda region: region.start):
        if region.role not in _FOLDED or region.start >= region.end:
            continue
        if groups and _only_blank(text, groups[-1][-1].end, region.start):
            groups[-1].append(region)
        else:
            groups.append([region])
    return tuple(_fold(text, group) for group in groups)


def headline_region(document: Document) -> Region | None:
    """The headline where the text holds it itself."""
    return next((region for region in document.regions if region.role == "headline"), None)


def _only_blank(text: str, start: int, end: int) -> bool:
    blank = _BLANK.match(text, start, max(start, end))
    return blank is not None and blank.end() >= end


def _fold(text: str, group: list[Region]) -> Fold:
    rest = _BLANK_LINE_REST.match(text, group[-1].end)
    end = rest.end() if rest else group[-1].end
    roles = dict.fromkeys(region.role for region in group if region.role != "credit")
    credits_ = dict.fromkeys(text[r.start : r.end].strip() for r in group if r.role == "credit")
    return Fold(group[0].start, end, " · ".join([*roles, *credits_]) or "credit")
