"""Text stream: the text of a source bit by bit, for files larger than memory."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, Self

from newsbrowse_ingest.readers.bytes.decode import codec_of
from newsbrowse_ingest.readers.format import LIMIT, Remark
from newsbrowse_store.errors import ReadError

if TYPE_CHECKING:
    from newsbrowse_ingest.readers.format import Source

_ODD_BYTES = re.compile("[\udc80-\udcff]+")


class TextStream:
    """`with TextStream(source) as text:` decodes the source as it is read, line ends untouched.

    The encoding is told by the start. Bytes further down that it does not have are read as cp1252,
    and `remark()` says how many lines or pieces were. Raises `ReadError` where there is no text.
    """

    def __init__(self, source: Source) -> None:
        self.name = source.name
        self.head = source.head()
        if not self.head.strip():
            raise ReadError(self.name, "is empty", "There is nothing to read in it.")
        self._codec = codec_of(self.head, self.name)
        wide = self._codec.startswith(("utf-16", "utf-32"))
        self._text = io.TextIOWrapper(
            source.stream, self._codec, "replace" if wide else "surrogateescape", newline=""
        )
        self._mended = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._text.detach()  # the stream is its owner's to close

    def start(self) -> str:
        """Return the text of the first bytes, which may end amid a character; reads nothing."""
        return self.head.decode(self._codec, "ignore")

    def line(self) -> str | None:
        """Return the next line with its end, empty after the last; None for one over `LIMIT`.

        A line ends with LF, CR or both.
        """
        line = self._text.readline(LIMIT)
        if len(line) < LIMIT:
            return self._sound(line)
        while line and not line.endswith(("\n", "\r")):
            line = self._text.readline(LIMIT)
        return None

    def piece(self, length: int) -> str:
        """Return the next `length` characters, fewer at the end, none after it."""
        return self._sound(self._text.read(length))

    def remark(self) -> Remark | None:
        """Return what is to be said about the encoding, once all is read."""
        if not self._mended:
            return None
        which = self._codec.removesuffix("-sig").upper()
        said = f"has bytes that are not {which}, in {self._mended} places; they were read as cp1252"
        return Remark(self.name, said)

    def _sound(self, text: str) -> str:
        if text.isascii() or not _ODD_BYTES.search(text):
            return text
        text, count = _ODD_BYTES.subn(_as_western, text)
        self._mended += count
        return text


def _as_western(odd: re.Match[str]) -> str:
    return odd[0].encode("ascii", "surrogateescape").decode("cp1252", "replace")
