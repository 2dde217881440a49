"""Saved web pages: the article on one, without what stands around it, as trafilatura finds it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from newsbrowse_ingest.readers.article.facts import article, readable
from newsbrowse_ingest.readers.bytes.markup import element_text, parse_html, root_of
from newsbrowse_ingest.readers.format import Format, need
from newsbrowse_ingest.readers.formats.pages.page_facts import PageFacts, tags_of
from newsbrowse_ingest.readers.formats.pages.page_text import page_text
from newsbrowse_store.errors import ReadError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from newsbrowse_ingest.readers.format import Found, Source

MOST_ELEMENTS, DEEPEST = 30_000, 200
"""Pages have up to 5,000 elements, up to 40 deep; of those with more some would take minutes."""

_DOCTYPE = re.compile(rb"(?:\xef\xbb\xbf)?\s*<!doctype\s+html", re.IGNORECASE)
_REMEDY = "Save the text of the article as plain text."


def sniff(head: bytes) -> bool:
    """Whether it begins as pages do."""
    return bool(_DOCTYPE.match(head)) or root_of(head)[1].lower() in {"html", "head", "body"}


def read(source: Source) -> Iterator[Found]:
    """One article. The page is taken as it was saved: nothing is fetched."""
    what = source.name
    trafilatura = need("trafilatura", "html", what)
    text = page_text(source.read(), what)
    root = parse_html(text, what)
    if root is None:
        raise ReadError(what, "is a web page with nothing on it", "Save it again.")
    if not _moderate(root):
        reason = (
            f"is a web page of more than {MOST_ELEMENTS:,} elements, or {DEEPEST} in each other"
        )
        raise ReadError(what, reason, _REMEDY)
    page = PageFacts(text, root)
    found = trafilatura.bare_extraction(
        root,
        url=source.known.url or None,
        favor_precision=True,
        include_comments=False,
        with_metadata=True,
        date_extraction_params={"original_date": True, "extensive_search": False},
    )
    body = element_text(found.body) if found and found.body is not None else ""
    if not readable(body):
        raise ReadError(what, "is a web page on which no article can be found", _REMEDY)
    yield article(what, "the page", body, page.facts(found), tags_of(found))


def _moderate(root: Any) -> bool:
    count, waiting = 0, [(root, 1)]
    while waiting and count <= MOST_ELEMENTS:
        element, depth = waiting.pop()
        if depth > DEEPEST:
            return False
        count += 1
        waiting += ((child, depth + 1) for child in element)
    return count <= MOST_ELEMENTS


FORMAT = Format("a web page", (".html", ".htm", ".xhtml"), sniff, read)
