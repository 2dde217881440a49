"""Prompt: one line to type in, for a search, a filter, a path: it tells of every letter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len, set_cell_size
from textual.containers import Horizontal
from textual.content import Content
from textual.message import Message
from textual.suggester import Suggester
from textual.widgets import Input, Static

from newsbrowse.layout.safe import safe

if TYPE_CHECKING:
    from collections.abc import Sequence


LINE_FEED = "\N{SYMBOL FOR LINE FEED}"
"""How a line feed is shown in the line."""
LONGEST_LABEL = 28
"""Cells of a label at most."""


class Completions(Suggester):
    """Completes the last of several words with commas between them."""

    def __init__(self, known: Sequence[str]) -> None:
        super().__init__(use_cache=False, case_sensitive=True)
        self._known = known

    async def get_suggestion(self, value: str) -> str | None:
        """The value with its last word completed to the first known one that fits."""
        word = value.rpartition(",")[2].lstrip()
        fits = (x for x in self._known if word and x.casefold().startswith(word.casefold()))
        found = next(fits, None)
        return None if found is None else value + found[len(word) :]


class _Told(Message):
    """What a prompt tells of its text."""

    def __init__(self, purpose: str, value: str) -> None:
        super().__init__()
        self.purpose = purpose
        self.value = value


class Prompt(Horizontal):
    """A label and an input, hidden until `ask`.

    `Changed` tells of every letter, `Submitted` of `enter`; who asked closes it with `close`.
    """

    DEFAULT_CSS = """
    Prompt { height: 1; display: none; background: $surface; }
    Prompt > Static { width: auto; padding: 0 1; color: $accent; text-style: bold; }
    Prompt > Input { width: 1fr; border: none; height: 1; padding: 0; background: $surface; }
    Prompt:ansi, Prompt:ansi > Input { background: ansi_default; }
    """

    class Changed(_Told):
        """The text is another; `purpose` is what it was asked for."""

    class Submitted(_Told):
        """The text is finished."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self.purpose = ""
        self._given = ""

    @property
    def value(self) -> str:
        """What has been typed; what was given and left alone is as it was given."""
        return self._meant(self.query_one(Input).value) if self.children else ""

    def ask(
        self,
        purpose: str,
        label: str,
        value: str = "",
        placeholder: str = "",
        completions: Sequence[str] = (),
    ) -> None:
        """Show the line and put the cursor in it; `completions` are offered as one types."""
        if not self.children:  # most prompts are never asked: making them would delay the start
            self.mount(Static(markup=False), Input(compact=True, select_on_focus=False))
        self.purpose = purpose
        self._given = value
        self.query_one(Static).update(Content(_short(label)))
        line = self.query_one(Input)
        with self.prevent(Input.Changed):
            line.value = safe(value)
        line.placeholder = placeholder
        line.suggester = Completions([*map(safe, completions)]) if completions else None
        line.cursor_position = len(value)
        self.display = True
        self.screen.set_focus(line)  # at once: the next key is meant for it

    def close(self) -> None:
        """Hide the line and forget what was typed."""
        self.display = False
        self.purpose = ""

    def on_input_changed(self, event: Input.Changed) -> None:
        """Tell what the text has become."""
        event.stop()
        if self.purpose:
            self.post_message(self.Changed(self.purpose, self._meant(event.value)))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Tell that the text is finished."""
        event.stop()
        self.post_message(self.Submitted(self.purpose, self._meant(event.value)))

    def _meant(self, typed: str) -> str:
        """What was typed, with the line feeds that stood in what was given."""
        if typed == safe(self._given):
            return self._given
        return typed.replace(LINE_FEED, "\n") if "\n" in self._given else typed


def _short(label: str) -> str:
    """A label that leaves room to type in."""
    shown = safe(" ".join(label.split()))
    return shown if cell_len(shown) <= LONGEST_LABEL else set_cell_size(shown, LONGEST_LABEL) + "…"
