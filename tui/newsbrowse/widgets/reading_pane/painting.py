"""Lines of a page turned into strips of styled cells."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

from rich.segment import Segment
from textual.strip import Strip

from newsbrowse.layout import cells
from newsbrowse.layout.layers import Layer, Run, runs
from newsbrowse.layout.safe import safe

if TYPE_CHECKING:
    from collections.abc import Sequence

    from newsbrowse.layout.page import HeaderLine, Page
    from newsbrowse.widgets.reading_pane.styles import Styles

_TAB = " " * cells.TAB
HINT = "hint:"


def blank(page: Page, styles: Styles) -> Strip:
    """A row with nothing on it."""
    return Strip([Segment(" " * page.width, styles.base)], page.width)


def paint_header(page: Page, styles: Styles, header: HeaderLine) -> Strip:
    """A row above or between the text."""
    if header.kind == "blank":
        return blank(page, styles)
    return _strip(page, styles, [Segment(header.text, styles.of((header.kind,)))])


def paint_fold(page: Page, styles: Styles, line: int) -> Strip:
    """The row that stands for what is folded away."""
    words = cells.crop(f"▸ {safe(page.fold_lines[line].words)}", page.measure)
    return _strip(page, styles, [Segment(words, styles.of(("fold",)))])


def paint_line(page: Page, styles: Styles, line: int, layers: Sequence[Layer]) -> Strip:
    """A row of text under its layers; one with a key of `HINT` and some letters shows these."""
    start, _ = page.span(line)
    shown = page.visible(line)
    pieces = runs(start, start + len(shown), layers)
    if len(pieces) > 1 and not cells.narrow(shown):
        pieces = _whole_clusters(pieces, shown, start)
    segments: list[Segment] = []
    hint = ""
    for piece in pieces:
        style = styles.of(piece.keys)
        key = piece.keys[-1] if piece.keys else ""
        if not key.startswith(HINT):
            text = shown[piece.start - start : piece.end - start].replace("\t", _TAB)
            segments.append(Segment(text, style))
        elif key != hint:
            segments.append(Segment(key.removeprefix(HINT), styles.of(("hint",))))
        hint = key
    return _strip(page, styles, segments)


def _strip(page: Page, styles: Styles, segments: list[Segment]) -> Strip:
    margin = Segment(" " * page.margin, styles.base)
    return Strip([margin, *segments]).adjust_cell_length(page.width, styles.base)


def _whole_clusters(pieces: Sequence[Run], shown: str, start: int) -> list[Run]:
    """Move borders inside of a grapheme cluster to its start: half a cluster cannot be drawn."""
    starts = [start + cluster[0] for cluster in cells.clusters(shown)]
    starts.append(start + len(shown))
    moved = [
        Run(_floor(starts, piece.start), _floor(starts, piece.end), piece.keys) for piece in pieces
    ]
    return [piece for piece in moved if piece.start < piece.end]


def _floor(starts: Sequence[int], offset: int) -> int:
    return starts[bisect_right(starts, offset) - 1]
