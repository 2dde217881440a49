"""Tokens of a text, found where they are needed and no farther."""

from __future__ import annotations

import re
from functools import lru_cache

from newsbrowse_store.text.tokens import snap, tokens

Token = tuple[int, int]

_STEP = 2048
_GAP = re.compile(r"[\s、。，]")


class Tokens:
    """The tokens of one text, cut up in pieces of about two thousand code points.

    A piece begins at white space or a stop, so no token is split unless it is longer than a piece.
    """

    def __init__(self, text: str) -> None:
        self._text = text
        self._pieces = -(-len(text) // _STEP)
        self._piece = lru_cache(maxsize=64)(self._find)

    def before(self, offset: int) -> Token | None:
        """The last token that ends at `offset` or earlier."""
        for number in range(self._number(offset), -1, -1):
            for token in reversed(self._piece(number)):
                if token[1] <= offset:
                    return token
        return None

    def after(self, offset: int) -> Token | None:
        """The first token that starts at `offset` or later."""
        for number in range(self._number(offset), self._pieces):
            for token in self._piece(number):
                if token[0] >= offset:
                    return token
        return None

    def at(self, offset: int) -> Token | None:
        """The token that covers `offset`."""
        return next((t for t in self.between(offset, offset + 1) if t[0] <= offset), None)

    def between(self, start: int, end: int) -> list[Token]:
        """The tokens that share a code point with `[start, end)`."""
        return [
            token
            for number in range(self._number(start), self._number(end - 1) + 1)
            for token in self._piece(number)
            if token[0] < end and token[1] > start
        ]

    def _number(self, offset: int) -> int:
        """The piece that `offset` lies in."""
        number = min(max(offset, 0) // _STEP, max(self._pieces - 1, 0))
        return number - 1 if number and offset < self._border(number) else number

    def _border(self, number: int) -> int:
        start = number * _STEP
        gap = _GAP.search(self._text, start, start + _STEP // 2)
        return min(gap.start() if gap else start, len(self._text))

    def _find(self, number: int) -> list[Token]:
        if number >= self._pieces:
            return []
        return tokens(self._text, self._start(number), self._start(number + 1))

    def _start(self, number: int) -> int:
        if number <= 0:
            return 0
        return self._border(number) if number < self._pieces else len(self._text)


def resized(text: str, span: tuple[int, int], start_by: int, end_by: int) -> tuple[int, int]:
    """`span` with its start and end moved by so many tokens, never to nothing, never over a line.

    Positive numbers move to the right.
    """
    start, end = span
    first = text.rfind("\n", 0, start) + 1
    last = text.find("\n", end)
    line = tokens(text, first, len(text) if last < 0 else last)
    start, end = snap(text, start, end)
    starts, ends = [t[0] for t in line], [t[1] for t in line]
    if start not in starts or end not in ends:
        return span
    head = min(max(starts.index(start) + start_by, 0), len(line) - 1)
    tail = min(max(ends.index(end) + end_by, 0), len(line) - 1)
    return (starts[head], ends[tail]) if head <= tail else span
