"""Story: a text as scraped made a draft, its furniture marked, its metadata read from it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsbrowse_ingest.readers.article import furniture
from newsbrowse_ingest.readers.article.furniture import Find, StoryLines
from newsbrowse_ingest.readers.article.headline import derived_headline
from newsbrowse_store.text.tokens import paragraphs
from newsbrowse_store.values import Draft, Metadata, Region, replace

if TYPE_CHECKING:
    from collections.abc import Iterable

_MOST_LINES = 12
"""So many lines at the top, and a quarter of it at the bottom, may be furniture."""


def draft(text: str, known: Metadata | None = None, tags: Iterable[str] = ()) -> Draft:
    """The draft of an article with this text.

    What is `known` about it outranks what the text says. The regions are ordered, do not overlap
    and have no white space at their ends; each run of text that no rule marks, however many
    paragraphs it has, is one region `body`.
    """
    known = known or Metadata()
    page = StoryLines(text, paragraphs(text), known.headline)
    head, first = _head(page)
    foot, last = _foot(page, first)
    finds = [*head, *_captions(page, first, last), *foot]
    dateline = furniture.dateline(page, first) if first < last else None
    if dateline:
        finds.append(dateline)
    marked = sorted((region for find in finds for region in find.regions), key=_start)
    regions = tuple(sorted((*marked, *_bodies(text, marked)), key=_start))
    return Draft(text, _metadata(text, known, finds, regions), regions, tuple(tags))


def _head(page: StoryLines) -> tuple[list[Find], int]:
    """What is found from the top down, and the index of the first line that is no furniture."""
    finds: list[Find] = []
    index, rules = 0, [*furniture.FURNITURE, furniture.headline]
    while index < min(len(page.lines), _MOST_LINES):
        rule, find = next(((rule, it) for rule in rules if (it := rule(page, index))), (None, None))
        if find is None:
            break
        if rule is furniture.headline:
            rules.remove(rule)
        finds.append(find)
        index += find.lines
    return finds, index


def _foot(page: StoryLines, first: int) -> tuple[list[Find], int]:
    """What is found from the bottom up, below one line of body at least, and where it begins."""
    finds: list[Find] = []
    last = len(page.lines)
    while last - 1 > first and len(finds) < _MOST_LINES // 4:
        find = furniture.rights(page, last - 1) or furniture.team(page, last - 1)
        if find is None:
            break
        finds.append(find)
        last -= 1
    return finds, last


def _captions(page: StoryLines, first: int, last: int) -> list[Find]:
    """Captions amid the body; there a repeat counts only if a credit stands with it."""
    finds = []
    index = first
    while index + 1 < last:
        find = furniture.caption(page, index)
        if find and find.said["credit"]:
            finds.append(find)
            index += find.lines
        else:
            index += 1
    return finds


def _bodies(text: str, marked: list[Region]) -> list[Region]:
    """What lies between the marked regions."""
    borders = [0, *(place for region in marked for place in (region.start, region.end)), len(text)]
    bodies = []
    for start, end in zip(borders[::2], borders[1::2], strict=True):
        words = text[start:end].rstrip()
        first = start + len(words) - len(words.lstrip())
        if words.strip(" \t\n#"):  # the marks of a Markdown heading are no body
            bodies.append(Region("body", first, start + len(words)))
    return bodies


def _metadata(
    text: str, known: Metadata, finds: list[Find], regions: tuple[Region, ...]
) -> Metadata:
    said: dict[str, str] = {}
    for find in reversed(finds):  # the first word counts
        said |= {name: words for name, words in find.said.items() if words}
    body = next((region.start for region in regions if region.role == "body"), len(text))
    headline = known.headline or said.get("headline", "")
    return replace(
        known,
        headline=headline or derived_headline(text[body:]),
        headline_derived=not headline,
        byline=known.byline or said.get("byline", ""),
        dateline=known.dateline or said.get("dateline", ""),
        caption=known.caption or said.get("caption", ""),
        credit=known.credit or said.get("credit", ""),
        source=known.source or said.get("agency", "") or said.get("holder", ""),
        published=known.published or said.get("published", ""),
        rights=known.rights or said.get("rights", ""),
    )


def _start(region: Region) -> int:
    return region.start
