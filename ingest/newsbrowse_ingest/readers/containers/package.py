"""Package: a document that is a zip of parts (docx, ODT, EPUB), each read within the bounds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from newsbrowse_ingest.readers.bytes.markup import parse_xml
from newsbrowse_ingest.readers.containers.members import Budget, shown
from newsbrowse_ingest.readers.containers.zip_archive import opened, unpacked
from newsbrowse_store.errors import ReadError

if TYPE_CHECKING:
    from newsbrowse_ingest.readers.format import Source


class Package:
    """The parts of a document by name. Raises `ReadError` where it is broken or no zip."""

    def __init__(self, source: Source) -> None:
        self._name = source.name
        self._budget = Budget.of(source)
        self._archive = opened(source)
        self._entries = {entry.filename: entry for entry in self._archive.infolist()}

    def __contains__(self, part: str) -> bool:
        return part in self._entries

    def part(self, name: str) -> bytes:
        """The bytes of a part. Raises `ReadError` if it is not there, broken or too large."""
        if name not in self:
            raise ReadError(self._name, f"lacks a part: {shown(name)}", "Save it again.")
        data = unpacked(self._archive, self._entries[name], f"{self._name}/{shown(name)}")
        self._budget.spend(len(data))
        return data

    def xml(self, name: str) -> Any:
        """The root of a part that is XML, as `parse_xml` has it."""
        return parse_xml(self.part(name), f"{self._name}/{shown(name)}")


def first_part(head: bytes) -> bytes:
    """The name of the first part of a zip that begins like this, and what stands in it."""
    if not head.startswith(b"PK\x03\x04"):
        return b""
    name, extra = int.from_bytes(head[26:28], "little"), int.from_bytes(head[28:30], "little")
    return head[30 : 30 + name] + b" " + head[30 + name + extra :][:100]
