"""Fields of an article: what keys and columns call them, and how their values are read."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from newsbrowse_ingest.readers.article.dates import date_or_part

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


_SECONDS = re.compile(r"(\d{9,10})(?:\.\d+|\d{3})?")
_LANGUAGES = {
    "arabic": "ar", "chinese": "zh", "czech": "cs", "danish": "da", "dutch": "nl", "english": "en",
    "finnish": "fi", "french": "fr", "german": "de", "greek": "el", "hebrew": "he", "hindi": "hi",
    "italian": "it", "japanese": "ja", "korean": "ko", "norwegian": "no", "persian": "fa",
    "polish": "pl", "portuguese": "pt", "russian": "ru", "spanish": "es", "swedish": "sv",
    "turkish": "tr", "ukrainian": "uk",
}  # fmt: skip
_NAMING = ("name", "title", "rendered", "value", "label", "text")
"""Keys that say in words what an object is, the more telling ones first."""


def one_line(value: Any) -> str:
    """The words of a value, whatever it is made of; empty for what says nothing.

    A list of words is joined by commas, of an object its name counts; what is neither is JSON.
    """
    if isinstance(value, str):
        return " ".join(value.split())
    if value is None or value == [] or value == {}:
        return ""
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return ", ".join(filter(None, map(one_line, value)))
    return json.dumps(value, ensure_ascii=False)


def name_in(value: Any) -> str:
    """As `one_line`; of an object its name only, and so of each in a list of objects."""
    if isinstance(value, list):
        return ", ".join(filter(None, map(name_in, value)))
    if isinstance(value, dict):
        named = (value[key] for key in _NAMING if isinstance(value.get(key), str))
        return one_line(next(named, value))
    return one_line(value)


def long_text(value: Any) -> str:
    """The text a value holds, as it is written; a list holds its paragraphs. Empty if none."""
    if isinstance(value, str):
        return value
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return "\n\n".join(value)
    if isinstance(value, dict):
        return next((value[key] for key in _NAMING[2:] if isinstance(value.get(key), str)), "")
    return ""


def tag_list(value: Any, marks: str = ",") -> list[str]:
    """The tags a value holds; a line of them is parted at any of the `marks`."""
    if isinstance(value, list):
        items = value
    else:
        items = re.split(f"[{re.escape(marks)}]", one_line(value).strip("[]"))
    words = (name_in(item).strip("\"'# ") for item in items)
    return [word for word in words if word]


def date_in(written: str) -> str:
    """The date that a key or column says: as `date_or_part`, or seconds (or more) since 1970."""
    if seconds := _SECONDS.fullmatch(written):
        moment = datetime.fromtimestamp(int(seconds[1]), UTC)
        return moment.isoformat()
    return date_or_part(written)


def language_in(written: str) -> str:
    """The language tag that is meant, where its English name is written; else what is written."""
    return _LANGUAGES.get(written.strip().casefold(), written)
