"""Mailboxes in one file (mbox): its messages are read as mail, one after the other."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING

from newsbrowse_ingest.readers.format import LIMIT, Container, Source
from newsbrowse_store.errors import ReadError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO

_FROM = re.compile(rb"From [^\r\n]{0,200}\d:\d\d[^\r\n]{0,60}\r?\n")
_HEADER = re.compile(rb"[!-9;-~]+[ \t]*:|>?From ")
_ESCAPED = re.compile(rb"^>(>*From )", re.MULTILINE)
_LINE = 2**20


def sniff(head: bytes) -> bool:
    """Whether a line such as begins a message in a mailbox stands at the start, above a header."""
    first = _FROM.match(head)
    return bool(first and _HEADER.match(head, first.end()))


def members(source: Source) -> Iterator[Source | ReadError]:
    """Each message, called by its number; one at a time is in memory."""
    number = 0
    for number, data in enumerate(_messages(source.stream), 1):
        name = f"{source.name}/{number}"
        if data is None:
            reason = f"is larger than {LIMIT // 2**20} MiB"
            yield ReadError(name, reason, "Save its text on its own.")
        else:
            whole = _ESCAPED.sub(rb"\1", data)
            yield Source(io.BytesIO(whole), name, suffix=".eml")


def _messages(stream: BinaryIO) -> Iterator[bytes | None]:
    """The bytes of each message, None for one over `LIMIT`."""
    lines: list[bytes] = []
    size, started, after_blank = 0, False, True
    line = stream.readline(_LINE)
    while line:
        following = stream.readline(_LINE)
        if after_blank and _FROM.match(line) and _HEADER.match(following):
            if started:
                yield b"".join(lines) if size <= LIMIT else None
            lines, size, started, after_blank = [], 0, True, False
        else:
            size += len(line)
            if size <= LIMIT:
                lines.append(line)
            else:
                lines.clear()
            after_blank = not line.strip()
        line = following
    if started:
        yield b"".join(lines) if size <= LIMIT else None


CONTAINER = Container("a mailbox", (".mbox", ".mbx"), sniff, members)
