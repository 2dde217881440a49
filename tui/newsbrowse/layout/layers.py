"""Marks over a text, nested and overlapping, and the runs of equal marking they cut a line into."""

from __future__ import annotations

from bisect import bisect_left
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


class Mark(NamedTuple):
    """A mention or a suggestion as the pane shows it; a tuple, because there are thousands.

    `pending` tells a suggestion from a decision, `id` is the mention's document id or 0, `flags`
    are more keys for the styles that the mark carries, such as `head` while linking.
    """

    start: int
    end: int
    label: str
    pending: bool = False
    id: int = 0
    flags: tuple[str, ...] = ()


class Layer(NamedTuple):
    """A stretch of text with a key that says how it is drawn."""

    start: int
    end: int
    key: str


class Run(NamedTuple):
    """A stretch of a line drawn in one style; `keys` from the outermost layer to the innermost."""

    start: int
    end: int
    keys: tuple[str, ...]


class Marks:
    """Marks in the order of the text, asked for by place at a cost that grows with the answer."""

    def __init__(self, marks: Iterable[Mark] = ()) -> None:
        self.all = sorted(marks, key=_outer_first)
        self.starts = [mark.start for mark in self.all]
        self._farthest = _farthest_ends([mark.end for mark in self.all])

    def overlapping(self, start: int, end: int) -> list[Mark]:
        """The marks that share a code point with `[start, end)`, outer before inner."""
        found: list[Mark] = []
        if self.all:
            stop = bisect_left(self.starts, end)
            self._collect(len(self._farthest) - 1, 0, stop, start, found)
        return found

    def at(self, offset: int) -> list[Mark]:
        """The marks that cover `offset`, outer before inner."""
        return self.overlapping(offset, offset + 1)

    def _collect(self, level: int, node: int, stop: int, after: int, found: list[Mark]) -> None:
        """Gather from one node of the tree the marks before index `stop` that end after `after`."""
        if node << level >= stop or self._farthest[level][node] <= after:
            return
        if not level:
            found.append(self.all[node])
            return
        self._collect(level - 1, 2 * node, stop, after, found)
        if 2 * node + 1 < len(self._farthest[level - 1]):
            self._collect(level - 1, 2 * node + 1, stop, after, found)


def _outer_first(mark: Mark) -> tuple[int, int]:
    return mark.start, -mark.end


def _farthest_ends(ends: list[int]) -> list[list[int]]:
    """Levels of a binary tree: each node holds the greatest end below it, the last level one."""
    levels = [ends]
    while len(levels[-1]) > 1:
        below = levels[-1]
        levels.append(
            [max(pair) for pair in zip(below[::2], below[1::2], strict=False)]
            + below[len(below) & ~1 :]
        )
    return levels


def runs(start: int, end: int, layers: Sequence[Layer]) -> list[Run]:
    """Cut `[start, end)` where a layer begins or ends.

    The runs cover the stretch exactly, in order; the keys of each stand in the order of `layers`.
    """
    if not layers:
        return [Run(start, end, ())] if start < end else []
    borders = {start, end}
    for layer in layers:
        borders.add(min(max(layer.start, start), end))
        borders.add(min(max(layer.end, start), end))
    edges = sorted(borders)
    return [
        Run(a, b, tuple([layer.key for layer in layers if layer.start < b and layer.end > a]))
        for a, b in pairwise(edges)
    ]
