"""Word documents (docx): paragraphs, lists and tables in order, and the core properties.

The parsing is our own: python-docx unpacks every picture without any bound, and leaves out what
stands in content controls and what was inserted under tracked changes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from newsbrowse_ingest.readers.bytes.markup import local_name
from newsbrowse_ingest.readers.containers.zip_archive import Package, first_part
from newsbrowse_ingest.readers.format import Format
from newsbrowse_ingest.readers.formats.documents.office import OfficeDialect, document
from newsbrowse_store.errors import ReadError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from newsbrowse_ingest.readers.format import Found, Source

_DOCUMENT, _PROPERTIES = "word/document.xml", "docProps/core.xml"
_FIRST = (b"[Content_Types].xml ", b"_rels/", b"docProps/", b"word/")


def sniff(head: bytes) -> bool:
    """Whether it is an office document of Microsoft's; reading refuses those that are no text."""
    return first_part(head).startswith(_FIRST)


def read(source: Source) -> Iterator[Found]:
    """One article: the body of the document, as it is when all changes are accepted."""
    package = Package(source)
    if _DOCUMENT not in package:
        reason = "is an office document, but not one of text"
        raise ReadError(source.name, reason, "Save it as plain text or CSV.")
    properties: dict[str, list[str]] = {}
    if _PROPERTIES in package:
        for each in package.xml(_PROPERTIES):
            name = local_name(each).removesuffix("s")  # `keywords` is one line of them
            properties.setdefault(name, []).append("".join(each.itertext()))
    yield document(source.name, package.xml(_DOCUMENT), _DIALECT, properties)


def _kind(paragraph: Any) -> str:
    style = paragraph.find("{*}pPr/{*}pStyle")
    name = "" if style is None else next(iter(style.attrib.values()), "")
    listed = paragraph.find("{*}pPr/{*}numPr") is not None or name.startswith("List")
    return "item" if listed else name.lower()


_DIALECT = OfficeDialect(
    paragraphs=frozenset(("p",)),
    row="tr",
    cell="tc",
    box="txbxcontent",
    signs={"tab": "\t", "br": "\n", "cr": "\n", "nobreakhyphen": "-"},
    dropped=frozenset(
        ("del", "movefrom", "fallback", "ppr", "rpr", "rt", "sdtpr", "tblpr", "tcpr", "trpr")
    ),  # deleted, moved away, said again for older programs, how it looks and how it sounds
    kind=_kind,
    spoken=frozenset(("t",)),
)

FORMAT = Format("a Word document", (".docx", ".docm"), sniff, read)
