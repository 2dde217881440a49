"""Lines of the article list: two for an article or a heading, in pieces with a style each."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Literal

from rich.cells import cell_len, set_cell_size

from newsbrowse.layout.safe import safe
from newsbrowse.workspace.wording import article_count, heading_name

if TYPE_CHECKING:
    from newsbrowse_store.cache.listing import Heading, ListedLine

Parts = list[tuple[str, str]]
"""Texts with a component class of the list without its prefix, or an empty name."""

STATES = {"new": "○", "open": "◐", "done": "●"}
DAMAGED = "!"
Bar = Literal["", "opened", "marked"]
BARS: dict[Bar, str] = {"": " ", "opened": "▎", "marked": "✓"}
"""What stands in front of an article: nothing, the bar of the open one, the sign of a mark."""
STAR = "★"
PENDING = "┄"
FOLDED, UNFOLDED = "▸", "▾"

_INDENT = "  "
_MARGIN = 1


def first_line(line: ListedLine, width: int, *, bar: Bar) -> Parts:
    """State and headline, and at the right a star and the number of pending ones; or a heading.

    `bar` tells the article that is open beside the list, or what it is folded in, and those that
    are marked. The line is `width` cells wide.
    """
    row, heading = line.row, line.heading
    if row is None:
        if heading is None:
            return [(" " * width, "")]
        mark = FOLDED if heading.folded else UNFOLDED
        return _fitted(f"{mark} ", heading_name(heading), "heading", width, [], bar=bar)
    right: Parts = []
    if row.star:
        right.append((f" {STAR}", "star"))
    if row.pending > 0:
        right.append((f" {row.pending}{PENDING}", "pending"))
    style = "done" if row.state == "done" else "derived" if row.headline_derived else "headline"
    mark = f"{_INDENT * line.inner}{DAMAGED if row.damaged else STATES[row.state]} "
    return _fitted(mark, row.headline or "(no headline)", style, width, right, bar=bar)


def second_line(line: ListedLine, width: int, *, bar: Bar) -> Parts:
    """Source, date and tags, those of a story behind how many others there are; or counts.

    Of an article of which none is known, it says when it was added, or that it is damaged.
    """
    row, heading = line.row, line.heading
    if row is None:
        said = "" if heading is None else article_count(heading.articles)
        return _fitted(_INDENT, said, "quiet", width, _done(heading), bar=bar)
    facts = [row.source, _date(row.published), *(f"#{tag}" for tag in row.tags)]
    added = "damaged" if row.damaged else f"added {_date(row.added)}"
    said = " · ".join(fact for fact in facts if fact) or added
    if heading is None:
        return _fitted(_INDENT * (1 + line.inner), said, "quiet", width, [], bar=bar)
    mark = FOLDED if heading.folded else UNFOLDED
    said = f"{_others(heading)} · {said}"
    return _fitted(f"{mark} ", said, "quiet", width, _done(heading), bar=bar)


def _others(heading: Heading) -> str:
    """How many articles a story has beside its head, and from how many sources."""
    said = f"+{heading.articles - 1}"
    if heading.sources:
        said += " from 1 source" if heading.sources == 1 else f" from {heading.sources} sources"
    return said


def _done(heading: Heading | None) -> Parts:
    """How many articles of a group are done, to stand at the right."""
    done = 0 if heading is None else heading.done
    return [(f" {done}{STATES['done']}", "state")] if done else []


def _fitted(mark: str, text: str, style: str, width: int, right: Parts, *, bar: Bar) -> Parts:
    """A bar, a mark, a text cut to what room there is, what stands at its right, and a margin."""
    room = width - 1 - cell_len(mark) - _MARGIN - sum(cell_len(part) for part, _ in right)
    if room <= 0:
        return [(fit(text, width), style)]
    return [
        (BARS[bar], bar),
        (mark, "state"),
        (fit(text, room), style),
        *right,
        (" " * _MARGIN, ""),
    ]


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
