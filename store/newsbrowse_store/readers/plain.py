"""Plain text: what every other format falls back to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsbrowse_store.model import Metadata
from newsbrowse_store.readers.decode import decode
from newsbrowse_store.readers.format import Format
from newsbrowse_store.readers.story import draft

if TYPE_CHECKING:
    from collections.abc import Iterator

    from newsbrowse_store.readers.format import Found, Source


def read(source: Source) -> Iterator[Found]:
    """One article: the whole text."""
    yield draft(decode(source.read(), source.name), Metadata(imported_from=source.name))


FORMAT = Format("plain text", (".txt", ".text", ""), lambda _: False, read)
