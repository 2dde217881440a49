"""Reading articles in: files and bytes of any known format become drafts.

The formats themselves, which `registry` lists, are imported when the first file is read.
"""

from __future__ import annotations

import stat
from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING

from newsbrowse_ingest.readers.format import (
    HEAD,
    LIMIT,
    Container,
    Format,
    Found,
    Options,
    Remark,
    Source,
)
from newsbrowse_ingest.readers.walk import no_access, walk
from newsbrowse_store.errors import ReadError
from newsbrowse_store.values import Draft, replace

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path
    from typing import BinaryIO

__all__ = [
    "HEAD",
    "LIMIT",
    "Container",
    "Format",
    "Found",
    "Input",
    "Options",
    "Read",
    "Remark",
    "Source",
    "format_of",
    "read_bytes",
    "read_here",
    "read_path",
    "read_source",
    "walk",
    "watched",
]  # fmt: skip

DEEPEST = 4
"""So many archives may lie one in the other."""


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


def format_of(head: bytes, name: str) -> Format | Container:
    """The format of what begins with `head`: told by the content if it can be, else by the name."""
    from newsbrowse_ingest.readers import registry

    suffix = PurePath(name).suffix.lower()
    by_content = (each for each in registry.FORMATS if each.sniff(head[:HEAD]))
    by_name = (each for each in registry.FORMATS if suffix in each.suffixes)
    return next(by_content, None) or next(by_name, registry.FORMATS[-1])


def read_source(source: Source, depth: int = 0) -> Iterator[Found]:
    """The articles in a source, and in the files it holds if it is an archive.

    What cannot be read is yielded as a `ReadError`: as the last of its file, or between articles.
    A `Remark` is no article and no error.
    """
    kind = format_of(source.head(), f"_{source.suffix}" if source.suffix else source.name)
    try:
        if isinstance(kind, Format):
            for found in kind.read(source):
                yield _completed(found, source) if isinstance(found, Draft) else found
        elif depth == DEEPEST:
            reason = f"is an archive in {DEEPEST} others"
            yield ReadError(source.name, reason, "Unpack the outer ones first.")
        else:
            empty = True
            for member in kind.members(source):
                empty = False
                if isinstance(member, ReadError):
                    yield member
                else:
                    yield from read_source(replace(member, options=source.options), depth + 1)
            if empty:
                yield ReadError(source.name, f"is {kind.name} with no files to read in it")
    except ReadError as error:
        yield error
    except RecursionError:
        yield ReadError(source.name, f"is {kind.name} nested too deeply", "Nothing was read in.")
    except Exception as error:  # what libraries raise on broken input is theirs to choose
        said = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
        reason = f"is {kind.name} that cannot be understood ({' '.join(said.split())[:200]})"
        yield ReadError(source.name, reason, "Save or fetch it again.")


def read_bytes(data: bytes, name: str, options: Options | None = None) -> Iterator[Found]:
    """The articles in the data, as `read_source` has it; what it is called may tell its format."""
    yield from read_source(Source.of(data, name, options=options))


def read_path(
    path: Path, options: Options | None = None, opened: Callable[[BinaryIO], object] | None = None
) -> Iterator[Found]:
    """The articles in a file, as `read_source` has it. `opened` is given the file to watch."""
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            remedy = "Name a file, or pipe the text in: newsbrowse add - < FILE."
            yield ReadError(str(path), "is not a regular file", remedy)
            return
        with path.open("rb") as file:
            if opened is not None:
                opened(file)
            yield from read_source(Source(file, str(path), options=options or Options()))
    except OSError as error:
        yield no_access(path, error)


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


def _completed(draft: Draft, source: Source) -> Draft:
    """The draft with what only its surroundings know of it, and with where it came from."""
    from newsbrowse_ingest.readers.article.facts import completed, site

    more = replace(source.known, imported_from=source.known.imported_from or source.name)
    known = completed(draft.metadata, more)
    return replace(draft, metadata=replace(known, source=known.source or site(known.url)))
