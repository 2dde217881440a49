"""Finding the files in what a person named: files, and folders with all that is in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsbrowse_store.errors import ReadError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path


def walk(paths: Iterable[Path]) -> Iterator[Path | ReadError]:
    """The files named and those below the folders named, each folder's in the order of names.

    What begins with a dot is skipped below a folder, and a folder is entered once, whatever links
    lead to it. What is missing or may not be looked into is yielded as a `ReadError`, and the
    rest goes on.
    """
    entered: set[tuple[int, int]] = set()
    for path in paths:
        yield from _below(path, entered)


def no_access(path: Path, error: OSError) -> ReadError:
    """The error of the system, in words that say what to do."""
    if isinstance(error, FileNotFoundError):
        return ReadError(str(path), "no such file or folder", "Check the spelling of the path.")
    if isinstance(error, PermissionError):
        remedy = "Ask its owner, or change its rights with chmod."
        return ReadError(str(path), "may not be read by you", remedy)
    return ReadError(str(path), error.strerror or str(error))


def _below(path: Path, entered: set[tuple[int, int]]) -> Iterator[Path | ReadError]:
    """Depth first, on a stack of its own: folders may be nested deeper than calls."""
    waiting = [path]
    while waiting:
        path = waiting.pop()
        try:
            if not path.is_dir():
                path.lstat()
                yield path
                continue
            status = path.stat()
            if (status.st_dev, status.st_ino) in entered:
                continue
            entered.add((status.st_dev, status.st_ino))
            found = sorted(path.iterdir(), reverse=True)
        except OSError as error:
            yield no_access(path, error)
        else:
            waiting += [each for each in found if not each.name.startswith(".")]
