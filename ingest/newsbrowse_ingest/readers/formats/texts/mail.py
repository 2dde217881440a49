"""Mail: newsletters, press releases and what lists send; one message is one article."""

from __future__ import annotations

import re
from dataclasses import replace
from email import message_from_bytes
from typing import TYPE_CHECKING

from newsbrowse_ingest.readers.article.facts import address, article, completed, joined, metadata
from newsbrowse_ingest.readers.bytes.decode import decode
from newsbrowse_ingest.readers.bytes.line_breaks import mended
from newsbrowse_ingest.readers.bytes.markup import html_text
from newsbrowse_ingest.readers.format import Format, Source
from newsbrowse_ingest.readers.formats.pages import web_page
from newsbrowse_ingest.readers.formats.texts.mail_headers import Headers, header_words, in_charset
from newsbrowse_store.model import Draft, Metadata
from newsbrowse_store.text.tokens import normalise_newlines

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
