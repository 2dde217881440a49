"""Version screen: two versions of an article beside each other, and what was changed marked."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING, ClassVar

from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from newsbrowse.layout.safe import safe
from newsbrowse.widgets.bars import Hints
from newsbrowse.widgets.line_list import PAGES, Line, LineList
from newsbrowse.widgets.version_lines import version_lines, wrapped_parts
from newsbrowse.workspace.version_chain import carried_words, decided_words, seen_words
from newsbrowse_store.text.differences import compare

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from newsbrowse.workspace.version_chain import ArticleVersion
    from newsbrowse_store.decisions.carrying import Carried
    from newsbrowse_store.text.differences import Passage

    Carry = Callable[[str, str], tuple[Carried, list[ArticleVersion]] | None]

HINTS = (
    ("tab", "which"),
    ("h l", "version"),
    ("n", "next"),
    ("c", "carry over"),
    ("enter", "open"),
    ("esc", "back"),
)


class VersionsScreen(ModalScreen[str | None]):
    """Compares two versions of `chain` and gives back the id of the one to open, if any.

    It begins with the one whose id is `shown` and the one beside it. `carry` carries decisions over
    from a version to a later one, and says what became of them and how the chain stands then.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        ("escape,q,V", "leave", "Back"),
        ("tab,shift+tab", "turn", "The other version"),
        ("h,left", "choose(-1)", "An earlier version"),
        ("l,right", "choose(1)", "A later version"),
        ("n", "change(1)", "Next change"),
        ("N", "change(-1)", "Previous change"),
        ("c", "carry", "Carry decisions over"),
        ("enter", "open", "Open the version"),
        *PAGES,
    ]
    DEFAULT_CSS = """
    VersionsScreen { align: center top; background: $background 60%; }
    VersionsScreen > Vertical {
        width: 100%; height: 100%; padding: 0 1;
        border: round $primary; background: $background;
    }
    VersionsScreen #versions-chosen {
        height: 2; margin-bottom: 1; text-wrap: nowrap; text-overflow: ellipsis;
    }
    VersionsScreen LineList { height: 1fr; }
    VersionsScreen:ansi { background: ansi_default; }
    """

    def __init__(self, chain: Sequence[ArticleVersion], shown: str, carry: Carry) -> None:
        super().__init__()
        self._chain = chain
        self._carry = carry
        at = next(number for number, one in enumerate(chain) if one.id == shown)
        self._pair = [at, at + 1] if at + 1 < len(chain) else [at - 1, at]
        self._active = 1 if at == self._pair[1] else 0
        self._passages: tuple[tuple[int, ...], list[Passage]] = ((), [])
        self._changes: list[int] = []
        self._told: list[tuple[str, str]] = []

    def compose(self) -> ComposeResult:
        """Which two they are over the texts, and the keys."""
        with Vertical() as frame:
            frame.border_title = f"{len(self._chain)} versions"
            yield Static(id="versions-chosen", markup=False)
            yield LineList(id="versions-text")
            yield Hints()

    def on_mount(self) -> None:
        """Give the keys to the text."""
        self.set_focus(self.query_one(LineList))
        self.query_one(Hints).show(HINTS)

    def on_resize(self) -> None:
        """Lay the texts beside each other where there is room for it."""
        self.call_after_refresh(self._show)

    @property
    def _versions(self) -> tuple[ArticleVersion, ArticleVersion]:
        return self._chain[self._pair[0]], self._chain[self._pair[1]]

    def _show(self, line: int | None = None) -> None:
        """Show the two versions; the cursor goes to the line, else stays about where it is."""
        before, after = (one.article.text for one in self._versions)
        if self._passages[0] != tuple(self._pair):
            self._passages = tuple(self._pair), compare(before, after)
        texts = self.query_one(LineList)
        width = texts.outer_size.width - 1  # the scroll bar may come
        lines, changes = version_lines(self._passages[1], before, after, width)
        told = [parts for each in self._told for parts in wrapped_parts([each], width)]
        told += [[]] if told else []
        rows = [*map(tuple, told), *(each.parts for each in lines)]
        self._changes = [at + len(told) for at in changes]
        texts.set_lines([Line(row, value=at) for at, row in enumerate(rows)], value=line)
        self._show_chosen()

    def _show_chosen(self) -> None:
        rows: list[str | tuple[str, str]] = []
        for side, (sign, style) in enumerate((("-", "$error"), ("+", "$success"))):
            number, one = self._pair[side], self._versions[side]
            words = [
                f"version {number + 1} of {len(self._chain)}",
                f"seen {seen_words(one.seen)}",
                decided_words(one.decided),
                *(["removed"] if one.article.removed else []),
                one.article.metadata.headline,
            ]
            chosen = side == self._active
            rows += ["\n"] if side else []
            rows += ["▸ " if chosen else "  ", (sign, style), " "]
            rows.append((safe(" · ".join(words)), "bold" if chosen else ""))
        self.query_one("#versions-chosen", Static).update(Content.assemble(*rows))

    def action_turn(self) -> None:
        """Mean the other of the two."""
        self._active = 1 - self._active
        self._show_chosen()

    def action_choose(self, by: int) -> None:
        """Put an earlier or a later version in the place of the one that is meant."""
        at = self._pair[self._active] + by
        low, high = (0, self._pair[1]) if self._active == 0 else (self._pair[0] + 1, 0)
        if low <= at < (high or len(self._chain)):
            self._pair[self._active] = at
            self._told = []
            self._show(0)
        else:
            self.notify("There is no other version that way; tab turns to the other of the two.")

    def action_change(self, by: int) -> None:
        """Go to the next place where something was changed, or to the one before."""
        texts = self.query_one(LineList)
        here = texts.cursor
        at = bisect_right(self._changes, here) if by > 0 else bisect_left(self._changes, here) - 1
        if 0 <= at < len(self._changes):
            texts.move(self._changes[at] - here)
        else:
            self.notify(f"No change {'after' if by > 0 else 'before'} this one.")

    def action_carry(self) -> None:
        """Carry the decisions of the earlier over to the later, and list what had no place."""
        earlier, later = self._versions
        done = self._carry(earlier.id, later.id)
        if done is None:
            return
        carried, self._chain = done
        ids = [one.id for one in self._chain]
        self._pair = [ids.index(earlier.id), ids.index(later.id)]
        left = carried.unplaced
        self._told = [
            (carried_words(carried) + (f"; {len(left)} to look at:" if left else ""), "strong"),
            *((f"{one.what}: {one.reason}", "") for one in left),
        ]
        self._show(0)

    def action_open(self) -> None:
        """Open the version that is meant."""
        self.dismiss(self._versions[self._active].id)

    def action_leave(self) -> None:
        """Back to the list."""
        self.dismiss(None)

    def action_move(self, by: int) -> None:
        """Move along the text."""
        self.query_one(LineList).move(by)
