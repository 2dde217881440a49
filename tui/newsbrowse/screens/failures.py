"""Failures: what could not be added, files by reason, in one list."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from newsbrowse.layout.safe import safe
from newsbrowse.widgets.line_list import PAGES, Line, LineList
from newsbrowse.workspace.failure_reasons import by_reason, in_common
from newsbrowse_ingest.progress import counted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from newsbrowse_ingest.outcome import Outcome

KEYS = "j k move · esc back · newsbrowse add --report FILE writes them down"


class FailuresScreen(ModalScreen[None]):
    """Every failure under its reason; the reason of the one under the cursor stands in full."""

    BINDINGS: ClassVar[list[BindingType]] = [
        ("escape,q,f8", "leave", "Back"),
        *PAGES,
    ]
    DEFAULT_CSS = """
    FailuresScreen { align: center middle; background: $background 60%; }
    FailuresScreen > Vertical {
        width: 100; max-width: 96%; height: 90%; padding: 0 1;
        border: round $primary; background: $background;
    }
    FailuresScreen LineList { height: 1fr; }
    FailuresScreen Static { height: auto; max-height: 6; color: $foreground 70%; }
    FailuresScreen #reason { border-top: solid $primary; color: $foreground; }
    FailuresScreen:ansi { background: ansi_default; }
    """

    def __init__(self, failed: Sequence[Outcome]) -> None:
        super().__init__()
        self._failed = failed

    def compose(self) -> ComposeResult:
        """The list over the reason."""
        with Vertical() as frame:
            frame.border_title = f"{len(self._failed):,} could not be added"
            yield LineList(id="failures")
            yield Static(id="reason", markup=False)
            yield Static(Content(KEYS))

    def on_mount(self) -> None:
        """List everything."""
        lines: list[Line] = []
        for group in by_reason(self._failed):
            lines += [Line(())] if lines else []
            lines.append(
                Line(((counted(len(group), "time"), "accent"), (f"  {in_common(group)}", "")))
            )
            lines += [Line(((f"  {outcome.path}", "quiet"),), value=outcome) for outcome in group]
        self.query_one(LineList).set_lines(lines)
        self.set_focus(self.query_one(LineList))

    def on_line_list_moved(self, event: LineList.Moved) -> None:
        """Give the reason in full."""
        outcome: Outcome | None = event.value
        words = f"{outcome.path}: {outcome.reason}" if outcome else ""
        self.query_one("#reason", Static).update(Content(safe(words)))

    def action_leave(self) -> None:
        """Back to where it was asked for."""
        self.dismiss()

    def action_move(self, by: int) -> None:
        """Move along the list."""
        self.query_one(LineList).move(by)
