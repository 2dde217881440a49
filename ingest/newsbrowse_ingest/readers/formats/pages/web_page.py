"""Saved web pages: the article on one, without what stands around it, as trafilatura finds it."""

from __future__ import annotations

import re
from html import unescape
from itertools import islice
from typing import TYPE_CHECKING, Any

from newsbrowse_ingest.readers.article.dates import iso_date
from newsbrowse_ingest.readers.article.facts import (
    address,
    article,
    joined,
    metadata,
    readable,
    site,
    words,
)
from newsbrowse_ingest.readers.bytes.markup import (
    captions_in,
    element_text,
    one_line,
    parse_html,
    root_of,
)
from newsbrowse_ingest.readers.format import Format, need
from newsbrowse_ingest.readers.formats.pages.page_text import page_text
from newsbrowse_store.errors import ReadError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from newsbrowse_ingest.readers.format import Found, Source
    from newsbrowse_store.values import Metadata


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


_RIGHTS = ("copyright", "rights", "dcterms.rights", "dc.rights")
_LANGUAGE = ("content-language", "og:locale", "language", "dc.language")
_LINKED_DATE = re.compile(r'"datePublished"\s*:\s*"(?P<date>[^"<>]{10,40})"')
_SAVED_FROM = re.compile(
    r"<!--\s*(?:saved from url=\(\d{4}\)|Page saved with SingleFile\s+url:\s*)(?P<url>\S{1,2000})"
)
_DATING = re.compile(r"date|time|publi|posted|byline|author|meta|info", re.IGNORECASE)
_DIGITS = re.compile(r"[0-9]+")
_UNCLEAR = re.compile(r"\b(?:0?[1-9]|1[0-2])/(?:0?[1-9]|1[0-2])/[0-9]{4}\b")
"""A date that two countries read differently."""

_LONGEST_DATE = 200
_AFTER_HEADLINE = re.compile(r"\s[|\-–—•·:«»/]\s")
_HEAD = 10_000


class PageFacts:
    """A page's source and its root element, before anything was taken out of it."""

    def __init__(self, source: str, root: Any) -> None:
        self._source = source
        self._language = root.get("lang") or root.get("xml:lang") or ""
        self._headings = [one_line(each) for each in root.iter("h1")]
        self._canonical = [each.get("href") for each in root.iter("link") if _is(each, "canonical")]
        self._times = [each.get("datetime") for each in root.iter("time")]
        self._dating = list(_dating(root))
        self._captions = _captions(root)
        self._said: dict[str, str] = {}
        for meta in root.iter("meta"):
            names = (meta.get(key) for key in ("property", "name", "itemprop", "http-equiv"))
            for name in filter(None, names):
                self._said.setdefault(name.lower(), words(meta.get("content")))

    def facts(self, found: Any) -> Metadata:
        """Return what is known of the article that trafilatura `found` on the page."""
        url = self._address(found.url)
        source = words(found.sitename) or site(url)
        byline = joined(words(found.author).split("; "), ", ")
        return metadata(
            headline=self._headline(words(found.title)),
            byline=byline if byline != source else "",
            caption=self._captions,
            source=source,
            published=self._published(words(found.date), url),
            url=url,
            language=self._language or self._first(_LANGUAGE),
            rights=self._first(_RIGHTS) or found.license,
            extra={
                "description": found.description,
                "section": joined(_parted(found.categories or ())),
            },
        )

    def _first(self, names: Iterable[str]) -> str:
        return next(filter(None, (self._said.get(name) for name in names)), "")

    def _headline(self, title: str) -> str:
        """The title without what the site puts after it: a heading that it begins with."""
        for heading in self._headings:
            rest = title[len(heading) :]
            if heading and title.startswith(heading) and _AFTER_HEADLINE.match(rest):
                return heading
        return title

    def _published(self, day: str, url: str) -> str:
        """The day, with the time where one of the dates on the page is of that day.

        A day that stands in the running text, in a headline or in the address of a picture only is
        one that the article tells of, and none.
        """
        linked = [found["date"] for found in _LINKED_DATE.finditer(self._source)]
        dated = [said for name, said in self._said.items() if "date" in name or "time" in name]
        telling = (*dated, *linked, *self._times)
        if not day or not any(_names(day, it) for it in (*telling, *self._dating, url) if it):
            return ""
        moments = (iso_date(words(said)) for said in telling)
        return next((moment for moment in moments if moment.startswith(f"{day}T")), day)

    def _address(self, found: Any) -> str:
        saved = _SAVED_FROM.search(self._source, 0, _HEAD)
        said = (*self._canonical, self._said.get("og:url"), found, saved["url"] if saved else "")
        return next(filter(None, map(address, said)), "")


def tags_of(found: Any) -> Iterator[str]:
    """The keywords that the page gives."""
    return _parted(found.tags or ())


def _parted(lines: Iterable[str]) -> Iterator[str]:
    """What stands between commas or semicolons; some pages put all into one."""
    return (part for line in lines for part in re.split("[,;]", unescape(words(line))))


def _captions(root: Any) -> str:
    """The captions of the pictures in the article, where the page says which part of it that is."""
    articles = list(root.iter("article"))
    headed = [each for each in articles if each.find(".//h1") is not None]
    found = headed or articles
    return captions_in(found[0]) if len(found) == 1 else ""


def _dating(root: Any) -> Iterator[str]:
    """The short texts of elements that are there for a date and the like."""
    for each in root.iter("time", "abbr", "div", "li", "p", "span", "td"):
        called = " ".join(each.get(name) or "" for name in ("class", "id", "itemprop"))
        if each.tag in ("time", "abbr") or _DATING.search(called):
            text = "".join(islice(each.itertext(), 20))
            if len(text) <= _LONGEST_DATE:
                yield f"{text} {each.get('title') or ''}"


def _names(day: str, said: str) -> bool:
    """Whether the numbers of a day stand in what is said, in whichever order and language."""
    numbers = _DIGITS.findall(_UNCLEAR.sub("", said))
    year, _, month_and_day = day.partition("-")
    apart = {year, month_and_day[-2:].lstrip("0")} <= {each.lstrip("0") for each in numbers}
    return apart or any(each.startswith(day.replace("-", "")) for each in numbers)


def _is(link: Any, relation: str) -> bool:
    return relation in (link.get("rel") or "").lower().split()
