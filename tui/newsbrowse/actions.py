"""Registry of actions: bindings, footer, help, palette and key map are made from it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Literal

from textual.binding import Binding

if TYPE_CHECKING:
    from collections.abc import Mapping

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

    `id` is `context.name`. What applies everywhere, or is `on_screen`, a controller has a handler
    for, by the id; what is left is the method `action_name` of the widget of its context. `keys`
    are Textual key names, the first one is shown. `hint` is its word in the footer, where `FOOTERS`
    lists it, `group` its heading in the help. `argument` is what the handlers of like actions
    differ by.
    """

    id: str
    keys: tuple[str, ...]
    description: str
    group: str
    hint: str = ""
    on_screen: bool = False
    argument: str = ""

    @property
    def context(self) -> Context:
        """Where the action applies."""
        return self.id.split(".", 1)[0]  # type: ignore[return-value]

    @property
    def handled(self) -> bool:
        """Whether a controller does it, rather than a widget."""
        return self.on_screen or self.context == "everywhere"

    @property
    def call(self) -> str:
        """What Textual runs, on the screen or on the widget."""
        return f"run({self.id!r})" if self.handled else self.id.split(".", 1)[1]


GROUPS = ("Deciding", "Labelling", "Relating", "Going", "Finding", "Seeing")
"""The headings of the help, in its order."""


def _table() -> tuple[Action, ...]:
    do, label, link, go, find, see = GROUPS
    a, on_screen = Action, partial(Action, on_screen=True)
    return (
        a("everywhere.next_pane", ("tab",), "Next pane", go, "pane"),
        a("everywhere.previous_pane", ("shift+tab",), "Previous pane", go),
        a("everywhere.next_article", ("J",), "Next article", go, "next"),
        a("everywhere.previous_article", ("K",), "Previous article", go),
        a("everywhere.next_not_done", ("U",), "Next article that is not done", go, "next to do"),
        a("everywhere.back", ("escape",), "One step back", go, "back"),
        a("everywhere.done", ("d",), "Done with the article, and on to the next", do, "done"),
        a("everywhere.tag", ("t",), "Tag the article", do, "tag"),
        a("everywhere.undo", ("u",), "Undo the latest decision in the article", do, "undo"),
        a("everywhere.redo", ("ctrl+r",), "Redo what was undone", do),
        a("everywhere.star", ("S",), "Star the article, or take the star away", do, "star"),
        a("everywhere.sidebar", ("ctrl+b",), "Show or hide the sidebar", see),
        a("everywhere.inspector", ("i",), "Show or hide the inspector", see),
        a("everywhere.zen", ("z",), "The reading pane alone", see),
        a("everywhere.wider", ("ctrl+right",), "Make the side pane wider", see),
        a("everywhere.narrower", ("ctrl+left",), "Make the side pane narrower", see),
        a("everywhere.theme", ("f9",), "Next theme", see),
        a("everywhere.help", ("question_mark", "f1"), "All keys", see, "all keys"),
        a("everywhere.stop", ("ctrl+x",), "Stop adding; what is in stays", find),
        a("everywhere.failures", ("f8",), "What could not be added", find),
        a("everywhere.find", ("ctrl+f",), "Search the library", find),
        a("everywhere.palette", ("ctrl+p",), "Find an action by name", see),
        a("everywhere.quit", ("q", "ctrl+q"), "Quit; everything is saved already", see),
        a(
            "everywhere.attributes",
            ("ctrl+t",),
            "Say of a relation when, planned, denied, how sure, by whom",
            link,
            "when, by whom",
        ),
        a("sidebar.down", ("j", "down"), "Down", go),
        a("sidebar.up", ("k", "up"), "Up", go),
        a("sidebar.page_down", ("ctrl+d", "pagedown"), "A page down", go),
        a("sidebar.page_up", ("ctrl+u", "pageup"), "A page up", go),
        a("sidebar.top", ("g", "home"), "First article", go),
        a("sidebar.bottom", ("G", "end"), "Last article", go),
        a("sidebar.open", ("enter",), "Open the article", go, "open"),
        on_screen("sidebar.filter", ("slash",), "Filter as you type", find, "filter"),
        on_screen("sidebar.searches", ("f",), "Choose a kept search", find, "searches"),
        on_screen("sidebar.sort", ("s",), "Next sort order", find, "sort"),
        on_screen("sidebar.group", ("b",), "Group by source, date or story", find, "group"),
        a("sidebar.toggle_group", ("space",), "Fold or unfold the group", see, "fold"),
        a("sidebar.fold", ("h", "left"), "Fold the group, or go to its heading", see),
        a("sidebar.unfold", ("l", "right"), "Unfold the group, or go into it", see),
        a("sidebar.fold_all", ("H",), "Fold all groups", see),
        a("sidebar.unfold_all", ("L",), "Unfold all groups", see),
        on_screen(
            "sidebar.mark", ("v",), "Mark the article: t, d, S, X mean all marked", do, "mark"
        ),
        on_screen("sidebar.mark_all", ("ctrl+a",), "Mark all that are listed, or none", do),
        on_screen("sidebar.remove", ("X",), "Remove the article, or all marked", do, "remove"),
        on_screen("sidebar.versions", ("V",), "Versions of the article, side by side", see),
        on_screen("sidebar.add", ("a",), "Add a file, a folder or an address", find, "add"),
        on_screen("pane.accept", ("space",), "Accept the suggestion, on to the next", do, "accept"),
        on_screen(
            "pane.reject", ("x",), "Reject the suggestion or delete the mention", do, "reject"
        ),
        on_screen("pane.relate", ("r",), "Relate: the entity here is the head", link, "relate"),
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
        on_screen("pane.next_pending", ("right_square_bracket",), "Next pending suggestion", go),
        a("pane.previous_pending", ("left_square_bracket",), "Previous pending suggestion", go),
        a("pane.jump", ("f",), "Jump: a hint on every entity in view", go, "jump"),
        on_screen("pane.search", ("slash",), "Search in the article", find, "search"),
        a("pane.next_match", ("n",), "Next match", find),
        a("pane.previous_match", ("N",), "Previous match", find),
        a("pane.fold", ("Z",), "Show or fold captions and credits", see),
        on_screen("pane.numbers", ("number_sign",), "Show or hide numbers and dates", see),
        on_screen(
            "pane.copy", ("y", "ctrl+c"), "Copy the selection, or the sentence", find, "copy"
        ),
        on_screen("pane.quote", ("Y",), "Copy the quotation with its source", find),
        on_screen("pane.browse", ("o",), "Open the article's address", find),
        *(
            on_screen(
                f"pane.label_{n}",
                (str(n),),
                f"Give label {n} of the legend",
                label,
                "to 0 label" if n == 1 else "",
                argument=str(n),
            )
            for n in (*range(1, 10), 0)
        ),
        on_screen("pane.pick_label", ("L",), "Give a label out of all", label, "all labels"),
        a("pane.select", ("v",), "Start or end a selection", label, "evidence"),
        a("pane.extend_right", ("shift+right",), "Select one token more to the right", label),
        a("pane.extend_left", ("shift+left",), "Select one token more to the left", label),
        on_screen("pane.grow_end", ("plus",), "Grow the entity by a token at its end", label),
        on_screen("pane.shrink_end", ("minus",), "Shrink the entity by a token at its end", label),
        on_screen("pane.grow_start", ("less_than_sign",), "Grow it by a token at its start", label),
        on_screen(
            "pane.shrink_start", ("greater_than_sign",), "Shrink it by a token at its start", label
        ),
        on_screen("pane.accept_all", ("A",), "Accept all that is pending in the article", do),
        on_screen("pane.repeat", ("full_stop",), "Repeat the last decision here", do),
        on_screen("pane.same", ("asterisk",), "The last decision for every same text", do),
        on_screen(
            "pane.relate_from_tail",
            ("R",),
            "Relate: the entity here is the tail; turn round one in the making",
            link,
        ),
        on_screen(
            "pane.confirm", ("enter",), "Take the entity here as the other end", link, "choose"
        ),
        on_screen("pane.follow", ("w",), "Follow a relation to its other end", link),
        on_screen("pane.link", ("m",), "Same entity as another: type its name", link),
        on_screen("pane.note", ("c",), "Write a note on the entity here, else the article", link),
        on_screen("pane.tag_entity", ("T",), "Tag the entity here", link),
        a("inspector.down", ("j", "down"), "Down", go),
        a("inspector.up", ("k", "up"), "Up", go),
        a("inspector.top", ("g", "home"), "First row", go),
        a("inspector.bottom", ("G", "end"), "Last row", go),
        a("inspector.open", ("enter",), "Go to the place in the text", go, "go there"),
        on_screen("inspector.delete", ("x",), "Delete what the row stands for", do, "delete"),
        on_screen("inspector.note", ("c",), "Write a note on the row", do, "note"),
        on_screen(
            "inspector.edit", ("e",), "Change the row: type, attributes, note, metadata", do, "edit"
        ),
        on_screen("inspector.reverse", ("R",), "Turn the relation round", do),
        on_screen("inspector.tag_entity", ("T",), "Tag the entity of the row", do),
        a("inspector.next_tab", ("l", "right"), "Next tab", go, "tab"),
        a("inspector.previous_tab", ("h", "left"), "Previous tab", go),
    )


