"""Small valid input of every format, made here: what the readers' tests begin with."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import tarfile

from ingest.readers.sample_documents import DOCUMENTS, STORY, zipped
from ingest.readers.sample_records import RECORDS

MARKDOWN = f"---\ntitle: Treaty signed\nsource: Coast Daily\n---\n{STORY}"


def tarred(files: dict[str, str | bytes | tarfile.TarInfo], compression: str = "") -> bytes:
    """A tar of these files; of what is no file the `TarInfo`."""
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode=f"w:{compression}") as archive:  # type: ignore[call-overload]
        for name, data in files.items():
            if isinstance(data, tarfile.TarInfo):
                archive.addfile(data)
                continue
            entry = tarfile.TarInfo(name)
            content = data.encode() if isinstance(data, str) else data
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    return made.getvalue()


def answer(body: bytes, kind: str = "text/html", *fields: str, status: str = "200 OK") -> bytes:
    """What a server answered."""
    lines = [f"HTTP/1.1 {status}", f"Content-Type: {kind}", *fields, "", ""]
    return "\r\n".join(lines).encode() + body


def record(block: bytes, kind: str = "response", *fields: str, url: str = "") -> bytes:
    """One record of a WARC."""
    lines = [
        "WARC/1.0",
        f"WARC-Type: {kind}",
        f"WARC-Target-URI: {url or 'https://coast.example/treaty'}",
        "WARC-Date: 2026-03-24T08:00:00Z",
        f"Content-Length: {len(block)}",
        *fields,
        *("", ""),
    ]
    return "\r\n".join(lines).encode() + block + b"\r\n\r\n"


def page(story: str = STORY) -> bytes:
    """A web page with a story."""
    paragraphs = "".join(f"<p>{each}</p>" for each in story.split("\n\n"))
    return (
        "<!DOCTYPE html><html lang='en'><head><meta charset='utf-8'><title>Treaty signed</title>"
        f"</head><body><article><h1>Treaty signed</h1>{paragraphs}</article></body></html>"
    ).encode()


def arc(body: bytes) -> bytes:
    """An ARC of one page."""
    first = b"1 0 Coast\nURL IP-address Archive-date Content-type Archive-length\n"
    return (
        b"filedesc://coast.arc 127.0.0.1 20260324080000 text/plain %d\n%s\n"
        b"https://coast.example/treaty 127.0.0.1 20260324080000 text/html %d\n%s\n"
    ) % (len(first), first, len(body), body)


FILES = {"one.txt": STORY, "folder/two.md": MARKDOWN}
WARC = record(b"software: coast", "warcinfo") + record(answer(page()))

SAMPLES: dict[str, bytes] = {
    "story.txt": STORY.encode(),
    "story.md": MARKDOWN.encode(),
    "files.zip": zipped(FILES),
    "files.tar": tarred(FILES),
    "files.tar.gz": tarred(FILES, "gz"),
    "files.tar.bz2": tarred(FILES, "bz2"),
    "files.tar.xz": tarred(FILES, "xz"),
    "story.txt.gz": gzip.compress(STORY.encode(), mtime=0),
    "story.txt.bz2": bz2.compress(STORY.encode()),
    "story.txt.xz": lzma.compress(STORY.encode()),
    "crawl.warc": WARC,
    "crawl.warc.gz": b"".join(gzip.compress(each, mtime=0) for each in (WARC[:300], WARC[300:])),
    "crawl.arc": arc(answer(page())),
    **DOCUMENTS,
    **RECORDS,
}
"""By name, which may tell the format; each yields an article at least."""
