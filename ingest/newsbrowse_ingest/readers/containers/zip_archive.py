"""Zip archives, and the documents that are one (docx, ODT, EPUB): nothing is unpacked to disk."""

from __future__ import annotations

import stat
import struct
import zipfile
import zlib
from typing import TYPE_CHECKING, Any, BinaryIO, cast

from newsbrowse_ingest.readers.bytes.markup import parse_xml
from newsbrowse_ingest.readers.containers.members import (
    REMEDY,
    Budget,
    called,
    member,
    shown,
    too_large,
)
from newsbrowse_ingest.readers.format import LIMIT, Container
from newsbrowse_store.errors import ReadError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from newsbrowse_ingest.readers.format import Source

LONGEST_LIST = 32 * 2**20
"""So many bytes may an archive's list of its files have."""

BROKEN = (zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, RuntimeError, ValueError)
"""What reading from a broken archive raises."""

_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_STARTS = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_ENCRYPTED = 1


def members(source: Source) -> Iterator[Source | ReadError]:
    """The files in the archive, in its order."""
    budget = Budget.of(source)
    with opened(source) as archive:
        for entry in archive.infolist():
            budget.spend_member()
            name = called(source.name, entry.filename)
            if entry.is_dir() or name is None:
                continue
            if isinstance(name, ReadError):
                yield name
                continue
            try:
                data = unpacked(archive, entry, name)
            except ReadError as error:
                yield error
                continue
            budget.spend(len(data))
            yield member(data, name, budget)


def opened(source: Source) -> zipfile.ZipFile:
    """Open a zip, without unpacking anything. Raises `ReadError` where it is broken."""
    stream = _Bounded(source, LONGEST_LIST)
    try:
        archive = zipfile.ZipFile(cast("BinaryIO", stream))
    except BROKEN as error:
        reason = f"is a zip archive that cannot be opened ({shown(str(error))})"
        raise ReadError(source.name, reason, "Fetch it again.") from error
    stream.most = LIMIT + 1
    return archive


def unpacked(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, name: str) -> bytes:
    """The bytes of a member, whatever the archive claims of them.

    Raises `ReadError`, calling it `name`, where it cannot be read or is over the bound of a file.
    """
    if entry.flag_bits & _ENCRYPTED:
        raise ReadError(name, "is encrypted", "Unpack the archive with its password first.")
    if stat.S_ISLNK(entry.external_attr >> 16):
        raise ReadError(name, "is a link, not a file", REMEDY)
    if entry.compress_type not in _METHODS:  # zipfile unpacks the others without any bound
        raise ReadError(name, "is compressed in a way that is not read here", REMEDY)
    try:
        with archive.open(entry) as stream:
            data = stream.read(LIMIT + 1)
    except BROKEN as error:
        reason = f"is broken ({shown(str(error))})"
        raise ReadError(name, reason, "Fetch the archive again.") from error
    if len(data) > LIMIT:
        raise too_large(name)
    return data


class _Bounded:
    """The archive's stream, which gives no more than `most` bytes at once."""

    def __init__(self, source: Source, most: int) -> None:
        self._source, self.most = source, most
        stream = source.stream
        self.seek, self.tell, self.seekable = stream.seek, stream.tell, stream.seekable

    def read(self, size: int = -1) -> bytes:
        """Raise `ReadError` where a broken or hostile archive asks for more."""
        data = self._source.stream.read(self.most + 1 if size < 0 else min(size, self.most + 1))
        if len(data) > self.most:
            raise ReadError(self._source.name, "has a list of files that is too long", REMEDY)
        return data


CONTAINER = Container("a zip archive", (".zip",), lambda head: head.startswith(_STARTS), members)


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
