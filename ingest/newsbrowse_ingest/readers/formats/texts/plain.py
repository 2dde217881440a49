"""Plain text: what every other format falls back to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsbrowse_ingest.readers.article.story import draft
from newsbrowse_ingest.readers.bytes.decode import decode_or_guess, guess_remarks, guess_told
from newsbrowse_ingest.readers.format import Format
from newsbrowse_store.values import Metadata

if TYPE_CHECKING:
    from collections.abc import Iterator

    from newsbrowse_ingest.readers.format import Found, Source


def read(source: Source) -> Iterator[Found]:
    """One article: the whole text."""
    text, guessed = decode_or_guess(source.read(), source.name)
    yield from guess_remarks(source.name, guessed)
    yield draft(text, guess_told(Metadata(imported_from=source.name), guessed))


FORMAT = Format("plain text", (".txt", ".text", ""), lambda _: False, read)
