"""Undo stacks: which decisions undo and redo take, from the history alone, and what they change."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsbrowse_store.disk.union_merge import edited
from newsbrowse_store.errors import DecisionError
from newsbrowse_store.records.documents import without_empty
from newsbrowse_store.records.history import NEVER_UNDONE

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from newsbrowse_store.decisions.plan import Plan
    from newsbrowse_store.disk.raw_tables import Document
    from newsbrowse_store.records.history import HistoryEntry


class UndoError(DecisionError):
    """A decision cannot be taken back, or with `again` not made again: the reason is `of` why.

    `entry` is the decision, `names` are as in `Decided`.
    """

    def __init__(
        self, entry: HistoryEntry, names: Mapping[int | str, str], of: DecisionError, *, again: bool
    ) -> None:
        said = "made again" if again else "undone"
        super().__init__(
            f"the decision to {entry.what}", f"cannot be {said}: {of.what} {of.reason}", of.remedy
        )
        self.entry, self.names = entry, names

    def __reduce__(self) -> tuple[object, ...]:
        """Go to another process as the plain error."""
        return DecisionError, (self.what, self.reason, self.remedy)


class UndoStacks:
    """One annotator's decisions of a history, the oldest first, and which of them stand."""

    def __init__(self, history: Iterable[HistoryEntry], annotator: str) -> None:
        self._undo_stack: dict[int, HistoryEntry] = {}
        self._undone: dict[int, HistoryEntry] = {}
        self._redo_stack: dict[int, HistoryEntry] = {}
        for entry in history:
            if entry.annotator == annotator and entry.what not in NEVER_UNDONE:
                self._take(entry)

    @property
    def undo(self) -> HistoryEntry | None:
        """The decision that undo takes back: the latest that stands, None when there is none."""
        return next(reversed(self._undo_stack.values()), None)

    @property
    def redo(self) -> tuple[HistoryEntry, int] | None:
        """The decision that redo makes again, and the id of the undo that took it back.

        None when nothing was taken back, or something was decided since.
        """
        undo = next(reversed(self._redo_stack), None)
        return None if undo is None else (self._redo_stack[undo], undo)

    def standing(self, entry: HistoryEntry) -> HistoryEntry | None:
        """Return the decision of an entry if it stands, whatever was decided since."""
        return self._undo_stack.get(entry.id)

    def taken_back(self, entry: HistoryEntry) -> HistoryEntry | None:
        """Return the decision that an entry took back, unless something was decided since."""
        return self._redo_stack.get(entry.id)

    def _take(self, entry: HistoryEntry) -> None:
        if entry.undoes is None:
            self._undo_stack[entry.id] = entry
            self._redo_stack.clear()
        elif decision := self._undo_stack.pop(entry.undoes, None):
            self._undone[entry.id] = self._redo_stack[entry.id] = decision
        elif decision := self._undone.get(entry.undoes):
            self._redo_stack.pop(entry.undoes, None)
            self._undo_stack[decision.id] = decision


def put_back(plan: Plan, entry: HistoryEntry, *, again: bool = False) -> None:
    """Plan what takes a decision back, or makes it again; what it left alone stays as it is now.

    Raises `DecisionError` when what it changed has been changed since.
    """
    for change in entry.changes if again else [change.inverse() for change in entry.changes]:
        now = plan.get(change.table, change.id)
        before, after = change.before, change.after
        if now is not None and before is not None and after is not None:
            then = edited(now, before, after)
            before, after = edited(then, after, before), then  # `now`, unless it was changed there
        if _plain(now) != _plain(before):
            who = (now or {}).get("annotator")
            reason = f"has been changed by {who} since" if who else "has been changed since"
            raise DecisionError("this", reason, "Look at the article again, then decide anew.")
        plan.put(change.table, change.id, after)


def _plain(document: Document | None) -> Document | None:
    """Return a document without what is as good as left out: what was restored lacks it."""
    return None if document is None else without_empty(document)
