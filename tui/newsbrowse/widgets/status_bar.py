"""Status bar: where you are, what was just done, and how things stand."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rich.cells import cell_len
from textual.content import Content
from textual.widget import Widget

from newsbrowse.layout.safe import safe

if TYPE_CHECKING:
    from collections.abc import Sequence


SEPARATOR = "  ▏ "
QUOTED_LEAST = 10
"""Cells that a shortened quotation has at the least, with its marks."""


class StatusLine(Widget):
    """One line: the place at the left, facts at the right; light facts go when it is narrow."""

    DEFAULT_CSS = """
    StatusLine { height: 1; width: 1fr; background: $panel; color: $foreground 80%; }
    StatusLine:ansi { background: ansi_default; color: ansi_default; text-style: reverse; }
    """

    def __init__(self) -> None:
        super().__init__(id="status")
        self._place = ""
        self._said = self._under = ""
        self._facts: Sequence[tuple[int, str]] = ()

    @property
    def text(self) -> str:
        """What the line says, facts joined as they are shown."""
        facts = " · ".join(words for _, words in self._facts)
        return f"{self._place} {self._said} {self._under} {facts}"

    def show(self, place: str, facts: Sequence[tuple[int, str]]) -> None:
        """Say where the reader is and how things stand; the lightest facts go first."""
        if (place, facts) != (self._place, self._facts):
            self._place, self._facts = place, facts
            self.refresh()

    def say(self, done: str, under: str = "") -> None:
        """Say what was just done, and what is `under` the cursor, beside the place."""
        if (done, under) != (self._said, self._under):
            self._said, self._under = done, under
            self.refresh()

    def render(self) -> Content:
        """The line, fitted to the width."""
        width = self.size.width - 2
        facts = list(self._facts)
        whole = SEPARATOR.join(words for words in (self._said, self._under) if words)
        needed = min(cell_len(whole), width * 2 // 3)
        while len(facts) > 1 and _cells(facts) + needed > width:
            facts.remove(min(facts, key=lambda fact: fact[0]))
        right = safe(" · ".join(words for _, words in facts))
        left = Content.assemble((safe(self._place), "bold"))
        room = max(0, width - cell_len(right) - 2)
        if whole and left.cell_length + cell_len(SEPARATOR + whole) > room:
            left = Content(safe(self._fitted(room)))
        elif whole:
            left = Content.assemble(left, SEPARATOR, safe(whole))
        left = left.truncate(room, ellipsis=True)
        gap = max(0, width - left.cell_length - cell_len(right))
        return Content.assemble(" ", left, " " * gap, right, " ")

    def _fitted(self, room: int) -> str:
        """What was done as whole as can be, and behind it what there is room for."""
        if not (self._said and self._under):
            return shortened(self._said or self._under, room)
        behind = SEPARATOR + self._under
        return shortened(self._said, max(room // 2, room - cell_len(behind))) + behind


def shortened(words: str, room: int) -> str:
    """The words in `room` cells if that can be: quotations are shortened, what they are stays."""
    while cell_len(words) > room:
        longest = max(re.findall("“[^”]*”", words), key=cell_len, default="")
        kept = longest.rstrip("…”")[:-1]
        if cell_len(longest) <= QUOTED_LEAST:
            break
        words = words.replace(longest, f"{kept.rstrip()}…”", 1)
    return words


def _cells(facts: Sequence[tuple[int, str]]) -> int:
    return sum(cell_len(words) + 3 for _, words in facts) - 3
