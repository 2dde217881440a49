"""Link bar: the relation in the making."""

from __future__ import annotations

from rich.cells import cell_len, set_cell_size
from textual.content import Content
from textual.widget import Widget

from newsbrowse.layout.safe import safe
from newsbrowse.workspace.wording import DraftEnds


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
