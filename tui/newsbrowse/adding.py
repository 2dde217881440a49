"""Files, folders and standard input on their way into a library, one outcome each."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, BinaryIO, Literal

from newsbrowse_store.errors import NewsbrowseError, NoTextError, ReadError
from newsbrowse_store.model import Draft

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from newsbrowse_store.library import Library
    from newsbrowse_store.readers.format import Found, Options, Remark

    Say = Callable[[str], None]

BATCH = 500
"""So many articles of one file are made durable together."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one article offered: `reason` says why it failed, with the remedy."""

    path: str
    id: str | None
    status: Literal["added", "present", "failed"]
    reason: str = ""


def silent(_: object) -> None:
    """Say nothing."""


def add_paths(
    library: Library,
    paths: Iterable[Path],
    annotator: str,
    stdin: BinaryIO | None = None,
    wanting: list[NoTextError] | None = None,
    options: Options | None = None,
    remark: Say = silent,
) -> Iterator[Outcome]:
    """Add what `paths` name to `library`, folders with all below them; `-` reads `stdin`.

    Tags that come with an article are decisions of `annotator`. A path that cannot be read is an
    outcome like any other: the rest goes on. Each article is on disk when its outcome is yielded.
    Entries without text are put in `wanting`, if it is given, rather than among the outcomes.
    What should be known about how files are read is said to `remark`, the same only once.
    """
    from newsbrowse_store.readers import read_path, walk  # not needed to start

    once = _Once(remark)
    for path in paths:
        if str(path) == "-" and stdin is not None:
            found = _piped(stdin, options)
            yield from add_found(library, "-", found, annotator, wanting, once)
            continue
        for each in walk([path]):
            if isinstance(each, ReadError):
                yield failed(each.what, each)
            else:
                found = read_path(each, options)
                yield from add_found(library, str(each), found, annotator, wanting, once)


def _piped(stdin: BinaryIO, options: Options | None) -> Iterator[Found]:
    from newsbrowse_store.readers import LIMIT, read_bytes

    data = stdin.read(LIMIT + 1)  # formats are told by going back to the start, so in memory
    if len(data) > LIMIT:
        yield ReadError("-", f"is larger than {LIMIT // 2**20} MiB", "Save it as a file, add that.")
    else:
        yield from read_bytes(data, "-", options)


def add_found(
    library: Library,
    name: str,
    found: Iterable[Found],
    annotator: str,
    wanting: list[NoTextError] | None = None,
    remark: Callable[[Remark], None] = silent,
) -> Iterator[Outcome]:
    """Add what was read from the input called `name`; as `add_paths`."""
    reading = iter(found) if wanting is None else _held_back(found, wanting)
    try:
        while batch := list(islice(reading, BATCH)):
            drafts = (one for one in batch if isinstance(one, Draft))
            added = library.add_many(drafts, annotator)
            for one in batch:
                if isinstance(one, Draft):
                    which = next(added)
                    yield Outcome(name, which.id, which.status)
                elif isinstance(one, ReadError):
                    yield failed(name, one)
                else:
                    remark(one)
    except NewsbrowseError as error:
        yield failed(name, error)


class _Once:
    """Says a remark the first time it is made about any file."""

    def __init__(self, say: Say) -> None:
        self._say = say
        self._made: set[str] = set()

    def __call__(self, remark: Remark) -> None:
        if remark.said not in self._made:
            self._made.add(remark.said)
            self._say(f"{remark.what}: {remark.said}")


def failed(name: str, error: NewsbrowseError) -> Outcome:
    """The outcome of what is called `name` when it failed with this error."""
    said = error.reason if error.what == name else str(error)
    remedy = f". {error.remedy}" if error.remedy and error.what == name else ""
    return Outcome(name, None, "failed", f"{said}{remedy}")


def _held_back(found: Iterable[Found], wanting: list[NoTextError]) -> Iterator[Found]:
    for one in found:
        if isinstance(one, NoTextError):
            wanting.append(one)
        else:
            yield one
