"""The controllers on a small library, with a view that has no screen."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest

from newsbrowse.annotating.adding import Adding
from newsbrowse.annotating.deciding import Deciding
from newsbrowse.annotating.finding import Finding
from newsbrowse.annotating.marking import Marking
from newsbrowse.annotating.navigating import Navigating
from newsbrowse.annotating.relating import Relating
from newsbrowse.annotating.tags_and_notes import TagsAndNotes
from newsbrowse.workspace.workspace import Workspace
from newsbrowse_store.values import Suggestion
from tui.annotating.fake_view import FakeView

if TYPE_CHECKING:
    from newsbrowse_store.values import Decisions

NAMES = {"Ilse Brandt": "PERSON", "Vesland": "GPE", "Amsel Lines": "ORG", "Tuesday": "DATE"}


@dataclass
class House:
    """All controllers over one workspace and one view."""

    desktop: Any
    handlers: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.library = self.desktop.library
        self.workspace = Workspace(self.library, "ana", self._suggestions)
        self.view = FakeView(self.workspace)
        view, modes = self.view, self.view.modes
        self.deciding = Deciding(self.workspace, view)
        self.marking = Marking(self.deciding)
        self.relating = Relating(self.deciding, modes)
        self.tags_and_notes = TagsAndNotes(self.deciding, self.marking)
        self.finding = Finding(self.workspace, view, modes)
        self.adding = Adding(self.workspace, view, modes)
        self.navigating = Navigating(self.deciding)
        view.reading.clear_filter = self.finding.clear_filter
        view.reading.clear_search = lambda: self.finding.list_search("")
        for part in (
            self.marking,
            self.relating,
            self.tags_and_notes,
            self.finding,
            self.adding,
            self.navigating,
        ):
            self.handlers |= part.handlers()
        self.workspace.open(self.desktop.ids["treaty"])

    def _suggestions(self, article: str) -> tuple[Suggestion, ...]:
        text = self.library.article(article).text
        found = (
            Suggestion(m.start(), m.end(), label, name)
            for name, label in NAMES.items()
            for m in re.finditer(name, text)
        )
        return tuple(sorted(found, key=lambda one: (one.start, one.end)))

    def do(self, *actions: str) -> None:
        for action in actions:
            self.handlers[action]()

    def go(self, words: str, nth: int = 0) -> None:
        """Put the cursor on the words."""
        starts = [m.start() for m in re.finditer(re.escape(words), self.text)]
        self.view.text.move_to(starts[nth])

    @property
    def text(self) -> str:
        return self.workspace.reading.article.text

    @property
    def decisions(self) -> Decisions:
        return self.library.decisions(self.workspace.open_id)

    @property
    def mentions(self) -> list[tuple[str, str]]:
        return [(mention.text, mention.label) for mention in self.decisions.mentions]

    @property
    def here(self) -> str:
        """The words that begin at the cursor."""
        return self.text[self.view.text.cursor[0] :]

    def relate(self) -> None:
        """Say that the first person visits the first place."""
        self.go("Ilse")
        self.do("pane.relate")
        self.go("Vesland")
        self.do("pane.confirm")
        self.view.picking.then("visits")
        self.view.answer("at last")


@pytest.fixture
def house(desktop) -> House:
    return House(desktop)
