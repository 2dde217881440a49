"""Files read in several processes, in order: one that hangs or crashes a process harms no other."""

from __future__ import annotations

import threading
from collections import deque
from dataclasses import dataclass, field
from queue import Empty, Full, Queue
from typing import TYPE_CHECKING, Self

from newsbrowse_ingest.readers.format import Options
from newsbrowse_ingest.readers.pool.reader import TICK, LostError, ReaderProcess
from newsbrowse_ingest.readers.read import Input, Read
from newsbrowse_store.errors import ReadError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

PATIENCE = 120.0
"""Seconds in which a file must give an article or come to its end."""

FILES, BYTES = 64, 2**20
"""A process gets as many small files at a time as this, so that it never waits for the next."""

PIECES = 4
"""So many pieces of what was read in each group of files wait to be taken; reading waits then."""

STARTS = 3
"""How often a process may end without having begun on a file."""


@dataclass(eq=False)
class _Group:
    inputs: tuple[Input, ...]
    found: Queue[list[Read] | Exception] = field(default_factory=lambda: Queue(PIECES))


class Pool:
    """`with Pool(jobs) as pool:` reads files in so many processes.

    What waits to be taken is bounded, however many files there are and however large. `patience`
    is as in `ReaderProcess`.
    """

    def __init__(
        self,
        jobs: int,
        options: Options | None = None,
        *,
        patience: float = PATIENCE,
    ) -> None:
        self._options = options or Options()
        self._readers = [ReaderProcess(patience) for _ in range(jobs)]
        self._groups: Queue[_Group | None] = Queue()
        self._closed = threading.Event()
        self._threads = [
            threading.Thread(target=self._work, args=(reader,), daemon=True)
            for reader in self._readers
        ]

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._closed.set()
        for reader in self._readers:
            self._groups.put(None)
            reader.kill()
        for thread in self._threads:
            thread.join()

    def read(self, inputs: Iterable[Input]) -> Iterator[Read | None]:
        """What is in the files, in their order; None when nothing has come for a moment."""
        groups = _grouped(inputs)
        ahead: deque[_Group] = deque()
        while True:
            while len(ahead) <= 2 * len(self._readers) and (group := next(groups, None)):
                ahead.append(group)
                self._groups.put(group)
            if not ahead:
                return
            yield from _taken(ahead.popleft())

    def _work(self, reader: ReaderProcess) -> None:
        """What a thread does: have one process read one group after the other."""
        try:
            while (group := self._groups.get()) is not None and not self._closed.is_set():
                try:
                    self._serve(reader, group)
                except Exception as error:  # to be raised where what is read is taken
                    self._give(group, error)
        finally:
            reader.close()

    def _serve(self, reader: ReaderProcess, group: _Group) -> None:
        """Have a group read. A file that a process ends at fails; what was lost with it is read
        again."""
        place = had = idle = 0  # the file that is to end next, and how much of it was given
        fatal: tuple[int, ReadError] | None = None
        while place < len(group.inputs) and not self._closed.is_set():
            if fatal is not None and fatal[0] == place:
                each, error = group.inputs[place], fatal[1]
                self._give(group, [Read(each, error, each.size), Read(each, None, each.size)])
                place, had, fatal = place + 1, 0, None
                continue
            first, rest = place, group.inputs[place : fatal[0] if fatal else None]
            try:
                for reads in self._ask(reader, rest, had):
                    self._give(group, reads)
                    for read in reads:
                        place, had = (place + 1, 0) if read.found is None else (place, had + 1)
            except LostError as lost:
                if lost.number is not None:
                    fatal = first + lost.number, _error(rest[lost.number], lost)
                elif (idle := idle + 1) == STARTS:
                    raise ReadError("The process that reads files", lost.how) from lost

    def _ask(
        self, reader: ReaderProcess, inputs: Sequence[Input], skip: int
    ) -> Iterator[list[Read]]:
        """What is in files, without what was given of the first before."""
        for piece in reader.ask([each.path for each in inputs], self._options):
            reads = []
            for number, found, position in piece:
                each = inputs[number]
                if found is None:
                    reads.append(Read(each, None, each.size))
                elif number == 0 and skip:
                    skip -= 1
                else:
                    reads.append(Read(each, found, position))
            yield reads

    def _give(self, group: _Group, what: list[Read] | Exception) -> None:
        """Let something be taken, when there is room for it."""
        while not self._closed.is_set():
            try:
                group.found.put(what, timeout=TICK)
            except Full:
                continue
            return


def _grouped(inputs: Iterable[Input]) -> Iterator[_Group]:
    """In groups that are small enough to be spread over the processes."""
    some: list[Input] = []
    for each in inputs:
        some.append(each)
        if len(some) == FILES or sum(one.size for one in some) >= BYTES:
            yield _Group(tuple(some))
            some = []
    if some:
        yield _Group(tuple(some))


def _taken(group: _Group) -> Iterator[Read | None]:
    """What is given of a group, up to the end of its last file."""
    ended = 0
    while ended < len(group.inputs):
        try:
            reads = group.found.get(timeout=TICK)
        except Empty:
            yield None
            continue
        if isinstance(reads, Exception):
            raise reads
        for read in reads:
            ended += read.found is None
            yield read


def _error(input_: Input, lost: LostError) -> ReadError:
    return ReadError(str(input_.path), lost.how, "Save it anew with the program it is from.")
