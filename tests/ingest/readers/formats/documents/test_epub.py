"""Books: each chapter of some substance is an article."""

from __future__ import annotations

import pytest

from ingest.readers.sample_documents import STORY, chapter, epub, zipped
from newsbrowse_ingest.readers.read import format_of, read_bytes
from newsbrowse_store.errors import ReadError
from newsbrowse_store.values import Draft

LONG = STORY + STORY
METADATA = (
    "<dc:title>Harbour reports</dc:title><dc:creator>Ana Ruiz</dc:creator>"
    "<dc:creator>Piet Moll</dc:creator><dc:date>2026-03-24</dc:date><dc:language>en</dc:language>"
    "<dc:rights>CC BY 4.0</dc:rights><dc:publisher>Coast</dc:publisher><dc:subject>law</dc:subject>"
)


def read(data: bytes) -> list[Draft | str]:
    """The articles, and what the errors say."""
    return [
        each if isinstance(each, Draft) else str(each) for each in read_bytes(data, "book.epub")
    ]


def test_chapters_of_some_substance_are_articles() -> None:
    chapters = {
        "cover.xhtml": chapter("Cover", "Harbour reports"),
        "one.xhtml": chapter("The treaty", LONG),
        "two.xhtml": chapter("", LONG + "More.").replace("A book", "Harbour reports"),
    }
    one, two = read(epub(chapters, METADATA))
    assert isinstance(one, Draft)
    assert isinstance(two, Draft)
    assert two.metadata.headline.startswith("Vesland will sign")
    assert two.metadata.headline_derived
    metadata = one.metadata
    assert one.text.startswith("The treaty\n\nVesland will sign")
    assert (metadata.headline, metadata.source) == ("The treaty", "Harbour reports")
    assert (metadata.byline, metadata.published) == ("Ana Ruiz, Piet Moll", "2026-03-24")
    assert (metadata.language, metadata.rights) == ("en", "CC BY 4.0")
    assert (metadata.extra, one.tags) == ({"publisher": "Coast"}, ("law",))
    assert one.regions[0].role == "headline"


def test_a_chapter_that_cannot_be_read_is_told_and_the_rest_read() -> None:
    book = epub({"gone.xhtml": "", "one.xhtml": chapter("The treaty", LONG)})
    empty, one = read(book)
    assert empty == "book.epub/OEBPS/gone.xhtml: is empty. There is nothing to read in it."
    assert isinstance(one, Draft)


def order(href: str, times: int = 1) -> dict[str, str]:
    """The list of a book that has one document, so many times."""
    item = f"<item id='i' href='{href}' media-type='application/xhtml+xml'/>"
    listed = item.replace("item id", "itemref idref") * times
    return {"OEBPS/book.opf": f"<package><metadata/>{item}{listed}</package>"}


@pytest.mark.parametrize("href", ["a%20b.xhtml", "../OEBPS/./a b.xhtml"])
def test_addresses_are_unquoted(href: str) -> None:
    (one,) = read(epub({"a b.xhtml": chapter("A", LONG)}, **order(href)))
    assert isinstance(one, Draft)


def test_addresses_lead_to_parts_only() -> None:
    refused, _ = read(epub({}, **order("../../etc/passwd")))
    assert refused == "book.epub: lacks a part: ../etc/passwd. Save it again."


def test_a_document_that_is_in_the_order_many_times_is_read_once() -> None:
    assert len(read(epub({"a.xhtml": chapter("A", LONG)}, **order("a.xhtml", 1000)))) == 1


@pytest.mark.parametrize(
    ("book", "reason"),
    [
        (epub({"one.xhtml": chapter("A", "Short.")}), "has no chapter of 200 characters or more"),
        (epub({}, **{"META-INF/encryption.xml": "<x a='xmlenc#aes128'/>"}), "is locked by its"),
        (zipped({"mimetype": "application/epub+zip"}), "lacks a part: META-INF/container.xml"),
    ],
)
def test_books_that_cannot_be_read_say_so_in_one_line(book: bytes, reason: str) -> None:
    (error,) = read(book)
    assert isinstance(error, str)
    assert reason in error


def test_a_book_is_told_without_its_name() -> None:
    assert format_of(epub({}), "file").name == "an EPUB book"
    odd = zipped({"META-INF/container.xml": "<container/>"})
    assert format_of(odd, "file").name == "an EPUB book"
    assert format_of(zipped({"book.epub": epub({})}), "file").name == "a zip archive"
    assert isinstance(next(read_bytes(odd, "x")), ReadError)
