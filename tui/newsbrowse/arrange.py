"""Which panes stand side by side at which width."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Pane = Literal["sidebar", "pane", "inspector"]

THREE_FROM = 120
"""Columns from which three panes stand side by side."""
TWO_FROM = 80
"""Columns from which two do; below, one pane at a time."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What the reader asked to see."""

    sidebar: bool = True
    inspector: bool = True
    alone: bool = False


@dataclass(frozen=True, slots=True)
class Arrangement:
    """What is shown: the panes from left to right, and whether the inspector covers the text."""

    panes: tuple[Pane, ...]
    over: bool = False


def arrange(width: int, wish: Wish, focus: Pane) -> Arrangement:
    """Fit the wish into `width` columns; the pane with the focus is always there."""
    if width < TWO_FROM:
        return Arrangement((focus,))
    if wish.alone and focus == "pane":
        return Arrangement(("pane",))
    sidebar: tuple[Pane, ...] = ("sidebar",) if wish.sidebar or focus == "sidebar" else ()
    if width >= THREE_FROM:
        shown = wish.inspector or focus == "inspector"
        return Arrangement((*sidebar, "pane", *(("inspector",) if shown else ())))
    if focus == "inspector":
        return Arrangement((*sidebar, "pane", "inspector"), over=True)
    return Arrangement((*sidebar, "pane"))
