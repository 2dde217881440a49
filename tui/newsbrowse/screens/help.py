"""Help: all keys with what they do and a line to find them by, and the palette of all actions."""

from __future__ import annotations

from functools import partial
from itertools import groupby
from typing import TYPE_CHECKING, ClassVar, Protocol, cast

from textual.command import DiscoveryHit, Hit, Provider
from textual.containers import Vertical
from textual.screen import ModalScreen

from newsbrowse.actions import ACTIONS, CONTEXTS, GROUPS
from newsbrowse.settings.keymap import show_key
from newsbrowse.widgets.bars import Hints
from newsbrowse.widgets.line_list import PAGES, Line, LineList, wrapped
from newsbrowse.widgets.prompt import Prompt

if TYPE_CHECKING:
    from collections.abc import Mapping

    from textual.app import ComposeResult
    from textual.binding import BindingType
    from textual.command import Hits

    from newsbrowse.actions import Action, Context

HINTS = (("↑↓", "move"), ("/", "find"), ("[keys]", "in the config change them"), ("esc", "back"))
KEYS = 14
"""The columns in which keys stand."""


class HelpScreen(ModalScreen[None]):
    """Every action with its keys, the context it was asked from first."""

    BINDINGS: ClassVar[list[BindingType]] = [
        ("escape,question_mark,f1,q", "leave", "Back"),
        *PAGES,
        ("slash", "find", "Find"),
    ]
    DEFAULT_CSS = """
    HelpScreen { align: center middle; background: $background 60%; }
    HelpScreen > Vertical {
        width: 76; max-width: 96%; height: 90%; padding: 0 1;
        border: round $primary; background: $background;
    }
    HelpScreen LineList { height: 1fr; }
    HelpScreen > Hints { dock: bottom; }
    HelpScreen:ansi { background: ansi_default; }
    """

    def __init__(self, context: Context, keys: Mapping[str, str]) -> None:
        super().__init__()
        self._asked_from = context
        self._keys = keys

    def compose(self) -> ComposeResult:
        """The list under a line that finds, and the keys in the place of the footer."""
        with Vertical() as frame:
            frame.border_title = "All keys"
            yield Prompt(id="help-find")
            yield LineList(id="help-lines")
        yield Hints()

    def on_mount(self) -> None:
        """Go to the list, which is filled as soon as its width is known."""
        self.query_one(Hints).show(HINTS)
        self.set_focus(self.query_one(LineList))

    def on_resize(self) -> None:
        """Break the lines for the new width."""
        self.call_after_refresh(self._list, self.query_one(Prompt).value)

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
            group = ""
            for action in members:
                lines += self._lines(action, "" if action.group == group else action.group)
                group = action.group
        self.query_one(LineList).set_lines(
            lines or [Line((("No action is called that.", "quiet"),))]
        )

    def _lines(self, action: Action, group: str) -> list[Line]:
        """An action with its keys, on as many lines as its words take; `group` is named beside."""
        keys = self._keys.get(action.id, ",".join(action.keys)).split(",")
        shown, description = "  ".join(show_key(key) for key in keys), action.description
        if action.argument:  # one line stands for all that differ by it
            shown, description = f"{shown} … 0", "Give the label of that number in the legend"
        named = ((f"{group} ", "quiet"),) if group else ()
        room = self.query_one(LineList).outer_size.width - KEYS - 3  # 1 of it for the scroll bar
        room -= len(group) + 2 if group else 0
        first, *more = wrapped(description, max(room, 20))
        line = Line(((f"  {shown:<{KEYS}}", "accent"), (first, "")), named, action.id)
        return [line, *(Line(((" " * (KEYS + 2), ""), (piece, ""))) for piece in more)]

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


class RunsActions(Protocol):
    """The screen beneath: it does an action where that belongs."""

    async def run_named(self, action: Action) -> None:
        """Do it."""


class ActionProvider(Provider):
    """Offers the actions; choosing one is pressing its key in its pane."""

    async def discover(self) -> Hits:
        """All actions, before anything is typed."""
        for action in ACTIONS:
            yield DiscoveryHit(
                action.description, partial(self._run, action), help=self._help(action)
            )

    async def search(self, query: str) -> Hits:
        """The actions whose description matches `query`."""
        matcher = self.matcher(query)
        for action in ACTIONS:
            score = matcher.match(action.description)
            if score > 0:
                yield Hit(
                    score,
                    matcher.highlight(action.description),
                    partial(self._run, action),
                    help=self._help(action),
                )

    def _help(self, action: Action) -> str:
        return f"{CONTEXTS[action.context]} · {show_key(action.keys[0])}".replace("[", "\\[")

    async def _run(self, action: Action) -> None:
        await cast("RunsActions", self.screen).run_named(action)
