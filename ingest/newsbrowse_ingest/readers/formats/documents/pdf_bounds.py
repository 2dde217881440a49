"""PDF bounds: what reading one may cost; small files can make a reader work for hours."""

from __future__ import annotations

import io
from typing import Any

from newsbrowse_store.errors import ReadError

MOST_STEPS = 4_000_000
"""So many operations may the pages be drawn with. What is unpacked for them counts too."""

MOST_ON_A_PAGE = 200_000
"""In characters: what takes text from pages slows down with its square."""

MOST_IN_ALL = 2**24
"""In characters: the text of a document."""

MOST_READ = 2**32
"""So many bytes of the file may be read: the search for a lost object goes through all of it."""

MOST_SEARCHES = 1_000
"""So many objects may be looked at in search of the first."""

LIMITS = {
    "maximum_declared_stream_length": 2**26,
    "array_based_stream_maximum_output_length": 2**25,
    "zlib_maximum_output_length": 2**25,
    "lzw_maximum_output_length": 2**24,
    "run_length_maximum_output_length": 2**24,
    "stream_decoding_work_maximum_length": 2**26,
    "stream_parsing_work_maximum_count": 1_000_000,
    "page_tree_maximum_entries": 10_000,
    "page_tree_maximum_page_entries": 200_000,
    "xform_maximum_invocations_per_extraction": 500,
    "disable_legacy_handling": True,  # or it looks for old names of these at each document
}
"""The bounds that pypdf itself knows, for one stream or page each."""

_BYTES_A_STEP = 40
"""To make use of so many bytes, of a font's letters for one, takes as long as an operation."""

_BYTES_A_SEARCH = 8_192
"""To search a file takes as long as if it had so many bytes more."""


class PdfBounds:
    """Counts the work on one document. Every count raises `ReadError` from its bound on.

    pypdf lets some errors pass, but those that follow reach us; `check` sees to the last ones.
    """

    def __init__(self, name: str, data: bytes) -> None:
        self.stream = _Counted(self, data)
        self._name = name
        self._read = self._steps = self._on_page = self._in_all = 0

    def watch(self, reader: Any) -> None:
        """Count what a `PdfReader` unpacks, each time it comes back to it."""
        fetch = reader.get_object

        def counted(reference: Any) -> Any:
            found = fetch(reference)
            unpack = getattr(found, "get_data", None)
            if unpack and found.get("/Subtype") != "/Image":
                self._steps += len(unpack()) // _BYTES_A_STEP
            self.step()
            return found

        reader.get_object = counted

    def begin_page(self) -> None:
        """Count the text of a page from nothing."""
        self._in_all += self._on_page
        self._on_page = 0

    def step(self, *_: object) -> None:
        """Count an operation."""
        self._steps += 1
        self.check()

    def write(self, text: str, *_: object) -> None:
        """Count what is written on a page."""
        self._on_page += len(text)
        self.check()

    def read(self, size: int) -> None:
        """Count what is read of the file."""
        self._read += size
        self.check()

    def check(self) -> None:
        """Raise `ReadError` where a bound has been passed."""
        written = self._on_page > MOST_ON_A_PAGE or self._in_all > MOST_IN_ALL
        if written or self._steps > MOST_STEPS or self._read > MOST_READ:
            remedy = "Turn it into text with another program first, such as pdftotext."
            raise ReadError(self._name, "takes too long to read: its pages hold too much", remedy)


class _Counted(io.BytesIO):
    """The file, which tells what is read of it."""

    def __init__(self, bounds: PdfBounds, data: bytes) -> None:
        super().__init__(data)
        self._bounds, self._size = bounds, len(data)

    def read(self, size: int | None = -1, /) -> bytes:
        """Count, then return what was read."""
        data = super().read(size)
        self._bounds.read(len(data))
        return data

    def getbuffer(self) -> memoryview:
        """Count all of it: whoever asks for it looks through it."""
        self._bounds.read(self._size + _BYTES_A_SEARCH)
        return super().getbuffer()
