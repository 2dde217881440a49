"""Headings in words: the names of groups and how many articles are in them."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from newsbrowse_store.cache.listing import Heading


def heading_name(heading: Heading) -> str:
    """The name of a group as it is shown: a source, or a date in words."""
    if isinstance(heading.key, str):
        return heading.name or "No source"
    if not heading.name:
        return "No date"
    year, month, day = (int(part) for part in f"{heading.name}-01-01".split("-")[:3])
    try:
        date = datetime(year, month, day)
    except ValueError:
        return heading.name
    return date.strftime({4: "%Y", 7: "%B %Y"}.get(len(heading.name), f"%a {day} %B %Y"))


def article_count(count: int) -> str:
    """How many articles, in words."""
    return "1 article" if count == 1 else f"{count} articles"
