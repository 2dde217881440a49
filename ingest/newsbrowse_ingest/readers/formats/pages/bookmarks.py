"""Bookmarks as browsers and read-later services export them in HTML: addresses, no texts."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING

from newsbrowse_ingest.readers.article.columns import Columns, to_draft
from newsbrowse_ingest.readers.article.facts import address
from newsbrowse_ingest.readers.article.fields import date_in
from newsbrowse_ingest.readers.bytes.markup import attributes
from newsbrowse_ingest.readers.format import Format
from newsbrowse_ingest.readers.formats.pages.page_text import page_text
from newsbrowse_store.errors import ReadError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from newsbrowse_ingest.readers.format import Found, Source

_KNOWN = re.compile(
    rb"\s*(?:\xef\xbb\xbf)?<!DOCTYPE\s+NETSCAPE-Bookmark-file"
    rb"|.{0,1000}?<title>\s*(?:Pocket Export|Instapaper: Export)\s*</title>",
    re.IGNORECASE | re.DOTALL,
)
_TAG = re.compile(r"<(?P<end>/?)(?P<name>[a-zA-Z][a-zA-Z0-9]*)(?P<rest>[^<>]*)>(?P<text>[^<]*)")
_COLUMNS = Columns({"headline": "title", "url": "url"}, ("tags",))
_DEEPEST = 20
"""So many folders, one in the other, are named."""
_NOTES = frozenset(("b", "i", "em", "strong", "br", "p"))
"""Elements in the middle of a note."""


def sniff(head: bytes) -> bool:
    """Whether it begins as such exports do."""
    return bool(_KNOWN.match(head))


def read(source: Source) -> Iterator[Found]:
    """No article: an entry for each address on the web, with its folder, tags and note."""
    others = number = 0
    for number, entry in enumerate(_entries(page_text(source.read(), source.name)), 1):
        if not address(entry["url"]):
            others += 1
            continue
        try:
            yield to_draft(entry, _COLUMNS, source.name, f"bookmark {number}")
        except ReadError as error:
            yield error
    if others or not number:
        what = f"bookmarks that lead to no web page: {others}" if others else "no bookmarks"
        raise ReadError(source.name, f"holds {what}", "There is nothing to read in them.")


def _entries(page: str) -> Iterator[dict[str, str]]:
    """Each link with what is said of it, in one walk over the tags."""
    entry: dict[str, str] = {}
    folders: list[str] = []
    field = heading = ""
    title = False  # whether the heading is that of the page, where folders have their own
    for tag in _TAG.finditer(page):
        name, words = tag["name"].lower(), unescape(tag["text"])
        if name == "a" and not tag["end"]:
            if entry:
                yield entry
            entry = _link(tag["rest"]) | {"folder": "/".join(filter(None, folders[:_DEEPEST]))}
            field = "title"
        elif name == "dd" and not tag["end"]:
            field = "note"
        elif name in {"h1", "h2", "h3"} and not tag["end"]:
            field, heading = "", words.strip()
            title = name == "h1"
        elif name in {"ul", "ol"} and not tag["end"]:
            field, folders = "", [heading]
        elif name == "dl":
            if not tag["end"]:
                folders.append("" if title else heading)
            elif folders:
                folders.pop()
            field = heading = ""
        elif name not in _NOTES:
            field = ""
        if field and entry:
            entry[field] = entry.get(field, "") + words
    if entry:
        yield entry


def _link(tag: str) -> dict[str, str]:
    said = attributes(tag)
    added = said.get("add_date") or said.get("time_added") or ""
    return {
        "url": said.get("href", ""),
        "tags": said.get("tags", ""),
        "saved": date_in(added) or added,
    }


FORMAT = Format("bookmarks", (), sniff, read)
