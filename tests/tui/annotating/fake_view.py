"""A view without a screen, for the controllers: it keeps what it is told and what it is asked."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from newsbrowse.annotating.modes import Asking, Modes, Reading
from newsbrowse.workspace.wording import decision_words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from newsbrowse.annotating.view import Searched
    from newsbrowse.layout.arrange import Pane
    from newsbrowse.layout.layers import Mark
    from newsbrowse.workspace.wording import DraftEnds
    from newsbrowse.workspace.workspace import Workspace
    from newsbrowse_ingest.outcome import Outcome
    from newsbrowse_store.decisions.session import Decided
    from newsbrowse_store.errors import NewsbrowseError

Span = tuple[int, int]


class FakeText:
    """The reading pane: its cursor is the entity it was put on, and has a code point elsewhere."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self.cursor: Span = (0, 1)
        self.selection: Span | None = None
        self.search_query = ""
        self.numbers_shown = True
        self.matches: Sequence[Span] = ()
        self.spotlight: list[Span] = []

    @property
    def marks_shown(self) -> Sequence[Mark]:
        return self._workspace.reading.marks if self._workspace.reading else ()

    def mark_at(self, offset: int) -> Mark | None:
        return next(iter(self.marks_at(offset)), None)

    def marks_at(self, offset: int) -> Sequence[Mark]:
        return [mark for mark in self.marks_shown if mark.start <= offset < mark.end]

    def move_to(self, offset: int) -> None:
        self.cursor = (offset, offset + 1)

    def clear_selection(self) -> None:
        self.selection = None

    def clear(self) -> None:
        self.selection, self.search_query = None, ""

    def search(self, query: str) -> int:
        self.search_query = query
        reading = self._workspace.reading
        return reading.article.text.count(query) if reading and query else 0

    def show_matches(self, query: str, spans: Sequence[Span]) -> None:
        self.search_query, self.matches = query, spans

    def set_spotlight(self, spans: Iterable[Span]) -> None:
        self.spotlight = list(spans)

    def action_next_match(self) -> None:
        """Stay."""

    def action_next_pending(self) -> None:
        behind = (m.start for m in self.marks_shown if m.pending and m.start > self.cursor[0])
        self.move_to(next(behind, self.cursor[0]))

    def action_numbers(self) -> None:
        self.numbers_shown = not self.numbers_shown


class FakeView:
    """The screen: `told` is what it showed as messages, `drawn` what it drew, in order."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self.text = FakeText(workspace)
        self.pane_name: Pane = "pane"
        self.row: object = None
        self.listed_id: str | None = None
        self.marked: frozenset[str] = frozenset()
        self.keys: Mapping[str, str] = {}
        self.covered = False
        self.told: list[str] = []
        self.said: list[tuple[str, str]] = []
        self.drawn: list[str] = []
        self.draft: DraftEnds | None = None
        self.typed = ""
        self.asked: Any = None
        self.picking: Any = None
        self.copied = self.browsed = self.filter_asked = ""
        self.working: list[tuple[Callable[[], None], Callable[[], None]]] = []
        self.looks: list[Callable[[], None]] = []
        self.reading = Reading(workspace, self)
        self.modes = Modes(self.reading)

    @property
    def colours(self) -> Mapping[str, str]:
        return {label.name: "" for label in self._workspace.library.schema.labels}

    def say(self, done: str, under: str = "") -> None:
        self.said.append((done, under))

    def inform(self, words: str, **_: object) -> None:
        self.told.append(words)

    def tell(self, error: NewsbrowseError) -> None:
        self.told.append(str(error))

    def ask(self, label: str, then: Callable[[str], None], **given: Any) -> None:
        asking = Asking(self, then, given.get("changed"), self.pane_name, ())
        self.modes.enter(asking)
        self.asked = SimpleNamespace(label=label, **given)

    def answer(self, words: str) -> None:
        """Type these words and take them."""
        asking = self.modes.asking
        assert asking is not None
        self.modes.leave(asking)
        asking.then(words)

    def close_prompt(self) -> None:
        self.asked = None

    def pick(
        self, title: str, options: Any, then: Callable[[Any], None], *, otherwise=None, **given: Any
    ) -> None:
        self.picking = SimpleNamespace(
            title=title, options=options, then=then, otherwise=otherwise, **given
        )

    def search_library(
        self, library: object, before: Searched | None, then: Callable[[Searched | None], None]
    ) -> None:
        self.picking = SimpleNamespace(before=before, then=then)

    def ask_filter(self, value: str) -> None:
        self.filter_asked = f"/{value}"

    def close_filter(self) -> None:
        self.filter_asked = ""

    def focus_pane(self, name: Pane) -> None:
        self.pane_name = name

    def show_decided(self, decided: Decided) -> None:
        self.said.append((decision_words(decided), ""))

    def show_entity(self, target: object) -> None:
        self.drawn.append(f"entity {target.text}")  # type: ignore[attr-defined]

    def show_words(self, words: str = "") -> None:
        self.drawn.append(f"words {words}".strip())

    def show_draft(self, ends: DraftEnds | None) -> None:
        self.draft = ends

    def show_versions(
        self, chain: Sequence[Any], shown: str, carry: Any, then: Callable[[str], None]
    ) -> None:
        self.picking = SimpleNamespace(chain=chain, shown=shown, carry=carry, then=then)

    def show_failures(self, failed: Sequence[Outcome]) -> None:
        self.drawn.append(f"{len(failed)} failures")

    def show_list(self, at: str | None = None) -> None:
        self.drawn.append(f"list {at or ''}".strip())

    def show_listed(self) -> None:
        self.drawn.append("listed")

    def show_marked(self, ids: frozenset[str]) -> None:
        self.marked = ids

    def list_down(self) -> None:
        self.listed_id = self._workspace.view.beside(self.listed_id, 1) or self.listed_id

    def show_searches(self) -> None:
        self.drawn.append("searches")

    def show_inspector(self) -> None:
        self.drawn.append("inspector")

    def show_status(self) -> None:
        self.drawn.append("status")

    def show_hints(self) -> None:
        self.drawn.append("hints")

    def remember_sort(self) -> None:
        self.drawn.append("sort kept")

    def remember_group(self) -> None:
        self.drawn.append("group kept")

    def open_article(self, article_id: str) -> None:
        self._workspace.open(article_id)
        self.modes.leave_off()

    def copy(self, text: str) -> None:
        self.copied = text

    def browse(self, address: str) -> None:
        self.browsed = address

    def in_thread(self, work: Callable[[], None], then: Callable[[], None]) -> None:
        self.working.append((work, then))

    def every(self, seconds: float, look: Callable[[], None]) -> Callable[[], None]:
        self.looks.append(look)
        return lambda: self.looks.remove(look)
