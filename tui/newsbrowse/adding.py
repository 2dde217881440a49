"""Files, folders and standard input on their way into a library, one outcome each."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, BinaryIO, Literal

from newsbrowse_store.errors import NewsbrowseError, ReadError
from newsbrowse_store.model import Draft

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from newsbrowse_store.library import Library
    from newsbrowse_store.readers.format import Found

BATCH = 500
"""So many articles of one file are made durable together."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one article offered: `reason` says why it failed, with the remedy."""

    path: str
    id: str | None
    status: Literal["added", "present", "failed"]
    reason: str = ""


def add_paths(
    library: Library, paths: Iterable[Path], annotator: str, stdin: BinaryIO | None = None
) -> Iterator[Outcome]:
    """Add what `paths` name to `library`, folders with all below them; `-` reads `stdin`.

    Tags that come with an article are decisions of `annotator`. A path that cannot be read is an
    outcome like any other: the rest goes on. Each article is on disk when its outcome is yielded.
    """
    from newsbrowse_store.readers import LIMIT, read_bytes, read_path, walk  # not needed to start

    for path in paths:
        if str(path) == "-" and stdin is not None:
            yield from _add(library, "-", read_bytes(stdin.read(LIMIT + 1), "-"), annotator)
            continue
        for found in walk([path]):
            if isinstance(found, ReadError):
                yield _failed(found.what, found)
            else:
                yield from _add(library, str(found), read_path(found), annotator)


def _add(library: Library, name: str, found: Iterator[Found], annotator: str) -> Iterator[Outcome]:
    try:
        while batch := list(islice(found, BATCH)):
            drafts = (one for one in batch if isinstance(one, Draft))
            added = library.add_many(drafts, annotator)
            for one in batch:
                if isinstance(one, Draft):
                    which = next(added)
                    yield Outcome(name, which.id, which.status)
                else:
                    yield _failed(name, one)
    except NewsbrowseError as error:
        yield _failed(name, error)


def _failed(name: str, error: NewsbrowseError) -> Outcome:
    said = error.reason if error.what == name else str(error)
    remedy = f". {error.remedy}" if error.remedy and error.what == name else ""
    return Outcome(name, None, "failed", f"{said}{remedy}")
