"""Footer: the keys that help where the focus is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len
from textual.content import Content
from textual.widget import Widget

from newsbrowse.actions import ACTIONS_BY_ID, FOOTERS
from newsbrowse.settings.keymap import key_shown

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


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
            parts += [(key, "bold"), f" {word}"]
        return Content.assemble(*parts)


def hints_for(place: str, keys: Mapping[str, str]) -> list[tuple[str, str]]:
    """The footer for a place of `FOOTERS`, the way to all keys last.

    `keys` maps the ids of actions to the user's own keys, several with commas.
    """
    ids = (*FOOTERS[place], "everywhere.help")
    return [(key_shown(id_, keys), ACTIONS_BY_ID[id_].hint) for id_ in ids]
