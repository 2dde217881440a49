"""RSS and Atom, of all versions that feedparser knows: one article an entry."""

from __future__ import annotations

import io
import re
import time
from typing import TYPE_CHECKING, Any

from newsbrowse_ingest.readers.article.dates import date_or_part
from newsbrowse_ingest.readers.article.facts import (
    address,
    article,
    joined,
    metadata,
    readable,
    words,
)
from newsbrowse_ingest.readers.bytes.decode import decode
from newsbrowse_ingest.readers.bytes.markup import (
    html_story,
    html_text,
    plain_text,
    root_of,
    undeclared,
)
from newsbrowse_ingest.readers.format import Format, need
from newsbrowse_store.errors import ReadError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from newsbrowse_ingest.readers.format import Found, Source
    from newsbrowse_store.values import Draft

LIMIT = 16 * 2**20
"""The most bytes of a feed: all of it is parsed before the first entry comes out."""

MOST_TERMS = 5_000
"""So many categories may an entry have: the parser compares each with all others."""

_RDF = re.compile(rb"purl\.org/(?:rss|net/rss)|netscape\.com/rdf")
_ENTITY = re.compile(rb"<!ENTITY[^>]*>")
_SPACE = re.compile(rb"\s{2,}")
_ROOT = re.compile(rb"<(?:\w+:)?(?:rss|feed|rdf)\b", re.IGNORECASE)
_ENTRY = re.compile(rb"<(?:[\w.-]+:)?(?:item|entry)\b", re.IGNORECASE)
_TERM = re.compile(rb"<(?:[\w.-]+:)?(?:category|keywords|subject|tags)\b", re.IGNORECASE)
_MEDIA = re.compile(rb"(</?media:)(description|title)\b")
_FOOTER = re.compile(
    r"\n\n(?:The post .{1,300} (?:appeared first|first appeared) on .{1,200}\."
    r"|Continue reading(?:\.\.\.|…)?)\Z"
)
"""What programs put under each text of a feed."""

_END = re.compile(rb"</(?:\w+:)?(?:rss|feed|rdf)\s*>", re.IGNORECASE)


def sniff(head: bytes) -> bool:
    """Whether the first element is one that feeds begin with."""
    namespace, name = root_of(head)
    if name.lower() == "rdf":
        return bool(_RDF.search(head))
    return name.lower() == "rss" or (name == "feed" and "atom" in namespace.lower())


def read(source: Source) -> Iterator[Found]:
    """One article an entry, from its content, else its summary; an address where it has neither."""
    what = source.name
    feedparser = need("feedparser", "formats", what)
    data = _plain(source.read(), what)
    try:
        # Bytes alone would be tried as the name of a file.
        parsed = feedparser.parse(
            io.BytesIO(data), sanitize_html=False, resolve_relative_uris=False
        )
    except (LookupError, ValueError) as error:  # the parser trips over some ends without a start
        reason = f"is a feed too broken to be read ({words(repr(error))[:200]})"
        raise ReadError(what, reason, "Save or fetch it again.") from error
    if not parsed.entries:
        wrong = f" ({words(str(parsed.bozo_exception))[:200]})" if parsed.bozo else ""
        raise ReadError(
            what, f"is a feed without entries{wrong}", "There is nothing to read in it."
        )
    feed = dict(parsed.feed)
    if not parsed.version.startswith("atom"):
        feed.pop("authors", None)  # those who are responsible for the feed did not write all of it
    for number, entry in enumerate(parsed.entries, 1):
        try:
            yield _article(what, f"entry {number}", feed, dict(entry))
        except ReadError as error:
            yield error
    if parsed.bozo and not _END.search(data):
        yield ReadError(what, "breaks off, amid its last entry or before", "Fetch it again.")


