"""Words of a text: spans fitted to them, and which of overlapping suggestions stays."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from functools import cached_property
from typing import TYPE_CHECKING

from newsbrowse_store.text.tokens import paragraphs, tokens

if TYPE_CHECKING:
    from collections.abc import Iterable

    from newsbrowse_store.values import Suggestion

NUMERIC = frozenset(("DATE", "TIME", "MONEY", "PERCENT", "QUANTITY", "ORDINAL", "CARDINAL"))
"""Labels of what is counted or dated rather than named."""

_POSSESSIVE = frozenset(("'s", "’s", "'S", "’S"))


class TextWords:
    """A text with its tokens, found once and used by every rule."""

    def __init__(self, text: str) -> None:
        self.text = text
        spans = tokens(text)
        self.starts = [start for start, _ in spans]
        self.ends = [end for _, end in spans]

    @cached_property
    def forms(self) -> list[str]:
        """The tokens as they are written."""
        return [self.text[start:end] for start, end in zip(self.starts, self.ends, strict=True)]

    @cached_property
    def paragraphs(self) -> list[tuple[int, int]]:
        """Start and end of each paragraph."""
        return paragraphs(self.text)

    def covered(self, start: int, end: int) -> range:
        """The indices of the tokens of which `text[start:end]` covers any part."""
        return range(bisect_right(self.ends, start), bisect_left(self.starts, end))

    def fit(self, start: int, end: int) -> tuple[int, int] | None:
        """The span on whole tokens, without article in front or possessive `'s` behind.

        None where nothing of it is a token.
        """
        inside = self.covered(start, end)
        first, last = inside.start, inside.stop
        while first < last and self.forms[last - 1] in _POSSESSIVE:
            last -= 1
        if last - first > 1 and self.forms[first] == "the" and self.forms[first + 1][0].isupper():
            first += 1
        return (self.starts[first], self.ends[last - 1]) if first < last else None


def longest(suggestions: Iterable[Suggestion]) -> list[Suggestion]:
    """Those that stay so that none overlaps another, in the order of the text.

    The longer one stays; of two equally long, the one given first.
    """
    kept: dict[int, Suggestion] = {}
    starts: list[int] = []
    for one in sorted(suggestions, key=lambda one: one.start - one.end):
        at = bisect_left(starts, one.end)
        if at == 0 or kept[starts[at - 1]].end <= one.start:
            starts.insert(at, one.start)
            kept[one.start] = one
    return [kept[start] for start in starts]
