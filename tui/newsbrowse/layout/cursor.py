"""Cursor: the token one is on in a page, where it moves, the selection, the matches."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from functools import cached_property
from operator import itemgetter
from typing import TYPE_CHECKING

from newsbrowse.layout.tokens import Tokens
from newsbrowse_store.text.tokens import sentences

if TYPE_CHECKING:
    from collections.abc import Sequence

    from newsbrowse.layout.page import Page
    from newsbrowse.layout.tokens import Token

_REACH = 20_000  # code points of a paragraph looked at for the end of a sentence


class Cursor:
    """A place in a page that is always a token, and never one that is folded away.

    `go` puts it on a token. The other methods tell where a way leads from there: to the same token
    where the way ends. In a text without tokens the cursor stays at the start, on `(0, 0)`.
    """

    def __init__(self, page: Page, offset: int = 0) -> None:
        self.page = page
        """What it moves in; may be taken by another page of the same text."""
        self._text = page.document.text
        self._tokens = Tokens(self._text)
        self.go(self.nearest(offset))

    def go(self, token: Token, goal: int | None = None) -> None:
        """Put the cursor on `token`; `goal` is the cell that it keeps to on its way up or down."""
        self.token = token
        self._goal = goal

    @property
    def goal(self) -> int:
        """The cell that moving up and down keeps to, also past lines that are shorter."""
        return self.page.cell_of(self.token[0]) if self._goal is None else self._goal

    def nearest(self, offset: int) -> Token:
        """The token at `offset`, else the next one, else the last."""
        here = self._tokens.at(offset)
        if here and not self.page.fold_at(here[0]):
            return here
        return self._after(offset) or self._before(offset) or (0, 0)

    def next_token(self) -> Token:
        """The token behind."""
        return self._after(self.token[1]) or self.token

    def previous_token(self) -> Token:
        """The token before."""
        return self._before(self.token[0]) or self.token

    def first(self) -> Token:
        """The first token of the page."""
        return self.nearest(0)

    def last(self) -> Token:
        """The last token of the page."""
        return self._before(len(self._text)) or (0, 0)

    def vertical(self, lines: int) -> Token:
        """The token nearest to `goal`, `lines` down (up if negative) or as far as there are.

        Lines without tokens are passed over.
        """
        here = self.page.line_of(self.token[0])
        step = 1 if lines > 0 else -1
        target = min(max(here + lines, 0), self.page.lines - 1)
        for first, last in ((target, step), (target - step, -step)):
            line = first
            while 0 <= line < self.page.lines and line != here:
                found = self._in_line(line)
                if found:
                    return found
                line += last
        return self.token

    def line_start(self) -> Token:
        """The first token of the line."""
        return (self._of_line(self.page.line_of(self.token[0])) or [self.token])[0]

    def line_end(self) -> Token:
        """The last token of the line."""
        return (self._of_line(self.page.line_of(self.token[0])) or [self.token])[-1]

    def next_sentence(self) -> Token:
        """The first token of the next sentence."""
        stop = self._paragraph_end(self.token[0])
        found = sentences(self._text, self.token[0], min(stop, self.token[0] + _REACH))
        if len(found) > 1:
            return self._after(found[1][0]) or self.token
        return self._after(max(stop, self.token[1])) or self.token

    def previous_sentence(self) -> Token:
        """The first token of this sentence, or of the one before when the cursor is there."""
        before = self._before(self.token[0])
        if before is None:
            return self.token
        start = max(self._paragraph_start(before[0]), before[0] - _REACH)
        found = sentences(self._text, start, before[1])
        return self._after(found[-1][0] if found else start) or self.token

    def next_paragraph(self) -> Token:
        """The first token of the next paragraph."""
        return self._after(max(self._paragraph_end(self.token[0]), self.token[1])) or self.token

    def previous_paragraph(self) -> Token:
        """The first token of this paragraph, or of the one before when the cursor is there."""
        before = self._before(self.token[0])
        if before is None:
            return self.token
        return self._after(self._paragraph_start(before[0])) or self.token

    def _after(self, offset: int) -> Token | None:
        token = self._tokens.after(offset)
        while token and (fold := self.page.fold_at(token[0])):
            token = self._tokens.after(max(fold.end, token[1]))
        return token

    def _before(self, offset: int) -> Token | None:
        token = self._tokens.before(offset)
        while token and (fold := self.page.fold_at(token[0])):
            token = self._tokens.before(min(fold.start, token[0]))
        return token

    def _of_line(self, line: int) -> list[Token]:
        if line in self.page.fold_lines:
            return []
        start, end = self.page.span(line)
        return [token for token in self._tokens.between(start, end) if token[0] >= start]

    def _in_line(self, line: int) -> Token | None:
        found = self._of_line(line)
        if not found:
            return None
        offset = self.page.offset_at(line, self.goal)
        at = next((i for i, token in enumerate(found) if token[1] > offset), len(found) - 1)
        return found[at - 1] if at and offset < found[at][0] - 1 else found[at]

    def _paragraph_start(self, offset: int) -> int:
        return self._text.rfind("\n", 0, offset) + 1

    def _paragraph_end(self, offset: int) -> int:
        end = self._text.find("\n", offset)
        return len(self._text) if end < 0 else end


class Selection:
    """What is selected: `span`, any stretch of text, or None.

    While it has an `anchor`, a token, it is to reach from there to the cursor.
    """

    def __init__(self) -> None:
        self.span: Token | None = None
        self.anchor: Token | None = None

    def reach(self, token: Token) -> Token | None:
        """The stretch from the anchor to `token`, with both of them; None without an anchor."""
        if self.anchor is None:
            return None
        first, last = sorted((self.anchor, token))
        return first[0], last[1]

    def take(self, start: int, end: int) -> list[Token]:
        """Select `[start, end)`, nothing if empty; return what was and is, if they differ."""
        before, self.span = self.span, (start, end) if start < end else None
        return [span for span in (before, self.span) if span] if before != self.span else []


LETTERS = "fjdksghaeiruwnvcmtbpyx"
"""The letters of hints, easy ones first; none that looks like another or like a digit."""


def hints(count: int) -> list[str]:
    """`count` different hints of equal length, one letter each if they suffice, else two.

    There are no more than two letters can name; places beyond that get none.
    """
    if count <= len(LETTERS):
        return list(LETTERS[:count])
    return [first + second for first in LETTERS for second in LETTERS][:count]


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
