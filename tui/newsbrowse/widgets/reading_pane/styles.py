"""How each combination of layers looks under a theme."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.color import Color
from textual.style import Style

if TYPE_CHECKING:
    from collections.abc import Mapping, Set

    from rich.style import Style as RichStyle

    from newsbrowse.layout.layers import Mark

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
