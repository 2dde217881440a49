"""Start to first paint with 10,000 articles, against a bare Textual app that says hello.

Both run in a pseudo-terminal, in turn, the caches of their modules warm. Time ends with the write
that completes the first frame: headline, article and footer of newsbrowse, the greeting of the
bare app. The bound holds for processor time and for the clock.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from benchmarks.generate import library
from benchmarks.terminal import HELLO, Program, newsbrowse

from newsbrowse_store.library import Library

BOUND = 1.3


@dataclass(frozen=True, slots=True)
class Start:
    """Seconds from the start of a process to its first whole frame."""

    wall: float
    cpu: float


def first_paint(command: list[str], markers: tuple[str, ...], home: Path) -> Start:
    """Run `command` until its terminal has been sent all of `markers`, then kill it."""
    program = Program(command, home)
    try:
        program.wait_for(*markers)
        return Start(time.perf_counter() - program.begun, program.processor_seconds())
    finally:
        program.close()  # with its worker, which would slow down the next start


def measure(folder: Path, pairs: int) -> tuple[list[Start], list[Start]]:
    """The starts of the bare app and of newsbrowse on the library in `folder`, taken in turn."""
    with Library.open(folder) as opened:
        if opened.catalogue.stale():
            opened.catalogue.refresh()
        headline = opened.catalogue.view().rows(0, 1)[0].headline
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        home = Path(name)
        bare = [sys.executable, "-c", HELLO]
        ours = newsbrowse("--library", str(folder))
        footer = "all keys"
        starts = [
            (
                first_paint(bare, ("Hello, world!",), home),
                first_paint(ours, (headline[:12], footer), home),
            )
            for _ in range(pairs + 1)
        ]
    return [start for start, _ in starts[1:]], [start for _, start in starts[1:]]


def main() -> int:
    """Print both medians and their ratio; 1 when the bound is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=10_000)
    parser.add_argument("--pairs", type=int, default=15)
    options = parser.parse_args()
    bare, ours = measure(library(options.articles), options.pairs)
    met = True
    for name in ("cpu", "wall"):
        floor = median(getattr(start, name) for start in bare)
        taken = median(getattr(start, name) for start in ours)
        met &= taken <= BOUND * floor
        print(
            f"start, {options.articles:,} articles, {name}: bare app {floor * 1000:.0f} ms, "
            f"newsbrowse {taken * 1000:.0f} ms, ratio {taken / floor:.2f} (bound {BOUND})"
        )
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
