"""PDF: text, what the document says of itself, and bounds on what it may cost."""

from __future__ import annotations

import pytest

from ingest.readers import sample_documents
from ingest.readers.sample_documents import STORY, lines
from newsbrowse_ingest.readers.formats.documents import pdf, pdf_bounds
from newsbrowse_ingest.readers.read import format_of, read_bytes
from newsbrowse_store.errors import ReadError
from newsbrowse_store.values import Draft

PAGE = lines(*STORY.split("\n"))


def read(data: bytes) -> list[Draft | str]:
    """The articles, and what the errors say."""
    return [
        each if isinstance(each, Draft) else str(each) for each in read_bytes(data, "story.pdf")
    ]


def made(*pages: bytes, **more: str) -> bytes:
    return sample_documents.pdf(list(pages), **more)


def test_pages_become_paragraphs_and_the_information_metadata() -> None:
    info = (
        "/Title (Treaty signed) /Author (By Ana Ruiz) /Subject (Harbours) /Keywords (law; trade)"
        " /CreationDate (D:20260324080000+01'00')"
    )
    first = lines(
        "Treaty signed", "The minister of Vesland said on Mon-", "day that they will sign"
    )
    second = lines("the treaty of the harbours “soon”.")
    (article,) = read(made(first, second, info=info))
    assert isinstance(article, Draft)
    assert article.text == (
        "Treaty signed\n\nThe minister of Vesland said on Monday that they will sign the treaty of"
        " the harbours “soon”."
    )
    metadata = article.metadata
    assert (metadata.headline, metadata.byline) == ("Treaty signed", "Ana Ruiz")
    assert (metadata.published, metadata.language) == ("", "en-GB")
    assert metadata.extra == {"created": "2026-03-24T08:00:00+01:00", "subject": "Harbours"}
    assert article.tags == ("law", "trade")
    assert article.regions[0].role == "headline"


@pytest.mark.parametrize(
    ("said", "created"),
    [
        ("D:20260324", "2026-03-24"),
        ("20260324080000Z", "2026-03-24T08:00:00+00:00"),
        ("D:202603240800-05'00", "2026-03-24T08:00:00-05:00"),
        ("D:20260324080000Z00'00'", "2026-03-24T08:00:00+00:00"),
        ("last spring", "last spring"),
    ],
)
def test_the_day_of_its_making_is_none_of_publication(said: str, created: str) -> None:
    (article,) = read(made(PAGE, info=f"/CreationDate ({said})"))
    assert isinstance(article, Draft)
    assert (article.metadata.extra["created"], article.metadata.published) == (created, "")


def test_ligatures_are_letters() -> None:
    says = b"1 beginbfchar\n<01> <FB03>\nendbfchar"
    stream = b"<< /Length %d >>\nstream\n%s\nendstream" % (len(says), says)
    data = sample_documents.pdf([lines("e\x01cient")], more=(stream,))
    (article,) = read(data.replace(b"/Type1", b"/Type1 /ToUnicode 7 0 R"))
    assert isinstance(article, Draft)
    assert article.text == "efficient"


def test_pictures_of_text_are_refused_with_the_remedy() -> None:
    (error,) = read(made(b"q 100 0 0 100 0 0 cm Q", b""))
    assert error == (
        "story.pdf: has no text, at most pictures of it."
        " Have its letters recognised first, for example with ocrmypdf."
    )


LOCK = (
    "/Encrypt << /Filter /Standard /V 1 /R 2 /P -4"
    f" /O <{'41' * 32}> /U <{'42' * 32}> >> /ID [<01> <01>]"
)


def test_what_needs_a_password_is_refused_with_the_remedy() -> None:
    (error,) = read(made(PAGE, trailer=LOCK))
    assert error == (
        "story.pdf: is encrypted. Save it without its protection, for example with qpdf --decrypt."
    )


