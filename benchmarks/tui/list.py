"""The list of articles at 100,000 against itself at 100: mounting, a key, one letter of the filter.

All of it ungrouped, and grouped by source, date and story. The two take turns in one process, in a
terminal that is not drawn. Time is that of the processor, of all threads, until the screen is at
rest; opening the library is part of mounting.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import time
from dataclasses import dataclass, field
from statistics import median
from typing import TYPE_CHECKING

from benchmarks.generate import library as library_of
from textual.app import App
from textual.widgets import Input

from newsbrowse.widgets.article_list.article_list import ArticleList
from newsbrowse_store.cache.listing import GROUPS
from newsbrowse_store.library import Library

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from textual.app import ComposeResult

    from newsbrowse_store.cache.listing import Group

SMALL = 100
SIZE = (120, 40)
KEYS = {
    "a line": ["j"] * 15,
    "a page": ["ctrl+d"] * 3,
    "an end": ["G", "g"] * 5,
    "a fold": ["space"] * 8,
}
LETTERS = "aelnor"
BOUND, FILTER_BOUND = 1.3, 3.0


class Listing(App[None]):
    """A filter and the list, as in the sidebar."""

    def __init__(self, folder: Path, group: Group) -> None:
        super().__init__()
        self._folder = folder
        self._group = group

    def compose(self) -> ComposeResult:
        """Make filter and list."""
        yield Input()
        yield ArticleList()

    def on_mount(self) -> None:
        """Open the library and list all of it."""
        self.library = Library.open(self._folder)
        self.show("")
        self.query_one(ArticleList).focus()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Filter as one types."""
        self.show(event.value)

    def show(self, words: str) -> None:
        """List the articles with these words."""
        listing = self.library.catalogue.listing("newest", words, group=self._group)
        self.query_one(ArticleList).set_listing(listing)

    def on_unmount(self) -> None:
        """Let go of the library."""
        self.library.close()


@dataclass(slots=True)
class Sample:
    """Milliseconds of the processor by what was done."""

    taken: dict[str, list[float]] = field(default_factory=dict)

    def add(self, what: str, begun: float, times: int = 1) -> None:
        """Add what the processor worked since `begun`, for each of `times`."""
        spent = (time.process_time() - begun) * 1000 / times
        self.taken.setdefault(what, []).append(spent)


async def sample(folder: Path, group: Group, into: Sample) -> None:
    """Mount the list of the library in `folder`, press keys and filter."""
    begun = time.process_time()
    async with Listing(folder, group).run_test(size=SIZE) as pilot:
        await pilot.pause()
        into.add("mount", begun)
        for what, keys in KEYS.items():
            await pilot.press("g")
            begun = time.process_time()
            await pilot.press(*keys)
            into.add(what, begun, len(keys))
        pilot.app.query_one(Input).focus()
        for letter in LETTERS:
            begun = time.process_time()
            await pilot.press(letter)
            into.add("one letter", begun)
            await pilot.press("backspace")


def report(group: Group, small: Sample, large: Sample) -> Iterator[bool]:
    """Print the ratios and yield for each whether it is within its bound."""
    print(f"by {group}" if group else "ungrouped")
    for what in small.taken:
        before, after = median(small.taken[what]), median(large.taken[what])
        ratio, bound = after / before, FILTER_BOUND if what == "one letter" else BOUND
        verdict = "" if ratio <= bound else "   missed"
        print(f"{what:10} {before:9.2f} {after:9.2f}  {ratio:5.2f}  {bound:5.1f}{verdict}")
        yield ratio <= bound


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=7)
    options = parser.parse_args()
    folders = library_of(SMALL, "wire"), library_of(options.articles, "wire")
    print(
        f"{'':10} {SMALL:>9,} {options.articles:>9,}  ratio  bound   (median ms of the processor)"
    )
    fine = True
    for group in GROUPS:
        small, large = Sample(), Sample()
        for folder in folders:  # the first round warms up modules and pages
            asyncio.run(sample(folder, group, Sample()))
        for _ in range(options.rounds):
            asyncio.run(sample(folders[0], group, small))
            asyncio.run(sample(folders[1], group, large))
        fine &= all(list(report(group, small, large)))
    return 0 if fine else 1


if __name__ == "__main__":
    sys.exit(main())
