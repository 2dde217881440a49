"""Books (EPUB): one article for each document of the spine that has some substance."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from newsbrowse_ingest.readers.article.facts import article, joined, metadata, words
from newsbrowse_ingest.readers.bytes.decode import decode
from newsbrowse_ingest.readers.bytes.markup import element_text, local_name, parse_html
from newsbrowse_ingest.readers.containers.members import shown
from newsbrowse_ingest.readers.containers.zip_archive import Package, first_part
from newsbrowse_ingest.readers.format import Format
from newsbrowse_store.errors import ReadError
from newsbrowse_store.values import replace

if TYPE_CHECKING:
    from collections.abc import Iterator

    from newsbrowse_ingest.readers.format import Found, Source
    from newsbrowse_store.values import Metadata

SUBSTANCE = 200
"""A document of so many characters is an article; covers and the like have fewer."""

_CONTAINER, _ENCRYPTION = "META-INF/container.xml", "META-INF/encryption.xml"
_TYPES = ("application/xhtml+xml", "text/html", "application/x-dtbook+xml")


def sniff(head: bytes) -> bool:
    """Whether it is a book: its first part says so, or is where books say what is in them."""
    first = first_part(head)
    if first.startswith(b"mimetype application/epub+zip"):
        return True
    return first.startswith((b"mimetype ", b"META-INF/")) and _CONTAINER.encode() in head


def read(source: Source) -> Iterator[Found]:
    """The chapters in reading order. What is locked or cannot be read is told, the rest goes on."""
    package = Package(source)
    if _ENCRYPTION in package and b"xmlenc#aes" in package.part(_ENCRYPTION):
        raise ReadError(source.name, "is locked by its seller", "Only their program can open it.")
    place = next(
        (each.get("full-path", "") for each in _all(package.xml(_CONTAINER), "rootfile")), ""
    )
    book = package.xml(place)
    known, tags = _metadata(book)
    empty = True
    for href in _spine(book):
        part = posixpath.normpath(posixpath.join(posixpath.dirname(place), unquote(href)))
        try:
            text, headline = _chapter(package.part(part), f"{source.name}/{shown(part)}")
            if len(text) >= SUBSTANCE:
                headline = "" if headline == known.source else headline
                yield article(
                    source.name, shown(part), text, replace(known, headline=headline), tags
                )
                empty = False
        except ReadError as error:
            yield error
    if empty:
        reason = f"has no chapter of {SUBSTANCE} characters or more"
        yield ReadError(source.name, reason, "There is nothing to read in it.")


def _metadata(book: Any) -> tuple[Metadata, list[str]]:
    said: dict[str, list[str]] = {}
    for each in book.iterfind("{*}metadata//{http://purl.org/dc/elements/1.1/}*"):
        said.setdefault(local_name(each), []).append("".join(each.itertext()))
    first = {name: values[0] for name, values in said.items()}
    known = metadata(
        {name: first.get(name, "") for name in ("publisher", "description")},
        source=first.get("title", ""),
        byline=joined(said.get("creator", ()), ", "),
        published=first.get("date", ""),
        language=first.get("language", ""),
        rights=first.get("rights", ""),
    )
    return known, said.get("subject", [])


def _spine(book: Any) -> Iterator[str]:
    """The addresses of the documents in reading order, each once, but for tables of contents."""
    items = {each.get("id"): each for each in _all(book, "item")}
    order = (items.get(each.get("idref")) for each in _all(book, "itemref"))
    wanted = (each for each in order if each is not None and each.get("media-type") in _TYPES)
    said = (
        each.get("href", "") for each in wanted if "nav" not in each.get("properties", "").split()
    )
    return iter(dict.fromkeys(said))


def _chapter(data: bytes, name: str) -> tuple[str, str]:
    """The text of a document and its headline; the text is empty where there is none."""
    root = parse_html(decode(data, name), name)
    if root is None:
        return "", ""
    headings = [*root.iter("h1", "h2", "h3"), *root.iter("title")]
    said = (words("".join(each.itertext())) for each in headings)
    return element_text(root), next((each for each in said if any(map(str.isalpha, each))), "")


def _all(root: Any, name: str) -> Iterator[Any]:
    return iter(root.iter(f"{{*}}{name}"))


FORMAT = Format("an EPUB book", (".epub",), sniff, read)
