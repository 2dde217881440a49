"""Reading articles in: files and bytes of any known format become drafts.

A format is a module with a `FORMAT`; adding it to `FORMATS` is all it takes to join.
"""

from __future__ import annotations

import stat
from pathlib import PurePath
from typing import TYPE_CHECKING

from newsbrowse_store.errors import ReadError
from newsbrowse_store.readers import markdown, plain
from newsbrowse_store.readers.walk import no_access, walk

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from newsbrowse_store.model import Draft
    from newsbrowse_store.readers.format import Format

__all__ = ["FORMATS", "LIMIT", "format_of", "read_bytes", "read_path", "walk"]

FORMATS: tuple[Format, ...] = (markdown.FORMAT, plain.FORMAT)
"""Every format, the more telling ones first; the last one takes what no other claims."""

LIMIT = 64 * 2**20
"""The most bytes a file may have."""

_HEAD = 4096


def format_of(data: bytes, name: str) -> Format:
    """The format of the data: told by the content if it can be, else by the name."""
    head, suffix = data[:_HEAD], PurePath(name).suffix.lower()
    by_content = (each for each in FORMATS if each.sniff(head))
    by_name = (each for each in FORMATS if suffix in each.suffixes)
    return next(by_content, None) or next(by_name, FORMATS[-1])


def read_bytes(data: bytes, name: str) -> Iterator[Draft]:
    """The articles in the data. `name` is what messages call it, and helps to tell the format.

    Raises `ReadError` if there is no article in it, or it is too large, not text, or broken.
    """
    if len(data) > LIMIT:
        remedy = "Split it into one file an article."
        raise ReadError(name, f"is larger than {LIMIT // 2**20} MiB", remedy)
    yield from format_of(data, name).read(data, name)


def read_path(path: Path) -> Iterator[Draft]:
    """The articles in a file. Raises `ReadError` as `read_bytes`, or if it cannot be read."""
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            remedy = "Name a file, or pipe the text in: newsbrowse add - < FILE."
            raise ReadError(str(path), "is not a regular file", remedy)
        with path.open("rb") as file:
            data = file.read(LIMIT + 1)
    except OSError as error:
        raise no_access(path, error) from error
    yield from read_bytes(data, str(path))
