"""Mail: newsletters, press releases and what lists send; one message is one article."""

from __future__ import annotations

import binascii
import quopri
import re
from base64 import b64decode
from email import message_from_bytes
from email.utils import getaddresses, parsedate_to_datetime
from typing import TYPE_CHECKING

from newsbrowse_ingest.readers.article.facts import address, article, completed, joined, metadata
from newsbrowse_ingest.readers.bytes.decode import decode, known_codec
from newsbrowse_ingest.readers.bytes.line_breaks import mended
from newsbrowse_ingest.readers.bytes.markup import html_text
from newsbrowse_ingest.readers.format import Format, Source
from newsbrowse_ingest.readers.formats.pages import web_page
from newsbrowse_store.text.tokens import normalise_newlines, storable
from newsbrowse_store.values import Draft, Metadata, replace

if TYPE_CHECKING:
    from collections.abc import Iterator
    from email.message import Message

    from newsbrowse_ingest.readers.format import Found


_HEADER = re.compile(rb"[!-9;-~]+[ \t]*:|[ \t]")
_COMMON = frozenset((b"from", b"to", b"subject", b"date"))
_TELLING = frozenset((
    b"delivered-to", b"message-id", b"mime-version", b"received", b"return-path", b"x-mailer",
))  # fmt: skip
_LONGEST_WRAPPED = 90
"""Lines that are all shorter than this were broken by a program, not by who wrote them."""


def sniff(head: bytes) -> bool:
    """Whether it begins with headers, some of them such as programs write."""
    block = re.split(rb"\r?\n\r?\n", head, maxsplit=1)[0]
    lines = block.splitlines()[:200]
    if not lines or not all(map(_HEADER.match, lines)):
        return False
    names = {line.partition(b":")[0].strip().lower() for line in lines}
    return len(names & _COMMON) > 1 and bool(names & _TELLING)


def read(source: Source) -> Iterator[Found]:
    """One article: the plain texts of the message, else its HTML. Attachments are only named."""
    message = message_from_bytes(source.read())
    headers = Headers(message)
    plain, html, attachments = _parts(message)
    if "snapshot-content-location" in headers and html is not None:  # a page that a browser saved
        url = address(headers["snapshot-content-location"])
        page = Source.of(_text(html, source.name).encode(), source.name)
        for found in web_page.read(page):
            if isinstance(found, Draft):
                found = replace(found, metadata=completed(found.metadata, Metadata(url=url)))
            yield found
        return
    texts = (_mended(_text(part, source.name), part) for part in plain)
    text = "\n\n".join(text.strip("\n") for text in texts if text.strip())
    if html is not None and not text.strip():
        text = html_text(_text(html, source.name), source.name)
    tags = headers["keywords"].split(",")
    yield article(source.name, "the message", text, _facts(headers, attachments), tags)


def _parts(message: Message) -> tuple[list[Message], Message | None, list[str]]:
    """The parts that are plain text, the first that is HTML, and the names of what else."""
    html = None
    plain, names = [], []
    waiting = [message]
    while waiting:
        part = waiting.pop()
        inner = part.get_payload()
        kind = part.get_content_type()
        if isinstance(inner, list) and part.get_content_maintype() == "multipart":
            waiting += [each for each in reversed(inner) if not isinstance(each, str)]
        elif name := part.get_filename():
            names.append(header_words(name))
        elif kind == "text/plain":
            plain.append(part)
        elif kind == "text/html" and html is None:
            html = part
        elif part is not message and not kind.startswith("text/"):
            names.append(kind)
    return plain, html, names


def _text(part: Message, name: str) -> str:
    data = part.get_payload(decode=True)
    if not isinstance(data, bytes) or not data.strip():
        return ""
    text = in_charset(data, part.get_content_charset() or "utf-8")
    return decode(data, name) if text is None else normalise_newlines(text)


def _mended(text: str, part: Message) -> str:
    """The text without the line breaks of a program."""
    if str(part.get_param("format", "")).lower() == "flowed":
        return re.sub(r"(?<!^--) \n(?!>)", " ", text, flags=re.MULTILINE)
    wrapped = max(map(len, text.split("\n"))) < _LONGEST_WRAPPED
    return mended([text]) if wrapped else text


def _facts(headers: Headers, attachments: list[str]) -> Metadata:
    people = headers.people("from")
    names = joined((who or where for who, where in people), ", ")
    title, _, identity = headers["list-id"].rpartition("<")
    source = title.strip('" ') or identity.strip("> ") or headers["organization"]
    if not source and "list-unsubscribe" in headers:
        source = names
    links = (headers[name].strip("<> ") for name in ("archived-at", "list-post"))
    return metadata(
        {
            "from": joined((where for who, where in people if who), ", "),
            "message id": headers["message-id"],
            "list post": headers["list-post"],
            "attachments": joined(attachments),
        },
        headline=headers["subject"],
        byline=names,
        source=source,
        published=headers.date(),
        url=next(filter(None, map(address, links)), ""),
        language=headers["content-language"].partition(",")[0],
    )


FORMAT = Format("mail", (".eml", ".mht", ".mhtml"), sniff, read)


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
