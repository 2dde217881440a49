"""The process that adds for the app, started by an addition.

It is `python -m newsbrowse_ingest.background_child`.

It is asked once, by a JSON line on its standard input, and tells how far it is by JSON lines on its
standard output. When its input ends, because it is to stop or whoever started it is gone, it
finishes the batch that it is writing.
"""

from __future__ import annotations

import json
import os
import sys
import threading
from dataclasses import asdict
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from newsbrowse_ingest.fetch import add_given
from newsbrowse_ingest.network import is_address
from newsbrowse_ingest.progress import Progress
from newsbrowse_store.errors import NewsbrowseError
from newsbrowse_store.library import Library
from newsbrowse_store.processes.environment import own_output

if TYPE_CHECKING:
    from newsbrowse_ingest.outcome import Outcome

NICENESS = 10
"""Keys come first."""

EVERY = 0.25
"""Seconds between two words about how far it is."""


class Adder:
    """Takes note of outcomes, and tells of those that came since it told last."""

    def __init__(self, output: IO[bytes], progress: Progress, *, any_first: bool) -> None:
        self._output = output
        self._progress = progress
        self._any_first = any_first
        self._first: str | None = None
        self._failed: list[Outcome] = []
        self._lock = threading.Lock()
        self._done = threading.Event()

    def take(self, outcome: Outcome) -> None:
        """Take note of an outcome."""
        with self._lock:
            self._progress.count(outcome)
            if outcome.status == "failed":
                self._failed.append(outcome)
            elif self._first is None and (self._any_first or outcome.status == "added"):
                self._first = outcome.id

    def tell_now_and_then(self) -> None:
        """Tell how far it is until `close` is called; for a thread."""
        while not self._done.wait(EVERY):
            self._tell()

    def close(self, error: NewsbrowseError | None) -> None:
        """Tell for the last time, and of what ended it, if anything did."""
        self._done.set()
        self._tell(error)

    def _tell(self, error: NewsbrowseError | None = None) -> None:
        with self._lock:
            message: dict[str, Any] = {
                "progress": self._progress.state,
                "first": self._first,
                "failed": [asdict(outcome) for outcome in self._failed],
            }
            self._failed.clear()
            if error is not None:
                message["error"] = [error.what, error.reason, error.remedy]
            self._output.write(json.dumps(message).encode() + b"\n")
            self._output.flush()


def main() -> None:
    """Add what is asked for."""
    os.nice(NICENESS)
    output = own_output()
    asked = json.loads(sys.stdin.readline())
    progress = Progress()
    threading.Thread(target=_stop_at_end, args=(progress,), daemon=True).start()
    given = [each if is_address(each) else Path(each) for each in asked["given"]]
    adder = Adder(output, progress, any_first=asked["any_first"])
    threading.Thread(target=adder.tell_now_and_then, daemon=True).start()
    error = None
    try:
        with Library.open(Path(asked["library"]), create=False) as library:
            for outcome in add_given(library, given, asked["annotator"], progress=progress):
                adder.take(outcome)
    except NewsbrowseError as ended:
        error = ended
    adder.close(error)


def _stop_at_end(progress: Progress) -> None:
    sys.stdin.read()
    progress.stop()


if __name__ == "__main__":
    main()