ACTIONS = _table()
ACTIONS_BY_ID: Mapping[str, Action] = {action.id: action for action in ACTIONS}

FOOTERS: Mapping[str, tuple[str, ...]] = {
    "sidebar": (
        "sidebar.open",
        "sidebar.filter",
        "sidebar.group",
        "sidebar.add",
        "sidebar.mark",
    ),
    "marked": (
        "everywhere.tag",
        "everywhere.done",
        "everywhere.star",
        "sidebar.remove",
        "everywhere.back",
    ),
    "groups": (
        "sidebar.open",
        "sidebar.toggle_group",
        "sidebar.filter",
        "sidebar.sort",
        "sidebar.group",
    ),
    "pane": ("pane.accept", "pane.reject", "pane.relate", "everywhere.tag", "pane.jump"),
    "selecting": ("pane.label_1", "pane.pick_label", "pane.relate", "pane.copy", "everywhere.back"),
    "decided": (
        "everywhere.done",
        "everywhere.next_not_done",
        "pane.relate",
        "everywhere.tag",
        "pane.jump",
    ),
    "linking": ("pane.confirm", "pane.next_entity", "pane.jump", "pane.select", "everywhere.back"),
    "inspector": (
        "inspector.open",
        "inspector.delete",
        "inspector.note",
        "inspector.edit",
        "inspector.next_tab",
    ),
}
"""The hints of the footer for each context, and where they are others: in a grouped list, in one
where articles are marked, with a selection, in a text where nothing is pending any more, in the
link mode.

The way to all keys follows.
"""


def actions(context: Context) -> tuple[Action, ...]:
    """The actions of one context, in the order of the help."""
    return tuple(action for action in ACTIONS if action.context == context)


def bindings(context: Context) -> list[Binding]:
    """Textual's bindings for the widget of `context`, or for the screen (`everywhere`)."""
    return [
        Binding(
            ",".join(a.keys),
            f"screen.{a.call}" if a.handled else a.call,
            a.description,
            show=False,
            id=a.id,
        )
        for a in actions(context)
    ]
