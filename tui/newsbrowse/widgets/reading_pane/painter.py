"""Painter: rows of a page as strips of cells, styled by the theme and the labels' colours."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich.segment import Segment
from textual.color import Color
from textual.strip import Strip
from textual.style import Style

from newsbrowse.layout import cells
from newsbrowse.layout.layers import Run, runs
from newsbrowse.layout.safe import safe

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence, Set

    from rich.style import Style as RichStyle
    from textual.widget import Widget

    from newsbrowse.layout.layers import Layer, Mark
    from newsbrowse.layout.page import Page

HINT = "hint:"
"""With letters behind it, the key of a layer that shows these in the place of the text."""

_OVER_TEXT = ("spotlight", "match", "hint", "selection", "cursor")
COMPONENTS = ("heading", "subtitle", "tags", "quiet", "fold", *_OVER_TEXT)
"""The component classes that have a style, without `reading-pane--`."""

_REVERSED = frozenset(_OVER_TEXT[1:])
_TAB = " " * cells.TAB
_TINT, _FAINT_TINT = 0.45, 0.2
_LEGIBLE, _LEGIBLE_FAINT = 4.5, 3.0
_LIGHT_INK_ON = frozenset({0, 1, 4, 5, 8})


@dataclass(frozen=True, slots=True)
class Ground:
    """What text stands on: its style and colours without any layer.

    `ansi` means the terminal's own palette (nothing can be blended), `plain` no colour at all.
    """

    style: Style
    background: Color
    foreground: Color
    ansi: bool = False
    plain: bool = False


def mark_key(mark: Mark) -> str:
    """The layer key of a mark: `decided` or `pending`, and its label."""
    return f"{'pending' if mark.pending else 'decided'}:{mark.label}"


class Styles:
    """Styles of layer keys, combined once for each tuple of keys.

    A key is that of a mark, or the name of one of `components`. Marks of `faint` labels are drawn
    more quietly than others.
    """

    def __init__(
        self,
        ground: Ground,
        colours: Mapping[str, Color],
        components: Mapping[str, Style],
        faint: Set[str] = frozenset(),
    ) -> None:
        self.ground = ground
        self.base = ground.style.rich_style
        self._colours = colours
        self._components = components
        self._faint = faint
        self._known: dict[tuple[str, ...], RichStyle] = {(): self.base}

    def of(self, keys: tuple[str, ...]) -> RichStyle:
        """The style where these layers lie on each other, outermost first."""
        style = self._known.get(keys)
        if style is None:
            style = self._known[keys] = self._combine(keys)
        return style

    def _combine(self, keys: tuple[str, ...]) -> RichStyle:
        style = self.ground.style
        marks = [key for key in keys if ":" in key]
        for key in dict.fromkeys(key.partition(":")[0] for key in keys):
            if key in self._components and key not in {"cursor", "selection", "match"}:
                style += self._components[key]
        for mark in sorted(marks, key=_is_pending):  # ink is chosen for the tint it lies on
            style += self._mark(mark, style.background or self.ground.background)
        if len(marks) > 1:  # an underline alone is what one that is pending has
            style += Style(underline=True, bold=any(map(_is_pending, marks)) or None)
        for key in ("match", "selection", "cursor"):
            if key in keys:
                style += self._components[key]
        return style.rich_style

    def _mark(self, key: str, background: Color) -> Style:
        pending, label = _is_pending(key), key.partition(":")[2]
        if self.ground.plain:
            return Style(underline=True, italic=True) if pending else Style(bold=True)
        colour = self._colours.get(label, self.ground.foreground)
        if pending:
            ink = colour if self.ground.ansi else self._ink(colour, background, label)
            return Style(foreground=ink, underline=True)
        if self.ground.ansi:
            return self._ansi_mark(label, colour)
        return Style(background=self._tint(colour, label))

    def _ansi_mark(self, label: str, colour: Color) -> Style:
        if label in self._faint:
            return Style(foreground=colour, italic=True)
        light = colour.ansi in _LIGHT_INK_ON
        return Style(colour, Color.parse("ansi_bright_white" if light else "ansi_black"))

    def _tint(self, colour: Color, label: str) -> Color:
        """The label's colour mixed into the ground as far as text stays legible on it."""
        share = _FAINT_TINT if label in self._faint else _TINT
        while True:
            tint = self.ground.background.blend(colour, share, 1.0)
            if contrast(tint, self.ground.foreground) >= _LEGIBLE or share < 0.1:
                return tint
            share -= 0.05

    def _ink(self, colour: Color, background: Color, label: str) -> Color:
        """The label's colour, moved towards that of the text until it is legible."""
        faint = label in self._faint
        ink = colour.blend(background, 0.25, 1.0) if faint else colour
        wanted = _LEGIBLE_FAINT if faint else _LEGIBLE
        for step in range(1, 6):
            if contrast(ink, background) >= wanted:
                break
            ink = colour.blend(self.ground.foreground, step / 5, 1.0)
        return ink


