"""Spans: what stands in a text, in its order, asked for by place; one change costs little."""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort_right
from copy import copy
from functools import cached_property
from operator import attrgetter
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


class Placed(Protocol):
    """What covers `[start, end)` of a text and has a label."""

    @property
    def start(self) -> int:
        """The first offset."""

    @property
    def end(self) -> int:
        """The offset behind the last."""

    @property
    def label(self) -> str:
        """What tells it from another of the same stretch."""


S = TypeVar("S", bound=Placed)

_START, _END, _LABEL = attrgetter("start"), attrgetter("end"), attrgetter("label")


class Spans(Generic[S]):
    """Things in the order of the text: by start, the longer first, then by label.

    They are never changed: `changed` returns others.
    """

    def __init__(self, things: Iterable[S] = ()) -> None:
        in_order = sorted(things, key=_LABEL)
        in_order.sort(key=_END, reverse=True)
        in_order.sort(key=_START)
        self.all = in_order

    @cached_property
    def _alike(self) -> dict[int, list[S]]:
        """Those of like length together, so that one needs not look far back for the few long."""
        alike: dict[int, list[S]] = {}
        for thing in self.all:
            alike.setdefault(_size(thing), []).append(thing)
        return alike

    def __len__(self) -> int:
        return len(self.all)

    def __iter__(self) -> Iterator[S]:
        return iter(self.all)

    def before(self, offset: int) -> int:
        """How many start before `offset`: the index of the first one that does not."""
        return bisect_left(self.all, offset, key=_START)

    def overlapping(self, start: int, end: int) -> list[S]:
        """Those that share a code point with `[start, end)`, in order."""
        found: list[S] = []
        for size, alike in self._alike.items():
            first = bisect_right(alike, start - (1 << size), key=_START)
            last = bisect_left(alike, end, first, key=_START)
            found += [thing for thing in alike[first:last] if thing.end > start]
        found.sort(key=_order)
        return found

    def at(self, offset: int) -> list[S]:
        """Those that cover `offset`, in order."""
        return self.overlapping(offset, offset + 1)

    def changed(self, gone: Iterable[S], come: Iterable[S]) -> Spans[S]:
        """Return these without those `gone` and with those that have `come`; for a few of them.

        Raises `ValueError` when one that is to go is not here.
        """
        later = copy(self)
        later.all, later._alike = list(self.all), dict(self._alike)
        for thing in gone:
            for things in (later.all, later._own(thing)):
                at = bisect_left(things, _order(thing), key=_order)
                del things[things.index(thing, at)]
        for thing in come:
            for things in (later.all, later._own(thing)):
                insort_right(things, thing, key=_order)
        return later

    def _own(self, thing: S) -> list[S]:
        """Return those of like length, to be changed without changing those of others."""
        size = _size(thing)
        own = self._alike[size] = list(self._alike.get(size, ()))
        return own


def _size(thing: Placed) -> int:
    """Return `n` for a length below two to the power of `n`, and of half of that at least."""
    return (thing.end - thing.start).bit_length()


def _order(thing: Placed) -> tuple[int, int, str]:
    return thing.start, -thing.end, thing.label