def _plain(data: bytes, what: str) -> bytes:
    """The feed in an encoding with ASCII in it, without the entities that it declares.

    The parser looks all over the feed for each of those, and at each of the line ends before the
    first element for all others. What HTML has names for it knows.
    """
    if len(data) > LIMIT:
        remedy = "Split it into smaller ones."
        raise ReadError(what, f"is a feed larger than {LIMIT // 2**20} MiB", remedy)
    if b"\0" in data[:4]:
        data = undeclared(decode(data, what)).encode()
    data = data.replace(b"\0", b"?")
    if any(_terms(entry) > MOST_TERMS for entry in _ENTRY.split(data)):
        reason = f"has an entry with more than {MOST_TERMS:,} categories"
        raise ReadError(what, reason, "Take them out.")
    root = _ROOT.search(data)
    start = root.start() if root else len(data)
    # What is said of a picture would be taken for what is said of the entry.
    rest = _MEDIA.sub(rb"\1own_\2", data[start:])
    return _SPACE.sub(b"\n", _ENTITY.sub(b"", data[:start])).lstrip() + rest


def _terms(entry: bytes) -> int:
    """How many categories an entry may have; the words of one element may be many."""
    elements = _TERM.findall(entry)
    listed = any(b"keywords" in each.lower() for each in elements)
    return len(elements) + (entry.count(b",") + entry.count(b"&#") if listed else 0)


def _article(what: str, place: str, feed: dict[str, Any], entry: dict[str, Any]) -> Draft:
    text, caption, language = _content(entry, what)
    text = _FOOTER.sub("", text)
    summary = _FOOTER.sub("", _text(entry.get("summary_detail"), what)[0])
    url = _address(feed, entry)
    identifier = words(entry.get("id"))
    known = metadata(
        headline=_text(entry.get("title_detail"), what)[0],
        byline=_names(entry) or _names(feed),
        caption=caption or html_text(words(entry.get("media_own_description")), what),
        credit=joined(each.get("content") for each in entry.get("media_credit") or ()),
        source=(entry.get("source") or {}).get("title") or _text(feed.get("title_detail"), what)[0],
        published=_date(entry),
        url=url,
        language=words(entry.get("language")) or language or feed.get("language"),
        rights=words(entry.get("rights")) or feed.get("rights"),
        extra={
            "id": identifier if identifier != url else "",
            "description": summary,
            "comments": address(entry.get("comments")),
        },
    )
    terms = (tag.get("label") or tag.get("term") for tag in entry.get("tags") or ())
    return article(what, place, text or summary, known, terms)


def _content(entry: dict[str, Any], what: str) -> tuple[str, str, str]:
    """The text of the content, HTML if there is such, with its captions and its language."""
    contents = entry.get("content") or ()
    for content in sorted(contents, key=lambda content: "html" not in words(content.get("type"))):
        text, caption = _text(content, what)
        if readable(text):
            return text, caption, words(content.get("language"))
    return "", "", ""


def _text(detail: Any, what: str) -> tuple[str, str]:
    """The text and the captions in a value that says of what type it is."""
    value = (detail or {}).get("value")
    if not isinstance(value, str):
        return "", ""
    html = "html" in words(detail.get("type"))
    return html_story(value, what) if html else (plain_text(value), "")


def _address(feed: dict[str, Any], entry: dict[str, Any]) -> str:
    """The page of the entry; feeds behind a counting service say what its real address is."""
    home = address(feed.get("link"))
    links = [each for each in entry.get("links") or () if each.get("rel") in {"alternate", "self"}]
    said = (entry.get("feedburner_origlink"), entry.get("link"), *(it.get("href") for it in links))
    return next(filter(None, (address(each, home) for each in said)), "")


def _names(of: dict[str, Any]) -> str:
    authors = [author for author in of.get("authors") or () if author]
    named = joined((author.get("name") or author.get("email") for author in authors), ", ")
    return named or words(of.get("author") if authors else "")


def _date(entry: dict[str, Any]) -> str:
    """The date as it is written, with its zone, if that can be told; else as feedparser has it."""
    for name in ("published", "updated", "created"):
        written, moment = words(entry.get(name)), entry.get(f"{name}_parsed")
        if written and moment and not date_or_part(written):
            return time.strftime("%Y-%m-%dT%H:%M:%SZ", moment)
        if written:
            return written
    return ""


FORMAT = Format("RSS or Atom", (".rss", ".atom"), sniff, read)
