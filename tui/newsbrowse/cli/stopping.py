"""Interrupts that leave nothing half done."""

from __future__ import annotations

import signal
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from newsbrowse_ingest.progress import Progress

SIGNALS = (signal.SIGINT, signal.SIGTERM)


@contextmanager
def stoppable(progress: Progress) -> Iterator[None]:
    """Let ctrl+c, and SIGTERM, stop the work of the block: at once, but never amid a batch.

    Raises `KeyboardInterrupt` while nothing is being written; what is being written is finished,
    and the work is told to stop then.
    """

    def stop(*_: object) -> None:
        progress.stop()
        if not progress.writing:
            raise KeyboardInterrupt

    before = {number: signal.signal(number, stop) for number in SIGNALS}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