def styles_of(pane: Widget, colours: Mapping[str, Color], faint: Set[str] = frozenset()) -> Styles:
    """The styles that a pane has under its CSS now, with the colours of the labels."""
    plain = pane.app.no_color
    ground = Ground(
        style=pane.visual_style,
        background=pane.background_colors[1],
        foreground=pane.colors[3],
        ansi=pane.app.native_ansi_color,
        plain=plain,
    )
    components = {name: _component(pane, name, plain=plain) for name in COMPONENTS}
    return Styles(ground, colours, components, faint)


def _component(pane: Widget, name: str, *, plain: bool) -> Style:
    css = pane.get_component_styles(f"reading-pane--{name}")
    text = css.text_style
    if plain and name in _REVERSED:
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


def _is_pending(key: str) -> bool:
    return key.startswith("pending:")


def contrast(one: Color, other: Color) -> float:
    """The contrast ratio of two colours as WCAG defines it, from 1 to 21."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: Color) -> float:
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in colour.normalized
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


class Painter:
    """Draws rows with the styles of one theme; another theme needs another painter."""

    def __init__(self, styles: Styles) -> None:
        self._styles = styles

    def paint(self, page: Page, row: int, layers: Callable[[int, int], Sequence[Layer]]) -> Strip:
        """A row of a page; `layers` gives what lies over a stretch of text, the lowest first."""
        header = page.header_at(row)
        if header is not None:
            text = [Segment(header.text, self._styles.of((header.kind,)))] if header.text else []
            return self._strip(page, text)
        line = page.line_at(row)
        if line is None:
            return self._strip(page, [])
        fold = page.fold_lines.get(line)
        if fold is not None:
            words = cells.crop(f"▸ {safe(fold.words)}", page.measure)
            return self._strip(page, [Segment(words, self._styles.of(("fold",)))])
        return self._strip(page, self._text(page, line, layers(*page.span(line))))

    def _text(self, page: Page, line: int, layers: Sequence[Layer]) -> list[Segment]:
        start, _ = page.span(line)
        shown = page.visible(line)
        pieces = runs(start, start + len(shown), layers)
        if len(pieces) > 1 and not cells.narrow(shown):
            pieces = _whole_clusters(pieces, shown, start)
        segments: list[Segment] = []
        hint = ""
        for piece in pieces:
            key = piece.keys[-1] if piece.keys else ""
            if not key.startswith(HINT):
                text = shown[piece.start - start : piece.end - start].replace("\t", _TAB)
                segments.append(Segment(text, self._styles.of(piece.keys)))
            elif key != hint:
                segments.append(Segment(key.removeprefix(HINT), self._styles.of(("hint",))))
            hint = key
        return segments

    def _strip(self, page: Page, segments: list[Segment]) -> Strip:
        base = self._styles.base
        margin = Segment(" " * page.margin, base)
        return Strip([margin, *segments]).adjust_cell_length(page.width, base)


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
