"""PDF: the text of all pages as paragraphs, and what the document says of itself."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, Any

from newsbrowse_store.errors import ReadError
from newsbrowse_store.model import Metadata
from newsbrowse_store.readers.facts import article, metadata
from newsbrowse_store.readers.format import Format, need
from newsbrowse_store.readers.line_breaks import mended
from newsbrowse_store.readers.office import title

if TYPE_CHECKING:
    from collections.abc import Iterator

    from newsbrowse_store.readers.format import Found, Source

MOST_PAGES = 2_000
MOST_ON_A_PAGE = 200_000
"""In characters: what takes text from pages slows down with its square."""

MOST_STEPS = 2_000_000
"""So many operations may the pages of a document be drawn with."""

_LIMITS = {
    "maximum_declared_stream_length": 2**26,
    "array_based_stream_maximum_output_length": 2**25,
    "zlib_maximum_output_length": 2**25,
    "lzw_maximum_output_length": 2**24,
    "run_length_maximum_output_length": 2**24,
    "stream_decoding_work_maximum_length": 2**26,
    "stream_parsing_work_maximum_count": 1_000_000,
    "page_tree_maximum_entries": 10_000,
    "page_tree_maximum_page_entries": 200_000,
    "xform_maximum_invocations_per_extraction": 500,
    "disable_legacy_handling": True,
}
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
    with pypdf.apply_configuration(**_LIMITS):
        reader = pypdf.PdfReader(io.BytesIO(source.read()), strict=False)
        _check(reader, source.name)
        known, tags = _metadata(reader)
        pages, broken = _pages(reader, source.name)
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
        {"subject": subject},
        headline=title(name),
        byline=author,
        published=_DATE.sub(_iso_date, created),
        language=language,
    )
    return known, re.split("[,;]", keywords)


def _iso_date(found: re.Match[str]) -> str:
    year, month, day, hour, minute, second, ahead, minutes = found.groups()
    zone = f"{ahead}:{minutes or '00'}".replace("Z", "+00") if ahead else ""
    time = f"T{hour}:{minute}:{second or '00'}{zone}" if hour else ""
    return f"{year}-{month}-{day}{time}"


def _pages(reader: Any, name: str) -> tuple[list[str], dict[int, str]]:
    """The text of the pages that can be read, and why others cannot, by their number."""
    pages: list[str] = []
    broken: dict[int, str] = {}
    bounds = _Bounds(name)
    for number, page in enumerate(reader.pages, 1):
        bounds.on_page = 0
        try:
            text = page.extract_text(visitor_operand_before=bounds.step, visitor_text=bounds.write)
        except ReadError:
            raise
        except Exception as error:  # what it raises on broken input is its to choose
            broken[number] = f"{type(error).__name__}: {error}"[:100]
        else:
            pages.append(text)
        bounds.check()
    return pages, broken


class _Bounds:
    """Counts what pages are drawn with, and stops at too much of it."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._steps = self.on_page = 0

    def step(self, *_: object) -> None:
        """Count an operation."""
        self._steps += 1
        self.check()

    def write(self, text: str, *_: object) -> None:
        """Count what is written."""
        self.on_page += len(text)
        self.check()

    def check(self) -> None:
        """Raise `ReadError` where a bound is passed: pypdf does not let each one through."""
        if self._steps > MOST_STEPS or self.on_page > MOST_ON_A_PAGE:
            remedy = "Turn it into text first, for example with pdftotext."
            raise ReadError(self._name, "takes too long to read: its pages hold too much", remedy)


FORMAT = Format("a PDF document", (".pdf",), lambda head: bool(_OPENING.match(head)), read)
