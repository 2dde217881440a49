"""Making the last decision again, here or everywhere, and taking decisions back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsbrowse.screens.labelling import Labelling

if TYPE_CHECKING:
    from newsbrowse_store.decisions.session import Decided


class Again(Labelling):
    """Answers the keys that repeat, undo and redo."""

    def action_repeat(self) -> None:
        """Make the last decision again, here."""
        last = self._last
        if last is None:
            self.notify("There is no decision yet to repeat.", markup=False)
        elif last.what == "label":
            self.give(last.label)
        else:
            self.action_reject()

    def action_same(self) -> None:
        """Make the last decision for every same text in the article.

        The text is that of the decision, wherever the cursor has gone since; where it was made in
        another article, it is that under the cursor.
        """
        last, reading = self._last, self.desk.reading
        if last is None or reading is None:
            self.notify("Decide once first; * then decides every same text.", markup=False)
            return
        target = self.target()
        here = (target.start, target.end) if target else self.reading_pane.cursor
        article, label = self.article_id, last.label
        span = last.span if last.article == article else here
        session = self.desk.session
        if last.what == "label":
            self.decide(lambda: session.same(article, span, label))
        elif last.what == "reject":
            self.decide(lambda: session.same_reject(article, span, label))
        else:
            words = reading.article.text[slice(*span)]
            gone = frozenset(
                m.id for m in reading.decisions.mentions if (m.text, m.label) == (words, label)
            )
            self.insist(
                lambda sure: session.same_delete(article, span, label, with_relations=sure),
                gone,
                "* again deletes all of it",
            )

    def action_undo(self) -> None:
        """Take back the latest decision in the article, of this time or an earlier one."""
        if self.desk.reading is not None:
            session = self.desk.session
            done = self.decide(lambda: session.undo(self.article_id), "Nothing to undo here.")
            self._show_place(done)

    def action_redo(self) -> None:
        """Make the decision again that was undone last."""
        if self.desk.reading is not None:
            session = self.desk.session
            done = self.decide(lambda: session.redo(self.article_id), "Nothing to redo here.")
            self._show_place(done)

    def _show_place(self, done: Decided | None) -> None:
        """Bring the cursor to where something was undone or redone."""
        for change in done.entry.changes if done and done.entry else ():
            document = change.after or change.before or {}
            if change.table in ("mentions", "rejections") and "start" in document:
                self.reading_pane.move_to(document["start"])
                return
