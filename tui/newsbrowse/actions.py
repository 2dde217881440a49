"""The registry of actions: bindings, footer, help, palette and key map are made from it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from textual.binding import Binding

Context = Literal["everywhere", "sidebar", "pane", "inspector"]

CONTEXTS: dict[Context, str] = {
    "everywhere": "Everywhere",
    "sidebar": "Sidebar",
    "pane": "Reading pane",
    "inspector": "Inspector",
}


@dataclass(frozen=True, slots=True)
class Action:
    """Something a key does.

    `id` is `context.name`, and `action_name` is the method that does it: on the widget of that
    context, or on the screen where `on_screen` is set. `keys` are Textual key names, the first one
    is shown. `hint` is the footer's one or two words; without it the action is in help and palette
    only. `group` is its heading in the help.
    """

    id: str
    keys: tuple[str, ...]
    description: str
    group: str
    hint: str = ""
    on_screen: bool = False

    @property
    def context(self) -> Context:
        """Where the action applies."""
        return self.id.split(".", 1)[0]  # type: ignore[return-value]

    @property
    def name(self) -> str:
        """The method's name without `action_`."""
        return self.id.split(".", 1)[1]


def _table() -> tuple[Action, ...]:
    go, see, do, find = "Going", "Seeing", "Deciding", "Finding"
    a = Action
    return (
        a("everywhere.next_pane", ("tab",), "Next pane", go, "pane"),
        a("everywhere.previous_pane", ("shift+tab",), "Previous pane", go),
        a("everywhere.next_article", ("J",), "Next article", go, "next"),
        a("everywhere.previous_article", ("K",), "Previous article", go),
        a("everywhere.next_not_done", ("U",), "Next article that is not done", go),
        a("everywhere.back", ("escape",), "One step back", go),
        a("everywhere.done", ("d",), "Done with the article, and on to the next", do, "done"),
        a("everywhere.star", ("S",), "Star the article, or take the star away", do),
        a("everywhere.sidebar", ("ctrl+b",), "Show or hide the sidebar", see),
        a("everywhere.inspector", ("i",), "Show or hide the inspector", see),
        a("everywhere.zen", ("z",), "The reading pane alone", see),
        a("everywhere.wider", ("ctrl+right",), "Make the side pane wider", see),
        a("everywhere.narrower", ("ctrl+left",), "Make the side pane narrower", see),
        a("everywhere.theme", ("f9",), "Next theme", see),
        a("everywhere.help", ("question_mark", "f1"), "All keys", see, "all keys"),
        a("everywhere.find", ("ctrl+f",), "Search the library", find),
        a("everywhere.palette", ("ctrl+p",), "Find an action by name", see),
        a("everywhere.quit", ("q", "ctrl+q"), "Quit; everything is saved already", see),
        a("sidebar.down", ("j", "down"), "Down", go),
        a("sidebar.up", ("k", "up"), "Up", go),
        a("sidebar.page_down", ("ctrl+d", "pagedown"), "A page down", go),
        a("sidebar.page_up", ("ctrl+u", "pageup"), "A page up", go),
        a("sidebar.top", ("g", "home"), "First article", go),
        a("sidebar.bottom", ("G", "end"), "Last article", go),
        a("sidebar.open", ("enter",), "Open the article", go, "open"),
        a("sidebar.filter", ("slash",), "Filter as you type", find, "filter", on_screen=True),
        a("sidebar.sort", ("s",), "Next sort order", find, "sort", on_screen=True),
        a("sidebar.add", ("a",), "Add a file or a folder", find, "add", on_screen=True),
        a("pane.next_token", ("l", "right"), "Next token", go),
        a("pane.previous_token", ("h", "left"), "Previous token", go),
        a("pane.down", ("j", "down"), "A line down", go),
        a("pane.up", ("k", "up"), "A line up", go),
        a("pane.line_start", ("circumflex_accent", "home"), "Start of the line", go),
        a("pane.line_end", ("dollar_sign", "end"), "End of the line", go),
        a("pane.next_sentence", ("right_parenthesis",), "Next sentence", go),
        a("pane.previous_sentence", ("left_parenthesis",), "Previous sentence", go),
        a("pane.next_paragraph", ("right_curly_bracket",), "Next paragraph", go),
        a("pane.previous_paragraph", ("left_curly_bracket",), "Previous paragraph", go),
        a("pane.top", ("g", "ctrl+home"), "Start of the article", go),
        a("pane.bottom", ("G", "ctrl+end"), "End of the article", go),
        a("pane.page_down", ("ctrl+d", "pagedown"), "A page down", go),
        a("pane.page_up", ("ctrl+u", "pageup"), "A page up", go),
        a("pane.next_entity", ("e",), "Next entity", go, "entity"),
        a("pane.previous_entity", ("E",), "Previous entity", go),
        a("pane.next_pending", ("right_square_bracket",), "Next pending suggestion", go, "pending"),
        a("pane.previous_pending", ("left_square_bracket",), "Previous pending suggestion", go),
        a("pane.jump", ("f",), "Jump: a hint on every entity in view", go, "jump"),
        a("pane.search", ("slash",), "Search in the article", find, "search", on_screen=True),
        a("pane.next_match", ("n",), "Next match", find),
        a("pane.previous_match", ("N",), "Previous match", find),
        a("pane.fold", ("Z",), "Show or fold captions and credits", see),
        a("pane.numbers", ("number_sign",), "Show or hide numbers and dates", see),
        a(
            "pane.copy",
            ("y", "ctrl+c"),
            "Copy the selection, or the sentence",
            find,
            on_screen=True,
        ),
        a("pane.quote", ("Y",), "Copy the quotation with its source", find, on_screen=True),
        a("pane.browse", ("o",), "Open the article's address", find, on_screen=True),
        a("inspector.down", ("j", "down"), "Down", go),
        a("inspector.up", ("k", "up"), "Up", go),
        a("inspector.top", ("g", "home"), "First row", go),
        a("inspector.bottom", ("G", "end"), "Last row", go),
        a("inspector.open", ("enter",), "Go to the place in the text", go, "go there"),
        a("inspector.next_tab", ("l", "right"), "Next tab", go, "tab"),
        a("inspector.previous_tab", ("h", "left"), "Previous tab", go),
    )


ACTIONS = _table()


def actions(context: Context) -> tuple[Action, ...]:
    """The actions of one context, in the order of the help."""
    return tuple(action for action in ACTIONS if action.context == context)


def bindings(context: Context) -> list[Binding]:
    """Textual's bindings for the widget of `context`, or for the screen (`everywhere`)."""
    return [
        Binding(
            ",".join(a.keys),
            f"screen.{a.name}" if a.on_screen else a.name,
            a.description,
            show=False,
            id=a.id,
        )
        for a in actions(context)
    ]
