"""Matches: the places of a text that a search found."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from functools import cached_property
from operator import itemgetter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from newsbrowse.layout.tokens import Token

_START, _END = itemgetter(0), itemgetter(1)


class Matches:
    """What is searched for in a text, and the spans of what was found: in order, apart."""

    def __init__(self, text: str) -> None:
        self._text = text
        self.query = ""
        self.spans: Sequence[Token] = ()

    def find(self, query: str) -> None:
        """Search for `query`, in upper or lower case; an empty one finds nothing."""
        starts = matches(self._caseless, caseless(query)) if query else []
        self.query, self.spans = query, [(start, start + len(query)) for start in starts]

    def between(self, start: int, end: int) -> Sequence[Token]:
        """The spans that share a code point with `[start, end)`."""
        first = bisect_right(self.spans, start, key=_END)
        return self.spans[first : bisect_left(self.spans, end, key=_START)]

    def beside(self, token: Token, step: int) -> Token | None:
        """The nearest one behind `token`, or before it if `step` is negative; goes round."""
        if not self.spans:
            return None
        at = bisect_left(self.spans, max(token[1], 1) if step > 0 else token[0], key=_START)
        return self.spans[at % len(self.spans) if step > 0 else at - 1]

    @cached_property
    def _caseless(self) -> str:
        return caseless(self._text)


def caseless(text: str) -> str:
    """`text` in lower case, one code point for one (two letters would change the length)."""
    return text.replace("\u0130", "i").lower().replace("ς", "σ")


def matches(text: str, query: str) -> list[int]:
    """The offsets in `text` where `query` starts, from left to right, without overlaps.

    Both went through `caseless`.
    """
    found: list[int] = []
    at = text.find(query) if query else -1
    while at >= 0:
        found.append(at)
        at = text.find(query, at + len(query))
    return found
