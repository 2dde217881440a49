"""Layers: marks over a text, nested and overlapping, cut into runs of equal marking."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence


class Mark(NamedTuple):
    """A mention or a suggestion as the pane shows it; a tuple, because there are thousands.

    `pending` tells a suggestion from a decision, `id` is the mention's document id or 0.
    """

    start: int
    end: int
    label: str
    pending: bool = False
    id: int = 0


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