def test_a_page_that_cannot_be_read_is_told_and_the_others_read() -> None:
    data = made(PAGE, lines("x"), lines("And this is the third page of it."))
    broken = data.replace(b"/Contents 8 0 R", b"/Contents 1 0 R")
    article, *_ = read(broken)
    assert isinstance(article, Draft)
    assert article.text.endswith("And this is the third page of it.")


def test_too_many_pages_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "MOST_PAGES", 2)
    (error,) = read(made(PAGE, PAGE, PAGE))
    assert error == (
        "story.pdf: has more than 2 pages. Split it, for example with qpdf --split-pages."
    )


TOO_LONG = (
    "story.pdf: takes too long to read: its pages hold too much."
    " Turn it into text with another program first, such as pdftotext."
)


@pytest.mark.parametrize("bound", ["MOST_STEPS", "MOST_ON_A_PAGE", "MOST_IN_ALL"])
def test_too_much_on_the_pages_is_refused(bound: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf_bounds, bound, 20)
    assert read(made(PAGE, PAGE)) == [TOO_LONG]


def test_letters_of_fonts_count_on_every_page(monkeypatch: pytest.MonkeyPatch) -> None:
    says = b"1 beginbfchar\n<01> <FB03>\nendbfchar" + b" " * 4_000
    stream = b"<< /Length %d >>\nstream\n%s\nendstream" % (len(says), says)
    pages = [lines(f"{number} A") for number in range(40)]
    data = sample_documents.pdf(pages, more=(stream,))
    with_font = data.replace(b"/Type1", b"/Type1 /ToUnicode 85 0 R")
    monkeypatch.setattr(pdf_bounds, "MOST_STEPS", 2_000)
    assert isinstance(read(data)[0], Draft)
    assert read(with_font) == [TOO_LONG]


def test_a_search_for_lost_objects_comes_to_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    data = made(*([PAGE] * 20))
    monkeypatch.setattr(pdf_bounds, "MOST_READ", 10 * len(data))
    assert isinstance(read(data)[0], Draft)
    lost = data
    for number in range(5, 45):
        place = b"%010d 00000 n" % (data.index(b"\n%d 0 obj" % number) + 1)
        lost = lost.replace(place, b"0000000009 00000 n")
    assert read(lost) == [TOO_LONG]


def test_forms_that_draw_each_other_again_and_again_come_to_an_end(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(pdf_bounds, "MOST_STEPS", 1_000)
    forms = []
    for number in range(10):  # objects 7 to 16: each draws the next ten times
        drawn = b"/X Do\n" * 10 if number < 9 else PAGE
        forms.append(
            b"<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /Font << /F1 3 0 R >>"
            b" /XObject << /X %d 0 R >> >> /Length %d >>\nstream\n%s\nendstream"
            % (8 + number, len(drawn), drawn)
        )
    data = sample_documents.pdf([b"/X Do"], more=tuple(forms))
    data = data.replace(
        b"<< /F1 3 0 R >> >> /Contents", b"<< /F1 3 0 R >> /XObject << /X 7 0 R >> >> /Contents", 1
    )
    assert read(data) == [TOO_LONG]


@pytest.mark.parametrize("part", ["/Root 1 0 R", "startxref", "/Pages 2 0 R", "endstream", "xref"])
def test_broken_files_are_read_or_refused_in_one_line(part: str) -> None:
    found = read(made(PAGE).replace(part.encode(), b"?"))
    assert len(found) == 1
    assert isinstance(found[0], Draft) or "\n" not in found[0]


def test_nothing_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    data = made(PAGE)
    for cut in range(0, len(data), 37):
        read(data[:cut] + data[cut + 5 :])
    assert not caplog.records


def test_a_story_that_mentions_a_pdf_is_none() -> None:
    assert format_of(b"Files that begin with %PDF-1.7 are", "story.txt").name == "plain text"
    assert format_of(b"\n%PDF-1.7", "story").name == "a PDF document"
    assert isinstance(next(read_bytes(b"%PDF-1.7", "x")), ReadError)
