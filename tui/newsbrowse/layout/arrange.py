"""Arrangement: which panes stand side by side at which width."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

Pane = Literal["sidebar", "pane", "inspector"]

THREE_FROM = 120
"""Columns from which three panes stand side by side."""
TWO_FROM = 80
"""Columns from which two do; below, one pane at a time."""


NARROWEST, WIDEST = 20, 70
"""Columns that a side pane may be given."""
SIDEBAR_LEAST, INSPECTOR_LEAST = 28, 34
"""Columns that the side panes have of themselves at the least."""


class Wish(Struct, frozen=True):
    """What the reader asked to see; a width of 0 columns means the one that suits the screen."""

    sidebar: bool = True
    inspector: bool = True
    alone: bool = False
    sidebar_width: int = 0
    inspector_width: int = 0


def side_width(width: int, wished: int, least: int) -> int:
    """Columns for a side pane on a screen of `width`: about a quarter unless wished.

    Without a wish it has `least` columns or more.
    """
    most = min(WIDEST, width // 2)
    return min(most, max(NARROWEST, wished)) if wished else min(44, max(least, width // 4))


def arrange(width: int, wish: Wish, focus: Pane) -> tuple[Pane, ...]:
    """The panes from left to right that fit into `width` columns, always with the focused one.

    Where two panes fit, the list gives way to the inspector: the text is what both are about.
    """
    if width < TWO_FROM:
        return (focus,)
    if wish.alone and focus == "pane":
        return ("pane",)
    sidebar: tuple[Pane, ...] = ("sidebar",) if wish.sidebar or focus == "sidebar" else ()
    if width >= THREE_FROM:
        shown = wish.inspector or focus == "inspector"
        return (*sidebar, "pane", *(("inspector",) if shown else ()))
    if focus == "inspector":
        return ("pane", "inspector")
    return (*sidebar, "pane")
