"""Compressed file: one file packed by gzip, bzip2 or xz."""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING

from newsbrowse_ingest.readers.containers import tar_archive
from newsbrowse_ingest.readers.containers.inflate import Inflated, packed
from newsbrowse_ingest.readers.containers.members import Budget, take
from newsbrowse_ingest.readers.format import Container, Source

if TYPE_CHECKING:
    from collections.abc import Iterator

    from newsbrowse_store.errors import ReadError

_SUFFIXES = (".gz", ".bz2", ".xz")


def members(source: Source) -> Iterator[Source | ReadError]:
    """The one file, or those of a tar that could not be told by its first bytes."""
    budget = Budget.of(source)
    head = Inflated(source.stream, source.name, budget).read(1024)
    source.stream.seek(0)
    if tar_archive.sniff(head):
        yield from tar_archive.members(source)
        return
    path = PurePath(source.name)
    name = path.stem if path.suffix.lower() in _SUFFIXES else path.name
    yield take(Inflated(source.stream, source.name, budget), f"{source.name}/{name}", budget)


CONTAINER = Container("a compressed file", _SUFFIXES, packed, members)
