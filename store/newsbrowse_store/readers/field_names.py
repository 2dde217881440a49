"""The fields of an article, and what the keys and columns they are in are commonly called."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

FIELDS = {
    "headline": ("headline", "title", "heading", "articletitle", "articleheadline"),
    "byline": ("byline", "author", "authors", "by", "creator", "writer", "journalist", "reporter"),
    "dateline": ("dateline",),
    "caption": ("caption",),
    "credit": ("credit",),
    "source": (
        *("source", "agency", "publisher", "publication", "outlet", "newspaper", "site"),
        *("sitename", "sourcename", "journal", "provider", "sourcedomain", "domain"),
    ),
    "published": (
        *("published", "date", "pubdate", "publishedat", "publishedon", "datepublished"),
        *("publicationdate", "publishdate", "publisheddate", "datepublish", "datetime"),
        *("created", "createdat", "timestamp", "year", "publicationyear", "pubyear"),
    ),
    "url": ("url", "link", "permalink", "canonical", "href", "weburl", "articleurl", "uri"),
    "language": ("language", "lang", "locale"),
    "rights": ("rights", "licence", "license", "copyright"),
}
"""The fields of the metadata, and the names that fill them; the first name there wins."""

TEXT = (
    *("text", "fulltext", "body", "content", "article", "story", "articletext", "articlebody"),
    *("articlecontent", "bodytext", "maintext", "storytext", "contenttext", "plaintext"),
)
"""What the text itself is in; the first name there wins."""

TAGS = (
    *("tags", "tag", "keywords", "keyword", "categories", "category", "topics", "topic"),
    *("subjects", "subject", "sections", "section"),
)
"""What tags are in; all of them count."""


def bare(name: str) -> str:
    """A name as they are compared: case, spaces, hyphens, dots and underscores do not matter."""
    return re.sub(r"[\W_]+", "", name).casefold()


def guess(names: Iterable[str]) -> dict[str, str]:
    """Which of the `names` each field of the metadata, or `text`, is in, where that is known."""
    there: dict[str, str] = {}
    for name in names:
        there.setdefault(bare(name), name)
    table = {**FIELDS, "text": TEXT}
    found = {field: next((n for n in known if n in there), "") for field, known in table.items()}
    return {field: there[name] for field, name in found.items() if name}


def field_called(word: str) -> str:
    """The field that goes by this name, `text` and `tags` included; empty if there is none."""
    table = {**FIELDS, "text": TEXT, "tags": TAGS}
    return next((field for field, names in table.items() if bare(word) in names), "")
