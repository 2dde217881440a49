"""The two lines of an article in the list, as pieces of text with the name of a style each."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from rich.cells import cell_len, set_cell_size

from newsbrowse.safe import safe

if TYPE_CHECKING:
    from newsbrowse_store.model import Row

Parts = list[tuple[str, str]]
"""Texts with a component class of the list without its prefix, or an empty name."""

STATES = {"new": "○", "open": "◐", "done": "●"}
OPENED = "▎"
STAR = "★"
PENDING = "┄"

_INDENT = "  "
_MARGIN = 1


def headline_line(row: Row, width: int, *, opened: bool) -> Parts:
    """The first line: state, headline, and at the right a star and the number of pending ones.

    A bar in front marks the article that is open beside the list. The line is `width` cells wide.
    """
    right: Parts = []
    if row.star:
        right.append((f" {STAR}", "star"))
    if row.pending > 0:
        right.append((f" {row.pending}{PENDING}", "pending"))
    room = width - 1 - cell_len(_INDENT) - _MARGIN - sum(cell_len(text) for text, _ in right)
    style = "done" if row.state == "done" else "derived" if row.headline_derived else "headline"
    if room <= 0:
        return [(fit(row.headline, width), style)]
    return [
        _bar(opened=opened),
        (f"{STATES[row.state]} ", "state"),
        (fit(row.headline or "(no headline)", room), style),
        *right,
        (" " * _MARGIN, ""),
    ]


def source_line(row: Row, width: int, *, opened: bool) -> Parts:
    """The second line: source, date and tags; when it was added if none of them is known."""
    facts = [row.source, _date(row.published), *(f"#{tag}" for tag in row.tags)]
    said = " · ".join(fact for fact in facts if fact) or f"added {_date(row.added)}"
    return [
        _bar(opened=opened),
        (_INDENT, ""),
        (fit(said, width - 1 - cell_len(_INDENT) - _MARGIN), "quiet"),
        (" " * _MARGIN, ""),
    ]


def _bar(*, opened: bool) -> tuple[str, str]:
    return (OPENED, "opened") if opened else (" ", "")


def fit(text: str, cells: int) -> str:
    """`text` as it may be shown in exactly so many cells, cut with an ellipsis."""
    if cells <= 0:
        return ""
    shown = safe(text[: cells * 8])  # a headline may be a million characters long
    if cell_len(shown) > cells:
        shown = set_cell_size(shown, cells - 1).rstrip() + "…"
    return set_cell_size(shown, cells)


def _date(published: str) -> str:
    try:
        date = datetime.fromisoformat(published)
    except ValueError:
        return published
    return f"{date.day} {date:%b %Y}"
