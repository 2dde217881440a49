"""Deciding: a decision made on disk first, then on the screen, and what it is about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsbrowse.workspace.rows import EntityRow
from newsbrowse.workspace.wording import decision_words, retold, target_words
from newsbrowse_store.errors import DecisionError, NewsbrowseError

if TYPE_CHECKING:
    from collections.abc import Callable

    from newsbrowse.annotating.view import View
    from newsbrowse.layout.layers import Mark
    from newsbrowse.workspace.workspace import Workspace
    from newsbrowse_store.decisions.session import Decided, Session, Target

NO_ENTITY = "There is no entity under the cursor. e goes to the next one."


class Deciding:
    """Makes decisions for the controllers, so that each is shown and refused alike."""

    def __init__(self, workspace: Workspace, view: View) -> None:
        self.workspace = workspace
        self.view = view
        self.just_done = ""
        """What was decided last, until the cursor moves on by itself."""
        self._sure: frozenset[int] = frozenset()

    @property
    def session(self) -> Session:
        """Where decisions are made."""
        return self.workspace.session

    @property
    def article_id(self) -> str:
        """The id of the open article. Raises `DecisionError` when none is open."""
        if self.workspace.open_id is None:
            raise DecisionError("No article is open", "there is nothing to decide about")
        return self.workspace.open_id

    def target(self) -> Target | None:
        """The mention or suggestion under the cursor, the innermost of several."""
        text, reading = self.view.text, self.workspace.reading
        return reading.target(text.mark_at(text.cursor[0])) if reading else None

    def target_here(self) -> Target | None:
        """The same, or the first of the row's entity where the inspector has the focus."""
        if self.view.pane_name != "inspector":
            return self.target()
        row = self.view.row
        return row.members.all[0] if isinstance(row, EntityRow) else None

    def decide(self, command: Callable[[], Decided | None], otherwise: str = "") -> Decided | None:
        """Make a decision: on disk first, then on the screen; a refusal is told.

        Returns what was decided, or None; `otherwise` is said when there was nothing to do.
        """
        try:
            decided = command()
        except NewsbrowseError as error:
            self.view.tell(retold(error))
            return None
        self._sure = frozenset()
        if decided is None:
            self.view.inform(otherwise)
            return None
        self.workspace.take(decided)
        if decided.entry is not None and decided.about is None:
            self.workspace.decided_here = True
        self.just_done = decision_words(decided)
        self.view.show_decided(decided)
        return decided

    def insist(self, command: Callable[[bool], Decided], about: frozenset[int], again: str) -> bool:
        """Make a decision that relations may be in the way of: said once, done the second time.

        `command` takes whether the reader is sure; `about` are the mentions it deletes. Tells
        whether it was made.
        """
        from newsbrowse_store.decisions.session import RelationsInTheWay

        sure = bool(about) and self._sure == about
        try:
            decided = command(sure)
        except RelationsInTheWay as asked:
            self._sure = about
            many = "1 relation hangs" if asked.count == 1 else f"{asked.count} relations hang"
            self.view.inform(f"{many} on it. {again}; u takes it back.", severity="warning")
            return False
        except NewsbrowseError as error:
            self.view.tell(error)
            return False
        return self.decide(lambda: decided) is not None

    def say_what(self, target: Target | None) -> None:
        """Say in the status line what is under the cursor, behind what led there."""
        under = ""
        if target is not None and self.workspace.reading is not None:
            under = target_words(self.workspace.reading, target, self.view.text.cursor[0])
        self.view.say(self.just_done, under)

    def cursor_moved(self, mark: Mark | None) -> None:
        """Say what is under the cursor now."""
        self._sure = frozenset()
        reading = self.workspace.reading
        self.say_what(reading.target(mark) if reading else None)
        self.just_done = ""
