"""Wrapping: where lines end, without losing a code point, fast on whole books."""

from __future__ import annotations

import re
from array import array
from bisect import bisect_right
from functools import lru_cache
from itertools import accumulate

from newsbrowse.layout.cells import NARROW, widths
from newsbrowse.layout.safe import SPACELESS, safe

LEAST = 8
"""The smallest measure that is honoured."""

LONGEST = 1000
"""Code points of a line at most, so that a heap of combining marks is no line of millions."""

BLANK = f" \t{SPACELESS}"
"""What hangs at the end of a line, as `safe` shows it, without being counted or drawn."""

_EASY_BYTES = bytes(range(0x20, 0x7F)) + b"\n"
_EASY = re.compile(f"[{NARROW}\n]*+")
_NO_START = frozenset("、。，．！？：；）」』】〕》〉”’…ー・%)]}!?,.;:")
_NO_END = frozenset("（「『【〔《〈“‘([{")


@lru_cache(maxsize=16)
def _narrow_line(measure: int) -> re.Pattern[str]:
    return re.compile(f".{{0,{measure}}}(?![^ \n]) {{0,{measure}}}\n?|.{{{measure}}}")


def wrap(text: str, measure: int, start: int = 0, end: int | None = None) -> list[int]:
    """The offsets where the lines of `text[start:end]` end; each starts where the last one ended.

    A line breaks at its line feed, after white space, beside wide characters, or in a word that is
    longer than a line, and never inside a grapheme cluster. As `safe` shows it, it takes at most
    `measure` cells (no less than `LEAST`), not counting the `BLANK` that hangs at its end.
    """
    end = len(text) if end is None else end
    measure = max(measure, LEAST)
    ends: list[int] = []
    while start < end:
        odd = _first_odd(text, start, end)
        first = text.rfind("\n", start, odd) + 1 or start if odd < end else end
        if first > start:
            _wrap_narrow(text, measure, start, first, ends)
        start = first
        if start < end:
            start = text.find("\n", odd, end) + 1 or end
            _wrap_any(text, measure, first, start, ends)
    return ends


def _first_odd(text: str, start: int, end: int) -> int:
    """The offset of the first character that is not simply one cell, or `end`."""
    if text.isascii() and not text.encode().translate(None, _EASY_BYTES):
        return end  # four times as fast as the pattern, which counts at 200,000 words
    easy = _EASY.match(text, start, end)
    return easy.end() if easy else start


def _wrap_narrow(text: str, measure: int, start: int, end: int, ends: list[int]) -> None:
    ends.extend([line.end() for line in _narrow_line(measure).finditer(text, start, end)])
    if len(ends) > 1 and ends[-1] == ends[-2]:
        ends.pop()  # the empty match behind the last character


def _wrap_any(text: str, measure: int, start: int, end: int, ends: list[int]) -> None:
    """Wrap one paragraph, with its line feed if it has one, that may hold any characters."""
    text = safe(text[start:end], lines=True)
    stop = len(text) - text.endswith("\n")
    cells = widths(text)
    before = array("L", accumulate(cells, initial=0))
    at = 0
    while at < stop:
        fits = bisect_right(before, before[at] + measure, at, min(stop, at + LONGEST) + 1) - 1
        at = _break(text, cells, at, max(fits, at + 1)) if fits < stop else stop
        at = _behind_spaces(text, cells, at, stop, measure)
        ends.append(start + at)
    if stop < len(text):
        if stop:
            ends[-1] = end
        else:
            ends.append(end)


def _behind_spaces(text: str, cells: bytes, start: int, stop: int, most: int) -> int:
    """Where `BLANK` at `start` ends, `most` code points on at most."""
    at, most = start, min(stop, start + most)
    while at < most and text[at] in BLANK:
        at += 1
    while start < at < stop and not cells[at]:
        at -= 1  # a mark stands on the last space, which is to be seen with it
    return at


def _break(text: str, cells: bytes, start: int, fits: int) -> int:
    """The best place to end the line `text[start:fits]`, which has a cluster behind it."""
    for at in range(fits, start, -1):
        if not cells[at]:
            continue
        if text[at - 1] in " \t" or text[at] in " \t":
            return at
        beside_wide = cells[at] == 2 or _width_before(cells, at) == 2
        if beside_wide and text[at] not in _NO_START and text[at - 1] not in _NO_END:
            return at
    return fits


def _width_before(cells: bytes, at: int) -> int:
    while at > 0 and not cells[at - 1]:
        at -= 1
    return cells[at - 1] if at else 0
