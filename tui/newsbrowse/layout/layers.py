"""Marks over a text, nested and overlapping, and the runs of equal marking they cut a line into."""

from __future__ import annotations

from bisect import bisect_left
from itertools import pairwise
from operator import attrgetter
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


_START, _END = attrgetter("start"), attrgetter("end")
_FAN = 16


class Marks:
    """Marks in the order of the text, asked for by place at a cost that grows with the answer."""

    def __init__(self, marks: Iterable[Mark] = ()) -> None:
        outer_first = sorted(marks, key=_END, reverse=True)
        self.all = sorted(outer_first, key=_START)
        self._farthest = _farthest_ends(list(map(_END, self.all)))

    def before(self, offset: int) -> int:
        """How many marks start before `offset`: the index of the first one that does not."""
        return bisect_left(self.all, offset, key=_START)

    def overlapping(self, start: int, end: int) -> list[Mark]:
        """The marks that share a code point with `[start, end)`, outer before inner."""
        found: list[Mark] = []
        stop = self.before(end)
        if stop:
            self._collect(len(self._farthest) - 1, 0, stop, start, found)
        return found

    def at(self, offset: int) -> list[Mark]:
        """The marks that cover `offset`, outer before inner."""
        return self.overlapping(offset, offset + 1)

    def _collect(self, level: int, node: int, stop: int, after: int, found: list[Mark]) -> None:
        """Gather below one node of the tree the marks before number `stop` ending after `after`."""
        if self._farthest[level][node] <= after:
            return
        if not level:
            found.append(self.all[node])
            return
        below, size = level - 1, _FAN ** (level - 1)
        for child in range(node * _FAN, min((node + 1) * _FAN, -(-stop // size))):
            self._collect(below, child, stop, after, found)


def _farthest_ends(ends: list[int]) -> list[list[int]]:
    """Levels of a tree of sixteen branches: each node holds the greatest end below it."""
    levels = [ends]
    while len(levels[-1]) > 1:
        below = levels[-1]
        levels.append([max(below[at : at + _FAN]) for at in range(0, len(below), _FAN)])
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
