"""An HTTP response as a crawl keeps it, in bytes: its status, its fields, its body unpacked."""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from newsbrowse_ingest.readers.format import LIMIT

if TYPE_CHECKING:
    from collections.abc import Mapping

_STATUS = re.compile(rb"HTTP/[\d.]+[ \t]+(?P<status>\d{3})[^\n]*\n")
_END = re.compile(rb"\r?\n\r?\n")
_CHUNK = re.compile(rb"(?P<size>[0-9A-Fa-f]{1,8})[ \t]*(?:;[^\n]{0,1000})?\r?\n")
_LENGTH = re.compile(r"[0-9]{1,15}")
_GZIP, _DEFLATE, _RAW = 31, 47, -15
PACKED = {"": None, "identity": None, "gzip": _GZIP, "x-gzip": _GZIP, "deflate": _DEFLATE}
"""What a body may be packed as to be unpacked here, and how `zlib` calls it."""


@dataclass(frozen=True, slots=True)
class Response:
    """What a server answered. The names of the fields are in lower case.

    `whole` is set where they name the length of the body, and it has that length.
    """

    status: int
    fields: Mapping[str, str]
    body: bytes
    whole: bool


def response(data: bytes) -> Response | None:
    """Parse a response, whose body may break off anywhere; None if it is none."""
    status = _STATUS.match(data)
    end = _END.search(data, status.end() - 1) if status else None
    if status is None or end is None:
        return None
    said = fields(data[status.end() : end.start()])
    body = data[end.end() :]
    length = said.get("content-length", "")
    whole = bool(_LENGTH.fullmatch(length)) and int(length) <= len(body)
    return Response(int(status["status"]), said, _body(body, said), whole)


def fields(block: bytes) -> dict[str, str]:
    """The fields in lines of `Name: value`; the first of a name counts, lines may be folded."""
    said: dict[str, str] = {}
    for line in re.split(r"\r?\n(?![ \t])", block.decode("utf-8", "replace")):
        name, colon, value = line.partition(":")
        if colon:
            said.setdefault(name.strip().lower(), " ".join(value.split()))
    return said


def media_type(said: str) -> tuple[str, str]:
    """The type and the charset that a `Content-Type` names, in lower case; empty where none."""
    kind, *parameters = said.lower().split(";")
    pairs = (each.partition("=") for each in parameters)
    charset = next((value for name, _, value in pairs if name.strip() == "charset"), "")
    return kind.strip(), charset.strip(" \"'")


def _body(body: bytes, said: Mapping[str, str]) -> bytes:
    """The body without its chunks and unpacked, as far as it is what the fields say of it.

    Many a crawler unpacks a body and leaves the fields as they were.
    """
    if "chunked" in said.get("transfer-encoding", "").lower():
        body = _joined(body)
    bits = PACKED.get(said.get("content-encoding", "").lower())
    return body if bits is None else _unpacked(body, bits)


def _joined(body: bytes) -> bytes:
    chunks, place = [], 0
    while found := _CHUNK.match(body, place):
        place = found.end() + int(found["size"], 16)
        chunks.append(body[found.end() : place])
        if not chunks[-1]:
            break
        place += body.startswith(b"\r", place)
        place += body.startswith(b"\n", place)
    else:
        chunks.append(body[place:])
    return b"".join(chunks)


def _unpacked(body: bytes, bits: int) -> bytes:
    for each in (bits, _RAW) if bits == _DEFLATE else (bits,):
        try:
            return zlib.decompressobj(each).decompress(body, LIMIT + 1)
        except zlib.error:
            continue
    return body
