"""Modes of the main screen: what each allows, says in the footer and does at escape.

They lie on a stack. Reading is at its foot always; a filter being typed, a relation in the making
and a question lie over it while there are any.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from newsbrowse.actions import ACTIONS
from newsbrowse.settings.keymap import key_shown

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from newsbrowse.annotating.view import Hints, HintsFor, View
    from newsbrowse.layout.arrange import Pane
    from newsbrowse.workspace.workspace import Workspace

    Footer: TypeAlias = str | Sequence[tuple[str, str]]
    """A place of `actions.FOOTERS`, or keys and words of its own."""

DECIDING = frozenset(
    action.id
    for action in ACTIONS
    if action.id in ("pane.link", "pane.note", "pane.tag_entity", "inspector.note")
    or (action.group in ("Deciding", "Labelling") and action.on_screen)
    or (action.group == "Deciding" and action.context == "everywhere")
)
"""The actions that decide something: they wait until no relation is in the making."""

LINK_OPEN = "A relation is in the making: {} leaves it, then this can be decided."


class Mode:
    """One of the modes; those that say nothing leave it to the mode beneath."""

    working = True
    """Whether the reader is in the middle of something that opening an article would end."""

    def footer(self) -> Footer | None:
        """The hints of the footer."""
        return None

    def refusal(self, action: str, keys: Mapping[str, str]) -> str:  # noqa: ARG002
        """Why an action must wait, in words for the reader; empty where it need not."""
        return ""

    def handler(self, action: str) -> Callable[[], object] | None:  # noqa: ARG002
        """What an action does in this mode, None for what it does always."""
        return None

    def escape(self) -> None:
        """One step back, when this is the uppermost."""

    def left(self) -> None:
        """Tidy up, once it is off the stack."""


class Reading(Mode):
    """Nothing is going on but reading: the panes, the list, the text."""

    working = False

    def __init__(self, workspace: Workspace, view: View) -> None:
        self._workspace, self._view = workspace, view
        self.clear_filter: Callable[[], None] = lambda: None
        self.clear_search: Callable[[], None] = lambda: None

    def footer(self) -> Footer:
        """Others in a grouped list, with a selection, and where nothing is pending any more."""
        place, reading = self._view.pane_name, self._workspace.reading
        if place == "pane" and self._view.text.selection is not None:
            return "selecting"
        if place == "pane" and reading is not None and reading.analysed and not reading.pending:
            return "decided"
        return "groups" if place == "sidebar" and self._workspace.group else place

    def dim(self) -> None:
        """Light up nothing of what is related any more."""
        self._view.text.set_spotlight(())

    def escape(self) -> None:
        """Out of a filter, a search, the inspector, the text; never farther than the list."""
        view, workspace = self._view, self._workspace
        if view.pane_name == "sidebar" and workspace.filter:
            self.clear_filter()
        elif view.pane_name == "sidebar" and workspace.search is not None:
            self.clear_search()
        elif view.pane_name == "inspector" and workspace.reading is not None:
            view.focus_pane("pane")
        elif view.text.selection is not None or view.text.search_query:
            view.text.clear()
        else:
            view.focus_pane("sidebar")


@dataclass(eq=False)
class Filtering(Mode):
    """The filter of the list is being typed; reading goes on beneath it."""

    clear_filter: Callable[[], None]
    working = False

    def escape(self) -> None:
        """List everything again."""
        self.clear_filter()


@dataclass(eq=False)
class Choosing(Mode):
    """Articles are marked: with the keys in the list, some decide on all of them."""

    view: View
    handlers: Mapping[str, Callable[[], object]]
    step_back: Callable[[], None]
    beneath: Mode
    working = False

    def footer(self) -> Footer | None:
        """The keys that mean all of them."""
        return "marked" if self.view.pane_name == "sidebar" else None

    def handler(self, action: str) -> Callable[[], object] | None:
        """What an action does with all of them."""
        return self.handlers.get(action) if self.view.pane_name == "sidebar" else None

    def escape(self) -> None:
        """Take the marks away, in the list; elsewhere as without marks."""
        if self.view.pane_name == "sidebar":
            self.step_back()
        else:
            self.beneath.escape()


@dataclass(eq=False)
class Linking(Mode):
    """A relation is in the making: nothing else is decided until it is whole or given up."""

    give_up: Callable[[], None]
    on_left: Callable[[], None]

    def footer(self) -> Footer:
        """The keys that lead to the other end."""
        return "linking"

    def refusal(self, action: str, keys: Mapping[str, str]) -> str:
        """What decides something else waits."""
        return LINK_OPEN.format(key_shown("everywhere.back", keys)) if action in DECIDING else ""

    def escape(self) -> None:
        """Give it up."""
        self.give_up()

    def left(self) -> None:
        """Nothing is shown of it any more."""
        self.on_left()


@dataclass(eq=False)
class Asking(Mode):
    """A line is asked for: what is done with it, and where the focus goes then.

    `hints` are the keys that help meanwhile, or give them for the `words` that are typed.
    """

    view: View
    then: Callable[[str], None]
    changed: Callable[[str], None] | None
    back: Pane
    hints: Hints | HintsFor
    words: str = ""

    def footer(self) -> Footer:
        """The keys that help typing."""
        return self.hints(self.words) if callable(self.hints) else self.hints

    def left(self) -> None:
        """Take the line away and give the focus back."""
        self.view.close_prompt()
        self.view.focus_pane(self.back)


class Modes:
    """The stack of modes; the uppermost that has something to say is heard."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self._stack: list[Mode] = [reading]

    @property
    def top(self) -> Mode:
        """The uppermost."""
        return self._stack[-1]

    @property
    def asking(self) -> Asking | None:
        """The question that is open, if one is."""
        return self.top if isinstance(self.top, Asking) else None

    @property
    def at_work(self) -> bool:
        """Whether something is going on that opening an article would end."""
        return any(mode.working for mode in self._stack)

    def enter(self, mode: Mode) -> None:
        """Lay a mode on the others.

        A question takes the place of one that is open, and stays above a relation that is begun
        meanwhile; a filter lies under both.
        """
        asking = self.asking
        if isinstance(mode, Asking):
            self._stack = [each for each in self._stack if each is not asking] + [mode]
        elif mode.working:
            self._stack.insert(len(self._stack) - (asking is not None), mode)
        else:
            self._stack.insert(1, mode)

    def has(self, mode: Mode) -> bool:
        """Whether a mode lies on the stack."""
        return mode in self._stack

    def handler(self, action: str) -> Callable[[], object] | None:
        """What an action does in the modes there are, None for what it does always."""
        found = (mode.handler(action) for mode in reversed(self._stack))
        return next((handler for handler in found if handler), None)

    def leave(self, mode: Mode | None) -> None:
        """End a mode, if it lies there."""
        if mode is not None and mode in self._stack:
            self._stack.remove(mode)
            mode.left()

    def leave_off(self) -> None:
        """End what is asked or linked, because another article is opened."""
        for mode in [mode for mode in reversed(self._stack) if mode.working]:
            self.leave(mode)

    def escape(self) -> None:
        """One step back; out of a question also out of the relation that it was asked for."""
        self.reading.dim()
        if self.asking is not None:
            self.leave_off()
        else:
            self.top.escape()

    def footer(self) -> Footer:
        """What the footer offers: a place of `actions.FOOTERS`, or keys and words."""
        said = (mode.footer() for mode in reversed(self._stack))
        return next(each for each in said if each is not None)

    def refusal(self, action: str, keys: Mapping[str, str]) -> str:
        """Why an action must wait, empty where it need not."""
        return next(filter(None, (mode.refusal(action, keys) for mode in self._stack)), "")
