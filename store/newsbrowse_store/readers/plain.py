"""Plain text: what every other format falls back to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsbrowse_store.model import Metadata
from newsbrowse_store.readers.decode import decode
from newsbrowse_store.readers.format import Format
from newsbrowse_store.readers.story import draft

if TYPE_CHECKING:
    from collections.abc import Iterator

    from newsbrowse_store.model import Draft


def read(data: bytes, name: str) -> Iterator[Draft]:
    """One article: the whole text."""
    yield draft(decode(data, name), Metadata(imported_from=name))


FORMAT = Format("plain text", (".txt", ".text", ""), lambda _: False, read)
