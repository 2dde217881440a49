"""Documents of LibreOffice and its kin (ODT): paragraphs, lists and tables, and the properties."""

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

_MIMETYPE = b"mimetype application/vnd.oasis.opendocument."
_CONTENT, _PROPERTIES = "content.xml", "meta.xml"
_NAMES = {"initial-creator": "creator", "creation-date": "created"}
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}style-name"


def sniff(head: bytes) -> bool:
    """Whether it is a document of this kind; reading refuses those that are no text."""
    return first_part(head).startswith(_MIMETYPE)


def read(source: Source) -> Iterator[Found]:
    """One article: the body of the document, without comments and footnotes."""
    package = Package(source)
    body = package.xml(_CONTENT).find("{*}body/{*}text")
    if body is None:
        reason = "is an office document, but not one of text"
        raise ReadError(source.name, reason, "Save it as plain text or CSV.")
    properties: dict[str, list[str]] = {}
    if _PROPERTIES in package:
        for each in package.xml(_PROPERTIES).iterfind("{*}meta/*"):
            name = local_name(each)
            properties.setdefault(_NAMES.get(name, name), []).append("".join(each.itertext()))
    yield document(source.name, body, _DIALECT, properties)


def _kind(paragraph: Any) -> str:
    listed = any(local_name(each) == "list-item" for each in paragraph.iterancestors())
    return "item" if listed else str(paragraph.get(_STYLE, "")).lower()


_DIALECT = OfficeDialect(
    paragraphs=frozenset(("p", "h")),
    row="table-row",
    cell="table-cell",
    box="text-box",
    signs={"tab": "\t", "line-break": "\n", "s": " "},
    dropped=frozenset(("annotation", "note", "tracked-changes")),
    kind=_kind,
)

FORMAT = Format("an ODT document", (".odt",), sniff, read)
