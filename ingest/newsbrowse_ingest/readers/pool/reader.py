"""Reader: a child process that reads files, both ends of it.

The pool's end is `ReaderProcess`. The child, `python -m newsbrowse_ingest.readers.pool.reader`, is
given groups of files and tells what is in them, piece by piece. Whatever a file does to it happens
to no other, and it may be killed at any time.
"""

from __future__ import annotations

import os
import struct
import sys
import tempfile
from contextlib import suppress
from dataclasses import dataclass, field
from time import monotonic
from typing import TYPE_CHECKING

from newsbrowse_ingest.readers.read import watched
from newsbrowse_store.processes.environment import python
from newsbrowse_store.processes.json_child import (
    EndedError,
    JsonChild,
    JsonParent,
    packed,
    unpacked,
)
from newsbrowse_store.values import Draft

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from newsbrowse_ingest.readers.format import Found, Options

    Group = tuple[Sequence[Path], Options]
    """A question: files to read."""

    Piece = list[tuple[int, Found | None, int]]
    """Part of an answer: the number of the file, what was found in it or None for its end, and
    the position. The end of the last file is the end of the answer."""

TICK = 0.2
"""Seconds between two looks at a process that is silent."""

STARTING = 60.0
"""Seconds in which a process must begin to read."""

MEMORY = 4 * 2**30
"""Bytes that reading may take: beyond them a file fails, rather than the machine."""

ITEMS, CHARACTERS, SECONDS = 64, 1_000_000, 0.25
"""A piece is sent when it has as many items or characters as this, or is as old."""

BEACON = struct.Struct("qq")
"""What the process shows meanwhile: the number of its file, and that of the articles in it so far.

The pool knows by it which file was fatal, and whether there is any progress.
"""

_NONE = BEACON.pack(-1, 0)


class LostError(Exception):
    """The process has ended amid its work, and `how`.

    `number` is that of the file it was at, None if it was at none.
    """

    def __init__(self, number: int | None, how: str) -> None:
        super().__init__(how)
        self.number = number
        self.how = how


class ReaderProcess:
    """A process that reads files, started when there is something to read, and again when lost.

    `patience` is how many seconds a file may take to give an article or come to its end.
    """

    def __init__(self, patience: float) -> None:
        self._patience = patience
        self._beacon = tempfile.TemporaryFile()  # noqa: SIM115 (closed by `close`)
        handle = self._beacon.fileno()
        command = python("newsbrowse_ingest.readers.pool.reader", str(handle))
        self._child = JsonChild(command, handles=[handle])

    def ask(self, paths: Sequence[Path], options: Options) -> Iterator[Piece]:
        """What is in files, piece by piece. Raises `LostError`."""
        os.pwrite(self._beacon.fileno(), _NONE, 0)
        ended = 0
        try:
            self._child.tell(packed((paths, options)))
            while ended < len(paths):
                piece: Piece = unpacked(self._next())
                ended += sum(found is None for _, found, _ in piece)
                yield piece
        except EndedError as error:
            raise self._lost(f"ended the process that read it ({error})") from error

    def kill(self) -> None:
        """End the process for good, whatever it is doing; for another thread to call."""
        self._child.kill()

    def close(self) -> None:
        """End the process and let go of everything."""
        self._child.close()
        self._beacon.close()

    def _next(self) -> str:
        """The next message of the child, which must be seen to go on meanwhile."""
        before, since = _NONE, monotonic()
        while (message := self._child.hear(TICK)) is None:
            if (now := self._seen()) != before:
                before, since = now, monotonic()
            patience = STARTING if before == _NONE else self._patience
            if monotonic() - since > patience:
                self._child.close()
                raise self._lost(f"gave no article within {patience:g} seconds")
        return str(message)

    def _lost(self, how: str) -> LostError:
        number = BEACON.unpack(self._seen())[0]
        return LostError(None if number < 0 else number, how)

    def _seen(self) -> bytes:
        return os.pread(self._beacon.fileno(), BEACON.size, 0)


@dataclass
class _Sender:
    """Collects an answer until there is a piece to send."""

    parent: JsonParent
    piece: Piece = field(default_factory=list)
    characters: int = 0
    begun: float = 0.0

    def add(self, number: int, found: Found | None, position: int) -> None:
        if not self.piece:
            self.begun = monotonic()
        self.piece.append((number, found, position))
        self.characters += len(found.text) if isinstance(found, Draft) else 0
        large = len(self.piece) >= ITEMS or self.characters >= CHARACTERS
        if large or monotonic() - self.begun >= SECONDS:
            self.send()

    def send(self) -> None:
        if self.piece:
            self.parent.tell(packed(self.piece))
            self.piece, self.characters = [], 0


def main() -> None:
    """Answer until there are no more questions."""
    beacon = int(sys.argv[1])
    _bound_memory()
    parent = JsonParent(behind=False)
    sender = _Sender(parent)
    while True:
        group: Group = unpacked(parent.hear())
        paths, options = group
        for number, path in enumerate(paths):
            os.pwrite(beacon, BEACON.pack(number, 0), 0)
            for count, (found, position) in enumerate(watched(path, options), 1):
                os.pwrite(beacon, BEACON.pack(number, count), 0)
                sender.add(number, found, position)
            sender.add(number, None, 0)
        sender.send()


def _bound_memory() -> None:
    import resource  # here: not every system has it

    with suppress(OSError, ValueError):  # there is a lower bound already
        resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))


if __name__ == "__main__":
    main()
