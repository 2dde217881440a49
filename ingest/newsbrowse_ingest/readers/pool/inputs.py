"""Files one after the other: what is in each, and how far the reading is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

from newsbrowse_ingest.readers.read import read_path

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from newsbrowse_ingest.readers.format import Found, Options


@dataclass(frozen=True, slots=True)
class Input:
    """A file to read, and its size in bytes."""

    path: Path
    size: int


@dataclass(frozen=True, slots=True)
class Read:
    """What was found in a file; None stands for its end.

    `position` is how many bytes of it had been read by then, as far as can be told.
    """

    input: Input
    found: Found | None
    position: int


def watched(path: Path, options: Options) -> Iterator[tuple[Found, int]]:
    """The articles in a file as `read_path` has it, each with the position in the file by then."""
    file: BinaryIO | None = None

    def opened(it: BinaryIO) -> None:
        nonlocal file
        file = it

    for found in read_path(path, options, opened):
        yield found, 0 if file is None or file.closed else file.tell()


def read_here(inputs: Iterable[Input], options: Options) -> Iterator[Read]:
    """What is in files, read by this process."""
    for each in inputs:
        for found, position in watched(each.path, options):
            yield Read(each, found, position)
        yield Read(each, None, each.size)
