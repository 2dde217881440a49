"""The lines under the text: which number gives which label, and what is being linked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len, set_cell_size
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from newsbrowse.layout.safe import safe
from newsbrowse.workspace.wording import DraftEnds

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from textual import events
    from textual.geometry import Size

    from newsbrowse_store.schema.schema import Label

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


class LinkBar(Widget):
    """Shows the relation in the making while there is one."""

    DEFAULT_CSS = """
    LinkBar { height: 2; width: 1fr; padding: 0 1; display: none; background: $surface; }
    LinkBar:ansi { background: ansi_default; }
    """

    def __init__(self) -> None:
        super().__init__(id="link-bar")
        self._linking = DraftEnds()

    @property
    def linking(self) -> DraftEnds:
        """What is shown."""
        return self._linking

    def show(self, linking: DraftEnds | None) -> None:
        """Show a relation in the making, or nothing any more."""
        self.display = linking is not None
        self._linking = linking or DraftEnds()
        self.refresh()

    def render(self) -> Content:
        """Head, type and tail on one line, the evidence or the next key on the other."""
        now, width = self._linking, max(10, self.size.width - 2)
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
