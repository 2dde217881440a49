"""What a reading pane shows: an article's text and the words above it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from newsbrowse_store.model import Region

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
