"""The pool's side of one reading process: questions, answers, and how it ended."""

from __future__ import annotations

import os
import subprocess
import tempfile
from multiprocessing import Pipe
from time import monotonic
from typing import TYPE_CHECKING

from newsbrowse_ingest.readers.pool.reader_child import BEACON
from newsbrowse_store.processes.environment import environment, python

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from newsbrowse_ingest.readers.format import Options
    from newsbrowse_ingest.readers.pool.reader_child import Piece

TICK = 0.2
"""Seconds between two looks at a process that is silent."""

STARTING = 60.0
"""Seconds in which a process must begin to read."""

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
        self._process: subprocess.Popen[bytes] | None = None
        self._killed = False

    def ask(self, paths: Sequence[Path], options: Options) -> Iterator[Piece]:
        """What is in files, piece by piece. Raises `LostError`."""
        process = self._process or self._start()
        os.pwrite(self._beacon.fileno(), _NONE, 0)
        ended = 0
        try:
            self._pipe.send((paths, options))
            while ended < len(paths):
                self._wait()
                piece: Piece = self._pipe.recv()
                ended += sum(found is None for _, found, _ in piece)
                yield piece
        except (EOFError, OSError) as error:
            code = process.wait()
            how = f"killed by signal {-code}" if code < 0 else f"exit code {code}"
            raise self._lost(f"ended the process that read it ({how})") from error

    def kill(self) -> None:
        """End the process for good, whatever it is doing; for another thread to call."""
        self._killed = True
        if (process := self._process) is not None:
            process.kill()

    def close(self) -> None:
        """End the process and let go of everything."""
        self._end()
        self._beacon.close()

    def _start(self) -> subprocess.Popen[bytes]:
        self._pipe, end = Pipe()
        handles = (end.fileno(), self._beacon.fileno())
        self._process = subprocess.Popen(
            python("newsbrowse_ingest.readers.pool.reader_child", *map(str, handles)),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=environment(),
            pass_fds=handles,
            start_new_session=True,
        )
        end.close()
        if self._killed:
            self._process.kill()
        return self._process

    def _wait(self) -> None:
        """Return when there is something to receive, or an end to notice."""
        before, since = _NONE, monotonic()
        while not self._pipe.poll(TICK):
            if (now := self._seen()) != before:
                before, since = now, monotonic()
            patience = STARTING if before == _NONE else self._patience
            if monotonic() - since > patience:
                raise self._lost(f"gave no article within {patience:g} seconds")

    def _lost(self, how: str) -> LostError:
        number = BEACON.unpack(self._seen())[0]
        self._end()
        return LostError(None if number < 0 else number, how)

    def _seen(self) -> bytes:
        return os.pread(self._beacon.fileno(), BEACON.size, 0)

    def _end(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None
            self._pipe.close()
