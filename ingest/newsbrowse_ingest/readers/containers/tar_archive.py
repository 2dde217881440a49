"""Tar archives, compressed or not: nothing is unpacked to disk."""

from __future__ import annotations

import tarfile
from typing import TYPE_CHECKING, cast

from newsbrowse_ingest.readers.containers.inflate import Inflated, peek
from newsbrowse_ingest.readers.containers.members import (
    REMEDY,
    Budget,
    called,
    shown,
    take,
    too_large,
)
from newsbrowse_ingest.readers.format import LIMIT, Container
from newsbrowse_store.errors import ReadError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import IO

    from newsbrowse_ingest.readers.format import Source

_MAGIC = slice(257, 262)


def sniff(head: bytes) -> bool:
    """Whether it is a tar; one without the mark of POSIX is told by its name only."""
    return peek(head)[_MAGIC] == b"ustar"


def members(source: Source) -> Iterator[Source | ReadError]:
    """The files in the archive, in its order."""
    budget = Budget.of(source)
    stream = _Watched(source, budget)
    file = cast("IO[bytes]", stream)
    try:
        with tarfile.open(fileobj=file, mode="r:", errors="replace") as archive:
            while (entry := archive.next()) is not None:
                archive.members.clear()  # type: ignore[attr-defined]  # it would hold them all
                budget.spend_member()
                found = _member(archive, entry, source.name, budget)
                if found is not None:
                    yield found
    except tarfile.TarError as error:
        reason = f"is a broken tar archive ({shown(str(error))})"
        raise ReadError(source.name, reason, "Fetch it again.") from error
    if stream.last.strip(b"\0"):
        reason = "is a broken tar archive (it ends in the midst of its files)"
        raise ReadError(source.name, reason, "Fetch it again.")


class _Watched(Inflated):
    """The archive's bytes, with what was read last: a proper end is nothing but NULs."""

    def __init__(self, source: Source, budget: Budget) -> None:
        super().__init__(source.stream, source.name, budget)
        self.last = b""

    def read(self, size: int) -> bytes:
        self.last = super().read(size)
        return self.last


def _member(
    archive: tarfile.TarFile, entry: tarfile.TarInfo, source: str, budget: Budget
) -> Source | ReadError | None:
    name = called(source, entry.name)
    if entry.isdir() or name is None:
        return None
    if isinstance(name, ReadError):
        return name
    if entry.issym() or entry.islnk():
        return ReadError(name, "is a link, not a file", REMEDY)
    stream = archive.extractfile(entry) if entry.isreg() else None
    if stream is None:
        return ReadError(name, "is not a regular file", "Nothing was read from it.")
    if entry.size > LIMIT:
        return too_large(name)
    try:
        return take(stream, name, budget)
    except tarfile.ReadError:
        return ReadError(name, "is cut off: the archive ends within it", "Fetch it again.")


CONTAINER = Container("a tar archive", (".tar", ".tgz", ".tbz", ".tbz2", ".txz"), sniff, members)
