"""Inflating: gzip, bzip2 and xz a little at a time, forward only and within a budget."""

from __future__ import annotations

import bz2
import lzma
import zlib
from typing import TYPE_CHECKING, BinaryIO, Protocol

from newsbrowse_ingest.readers.format import LIMIT
from newsbrowse_store.errors import ReadError

if TYPE_CHECKING:
    from newsbrowse_ingest.readers.containers.members import Budget

GZIP, BZIP2, XZ = b"\x1f\x8b\x08", b"BZh", b"\xfd7zXZ\x00"

_BLOCK = 16_384
_XZ_MEMORY = 256 * 2**20
_BROKEN = (zlib.error, lzma.LZMAError, OSError, EOFError)


class _Unpacker(Protocol):
    """A decompressor of the standard library's `bz2` or `lzma`."""

    @property
    def eof(self) -> bool: ...
    @property
    def needs_input(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...
    def decompress(self, data: bytes, max_length: int = -1) -> bytes: ...


class _Gzip:
    """The decompressor of `zlib`, with the manners of the others."""

    def __init__(self) -> None:
        self._zlib = zlib.decompressobj(wbits=31)

    @property
    def eof(self) -> bool:
        return self._zlib.eof

    @property
    def needs_input(self) -> bool:
        return not self._zlib.unconsumed_tail

    @property
    def unused_data(self) -> bytes:
        return self._zlib.unused_data

    def decompress(self, data: bytes, max_length: int = -1) -> bytes:
        return self._zlib.decompress(self._zlib.unconsumed_tail + data, max_length)


def packed(head: bytes) -> bool:
    """Whether data that begins like this is compressed in a way that can be unpacked here."""
    return head.startswith((GZIP, XZ)) or (head[:3] == BZIP2 and head[4:7] in (b"1AY", b"\x17rE"))


def peek(head: bytes, size: int = 1024) -> bytes:
    """The first bytes of what the data holds, unpacked if need be; as far as they can be told."""
    if not packed(head):
        return head[:size]
    try:
        return _unpacker(head).decompress(head, size)
    except _BROKEN:
        return b""


def _unpacker(head: bytes) -> _Unpacker:
    if head.startswith(GZIP):
        return _Gzip()
    if head.startswith(BZIP2):
        return bz2.BZ2Decompressor()
    return lzma.LZMADecompressor(memlimit=_XZ_MEMORY)


class Inflated:
    """What a stream holds, unpacked if it is compressed; each byte can be read once only.

    Anything that reads raises `ReadError`, calling the stream `name`: where the data is broken,
    where the budget is spent, where more than `LIMIT` is asked for at once.
    """

    def __init__(self, stream: BinaryIO, name: str, budget: Budget) -> None:
        self._stream, self._name, self._budget = stream, name, budget
        head = stream.read(16)
        stream.seek(-len(head), 1)
        self._unpacker = _unpacker(head) if packed(head) else None
        self._ready = bytearray()
        self._place = 0

    def read(self, size: int) -> bytes:
        """Return so many bytes; fewer at the end only."""
        if not 0 <= size <= LIMIT + 1:
            raise self._broken("it asks for too much at once")
        while len(self._ready) < size and self._fill():
            pass
        return self._taken(size)

    def readline(self, size: int) -> bytes:
        """Return the bytes up to and with the next line feed, or `size` of them if that is less."""
        end = self._ready.find(b"\n") + 1
        while not end and len(self._ready) < size:
            start = len(self._ready)
            if not self._fill():
                break
            end = self._ready.find(b"\n", start) + 1
        return self._taken(min(end or size, size))

    def tell(self) -> int:
        """Return how many bytes have been read or passed over."""
        return self._place

    def seek(self, place: int) -> int:
        """Go forward to a place. Where the end is before it, the next read returns nothing."""
        ahead = place - self._place
        if ahead < 0:
            raise self._broken("it points back")
        if self._unpacker is None and ahead > len(self._ready):
            self._stream.seek(ahead - len(self._ready), 1)
            self._ready.clear()
            self._place = place
        while self._place < place and self.read(min(place - self._place, _BLOCK)):
            pass
        return self._place

    def _taken(self, size: int) -> bytes:
        taken = bytes(self._ready[:size])
        del self._ready[:size]
        self._place += len(taken)
        return taken

    def _fill(self) -> bool:
        """Get some more ready; False at the end."""
        try:
            data = self._stream.read(_BLOCK) if self._unpacker is None else self._unpacked()
        except _BROKEN as error:
            raise self._broken(str(error) or "it breaks off") from error
        self._budget.spend(len(data))
        self._ready += data
        return bool(data)

    def _unpacked(self) -> bytes:
        """Some more unpacked bytes, of the next stream if several stand one after the other."""
        assert self._unpacker
        data = b""
        while not data:
            more = b""
            if self._unpacker.eof:
                more = self._unpacker.unused_data.lstrip(b"\0")
                if len(more) < 16:
                    more = (more + self._stream.read(_BLOCK)).lstrip(b"\0")
                if not packed(more):
                    break
                self._unpacker = _unpacker(more)
            elif self._unpacker.needs_input:
                more = self._stream.read(_BLOCK)
            data = self._unpacker.decompress(more, 4 * _BLOCK)
            if not (data or more or self._unpacker.eof):
                raise EOFError
        return data

    def _broken(self, why: str) -> ReadError:
        place = self._place + len(self._ready)
        reason = f"is broken at byte {place:,} of what it holds ({why})"
        return ReadError(self._name, reason, "Fetch or save it again.")
