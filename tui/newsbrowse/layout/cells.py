"""Cells: how many each code point takes on the screen."""

from __future__ import annotations

import re
from itertools import pairwise

from rich.cells import get_character_cell_size

TAB = 4
"""Cells of a tab, wherever it stands."""

NARROW = (
    " -~\xa0-\xac\xae-\u02ff\u0390-\u03a1\u03a3-\u0482"
    "\u2010-\u2027\u2030-\u205e\u20a0-\u20bf\u2400-\u2426\ufffd"
)
"""Inside of a character class: code points that take one cell, that never join their neighbour, and
that `safe` leaves alone."""

_ALL_NARROW = re.compile(f"[{NARROW}]*+")
_JOINED = re.compile("\u200d(.)", re.DOTALL)
_FLAG = re.compile("[\U0001f1e6-\U0001f1ff]{2}")


class _Table(dict[int, str]):
    """Code point to the character whose own number is the count of cells."""

    def __missing__(self, code: int) -> str:
        cells = self[code] = chr(get_character_cell_size(chr(code)))
        return cells


_TABLE = _Table({ord("\t"): chr(TAB), ord("\n"): chr(0)})


def narrow(shown: str) -> bool:
    """Whether every code point takes one cell, so that offsets in `shown` are cells."""
    return _ALL_NARROW.fullmatch(shown) is not None


def widths(shown: str) -> bytes:
    """The cells of each code point of text that went through `safe`.

    A code point that continues the one before it (a combining mark, what a joiner joins, the second
    half of a flag) has none, so a grapheme cluster starts wherever the number is not 0.
    """
    if narrow(shown):
        return b"\1" * len(shown)
    cells = bytearray(shown.translate(_TABLE), "latin-1")
    if "\u200d" in shown:
        for joined in _JOINED.finditer(shown):
            cells[joined.start(1)] = 0
    for flag in _FLAG.finditer(shown):
        if cells[flag.start()]:  # else its first half is joined to what stands before
            cells[flag.start()], cells[flag.start() + 1] = 2, 0
    return bytes(cells)


def clusters(shown: str) -> list[tuple[int, int, int]]:
    """The grapheme clusters of `shown` as (start, end, cells), without gaps."""
    cells = widths(shown)
    starts = [i for i, width in enumerate(cells) if width or not i]
    return [(start, end, cells[start]) for start, end in pairwise([*starts, len(shown)])]


def cell_count(shown: str) -> int:
    """The cells of all of `shown`."""
    return sum(widths(shown))


def offset_at(shown: str, cell: int) -> int:
    """The offset in `shown` of the cluster that covers `cell`; its length when beyond the end."""
    if narrow(shown):
        return min(cell, len(shown))
    for start, _, width in clusters(shown):
        if cell < width:
            return start
        cell -= width
    return len(shown)


def crop(shown: str, cells: int) -> str:
    """As many leading clusters of `shown` as fit into `cells`."""
    if narrow(shown):
        return shown[:cells]
    for start, _, width in clusters(shown):
        cells -= width
        if cells < 0:
            return shown[:start]
    return shown
