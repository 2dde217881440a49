"""Where a cursor goes from a token: by token, line, sentence, paragraph."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsbrowse.layout.tokens import Tokens
from newsbrowse_store.text.tokens import sentences

if TYPE_CHECKING:
    from newsbrowse.layout.page import Page
    from newsbrowse.layout.tokens import Token


_REACH = 20_000  # code points of a paragraph looked at for the end of a sentence


class Steps:
    """Ways through a page that stop on tokens and pass over what is folded away.

    Each takes the token the cursor is on and gives another one, the same where the way ends. In a
    text without tokens they all stay at its start.
    """

    def __init__(self, page: Page) -> None:
        self._page = page
        self._text = page.document.text
        self.tokens = Tokens(self._text)

    def nearest(self, offset: int) -> Token:
        """The token at `offset`, else the next one, else the last."""
        here = self.tokens.at(offset)
        if here and not self._page.fold_at(here[0]):
            return here
        return self._after(offset) or self._before(offset) or (0, 0)

    def next_token(self, cursor: Token) -> Token:
        """The token behind."""
        return self._after(cursor[1]) or cursor

    def previous_token(self, cursor: Token) -> Token:
        """The token before."""
        return self._before(cursor[0]) or cursor

    def first(self) -> Token:
        """The first token of the page."""
        return self.nearest(0)

    def last(self) -> Token:
        """The last token of the page."""
        return self._before(len(self._text)) or (0, 0)

    def vertical(self, cursor: Token, lines: int, goal: int) -> Token:
        """The token nearest to cell `goal`, `lines` down (up if negative) or as far as there are.

        Lines without tokens are passed over.
        """
        here = self._page.line_of(cursor[0])
        step = 1 if lines > 0 else -1
        target = min(max(here + lines, 0), self._page.lines - 1)
        for first, last in ((target, step), (target - step, -step)):
            line = first
            while 0 <= line < self._page.lines and line != here:
                found = self._in_line(line, goal)
                if found:
                    return found
                line += last
        return cursor

    def line_start(self, cursor: Token) -> Token:
        """The first token of the line."""
        return (self._of_line(self._page.line_of(cursor[0])) or [cursor])[0]

    def line_end(self, cursor: Token) -> Token:
        """The last token of the line."""
        return (self._of_line(self._page.line_of(cursor[0])) or [cursor])[-1]

    def next_sentence(self, cursor: Token) -> Token:
        """The first token of the next sentence."""
        stop = self._paragraph_end(cursor[0])
        found = sentences(self._text, cursor[0], min(stop, cursor[0] + _REACH))
        if len(found) > 1:
            return self._after(found[1][0]) or cursor
        return self._after(max(stop, cursor[1])) or cursor

    def previous_sentence(self, cursor: Token) -> Token:
        """The first token of this sentence, or of the one before when the cursor is there."""
        before = self._before(cursor[0])
        if before is None:
            return cursor
        start = max(self._paragraph_start(before[0]), before[0] - _REACH)
        found = sentences(self._text, start, before[1])
        return self._after(found[-1][0] if found else start) or cursor

    def next_paragraph(self, cursor: Token) -> Token:
        """The first token of the next paragraph."""
        return self._after(max(self._paragraph_end(cursor[0]), cursor[1])) or cursor

    def previous_paragraph(self, cursor: Token) -> Token:
        """The first token of this paragraph, or of the one before when the cursor is there."""
        before = self._before(cursor[0])
        if before is None:
            return cursor
        return self._after(self._paragraph_start(before[0])) or cursor

    def _after(self, offset: int) -> Token | None:
        token = self.tokens.after(offset)
        while token and (fold := self._page.fold_at(token[0])):
            token = self.tokens.after(max(fold.end, token[1]))
        return token

    def _before(self, offset: int) -> Token | None:
        token = self.tokens.before(offset)
        while token and (fold := self._page.fold_at(token[0])):
            token = self.tokens.before(min(fold.start, token[0]))
        return token

    def _of_line(self, line: int) -> list[Token]:
        if line in self._page.fold_lines:
            return []
        start, end = self._page.span(line)
        return [token for token in self.tokens.between(start, end) if token[0] >= start]

    def _in_line(self, line: int, goal: int) -> Token | None:
        found = self._of_line(line)
        if not found:
            return None
        offset = self._page.offset_at(line, goal)
        at = next((i for i, token in enumerate(found) if token[1] > offset), len(found) - 1)
        return found[at - 1] if at and offset < found[at][0] - 1 else found[at]

    def _paragraph_start(self, offset: int) -> int:
        return self._text.rfind("\n", 0, offset) + 1

    def _paragraph_end(self, offset: int) -> int:
        end = self._text.find("\n", offset)
        return len(self._text) if end < 0 else end


LETTERS = "fjdksghaeiruwnvcmtbpyx"
"""The letters of hints, easy ones first; none that looks like another or like a digit."""


def hints(count: int) -> list[str]:
    """`count` different hints of equal length, one letter each if they suffice, else two.

    There are no more than two letters can name; places beyond that get none.
    """
    if count <= len(LETTERS):
        return list(LETTERS[:count])
    return [first + second for first in LETTERS for second in LETTERS][:count]


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
