"""Terminal: whether the app can draw on it, and how errors are kept off it."""

from __future__ import annotations

import os
import select
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

LOG_LIMIT = 1_000_000
"""Bytes after which a log is put aside as `….old` and a new one begun."""


def unfit(environment: Mapping[str, str]) -> str | None:
    """Why the app cannot run on the standard streams, or None when it can."""
    for stream, name in ((sys.stdin, "input"), (sys.stdout, "output")):
        if stream is None or not stream.isatty():
            return f"standard {name} is not a terminal"
    term = environment.get("TERM", "")
    if term in {"", "dumb", "unknown"}:
        return f"TERM is {term!r}, a terminal that cannot place a cursor"
    return None


def hung_up(handle: int = 0) -> bool:
    """Whether the terminal behind a file handle has gone, as when a connection breaks."""
    poll = select.poll()
    poll.register(handle, 0)
    return any(event & select.POLLHUP for _, event in poll.poll(0))


@contextmanager
def errors_to(log: Path) -> Iterator[None]:
    """Let all that is written to stderr, also by native code and children, go to the file `log`.

    Textual draws on `sys.__stderr__`, which is made to mean the terminal of standard output.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    if log.exists() and log.stat().st_size > LOG_LIMIT:
        log.replace(log.with_suffix(".old"))
    sys.stderr.flush()
    drawn_on, kept = sys.__stderr__, os.dup(2)
    with (
        open(log, "ab", buffering=0) as file,  # noqa: PTH123
        os.fdopen(os.dup(1), "w", encoding=sys.stdout.encoding, errors="replace") as screen,
    ):
        os.dup2(file.fileno(), 2)
        sys.__stderr__ = screen  # type: ignore[misc]
        try:
            yield
        finally:
            sys.stderr.flush()
            os.dup2(kept, 2)
            os.close(kept)
            sys.__stderr__ = drawn_on  # type: ignore[misc]
