"""Body of an answer: its bytes, unpacked as they come and cut off at a bound."""

from __future__ import annotations

import codecs
import re
import zlib
from typing import TYPE_CHECKING

from newsbrowse_ingest.network.values import FetchError

if TYPE_CHECKING:
    import httpx

ENCODINGS = "gzip"
"""The `Accept-Encoding` of a request: what `read` unpacks."""

_TEXT = re.compile(r"\s*text/(?!xml\b)", re.IGNORECASE)
_DEFAULTS = {"ascii", "iso8859-1"}
"""What servers name that do not know; any bytes are in the latter."""
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:+-]+)", re.IGNORECASE)


async def read(response: httpx.Response, address: str, size: int, *, cut: bool = False) -> bytes:
    """Return the body of an answer, unpacked, of at most `size` bytes.

    More than that raises `FetchError`, or with `cut` is left out; either way not much more is
    held in memory. Also raises it for a body that is damaged or packed in a way not asked for.
    """
    packed = response.headers.get("content-encoding", "").strip().lower()
    if packed not in {"", "identity", "gzip", "x-gzip"}:
        raise FetchError.lasting(address, f"is packed as {packed[:40]}, which was not asked for")
    declared = response.headers.get("content-length", "")
    if not cut and declared.isdecimal() and int(declared) > size:
        raise _too_large(address, size)
    data, unpack = bytearray(), _Gunzip(address) if "gzip" in packed else None
    received = 0
    async for piece in response.aiter_raw():
        received += len(piece)
        room = size + 1 - len(data)
        data += unpack.more(piece, room) if unpack else piece[:room]
        if len(data) > size or received > size:
            if cut:
                return bytes(data[:size])
            raise _too_large(address, size)
    if unpack:
        unpack.finish()
    return bytes(data)


def in_utf8(data: bytes, content_type: str) -> bytes:
    """Return text of the character set that the server named in UTF-8, if that changes it.

    Where the bytes are UTF-8 whatever the server says, or are not what it says, they stay; so does
    XML, which says itself what it is in.
    """
    named = _CHARSET.search(content_type)
    if not named or not _TEXT.match(content_type):
        return data
    try:
        data.decode()
    except UnicodeDecodeError:
        try:
            codec = codecs.lookup(named[1]).name
            return data if codec in _DEFAULTS else data.decode(named[1]).encode()
        except (LookupError, ValueError):  # also a codec that is none of text
            return data
    return data


class _Gunzip:
    """Unpacks gzip piece by piece, never more than there is room for.

    What follows its end is left alone, as browsers do.
    """

    def __init__(self, address: str) -> None:
        self._address = address
        self._packed = zlib.decompressobj(zlib.MAX_WBITS | 16)
        self._begun = False

    def more(self, piece: bytes, room: int) -> bytes:
        """Return what the next piece holds, cut to `room`."""
        if self._packed.eof:
            return b""
        self._begun = True
        try:
            return self._packed.decompress(piece, room)
        except zlib.error as error:
            raise FetchError(self._address, "is packed as gzip, but damaged") from error

    def finish(self) -> None:
        """Raise `FetchError` if something is missing at the end."""
        if self._begun and not self._packed.eof:
            raise FetchError(self._address, "broke off before it was complete", "Try again.")


def _too_large(address: str, size: int) -> FetchError:
    bound = f"{size // 2**20} MiB" if size >= 2**20 else f"{size} bytes"
    remedy = "Save it with a browser, then add the file."
    return FetchError.lasting(address, f"is larger than {bound}", remedy)
