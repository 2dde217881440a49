"""View: what controllers ask of the screen, and all they know of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, Literal, Protocol, TypeAlias, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from newsbrowse.layout.arrange import Pane
    from newsbrowse.layout.layers import Mark
    from newsbrowse.workspace.version_chain import ArticleVersion
    from newsbrowse.workspace.wording import DraftEnds
    from newsbrowse_ingest.outcome import Outcome
    from newsbrowse_store.decisions.carrying import Carried
    from newsbrowse_store.decisions.session import Decided, Target
    from newsbrowse_store.errors import NewsbrowseError
    from newsbrowse_store.library import Library
    from newsbrowse_store.query.query import Query

    Span = tuple[int, int]
    Severity = Literal["information", "warning", "error"]
    Then = Callable[[str], None]
    Hints = Sequence[tuple[str, str]]
    HintsFor = Callable[[str], Hints]

_Value = TypeVar("_Value")

TYPING_HINTS = (("enter", "take it"), ("esc", "leave it"))


@dataclass(frozen=True, slots=True)
class Option(Generic[_Value]):
    """Something to choose: its letter (or none), name and meaning, and what choosing it gives."""

    name: str
    value: _Value
    key: str = ""
    meaning: str = ""
    colour: str = ""


Options: TypeAlias = "Sequence[Option[_Value]] | Callable[[str], Sequence[Option[_Value]]]"
"""What there is to choose, or what there is for the words that are typed."""


@dataclass(frozen=True, slots=True)
class Searched:
    """A search as it was left: what was typed, what that means, and the article chosen, if any."""

    text: str
    query: Query | None = None
    article: str | None = None


class TextView(Protocol):
    """The reading pane, as controllers use it; offsets are code points, spans end-exclusive."""

    @property
    def cursor(self) -> Span:
        """The token under the cursor."""

    @property
    def selection(self) -> Span | None:
        """What is selected, if anything."""

    @property
    def search_query(self) -> str:
        """What is searched for in the article."""

    @property
    def numbers_shown(self) -> bool:
        """Whether numbers and dates are shown as entities."""

    @property
    def marks_shown(self) -> Sequence[Mark]:
        """The marks that are drawn, in order."""

    def mark_at(self, offset: int) -> Mark | None:
        """The innermost mark there."""

    def marks_at(self, offset: int) -> Sequence[Mark]:
        """All marks there."""

    def move_to(self, offset: int) -> None:
        """Put the cursor there."""

    def clear_selection(self) -> None:
        """Select nothing."""

    def clear(self) -> None:
        """Select nothing and end the search."""

    def search(self, query: str) -> int:
        """Light up what was typed and count it."""

    def show_matches(self, query: str, spans: Sequence[Span]) -> None:
        """Light up what a search of the library found."""

    def set_spotlight(self, spans: Iterable[Span]) -> None:
        """Light up evidence and the other ends of relations."""

    def action_next_match(self) -> None:
        """Go to the next match."""

    def action_next_pending(self) -> None:
        """Go to the next pending suggestion, not round the end."""

    def action_numbers(self) -> None:
        """Show numbers and dates, or hide them."""


class View(Protocol):
    """The main screen. What is asked of it is on the screen when it returns, or soon after."""

    @property
    def text(self) -> TextView:
        """The reading pane."""

    @property
    def pane_name(self) -> Pane:
        """The pane with the focus."""

    @property
    def listed_id(self) -> str | None:
        """The id of the article under the cursor of the list, None on a heading."""

    @property
    def row(self) -> object:
        """What the row of the inspector stands for that the cursor is on."""

    @property
    def keys(self) -> Mapping[str, str]:
        """The user's own keys by the ids of actions."""

    @property
    def colours(self) -> Mapping[str, str]:
        """The colours of the labels."""

    @property
    def covered(self) -> bool:
        """Whether another screen lies over it."""

    # what is said

    def say(self, done: str, under: str = "") -> None:
        """Say in the status line what was done, and what is under the cursor."""

    def inform(self, words: str, severity: Severity = "information", timeout: float = 0) -> None:
        """Show a message for a while, in seconds; 0 is as long as most."""

    def tell(self, error: NewsbrowseError) -> None:
        """Show what failed, why, and what to do."""

    # what is asked

    def ask(
        self,
        label: str,
        then: Then,
        *,
        value: str = "",
        placeholder: str = "",
        completions: Sequence[str] = (),
        changed: Then | None = None,
        hints: Hints | HintsFor = TYPING_HINTS,
    ) -> None:
        """Ask for one line and call `then` with it, `changed` at every letter.

        `hints` are the keys in the footer, or give them for what is typed.
        """

    @property
    def typed(self) -> str:
        """What is typed so far in the line that is asked for."""

    def close_prompt(self) -> None:
        """Take the line away."""

    def pick(
        self,
        title: str,
        options: Options[_Value],
        then: Callable[[_Value], None],
        *,
        otherwise: Callable[[], None] | None = None,
        first: int = 0,
        typed: str = "",
    ) -> None:
        """Let one of the options be chosen and call `then` with its value.

        The cursor is on the one numbered `first`; with `typed` these words are typed already.
        """

    def search_library(
        self, library: Library, before: Searched | None, then: Callable[[Searched | None], None]
    ) -> None:
        """Lay the search of the library over everything else."""

    def ask_filter(self, value: str) -> None:
        """Ask for the words to filter the list by."""

    def close_filter(self) -> None:
        """Take that line away."""

    # what is shown

    def focus_pane(self, name: Pane) -> None:
        """Bring a pane to the front and the keys to it."""

    def show_decided(self, decided: Decided) -> None:
        """Draw what a decision changed, and say it."""

    def show_list(self, at: str | None = None) -> None:
        """Draw the list anew, its cursor on the article `at`, else on the open one."""

    def show_listed(self) -> None:
        """Draw the list anew; its cursor stays."""

    def show_marked(self, ids: frozenset[str]) -> None:
        """Draw the marks of the articles that are marked."""

    def list_down(self) -> None:
        """Put the cursor of the list one line down."""

    def show_searches(self) -> None:
        """Draw the kept searches."""

    def show_inspector(self) -> None:
        """Draw the inspector, soon."""

    def show_entity(self, target: Target) -> None:
        """Bring the inspector to an entity."""

    def show_status(self) -> None:
        """Draw the facts of the status line."""

    def show_hints(self) -> None:
        """Draw the footer."""

    def show_words(self, words: str = "") -> None:
        """Say in the place of the text what to do, or these words, while no article is open."""

    def show_draft(self, ends: DraftEnds | None) -> None:
        """Draw the relation in the making, or none."""

    def show_failures(self, failed: Sequence[Outcome]) -> None:
        """Lay what could not be added over everything else."""

    def show_versions(
        self,
        chain: Sequence[ArticleVersion],
        shown: str,
        carry: Callable[[str, str], tuple[Carried, list[ArticleVersion]] | None],
        then: Callable[[str], None],
    ) -> None:
        """Lay the versions of an article over everything else; `then` gets the one to open.

        `carry` carries decisions over from one to a later one.
        """

    def open_article(self, article_id: str) -> None:
        """Open an article at the place where it was left."""

    def remember_sort(self) -> None:
        """Keep the order of the list for the next time."""

    def remember_group(self) -> None:
        """Keep the groups of the list for the next time."""

    # what goes on

    def copy(self, text: str) -> None:
        """Put words on the clipboard."""

    def browse(self, address: str) -> None:
        """Open an address in the browser."""

    def in_thread(self, work: Callable[[], None], then: Callable[[], None]) -> None:
        """Do work in a thread and `then` in the loop, unless the app has been left by then."""

    def every(self, seconds: float, look: Callable[[], None]) -> Callable[[], None]:
        """Call again and again; what is returned ends it."""
