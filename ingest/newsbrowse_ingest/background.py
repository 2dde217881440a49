"""Something that is being added while the app goes on: how far it is, and what it has given."""

from __future__ import annotations

import json
import subprocess
import threading
from contextlib import suppress
from dataclasses import dataclass, field
from time import monotonic
from typing import TYPE_CHECKING, Any

from newsbrowse_ingest.progress import Progress
from newsbrowse_store.errors import NewsbrowseError
from newsbrowse_store.processes.environment import environment, python

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from newsbrowse_ingest.outcome import Outcome

LEAVING = 3.0
"""Seconds that whoever leaves waits for a batch."""

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
        self._process: subprocess.Popen[bytes] | None = None

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
            with subprocess.Popen(
                python("newsbrowse_ingest.background_child"),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=STDERR,
                env=environment(),
                start_new_session=True,
            ) as self._process:
                self._converse(self._process, json.dumps(asked).encode() + b"\n")
        except BrokenPipeError:  # it has ended before it was asked; how, its exit code says
            pass
        except OSError as error:
            remedy = "Close other programs, then add it again."
            self.error = NewsbrowseError("Adding", f"cannot be begun ({error})", remedy)
        code = self._process.returncode if self._process else 0
        if code and self.error is None:
            how = f"killed by signal {-code}" if code < 0 else f"exit code {code}"
            remedy = "Add the rest again, or with newsbrowse add --jobs 1 to see what does it."
            self.error = NewsbrowseError("Adding", f"ended ({how})", remedy)

    def _converse(self, process: subprocess.Popen[bytes], asked: bytes) -> None:
        """Ask the process, and hear what it tells until it ends."""
        assert process.stdin
        assert process.stdout
        process.stdin.write(asked)
        process.stdin.flush()
        if self.progress.stopped:
            self.stop()
        for line in process.stdout:
            if line.endswith(b"\n"):  # else it was killed while it told that
                self._hear(json.loads(line))

    def stop(self) -> None:
        """Let the batch be finished that is being written; for any thread."""
        self.progress.stop()
        if self._process is not None and self._process.stdin is not None:
            with suppress(OSError, ValueError):  # it has ended
                self._process.stdin.close()

    def kill(self) -> None:
        """End it at once, whatever it is doing; what is in stays. For any thread."""
        self.progress.stop()
        if self._process is not None:
            self._process.kill()

    def leave(self) -> None:
        """Stop it because the app ends, which waits no longer than a moment."""
        self.stop()
        timer = threading.Timer(LEAVING, self.kill)
        timer.daemon = True
        timer.start()

    def _hear(self, message: dict[str, Any]) -> None:
        from newsbrowse_ingest.outcome import Outcome

        self.progress.follow(message["progress"])
        self.first = message["first"]
        self.failed += [Outcome(**each) for each in message["failed"]]
        if "error" in message:
            self.error = NewsbrowseError(*message["error"])
