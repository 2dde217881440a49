"""Feed discovery: the feeds that a page of a site names in its head."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from newsbrowse_ingest.readers.bytes.markup import attributes

if TYPE_CHECKING:
    from newsbrowse_ingest.network.values import FetchedPage

HEAD = 512 * 1024
"""So many bytes at the start of a page are looked through."""

_KINDS = {"application/rss+xml", "application/atom+xml", "application/feed+json"}
_TAG = re.compile(r"<(link|base)\b([^<>]{0,4096})>", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class PageLink:
    """The address of a feed, and what the page calls it."""

    url: str
    title: str


def feeds_in(page: FetchedPage) -> list[PageLink]:
    """Return the feeds that a page names, in its order."""
    base = page.url
    found: dict[str, PageLink] = {}
    for tag in _TAG.finditer(page.data[:HEAD].decode("utf-8", "replace")):
        said = attributes(tag[2])
        place = said.get("href", "").strip()
        if not place:
            continue
        if tag[1].lower() == "base":
            base = _joined(base, place)
        elif "alternate" in said.get("rel", "").lower().split() and _is_feed(said.get("type", "")):
            url = _joined(base, place)
            found.setdefault(url, PageLink(url, " ".join(said.get("title", "").split())))
    return [link for url, link in found.items() if url]


def _is_feed(kind: str) -> bool:
    return kind.partition(";")[0].strip().lower() in _KINDS


def _joined(base: str, place: str) -> str:
    try:
        return urljoin(base, place)
    except ValueError:
        return ""
