"""All keys, one key away: what they do, where, and a line to find them by."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, ClassVar

from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from newsbrowse.actions import ACTIONS, CONTEXTS, GROUPS
from newsbrowse.keys import show_key
from newsbrowse.widgets.line_list import Line, LineList
from newsbrowse.widgets.prompt import Prompt

if TYPE_CHECKING:
    from collections.abc import Mapping

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from newsbrowse.actions import Action, Context


class HelpScreen(ModalScreen[None]):
    """Every action with its keys, the context it was asked from first."""

    BINDINGS: ClassVar[list[BindingType]] = [
        ("escape,question_mark,f1,q", "leave", "Back"),
        ("down,j", "move(1)", "Down"),
        ("up,k", "move(-1)", "Up"),
        ("pagedown,ctrl+d,space", "move(12)", "A page down"),
        ("pageup,ctrl+u", "move(-12)", "A page up"),
        ("g,home", "move(-999)", "Start"),
        ("G,end", "move(999)", "End"),
        ("slash", "find", "Find"),
    ]
    DEFAULT_CSS = """
    HelpScreen { align: center middle; background: $background 60%; }
    HelpScreen > Vertical {
        width: 76; max-width: 96%; height: 90%; padding: 0 1;
        border: round $primary; background: $background;
    }
    HelpScreen LineList { height: 1fr; }
    HelpScreen Static { height: auto; color: $foreground 70%; }
    HelpScreen:ansi { background: ansi_default; }
    """

    def __init__(self, context: Context, keys: Mapping[str, str]) -> None:
        super().__init__()
        self._asked_from = context
        self._keys = keys

    def compose(self) -> ComposeResult:
        """The list under a line that finds."""
        with Vertical() as frame:
            frame.border_title = "All keys"
            yield Prompt(id="help-find")
            yield LineList(id="help-lines")
            yield Static(Content("/ find · esc back · keys can be changed: [keys] in the config"))

    def on_mount(self) -> None:
        """List everything."""
        self._list("")
        self.set_focus(self.query_one(LineList))

    def _list(self, wanted: str) -> None:
        contexts = sorted(CONTEXTS, key=lambda c: (c != self._asked_from, c != "everywhere"))
        ordered = sorted(
            (a for a in ACTIONS if a.argument in ("", "1") and self._matches(a, wanted)),
            key=lambda a: (contexts.index(a.context), GROUPS.index(a.group)),
        )
        lines: list[Line] = []
        for context, members in groupby(ordered, key=lambda a: a.context):
            lines += [Line(())] if lines else []
            lines.append(Line(((CONTEXTS[context], "strong"),)))
            lines += [self._line(action) for action in members]
        self.query_one(LineList).set_lines(
            lines or [Line((("No action is called that.", "quiet"),))]
        )

    def _line(self, action: Action) -> Line:
        keys = self._keys.get(action.id, ",".join(action.keys)).split(",")
        shown, description = "  ".join(show_key(key) for key in keys), action.description
        if action.argument:  # one line stands for all that differ by it
            shown, description = f"{shown} … 0", "Give the label of that number in the legend"
        right = ((f"{action.group} ", "quiet"),)
        return Line(((f"  {shown:<14}", "accent"), (description, "")), right, action.id)

    def _matches(self, action: Action, wanted: str) -> bool:
        keys = self._keys.get(action.id, ",".join(action.keys)).split(",")
        hay = f"{action.description} {action.group} {' '.join(map(show_key, keys))}".lower()
        return all(word in hay for word in wanted.lower().split())

    def action_leave(self) -> None:
        """Close the search line, else the help."""
        find = self.query_one(Prompt)
        if find.display:
            find.close()
            self._list("")
            self.set_focus(self.query_one(LineList))
        else:
            self.dismiss()

    def action_move(self, by: int) -> None:
        """Move along the list."""
        self.query_one(LineList).move(by)

    def action_find(self) -> None:
        """Type to find an action."""
        self.query_one(Prompt).ask("find", "find")

    def on_prompt_changed(self, event: Prompt.Changed) -> None:
        """List what matches."""
        self._list(event.value)

    def on_prompt_submitted(self, event: Prompt.Submitted) -> None:
        """Keep what was found and go back to the list."""
        event.stop()
        self.set_focus(self.query_one(LineList))
