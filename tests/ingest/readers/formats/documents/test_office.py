"""Documents of word processors: all that is in their text, in order, and their properties."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ingest.readers.sample_documents import STORY, docx, odt, paragraph, zipped
from newsbrowse_ingest.readers.containers import members
from newsbrowse_ingest.readers.read import format_of, read_bytes
from newsbrowse_store.errors import ReadError

if TYPE_CHECKING:
    from newsbrowse_store.values import Draft


def read(data: bytes, name: str = "story.docx") -> Draft:
    (found,) = read_bytes(data, name)
    if isinstance(found, ReadError):
        raise found
    return found


def test_paragraphs_of_a_word_document() -> None:
    body = paragraph("One & two.") + paragraph("") + "<w:p/>" + paragraph("Three.")
    article = read(docx(body))
    assert article.text == "One & two.\n\nThree."
    assert article.metadata.imported_from == "story.docx"
    assert article.metadata.headline_derived


def test_what_stands_between_words() -> None:
    runs = (
        "<w:r><w:t>One</w:t><w:tab/><w:t>two</w:t><w:br/><w:t>semi</w:t><w:noBreakHyphen/>"
        "<w:t>three </w:t></w:r><w:hyperlink><w:r><w:t>four</w:t></w:r></w:hyperlink>"
        "<w:r><w:instrText>HYPERLINK</w:instrText></w:r>"
    )
    assert read(docx(f"<w:p>{runs}</w:p>")).text == "One\ttwo\nsemi-three four"


def test_text_is_as_when_all_changes_are_accepted_and_controls_are_looked_into() -> None:
    body = (
        "<w:p><w:ins><w:r><w:t>New. </w:t></w:r></w:ins><w:del><w:r><w:delText>Old. </w:delText>"
        "</w:r></w:del><w:moveFrom><w:r><w:t>Moved. </w:t></w:r></w:moveFrom>"
        "<w:sdt><w:sdtPr/><w:sdtContent><w:r><w:t>Inside.</w:t></w:r></w:sdtContent></w:sdt></w:p>"
        f"<w:sdt><w:sdtContent>{paragraph('A whole paragraph.')}</w:sdtContent></w:sdt>"
    )
    assert read(docx(body)).text == "New. Inside.\n\nA whole paragraph."


def test_a_text_box_is_read_once() -> None:
    box = f"<v:box><w:txbxContent>{paragraph('In a box.')}</w:txbxContent></v:box>"
    both = (
        f"<mc:AlternateContent><mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback>"
        "</mc:AlternateContent>"
    )
    body = f"<w:p><w:r>{both}<w:t>Beside it.</w:t></w:r></w:p>"
    assert read(docx(body)).text == "Beside it.\n\nIn a box."


def test_tables_are_rows_unless_they_are_there_for_the_layout() -> None:
    def cell(*paragraphs: str) -> str:
        return f"<w:tc><w:tcPr/>{''.join(map(paragraph, paragraphs))}</w:tc>"

    rows = [
        f"<w:tr>{cell('Harbour')}{cell('Dues', 'a day')}</w:tr>",
        f"<w:tr>{cell('Amsel')}<w:sdt><w:sdtContent>{cell('12')}</w:sdtContent></w:sdt></w:tr>",
    ]
    table = f"<w:tbl><w:tblPr/>{''.join(rows)}</w:tbl>"
    assert (
        read(docx(paragraph("Before.") + table)).text == "Before.\n\nHarbour\tDues a day\nAmsel\t12"
    )
    layout = f"<w:tbl><w:tr>{cell('One.', 'Two.')}</w:tr></w:tbl>"
    assert read(docx(layout)).text == "One.\n\nTwo."


def test_items_of_a_list_stand_together() -> None:
    item = "<w:p><w:pPr><w:numPr/></w:pPr><w:r><w:t>First</w:t></w:r></w:p>"
    body = paragraph("Before.") + item + paragraph("Second", "ListBullet") + paragraph("After.")
    assert read(docx(body)).text == "Before.\n\nFirst\nSecond\n\nAfter."


def test_core_properties_are_metadata() -> None:
    properties = (
        "<dc:title>Treaty signed</dc:title><dc:creator>By Ana Ruiz</dc:creator>"
        "<cp:keywords>law, trade/harbours; treaty</cp:keywords><dc:language>en-GB</dc:language>"
        "<dcterms:created>2026-03-24T08:00:00Z</dcterms:created><dc:subject>Harbours</dc:subject>"
        "<dc:description>What was agreed</dc:description>"
    )
    article = read(docx(paragraph(STORY), properties))
    metadata = article.metadata
    assert (metadata.headline, metadata.byline) == ("Treaty signed", "Ana Ruiz")
    assert (metadata.published, metadata.language) == ("", "en-GB")
    assert metadata.extra == {
        "created": "2026-03-24T08:00:00Z",
        "description": "What was agreed",
        "subject": "Harbours",
    }
    assert article.tags == ("law", "trade/harbours", "treaty")


@pytest.mark.parametrize("name", ["Microsoft Word - x.docx", "Document1", "release_v2.doc", " "])
def test_a_title_that_no_person_gave_is_none(name: str) -> None:
    article = read(docx(paragraph(STORY), f"<dc:title>{name}</dc:title>"))
    assert article.metadata.headline_derived


def test_the_title_in_the_text_outranks_the_one_in_the_properties() -> None:
    body = paragraph("Treaty signed", "Title") + paragraph(STORY)
    article = read(docx(body, "<dc:title>Template of the press office</dc:title>"))
    assert article.metadata.headline == "Treaty signed"
    region = article.regions[0]
    assert (region.role, article.text[region.start : region.end]) == ("headline", "Treaty signed")


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (docx(""), "the document has no text"),
        (zipped({"[Content_Types].xml": "<Types/>", "xl/workbook.xml": "<x/>"}), "not one of text"),
        (odt("<table:table/>", kind="spreadsheet"), "not one of text"),
        (docx("<w:p>"), "is not well-formed XML"),
        (zipped({"mimetype": "application/vnd.oasis.opendocument.text"}), "lacks a part: content"),
    ],
)
def test_what_has_no_text_is_refused_in_one_line(data: bytes, reason: str) -> None:
    with pytest.raises(ReadError) as caught:
        read(data)
    assert reason in str(caught.value)


def test_entities_are_not_replaced() -> None:
    entities = "<!DOCTYPE w [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;'>]>"
    bomb = f"{entities}<w:p xmlns:w='w'><w:t>&b;</w:t></w:p>"
    with pytest.raises(ReadError, match="has no text"):
        read(docx("", **{"word/document.xml": bomb}))


def test_a_part_that_is_a_bomb_is_not_unpacked() -> None:
    zeros = " " * (members.HARMLESS + 2**20)
    with pytest.raises(ReadError, match="as only a bomb does"):
        read(docx(paragraph(STORY + zeros)))


def test_pictures_are_never_unpacked() -> None:
    picture = bytes(members.HARMLESS + 2**20)
    assert read(docx(paragraph("One."), **{"word/media/1.png": picture})).text == "One."


def test_an_odt_document() -> None:
    body = (
        "<text:tracked-changes><text:p>Deleted.</text:p></text:tracked-changes>"
        "<text:p text:style-name='Title'>Treaty signed</text:p>"
        "<text:p>One  <text:span>two</text:span><text:s text:c='999999999'/>three<text:tab/>four"
        "<text:line-break/>five<office:annotation><text:p>A comment.</text:p></office:annotation>"
        "<text:note><text:p>A note.</text:p></text:note>.</text:p>"
        "<text:section><text:h>Heading</text:h></text:section>"
        "<text:list><text:list-item><text:p>First</text:p></text:list-item>"
        "<text:list-item><text:p>Second</text:p></text:list-item></text:list>"
        "<table:table><table:table-row><table:table-cell><text:p>Harbour</text:p>"
        "</table:table-cell><table:table-cell><text:p>Dues</text:p></table:table-cell>"
        "</table:table-row></table:table>"
        "<text:p><draw:text-box><text:p>In a box.</text:p></draw:text-box></text:p>"
    )
    properties = (
        "<meta:initial-creator>Ana Ruiz</meta:initial-creator><dc:language>en</dc:language>"
        "<meta:creation-date>2026-03-24T08:00:00</meta:creation-date>"
        "<meta:keyword>law</meta:keyword><meta:keyword>trade</meta:keyword>"
    )
    article = read(odt(body, properties), "story.odt")
    assert article.text == (
        "Treaty signed\n\nOne two three\tfour\nfive.\n\nHeading\n\nFirst\nSecond\n\n"
        "Harbour\tDues\n\nIn a box."
    )
    metadata = article.metadata
    assert (metadata.headline, metadata.byline) == ("Treaty signed", "Ana Ruiz")
    assert (metadata.published, metadata.language) == ("", "en")
    assert metadata.extra == {"created": "2026-03-24T08:00:00"}
    assert article.tags == ("law", "trade")


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (docx(""), "a Word document"),
        (zipped({"word/document.xml": "<x/>"}), "a Word document"),
        (odt(""), "an ODT document"),
        (zipped({"story.docx": docx("")}), "a zip archive"),
        (zipped({"words.txt": "word/"}), "a zip archive"),
    ],
)
def test_documents_are_told_from_archives_whatever_they_are_called(data: bytes, kind: str) -> None:
    assert format_of(data, "file.bin").name == kind
