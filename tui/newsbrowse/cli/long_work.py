"""Long work: shown by a line that moves, or by one now and then, and stopped between batches."""

from __future__ import annotations

import signal
import sys
from contextlib import contextmanager
from time import monotonic
from typing import TYPE_CHECKING, Protocol

from newsbrowse.cli.output import say

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from rich.console import RenderableType

EVERY = 10.0
"""Seconds between two lines where nothing can move."""

BAR = 24
A_SECOND = 4
SIGNALS = (signal.SIGINT, signal.SIGTERM)


class Work(Protocol):
    """What is being done."""

    @property
    def share(self) -> float:
        """How much of it is done, from 0 to 1."""

    @property
    def words(self) -> str:
        """How far it is, in a few words."""


class Stoppable(Protocol):
    """What can be told to stop; `writing` while it must not be broken off."""

    writing: bool

    def stop(self) -> None:
        """Stop when that can be."""


@contextmanager
def watched(work: Work) -> Iterator[Callable[[], None]]:
    """Show on stderr how far the work is while the block runs.

    Gives what is to be called now and then, between two pieces of the work.
    """
    if sys.stderr.isatty():
        with _moving(work):
            yield lambda: None
        return
    since = monotonic()

    def tell() -> None:
        nonlocal since
        if monotonic() - since >= EVERY:
            since = monotonic()
            say(f"{work.share:.0%}  {work.words}")

    yield tell


@contextmanager
def _moving(work: Work) -> Iterator[None]:
    from rich.console import Console
    from rich.live import Live
    from rich.progress_bar import ProgressBar
    from rich.table import Table
    from rich.text import Text

    def line() -> RenderableType:
        grid = Table.grid(padding=(0, 1))
        share = work.share
        grid.add_row(ProgressBar(1.0, share, BAR), Text(f"{share:4.0%}"), Text(work.words))
        return grid

    with Live(
        get_renderable=line,
        console=Console(stderr=True),
        refresh_per_second=A_SECOND,
        transient=True,
        redirect_stdout=sys.stdout.isatty(),  # else what is data would go to the screen
    ):
        yield


@contextmanager
def stoppable(progress: Stoppable) -> Iterator[None]:
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
