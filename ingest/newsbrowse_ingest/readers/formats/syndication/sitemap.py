"""Sitemaps: the addresses of a site, with what a news sitemap says of each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from newsbrowse_ingest.outcome import NoTextError
from newsbrowse_ingest.readers.article.facts import metadata
from newsbrowse_ingest.readers.bytes.markup import local_name, one_line, parse_xml, root_of
from newsbrowse_ingest.readers.format import Format
from newsbrowse_store.errors import ReadError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from newsbrowse_ingest.readers.format import Found, Source


def sniff(head: bytes) -> bool:
    """Whether the first element is one of the two of the protocol."""
    return root_of(head)[1] in {"urlset", "sitemapindex"}


def read(source: Source) -> Iterator[Found]:
    """An address without a text for each page."""
    what = source.name
    root = parse_xml(source.read(), what)
    if local_name(root) == "sitemapindex":
        remedy = "Add the sitemaps that it names."
        raise ReadError(what, "is a list of sitemaps, and has no articles", remedy)
    pages = list(root.iterfind("{*}url"))
    if not pages:
        raise ReadError(what, "is a sitemap without addresses", "There is nothing to read in it.")
    for number, page in enumerate(pages, 1):
        yield _page(what, number, page)


def _page(what: str, number: int, page: Any) -> ReadError:
    def said(path: str) -> str:
        return one_line(page.find(f".//{{*}}{path}"))

    known = metadata(
        headline=said("news/{*}title"),
        source=said("publication/{*}name"),
        language=said("publication/{*}language"),
        published=said("publication_date") or said("lastmod"),
        url=one_line(page.find("{*}loc")),
        extra={},
    )
    if not known.url:
        return ReadError(what, f"address {number} is no http address", "Nothing was read in.")
    keywords = tuple(filter(None, map(str.strip, said("keywords").split(","))))
    return NoTextError.of(what, known, keywords)


FORMAT = Format("a sitemap", (), sniff, read)
