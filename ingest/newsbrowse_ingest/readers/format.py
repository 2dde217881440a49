"""Format: what a reader is given and gives back, and what it says of itself to the registry."""

from __future__ import annotations

import io
import logging
from importlib import import_module
from typing import TYPE_CHECKING, Any, BinaryIO

from msgspec import Struct, field

from newsbrowse_store.errors import ReadError
from newsbrowse_store.values import Draft, Metadata

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

LIMIT = 64 * 2**20
"""The most bytes that a file or a member of an archive may have when it is read as a whole."""

HEAD = 65_536
"""So many bytes at the start are looked at to tell a format."""


class Remark(Struct, frozen=True):
    """Something a person should know about how `what` is read, such as which columns were taken."""

    what: str
    said: str


Found = Draft | ReadError | Remark
"""One article, or why there is none in its place; the next one follows all the same."""


class Options(Struct, frozen=True):
    """What a person said about the input.

    `columns` names the column or key that each field of an article is in, such as
    `{"headline": "title", "text": "body"}`; those not named are guessed.
    """

    columns: Mapping[str, str] = field(default_factory=dict)


class Source(Struct, frozen=True):
    """A file, or a member of an archive: `stream` is seekable and stands at its start.

    `name` is what messages call it, and helps to tell the format, unless there is a `suffix` to do
    so. `known` is what whatever it came in says about it (a crawl its address); the article's own
    word outranks that.
    """

    stream: BinaryIO
    name: str
    known: Metadata = field(default_factory=Metadata)
    options: Options = field(default_factory=Options)
    suffix: str = ""

    @classmethod
    def of(
        cls, data: bytes, name: str, known: Metadata | None = None, options: Options | None = None
    ) -> Source:
        """Make a source of bytes in memory."""
        return cls(io.BytesIO(data), name, known or Metadata(), options or Options())

    def head(self) -> bytes:
        """Return the first `HEAD` bytes, and stand at the start again."""
        head = self.stream.read(HEAD)
        self.stream.seek(0)
        return head

    def read(self) -> bytes:
        """Return all bytes. Raises `ReadError` when they are more than `LIMIT`."""
        data = self.stream.read(LIMIT + 1)
        if len(data) > LIMIT:
            remedy = "Split it into one file an article."
            raise ReadError(self.name, f"is larger than {LIMIT // 2**20} MiB", remedy)
        return data


class Format(Struct, frozen=True):
    """One file format that articles are read from.

    `suffixes` are the ends of file names in lower case, dot included. `sniff` is given the first
    `HEAD` bytes at most and says whether they can be nothing else. `read` yields the articles;
    it raises `ReadError` where nothing, or nothing more, can be made of the source.
    """

    name: str
    suffixes: tuple[str, ...]
    sniff: Callable[[bytes], bool]
    read: Callable[[Source], Iterator[Found]]


class Container(Struct, frozen=True):
    """A format that holds files of other formats: `members` yields them, to be read by theirs.

    Members are read one after the other, each before the next is asked for. A member that cannot
    be taken out is yielded as a `ReadError`; otherwise as `Format`.
    """

    name: str
    suffixes: tuple[str, ...]
    sniff: Callable[[bytes], bool]
    members: Callable[[Source], Iterator[Source | ReadError]]


def need(module: str, extra: str, name: str) -> Any:
    """Import what reading the source called `name` takes, which the package's `extra` installs.

    What it logs about broken input stays off the screen. Raises `ReadError` with the command that
    installs it.
    """
    package = module.partition(".")[0]
    try:
        imported = import_module(module)
    except ImportError as error:
        reason = f"cannot be read without {package}, which is not installed"
        remedy = f"Install it: pip install 'newsbrowse[{extra}]'."
        raise ReadError(name, reason, remedy) from error
    logging.getLogger(package).setLevel(logging.CRITICAL)
    return imported
