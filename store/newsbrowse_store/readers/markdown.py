"""Markdown, with front matter or without: its keys are metadata, the text is what follows it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from newsbrowse_store.errors import ReadError
from newsbrowse_store.model import Metadata
from newsbrowse_store.readers.decode import decode_or_guess, guess_remarks, guess_told
from newsbrowse_store.readers.format import Format
from newsbrowse_store.readers.front_matter import parse
from newsbrowse_store.readers.story import draft

if TYPE_CHECKING:
    from collections.abc import Iterator

    from newsbrowse_store.readers.format import Found, Source

_OPENING = re.compile(rb"(?:\xef\xbb\xbf)?---[ \t]*\r?\n[\w -]+:(?:\s|$)")
_FRONT_MATTER = re.compile(
    r"---[ \t]*\n(?P<yaml>.{0,65536}?)\n(?:---|\.\.\.)[ \t]*(?:\n\s*|\Z)", re.DOTALL
)


def read(source: Source) -> Iterator[Found]:
    """One article. Its text is the Markdown as written, after the front matter.

    A block that cannot be understood as front matter stays in the text: nothing is dropped.
    """
    name = source.name
    text, guessed = decode_or_guess(source.read(), name)
    block = _FRONT_MATTER.match(text)
    parsed = parse(block["yaml"], name) if block else None
    yield from guess_remarks(name, guessed)
    if block is None or parsed is None:
        yield draft(text, guess_told(Metadata(imported_from=name), guessed))
        return
    body = text[block.end() :]
    if not body or body.isspace():
        raise ReadError(name, "has no text after its front matter", "There is nothing to read.")
    metadata, tags = parsed
    yield draft(body, guess_told(metadata, guessed), tags)


FORMAT = Format(
    "Markdown", (".md", ".markdown", ".mdown"), lambda head: bool(_OPENING.match(head)), read
)
