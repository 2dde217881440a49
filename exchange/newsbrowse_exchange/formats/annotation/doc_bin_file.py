"""DocBin file: the envelope around spaCy's packed documents, made on disk.

spaCy's own `DocBin.to_bytes` holds all documents four times over. What is in the envelope is made
by spaCy, a document at a time; how the envelope is laid out is told by the docstring of `DocBin`.
"""

from __future__ import annotations

import zlib
from struct import pack
from tempfile import TemporaryFile
from typing import IO, TYPE_CHECKING, Any

from newsbrowse_store.errors import ReadError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from spacy.tokens import DocBin

_COLUMNS = ("tokens", "spaces", "lengths")
_LISTS = ("cats", "flags", "span_groups", "user_data")
_CHUNK = 2**20
_MOST = 2**32 - 1
"""The most bytes that MessagePack holds as one."""


class DocBinFile:
    """Documents in the order in which they are added; `parts` gives the bytes of the file, once."""

    def __init__(self, attributes: list[Any]) -> None:
        self._files: dict[str, IO[bytes]] = {n: TemporaryFile() for n in (*_COLUMNS, *_LISTS)}  # noqa: SIM115  # `__exit__` closes
        self._attributes = attributes
        self._strings: set[str] = set()
        self._count = 0

    def __enter__(self) -> DocBinFile:
        return self

    def __exit__(self, *_: object) -> None:
        for file in self._files.values():
            file.close()

    def add(self, one: DocBin) -> None:
        """Add the document of a `DocBin` of one document, which has the attributes given."""
        import srsly

        self._strings |= one.strings
        self._count += 1
        self._files["tokens"].write(one.tokens[0].tobytes("C"))
        self._files["spaces"].write(one.spaces[0].tobytes("C"))
        self._files["lengths"].write(pack("=i", len(one.tokens[0])))
        for name in _LISTS:
            self._files[name].write(srsly.msgpack_dumps(getattr(one, name)[0]))

    def parts(self) -> Iterator[bytes]:
        """Yield the file piece by piece. Raises `ReadError` when it is more than spaCy can read."""
        packer = zlib.compressobj()
        for piece in self._pieces():
            if packed := packer.compress(piece):
                yield packed
        yield packer.flush()

    def _pieces(self) -> Iterator[bytes]:
        import srsly

        said = {"version": "0.1", "attrs": self._attributes, "strings": sorted(self._strings)}
        yield bytes([0x80 | (len(said) + len(self._files))])  # a map of so many names
        for name, value in said.items():
            yield srsly.msgpack_dumps(name) + srsly.msgpack_dumps(value)
        for name, file in self._files.items():
            size = file.tell()
            if size > _MOST:
                raise ReadError(
                    "docbin", "cannot hold so many articles", "Export them in parts: --split."
                )
            head = pack(">BI", 0xC6, size) if name in _COLUMNS else pack(">BI", 0xDD, self._count)
            yield srsly.msgpack_dumps(name) + head
            file.seek(0)
            while data := file.read(_CHUNK):
                yield data
