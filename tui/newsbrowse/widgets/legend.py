"""Legend: which number gives which label."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from newsbrowse.layout.safe import safe

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
