"""The process that reads files, started by the pool.

It is `python -m newsbrowse_ingest.readers.pool.reader_child`.

It is given groups of files and sends back what is in them, piece by piece. Whatever a file does to
it happens to no other, and it may be killed at any time. It ends with the process that started it.
"""

from __future__ import annotations

import os
import queue
import struct
import sys
import threading
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from time import monotonic
from typing import TYPE_CHECKING

from newsbrowse_ingest.readers.pool.inputs import watched
from newsbrowse_store.model import Draft

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from newsbrowse_ingest.readers.format import Found, Options

MEMORY = 4 * 2**30
"""Bytes that reading may take: beyond them a file fails, rather than the machine."""

ITEMS, CHARACTERS, SECONDS = 64, 1_000_000, 0.25
"""A piece is sent when it has as many items or characters as this, or is as old."""

BEACON = struct.Struct("qq")
"""What the process shows meanwhile: the number of its file, and that of the articles in it so far.

The pool knows by it which file was fatal, and whether there is any progress.
"""

if TYPE_CHECKING:
    Group = tuple[Sequence[Path], Options]
    """A question: files to read."""

    Piece = list[tuple[int, Found | None, int]]
    """Part of an answer: the number of the file, what was found in it or None for its end, and
    the position. The end of the last file is the end of the answer."""


@dataclass
class _Sender:
    """Collects an answer until there is a piece to send."""

    pipe: Connection
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
            self.pipe.send(self.piece)
            self.piece, self.characters = [], 0


def main() -> None:
    """Answer until the other end of the connection is closed."""
    pipe, beacon = (int(word) for word in sys.argv[1:])
    _bound_memory()
    connection = Connection(pipe)
    inbox: queue.SimpleQueue[Group] = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(connection, inbox), daemon=True).start()
    sender = _Sender(connection)
    while True:
        paths, options = inbox.get()
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


def _listen(connection: Connection, inbox: queue.SimpleQueue[Group]) -> None:
    try:
        while True:
            inbox.put(connection.recv())
    except (EOFError, OSError):
        os._exit(0)


if __name__ == "__main__":
    main()
