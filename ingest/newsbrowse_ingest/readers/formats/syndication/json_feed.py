"""JSON Feed 1.0 and 1.1: one article an item."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from newsbrowse_ingest.readers.article.facts import address, article, joined, metadata, words
from newsbrowse_ingest.readers.bytes.json_stream import first_keys, values
from newsbrowse_ingest.readers.bytes.markup import html_story, plain_text
from newsbrowse_ingest.readers.format import Format, Remark
from newsbrowse_store.errors import ReadError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from newsbrowse_ingest.readers.format import Found, Source
    from newsbrowse_store.values import Draft

_VERSION = re.compile(rb'"version"\s*:\s*"https?:\\?/\\?/(?:www\.)?jsonfeed\.org\\?/version')


def sniff(head: bytes) -> bool:
    """Whether an address of the standard is given as the version."""
    return bool(_VERSION.search(head)) and "version" in first_keys(head)


def read(source: Source) -> Iterator[Found]:
    """One article an item, from its HTML, else its text, else its summary."""
    for feed in values(source):
        if isinstance(feed, ReadError | Remark):
            yield feed
            continue
        items = feed.get("items") if isinstance(feed, dict) else None
        if not isinstance(items, list) or not items:
            raise ReadError(
                source.name, "is a feed without items", "There is nothing to read in it."
            )
        for number, item in enumerate(items, 1):
            try:
                yield _article(source.name, f"item {number}", feed, item)
            except ReadError as error:
                yield error


def _article(what: str, place: str, feed: dict[str, Any], item: Any) -> Draft:
    if not isinstance(item, dict):
        raise ReadError(what, f"{place} is no object", "There is nothing to read in it.")
    home = address(feed.get("home_page_url"))
    summary = item.get("summary")
    html, text = item.get("content_html"), item.get("content_text")
    body, caption = html_story(html, what) if isinstance(html, str) else ("", "")
    body = body or next((it for it in (text, summary) if isinstance(it, str) and it.strip()), "")
    known = metadata(
        headline=item.get("title"),
        byline=_names(item) or _names(feed),
        caption=caption,
        source=feed.get("title"),
        published=words(item.get("date_published")) or item.get("date_modified"),
        url=address(item.get("url"), home) or address(item.get("external_url"), home),
        language=words(item.get("language")) or feed.get("language"),
        extra={
            "id": item.get("id") if item.get("id") != item.get("url") else "",
            "external url": address(item.get("external_url"), home),
            "description": summary,
        },
    )
    tags = item.get("tags")
    return article(what, place, plain_text(body), known, tags if isinstance(tags, list) else ())


def _names(of: dict[str, Any]) -> str:
    """The authors' names, or addresses; a feed of version 1.0 has one author only."""
    authors = of.get("authors")
    each = authors if isinstance(authors, list) else [of.get("author")]
    named = (author for author in each if isinstance(author, dict))
    return joined((words(it.get("name")) or _mailbox(it.get("url")) for it in named), ", ")


def _mailbox(url: Any) -> str:
    return words(url).removeprefix("mailto:")


FORMAT = Format("JSON Feed", (), sniff, read)
