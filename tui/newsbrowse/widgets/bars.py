"""Bars: the status line over the panes; the link bar, the legend and the footer under them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rich.cells import cell_len, set_cell_size
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from newsbrowse.actions import ACTIONS_BY_ID, FOOTERS
from newsbrowse.layout.safe import safe
from newsbrowse.settings.keymap import key_shown
from newsbrowse.workspace.wording import DraftEnds

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from textual import events
    from textual.geometry import Size

    from newsbrowse_store.schema.schema import Label

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


class LinkBar(Widget):
    """Shows the relation in the making while there is one."""

    DEFAULT_CSS = """
    LinkBar { height: 2; width: 1fr; padding: 0 1; display: none; background: $surface; }
    LinkBar:ansi { background: ansi_default; }
    """

    def __init__(self) -> None:
        super().__init__(id="link-bar")
        self.linking = DraftEnds()
        """What is shown."""

    def show(self, linking: DraftEnds | None) -> None:
        """Show a relation in the making, or nothing any more."""
        self.display = linking is not None
        self.linking = linking or DraftEnds()
        self.refresh()

    def render(self) -> Content:
        """Head, type and tail on one line, the evidence or the next key on the other."""
        now, width = self.linking, max(10, self.size.width - 2)
        labels = [f" {safe(label)}" if label else "" for label in (now.head_label, now.tail_label)]
        name = max(8, (width - 14 - cell_len(now.type + "".join(labels))) // 2)
        head, tail = _fitted(now.head or "…", name), _fitted(now.tail or "…", name)
        arrow = f" ─ {now.type or '?'} → "
        first: list[str | tuple[str, str]] = [
            ("link ", "$accent"),
            (head, "bold"),
            labels[0],
            (arrow, "$accent"),
            (tail, "bold"),
            labels[1],
        ]
        if now.evidence:
            second = f"evidence: {now.evidence}"
        else:
            second = "evidence: the sentence, or what v selects"
        return Content.assemble(*first, "\n", (_fitted(second, width), "dim"))


def _fitted(words: str, width: int) -> str:
    shown = safe(" ".join(words.split()))
    return shown if cell_len(shown) <= width else set_cell_size(shown, width - 1) + "…"


ALL_LABELS = "L"
"""Stands in the legend for the labels without a number."""


class Legend(Widget):
    """Number keys with their labels in colour; clicking one is pressing its key.

    `L`, at the end, stands for all labels.
    """

    DEFAULT_CSS = """
    Legend { height: auto; width: 1fr; padding: 0 1; color: $foreground 75%; }
    """

    class Picked(Message):
        """A label was clicked; `key` is what would give it by keyboard."""

        def __init__(self, key: str) -> None:
            super().__init__()
            self.key = key

    def __init__(self) -> None:
        super().__init__(id="legend")
        self._entries: Sequence[tuple[str, str, str]] = ()

    def show(self, labels: Sequence[Label], colours: Mapping[str, str]) -> None:
        """Name the labels that a number gives, in the order of the keys."""
        numbered = sorted(
            (label for label in labels if label.key.isdigit()),
            key=lambda label: (int(label.key) - 1) % 10,
        )
        self._entries = [(x.key, x.name, colours.get(x.name, "")) for x in numbered]
        self.refresh(layout=True)

    def render(self) -> Content:
        """The labels, and the way to all of them."""
        lines = self._lines(self.size.width - 2)
        return Content("\n").join(
            Content("  ").join(
                Content.assemble((key, "bold"), " ", (safe(name), colour))
                for key, name, colour in line
            )
            for line in lines
        )

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002
        """As many lines as the labels take, two at the most."""
        return len(self._lines(width))

    def on_click(self, event: events.Click) -> None:
        """Give the label that was clicked."""
        offset = event.get_content_offset(self)
        lines = self._lines(self.size.width - 2)
        if offset is None or not 0 <= offset.y < len(lines):
            return
        at = 0
        for key, name, _ in lines[offset.y]:
            end = at + cell_len(f"{key} {name}")
            if at <= offset.x < end:
                self.post_message(self.Picked(key))
            at = end + 2

    def _lines(self, width: int) -> list[list[tuple[str, str, str]]]:
        lines: list[list[tuple[str, str, str]]] = [[]]
        used = 0
        for entry in (*self._entries, (ALL_LABELS, "all", "")):
            size = cell_len(f"{entry[0]} {entry[1]}")
            if used and used + 2 + size > width:
                lines.append([])
                used = 0
            lines[-1].append(entry)
            used += size + (2 if used else 0)
        return lines[:2]


class Hints(Widget):
    """At most six keys that help where the focus is."""

    DEFAULT_CSS = """
    Hints { height: 1; width: 1fr; background: $surface; color: $foreground 75%; }
    Hints:ansi { background: ansi_default; color: ansi_default; }
    """

    def __init__(self) -> None:
        super().__init__(id="hints")
        self.hints: Sequence[tuple[str, str]] = ()
        """The (key, word) pairs offered."""

    def show(self, hints: Sequence[tuple[str, str]]) -> None:
        """Offer these (key, word) pairs, the most useful first."""
        if hints != self.hints:
            self.hints = hints
            self.refresh()

    def render(self) -> Content:
        """As many hints as there is room for; the last, the way to all keys, is always there."""
        room = self.size.width - 2
        shown = list(self.hints)
        while len(shown) > 1 and sum(cell_len(f"{k} {w}") + 3 for k, w in shown) - 3 > room:
            shown.pop(-2)
        parts: list[str | tuple[str, str]] = [" "]
        for number, (key, word) in enumerate(shown):
            parts += [" · "] if number else []
            parts += [(key, "bold"), f" {safe(word)}"]
        return Content.assemble(*parts)


def hints_for(place: str, keys: Mapping[str, str]) -> list[tuple[str, str]]:
    """The footer for a place of `FOOTERS`, the way to all keys last.

    `keys` maps the ids of actions to the user's own keys, several with commas.
    """
    ids = (*FOOTERS[place], "everywhere.help")
    return [(key_shown(id_, keys), ACTIONS_BY_ID[id_].hint) for id_ in ids]
