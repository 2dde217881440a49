"""One line to type in, for a search, a filter, a path: it tells of every letter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.containers import Horizontal
from textual.content import Content
from textual.message import Message
from textual.suggester import Suggester
from textual.widgets import Input, Static

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.app import ComposeResult


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

    class Changed(Message):
        """The text is another; `purpose` is what it was asked for."""

        def __init__(self, purpose: str, value: str) -> None:
            super().__init__()
            self.purpose = purpose
            self.value = value

    class Submitted(Changed):
        """The text is finished."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self.purpose = ""

    def compose(self) -> ComposeResult:
        """A label and an input without a frame."""
        yield Static(markup=False)
        yield Input(compact=True, select_on_focus=False)

    @property
    def value(self) -> str:
        """What has been typed."""
        return self.query_one(Input).value

    def ask(
        self,
        purpose: str,
        label: str,
        value: str = "",
        placeholder: str = "",
        completions: Sequence[str] = (),
    ) -> None:
        """Show the line and put the cursor in it; `completions` are offered as one types."""
        self.purpose = purpose
        self.query_one(Static).update(Content(label))
        line = self.query_one(Input)
        with self.prevent(Input.Changed):
            line.value = value
        line.placeholder = placeholder
        line.suggester = Completions(completions) if completions else None
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
            self.post_message(self.Changed(self.purpose, event.value))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Tell that the text is finished."""
        event.stop()
        self.post_message(self.Submitted(self.purpose, event.value))
