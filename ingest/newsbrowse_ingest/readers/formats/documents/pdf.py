"""PDF: the text of all pages as paragraphs, and what the document says of itself."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from newsbrowse_ingest.readers.article.facts import article, metadata, words
from newsbrowse_ingest.readers.bytes.line_breaks import mended
from newsbrowse_ingest.readers.format import Format, need
from newsbrowse_ingest.readers.formats.documents.office import title
from newsbrowse_ingest.readers.formats.documents.pdf_bounds import LIMITS, MOST_SEARCHES, PdfBounds
from newsbrowse_store.errors import ReadError
from newsbrowse_store.values import Metadata

if TYPE_CHECKING:
    from collections.abc import Iterator

    from newsbrowse_ingest.readers.format import Found, Source

MOST_PAGES = 2_000

_OPENING = re.compile(rb"(?:\xef\xbb\xbf)?\s*%PDF-\d")
_DATE = re.compile(
    r"(?:D:)?(\d{4})(\d\d)(\d\d)(?:(\d\d)(\d\d)(\d\d)?)?(?:(Z|[+-]\d\d)(?:00)?'?(\d\d)?'?)?"
)
_LIGATURES = str.maketrans(
    {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "ft", "ﬆ": "st"}
)
_UNTOLD = "\ufffd"


def read(source: Source) -> Iterator[Found]:
    """One article. Pages that cannot be read are told, and the others are read all the same."""
    pypdf = need("pypdf", "formats", source.name)
    bounds = PdfBounds(source.name, source.read())
    with pypdf.apply_configuration(**LIMITS):
        try:
            reader = pypdf.PdfReader(
                bounds.stream, strict=False, root_object_recovery_limit=MOST_SEARCHES
            )
            bounds.watch(reader)
            _check(reader, source.name)
        except pypdf.errors.PyPdfError as error:
            reason = f"is a broken PDF document ({words(str(error))[:100]})"
            raise ReadError(source.name, reason, "Fetch or save it again.") from error
        known, tags = _metadata(reader)
        pages, broken = _pages(reader, bounds)
    text = mended(pages, known.headline).translate(_LIGATURES)
    if any(map(str.isalnum, text)):
        if text.count(_UNTOLD) > len(text) / 4:
            remedy = "Have its letters recognised, for example with ocrmypdf --force-ocr."
            raise ReadError(source.name, "does not say which letters its signs stand for", remedy)
        yield article(source.name, "the document", text, known, tags)
    elif not broken:
        remedy = "Have its letters recognised first, for example with ocrmypdf."
        raise ReadError(source.name, "has no text, at most pictures of it", remedy)
    if broken:
        first, why = next(iter(broken.items()))
        reason = f"has pages that cannot be read ({len(broken):,}, the first is {first:,}: {why})"
        yield ReadError(source.name, reason, "Save it again.")


def _check(reader: Any, name: str) -> None:
    """See whether it may be read, and is not too long."""
    from pypdf.errors import DependencyError

    try:
        locked = reader.is_encrypted and not reader.decrypt("")
    except DependencyError:
        locked = True
    if locked:
        remedy = "Save it without its protection, for example with qpdf --decrypt."
        raise ReadError(name, "is encrypted", remedy)
    if len(reader.pages) > MOST_PAGES:
        remedy = "Split it, for example with qpdf --split-pages."
        raise ReadError(name, f"has more than {MOST_PAGES:,} pages", remedy)


def _metadata(reader: Any) -> tuple[Metadata, list[str]]:
    from pypdf.errors import PyPdfError

    try:
        info = reader.metadata
        language = reader.root_object.get("/Lang")
        said = (
            (info.title, info.author, info.subject, info.creation_date_raw, info.keywords)
            if info
            else ("",) * 5
        )
    except (PyPdfError, AttributeError, KeyError, TypeError, ValueError):
        return Metadata(), []  # the text may be sound all the same
    name, author, subject, created, keywords = (each or "" for each in said)
    known = metadata(
        {"created": _DATE.sub(_iso_date, created), "subject": subject},
        headline=title(name),
        byline=author,
        language=language,
    )
    return known, re.split("[,;]", keywords)


def _iso_date(found: re.Match[str]) -> str:
    year, month, day, hour, minute, second, ahead, minutes = found.groups()
    zone = f"{ahead}:{minutes or '00'}".replace("Z", "+00") if ahead else ""
    time = f"T{hour}:{minute}:{second or '00'}{zone}" if hour else ""
    return f"{year}-{month}-{day}{time}"


def _pages(reader: Any, bounds: PdfBounds) -> tuple[list[str], dict[int, str]]:
    """The text of the pages that can be read, and why others cannot, by their number."""
    pages: list[str] = []
    broken: dict[int, str] = {}
    for number, page in enumerate(reader.pages, 1):
        bounds.begin_page()
        try:
            text = page.extract_text(visitor_operand_before=bounds.step, visitor_text=bounds.write)
        except ReadError:
            raise
        except Exception as error:  # what it raises on broken input is its to choose
            broken[number] = words(f"{type(error).__name__}: {error}")[:100]
        else:
            pages.append(text)
        bounds.check()
    return pages, broken


FORMAT = Format("a PDF document", (".pdf",), lambda head: bool(_OPENING.match(head)), read)
