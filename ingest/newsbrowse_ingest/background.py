"""Background additions: articles added by a child process while the app goes on.

`Addition` is the app's end. The child, `python -m newsbrowse_ingest.background`, is asked once, and
tells now and then how far it is. Told to stop, or left alone, it finishes the batch that it writes.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any

from newsbrowse_ingest.outcome import Outcome
from newsbrowse_ingest.progress import Progress
from newsbrowse_store.errors import NewsbrowseError
from newsbrowse_store.processes.environment import python
from newsbrowse_store.processes.json_child import EndedError, JsonChild, JsonParent
from newsbrowse_store.values import as_document

if TYPE_CHECKING:
    from collections.abc import Sequence

LEAVING = 3.0
"""Seconds that whoever leaves waits for a batch."""

EVERY = 0.25
"""Seconds between two words about how far it is."""

STDERR = 2
"""What is printed there goes where the app's own errors go."""


@dataclass(eq=False)
class Addition:
    """`run` has a process of its own add what is `given`; others look at the rest meanwhile.

    `before` is the article that was open when it was asked for. With `any_first` the first article
    may be one that was in the library already.
    """

    given: Sequence[Path | str]
    before: str | None = None
    any_first: bool = False
    progress: Progress = field(default_factory=Progress)
    first: str | None = None
    """The first article that came."""
    known: bool = False
    """Whether the screen knows of it."""
    failed: list[Outcome] = field(default_factory=list)
    error: NewsbrowseError | None = None
    """Why it ended early, if it did."""

    def __post_init__(self) -> None:
        self._begun = monotonic()
        self._child = JsonChild(python("newsbrowse_ingest.background"), STDERR)

    @property
    def seconds(self) -> float:
        """How long ago it was asked for."""
        return monotonic() - self._begun

    def run(self, library: Path, annotator: str) -> None:
        """Add everything, until told to stop; for a thread."""
        asked = {
            "library": str(library),
            "annotator": annotator,
            "given": [str(each) for each in self.given],
            "any_first": self.any_first,
        }
        try:
            self._child.tell(asked)
            if self.progress.stopped:
                self._child.stop()
            while True:
                self._hear(self._child.hear())
        except OSError as error:
            remedy = "Close other programs, then add it again."
            self.error = NewsbrowseError("Adding", f"cannot be begun ({error})", remedy)
        except EndedError as ended:
            if ended.code and self.error is None:
                remedy = "Add the rest again, or with newsbrowse add --jobs 1 to see what does it."
                self.error = NewsbrowseError("Adding", f"ended ({ended})", remedy)

    def stop(self) -> None:
        """Let the batch be finished that is being written; for any thread."""
        self.progress.stop()
        self._child.stop()

    def kill(self) -> None:
        """End it at once, whatever it is doing; what is in stays. For any thread."""
        self.progress.stop()
        self._child.kill()

    def leave(self) -> None:
        """Stop it because the app ends, which waits no longer than a moment."""
        self.stop()
        timer = threading.Timer(LEAVING, self.kill)
        timer.daemon = True
        timer.start()

    def _hear(self, message: dict[str, Any]) -> None:
        self.progress.follow(message["progress"])
        self.first = message["first"]
        self.failed += [Outcome(**each) for each in message["failed"]]
        if "error" in message:
            self.error = NewsbrowseError(*message["error"])


class Adder:
    """Takes note of outcomes in the child, and tells of those that came since it told last."""

    def __init__(self, parent: JsonParent, progress: Progress, *, any_first: bool) -> None:
        self._parent = parent
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
                "failed": [as_document(outcome) for outcome in self._failed],
            }
            self._failed.clear()
            if error is not None:
                message["error"] = [error.what, error.reason, error.remedy]
            self._parent.tell(message)


def main() -> None:
    """Add what is asked for."""
    from newsbrowse_ingest.fetch import add_given  # not needed by the app
    from newsbrowse_ingest.network import is_address
    from newsbrowse_store.library import Library

    progress = Progress()
    parent = JsonParent(progress.stop)
    asked = parent.hear()
    given = [each if is_address(each) else Path(each) for each in asked["given"]]
    adder = Adder(parent, progress, any_first=asked["any_first"])
    threading.Thread(target=adder.tell_now_and_then, daemon=True).start()
    error = None
    try:
        with Library.open(Path(asked["library"]), create=False) as library:
            for outcome in add_given(library, given, asked["annotator"], progress=progress):
                adder.take(outcome)
    except NewsbrowseError as ended:
        error = ended
    adder.close(error)


if __name__ == "__main__":
    main()
