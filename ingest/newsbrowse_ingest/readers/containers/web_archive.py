"""WARC and ARC, the archives of web crawls: each page that was captured becomes a member.

The parsing is our own: crawls hold whatever a server sent, and warcio reads lines, chunks and
what is packed in them without any bound, and ends at the first record that is broken.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from newsbrowse_ingest.readers.bytes.decode import known_codec
from newsbrowse_ingest.readers.bytes.http_message import (
    PACKED,
    Response,
    fields,
    media_type,
    response,
)
from newsbrowse_ingest.readers.containers.inflate import Inflated, peek
from newsbrowse_ingest.readers.containers.members import Budget, member, shown, too_large
from newsbrowse_ingest.readers.format import HEAD, LIMIT, Container
from newsbrowse_store.errors import ReadError
from newsbrowse_store.values import Metadata

if TYPE_CHECKING:
    from collections.abc import Iterator

    from newsbrowse_ingest.readers.format import Source

_LONGEST_LINE = 65_536
_LONGEST_HEAD = 2**20
_LONGEST_ADDRESS = 2_000
_BOUND = 2**50
"""In bytes: a crawl is read as a stream, so only what is packed too tightly is a bomb."""

_ARC_LINE = re.compile(
    r"(?P<url>[a-z][a-z+.-]*:.*) [0-9a-fA-F.:]+ (?P<date>[0-9]{14}) (?P<type>\S+)"
    r" (?P<length>[0-9]{1,15})"
)
_ARC_DATE = re.compile(r"(....)(..)(..)(..)(..)(..)")
_LENGTH = re.compile(r"[0-9]{1,15}")
_NO_PAGES = re.compile(r"metadata:|[^?]*/robots\.txt(?:\?|$)", re.IGNORECASE)
_KINDS = ("response", "resource", "conversion")
_SUFFIXES = {
    "text/html": ".html",
    "application/xhtml+xml": ".html",
    "text/plain": ".txt",
    "text/markdown": ".md",
    "application/rss+xml": ".xml",
    "application/atom+xml": ".xml",
    "application/xml": ".xml",
    "text/xml": ".xml",
    "application/feed+json": ".json",
    "application/pdf": ".pdf",
}
"""The types of content that may be articles, and the suffixes of their files."""

_DECODED = ("text/html", "application/xhtml+xml", "text/plain")
_BINARY = re.compile(rb"[\x00-\x08\x0e-\x1a]")
_WEB = re.compile(r"https?://[^\s/]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Record:
    """The head of a record: what was captured where and when, and how many bytes follow."""

    kind: str
    url: str
    date: str
    type: str
    length: int


def sniff(head: bytes) -> bool:
    """Whether it is a crawl's archive, compressed or not."""
    return peek(head).startswith((b"WARC/", b"filedesc://"))


def members(source: Source) -> Iterator[Source | ReadError]:
    """The pages in the archive, in its order; all else that was captured is passed over.

    What is no record is told once, and reading goes on with the next that is one.
    """
    budget = Budget.of(source, _BOUND)
    stream = Inflated(source.stream, source.name, budget)
    records = pages = 0
    lost = False
    while line := stream.readline(_LONGEST_LINE):
        place = stream.tell() - len(line)
        record = _record(line, stream)
        if record:
            end = stream.tell() + record.length
            page = _page(record, stream, source.name, budget)
            if page:
                yield page
            stream.seek(end)
            records += 1
            pages += page is not None
            lost = False
        elif line.strip() and not lost:
            lost = True
            reason = f"has no record where one should begin, at byte {place:,}"
            yield ReadError(source.name, reason, "What follows was passed over, up to the next.")
    if not pages:
        reason = f"has no page of text among its {records:,} records"
        yield ReadError(source.name, reason, "There is nothing to read in it.")


def _record(line: bytes, stream: Inflated) -> _Record | None:
    """The head of the record that begins with this line, if one does."""
    if not line.startswith(b"WARC/"):
        found = _ARC_LINE.fullmatch(line.decode("utf-8", "replace").rstrip())
        if not found:
            return None
        kind = "filedesc" if found["url"].startswith("filedesc:") else "response"
        date = _ARC_DATE.sub(r"\1-\2-\3T\4:\5:\6Z", found["date"])
        return _Record(kind, found["url"], date, found["type"], int(found["length"]))
    lines, size = [], 0
    while size < _LONGEST_HEAD and (line := stream.readline(_LONGEST_LINE)).strip():
        lines.append(line)
        size += len(line)
    said = fields(b"".join(lines))
    if not _LENGTH.fullmatch(said.get("content-length", "")):
        return None
    return _Record(
        said.get("warc-type", "").lower(),
        said.get("warc-target-uri", "").strip("<>"),
        said.get("warc-date", ""),
        said.get("content-type", ""),
        int(said["content-length"]),
    )


def _page(
    record: _Record, stream: Inflated, archive: str, budget: Budget
) -> Source | ReadError | None:
    """What was captured, if it is a page of text."""
    if record.kind not in _KINDS:
        return None
    data = stream.read(min(record.length, _LONGEST_LINE))
    answer = response(data)
    kind, _ = media_type(answer.fields.get("content-type", "") if answer else record.type)
    suffix = _SUFFIXES.get(kind)
    if not suffix or (answer and answer.status // 100 != 2) or _NO_PAGES.match(record.url):
        return None
    url = record.url[:_LONGEST_ADDRESS].replace(" ", "%20")
    name = f"{archive}/{shown(url, _LONGEST_ADDRESS)}"
    if record.length > LIMIT:
        return too_large(name)
    data += stream.read(record.length - len(data))
    known = Metadata(url=url if _WEB.match(url) else "", extra={"WARC-Date": record.date})
    answer = response(data)
    if len(data) < record.length and not (answer and answer.whole):
        return ReadError(name, "is cut off: the archive ends within it", "Fetch it again.")
    if answer:
        data = _body(answer)
        packing = answer.fields.get("content-encoding", "")[:40].lower()
        if packing not in PACKED and suffix == ".html" and _BINARY.search(data, 0, HEAD):
            remedy = "Fetch the page itself: newsbrowse add ADDRESS."
            return ReadError(name, f"is packed as {packing}, which cannot be unpacked here", remedy)
    budget.spend(len(data))
    return too_large(name) if len(data) > LIMIT else member(data, name, budget, known, suffix)


def _body(answer: Response) -> bytes:
    """What was answered; text that HTTP gives a charset is turned to UTF-8, and marked as such."""
    kind, charset = media_type(answer.fields.get("content-type", ""))
    codec = known_codec(charset) if kind in _DECODED else ""
    try:
        return answer.body.decode(codec).encode("utf-8-sig") if codec else answer.body
    except UnicodeDecodeError:  # it is in another one, then
        return answer.body


CONTAINER = Container("a web archive", (".warc", ".arc"), sniff, members)
