"""Exchange format: what it is given and gives back, and what it says of itself to the registry.

A format is pure: from articles as `ArticleShape` to bytes, and from bytes to articles. Who calls it
reads libraries, writes files and matches articles.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, BinaryIO, Protocol

from msgspec import Struct

from newsbrowse_store.errors import ReadError
from newsbrowse_store.text.folding import fold
from newsbrowse_store.values import Span  # noqa: TC001  # msgspec reads the hints

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from newsbrowse_exchange.report import Report
    from newsbrowse_store.decisions.article_shape import ArticleShape
    from newsbrowse_store.schema.schema import Schema

LIMIT = 256 * 2**20
"""The most bytes of a file, or of a line, that are read as a whole."""


class FilePart(Struct, frozen=True):
    """Bytes to append to the file of a name; it is empty in formats of one file.

    Names are relative, with `/`, and safe to write: `file_name` makes them.
    """

    name: str
    data: bytes


class TokenizedText(Struct, frozen=True):
    """The tokens and sentences of a text, in its order; white space is in none of the tokens."""

    tokens: tuple[Span, ...]
    sentences: tuple[Span, ...]


class Files(Protocol):
    """The files of an input, by relative names with `/`, in order."""

    def names(self) -> list[str]:
        """Return the names of all files; that of a single file is its own name."""

    def open(self, name: str) -> BinaryIO:
        """Open a file at its start. Raises `ReadError`."""


class Context(Struct, frozen=True):
    """What formats are given besides the articles.

    `tokenize` gets a text and its language (BCP 47, empty if unknown). `options` are those of the
    format, by name, as they were typed.
    """

    schema: Schema
    tokenize: Callable[[str, str], TokenizedText]
    options: tuple[tuple[str, str], ...] = ()

    def option(self, name: str, default: str = "") -> str:
        """Return what was said for an option."""
        return dict(self.options).get(name, default)


class ExchangeFormat(Struct, frozen=True):
    """A format by its `name`.

    `suffixes` are those of its files, the first the one that is written. One of several files is
    written into a `folder`; a `binary` one is not for the eye. `carries` are the facets that it
    takes along; who writes an article counts the others as lost, so that `write` tells only what it
    loses beyond them. `write` is None for what is only read, `read` for what is only written;
    `claims` tells by the name and the first 64 KiB of a file whether it is of this format. `extra`
    is the extra of the package without which it cannot be used. `options` are the names of those it
    has, with a line of help for each.
    """

    name: str
    title: str
    suffixes: tuple[str, ...]
    carries: frozenset[str]
    write: Callable[[Iterable[ArticleShape], Context, Report], Iterator[FilePart]] | None = None
    read: Callable[[Files, Context, Report], Iterator[ArticleShape]] | None = None
    claims: Callable[[str, bytes], bool] | None = None
    folder: bool = False
    binary: bool = False
    extra: str = ""
    options: tuple[tuple[str, str], ...] = ()


def whole(files: Files, name: str) -> bytes:
    """Return all bytes of a file. Raises `ReadError`, also when they are more than `LIMIT`."""
    with files.open(name) as file:
        data = file.read(LIMIT + 1)
    if len(data) > LIMIT:
        raise ReadError(name, f"is larger than {LIMIT // 2**20} MiB", "Split it.")
    return data


def decoded(data: bytes, name: str, report: Report) -> str:
    """Return bytes as text; what is not UTF-8 becomes U+FFFD, and that is told."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        report.wrong(name, line, "is not UTF-8; what cannot be read became U+FFFD")
        return data.decode("utf-8-sig", errors="replace")


def lines(files: Files, name: str) -> Iterator[tuple[int, bytes]]:
    """Yield the lines of a file that are not blank, numbered from 1, without holding all of it.

    Raises `ReadError` for a line of more than `LIMIT` bytes.
    """
    with files.open(name) as file:
        number = 0
        while line := file.readline(LIMIT + 1):
            number += 1
            if len(line) > LIMIT:
                raise ReadError(f"{name}, line {number}", f"is larger than {LIMIT // 2**20} MiB")
            if line.strip():
                yield number, line.removesuffix(b"\n").removesuffix(b"\r")


def file_name(article: ArticleShape, suffix: str) -> str:
    """Return a name for the file of an article that every file system takes: words, then its id."""
    words = re.sub(r"[^a-z0-9]+", "-", fold(article.metadata.headline)).strip("-")[:50].strip("-")
    return f"{words}-{article.id}{suffix}" if words else f"{article.id}{suffix}"
