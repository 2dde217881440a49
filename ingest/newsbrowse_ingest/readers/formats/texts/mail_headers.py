"""The headers of a mail as words, whatever encoding they are in or should have been in."""

from __future__ import annotations

import binascii
import quopri
import re
from base64 import b64decode
from email.utils import getaddresses, parsedate_to_datetime
from typing import TYPE_CHECKING

from newsbrowse_ingest.readers.bytes.decode import known_codec
from newsbrowse_store.text.tokens import storable

if TYPE_CHECKING:
    from email.message import Message

_LONGEST = 4_000
"""So many characters of a header are looked at."""

_ENCODED = re.compile(
    r"=\?(?P<charset>[\w.:-]{1,40})(?:\*[\w-]{1,40})?\?(?P<how>[bBqQ])\?(?P<words>[^?\s]{0,2000})\?="
    r"(?:\s+(?==\?))?"
)


_SEVEN_BIT = ("iso2022", "hz")


class Headers:
    """The headers of a message by name, case put aside; an empty string for one it has not."""

    def __init__(self, message: Message) -> None:
        self._raw: dict[str, list[str]] = {}
        for name, value in message.raw_items():
            self._raw.setdefault(name.lower(), []).append(str(value)[:_LONGEST])

    def __contains__(self, name: str) -> bool:
        return name in self._raw

    def __getitem__(self, name: str) -> str:
        return header_words(self._raw.get(name, [""])[0])

    def people(self, name: str) -> list[tuple[str, str]]:
        """Name and address of each that a header such as `from` names; either may be empty."""
        people = getaddresses([_eight_bit(value) for value in self._raw.get(name, [])])
        return [(header_words(who), storable(where)) for who, where in people]

    def date(self) -> str:
        """When it was sent, in ISO 8601; as written if that is no date."""
        written = self["date"]
        try:
            return parsedate_to_datetime(written).isoformat()
        except (ValueError, TypeError, IndexError, OverflowError):
            return written


def header_words(raw: str) -> str:
    """The words of a header's value, on one line."""
    return storable(" ".join(_ENCODED.sub(_decoded, _eight_bit(raw)).split()))


def in_charset(data: bytes, charset: str) -> str | None:
    """The text in the bytes, in UTF-8 if they can be that, else in this charset; None if neither.

    Charsets of seven bits come first: what is in them could be UTF-8 by the look of it.
    """
    codec = known_codec(charset)
    order = (codec, "utf-8") if codec.startswith(_SEVEN_BIT) else ("utf-8", codec)
    for each in filter(None, order):
        try:
            text = data.decode(each)
        except UnicodeDecodeError:
            continue
        return None if "\0" in text else text
    return None


def _eight_bit(raw: str) -> str:
    """The value with the bytes in it, which no header should have, as what they are."""
    data = raw.encode("utf-8", "surrogateescape")
    text = in_charset(data, "utf-8")
    return data.decode("cp1252", "replace") if text is None else text


def _decoded(found: re.Match[str]) -> str:
    words = found["words"].encode("ascii", "replace")
    try:
        if found["how"] in "bB":
            data = b64decode(words + b"=" * (-len(words) % 4), validate=True)
        else:
            data = quopri.decodestring(words, header=True)
    except (binascii.Error, ValueError):
        return found[0]
    text = in_charset(data, found["charset"])
    return text if text is not None else _eight_bit(data.decode("ascii", "surrogateescape"))
