"""Marking controller: which words are mentions, of which label; again elsewhere, and back."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Literal

from newsbrowse.actions import ACTIONS
from newsbrowse.annotating.deciding import NO_ENTITY
from newsbrowse.annotating.view import Option
from newsbrowse.layout.tokens import resized
from newsbrowse.settings.keymap import key_shown
from newsbrowse.workspace.wording import article_count, nothing_pending
from newsbrowse_store.errors import DecisionError
from newsbrowse_store.values import Suggestion

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from newsbrowse.annotating.deciding import Deciding
    from newsbrowse_store.decisions.session import Decided, Target
    from newsbrowse_store.records.history import HistoryEntry


@dataclass(frozen=True, slots=True)
class LastAct:
    """A decision that can be made again elsewhere, and the words it was about."""

    what: Literal["label", "reject", "delete"]
    label: str
    article: str
    span: tuple[int, int]


class Marking:
    """Answers the keys that decide what is a mention, and of which label."""

    def __init__(self, deciding: Deciding) -> None:
        self._deciding = deciding
        self._workspace, self._view = deciding.workspace, deciding.view
        self._last: LastAct | None = None
        self._asked = 0

    def handlers(self) -> Mapping[str, Callable[[], object]]:
        """What it does, by the ids of actions."""
        labels = {a.id: partial(self.label, a.argument) for a in ACTIONS if a.argument}
        return labels | {
            "pane.pick_label": self.pick_label,
            "pane.grow_end": partial(self._resize, 0, 1),
            "pane.shrink_end": partial(self._resize, 0, -1),
            "pane.grow_start": partial(self._resize, -1, 0),
            "pane.shrink_start": partial(self._resize, 1, 0),
            "pane.accept": self._accept,
            "pane.reject": self._reject,
            "pane.accept_all": self._accept_all,
            "pane.next_pending": self._go_on,
            "pane.repeat": self._repeat,
            "pane.same": self._same,
            "everywhere.undo": self._undo,
            "everywhere.redo": self._redo,
        }

    # labels

    def label(self, key: str) -> None:
        """Give the label of a number key to the selection, the entity, or the token here."""
        label = self._workspace.library.schema.label_for_key(key)
        if label is None:
            self._view.inform(f"No label has the key {key}. L shows all labels.")
        elif self._workspace.reading is not None:
            self._give(label.name)

    def pick_label(self) -> None:
        """Pick out of all labels."""
        reading = self._workspace.reading
        if reading is None:
            return
        text, target, colours = self._view.text, self._deciding.target(), self._view.colours
        options = [
            Option(label.name, label.name, label.key, label.meaning, colours[label.name])
            for label in self._workspace.library.schema.labels
        ]
        here = (target.start, target.end) if target else text.cursor
        words = reading.article.text[slice(*(text.selection or here))]
        self._view.pick(f"Label “{' '.join(words.split())}”", options, self._give)

    def _give(self, label: str) -> None:
        """Give a label to the selection, else to the entity under the cursor, else to the token."""
        text, deciding = self._view.text, self._deciding
        session, article = deciding.session, deciding.article_id
        target = deciding.target()
        start, end = text.selection or text.cursor
        if text.selection is not None:
            target = self._target_of(start, end)
        if target is None:
            decided = deciding.decide(lambda: session.add(article, start, end, label))
        elif isinstance(target, Suggestion) and target.label == label:
            suggestion = target
            decided = deciding.decide(lambda: session.accept(article, [suggestion]))
        else:
            other = target
            decided = deciding.decide(lambda: session.relabel(article, [other], label))
        if decided is not None:
            text.clear_selection()
            words = (target.start, target.end) if target else (start, end)
            self._last = LastAct("label", label, article, words)

    def _target_of(self, start: int, end: int) -> Target | None:
        reading = self._workspace.reading
        marks = self._view.text.marks_at(start) if reading else []
        same = (mark for mark in marks if (mark.start, mark.end) == (start, end))
        return reading.target(next(same, None)) if reading else None

    def _resize(self, start_by: int, end_by: int) -> None:
        """Take tokens into the entity, or leave some out."""
        target, reading = self._deciding.target(), self._workspace.reading
        if target is None or reading is None:
            self._view.inform(NO_ENTITY)
            return
        start, end = resized(reading.article.text, (target.start, target.end), start_by, end_by)
        if (start, end) != (target.start, target.end):
            session, article, text = self._deciding.session, reading.article.id, self._view.text
            self._deciding.decide(lambda: session.resize(article, target, start, end))
            text.move_to(min(max(text.cursor[0], start), end - 1))

    # accepting and rejecting

    def _accept(self) -> None:
        """Accept the suggestion under the cursor, and go to the next pending one."""
        target, deciding = self._deciding.target(), self._deciding
        if isinstance(target, Suggestion):
            if not deciding.decide(lambda: deciding.session.accept(deciding.article_id, [target])):
                return
            self._remember("label", target)
        self._go_on()

    def _reject(self) -> None:
        """Reject the suggestion, or delete the mention, and go on."""
        target, deciding = self._deciding.target(), self._deciding
        if target is None:
            self._view.inform(NO_ENTITY)
        elif isinstance(target, Suggestion):
            if deciding.decide(lambda: deciding.session.reject(deciding.article_id, [target])):
                self._remember("reject", target)
                self._go_on()
        elif self.delete([target.id]):
            self._remember("delete", target)
            self._go_on()

    def delete(self, ids: Sequence[int]) -> bool:
        """Delete mentions, asking once when relations would go with them."""
        session, article = self._deciding.session, self._deciding.article_id
        return self._deciding.insist(
            lambda sure: session.delete(article, ids, with_relations=sure),
            frozenset(ids),
            "x again deletes all of it",
        )

    def _remember(self, what: Literal["label", "reject", "delete"], target: Target) -> None:
        span = (target.start, target.end)
        self._last = LastAct(what, target.label, self._deciding.article_id, span)

    def _accept_all(self) -> None:
        """Accept everything that is pending and shown in the article."""
        reading, deciding = self._workspace.reading, self._deciding
        faint = {label.name for label in self._workspace.library.schema.labels if label.faint}
        shown = self._view.text.numbers_shown
        wanted = [s for s in (reading.pending if reading else []) if shown or s.label not in faint]
        if not wanted:
            self._tell_nothing_is_pending()
        else:
            deciding.decide(lambda: deciding.session.accept(deciding.article_id, wanted))
            self._go_on()

    def _go_on(self) -> None:
        """Go to the next pending suggestion, from the end to the first; say when none is left."""
        text = self._view.text
        before = text.cursor
        text.action_next_pending()
        if text.cursor == before:
            marks = [mark for mark in text.marks_shown if mark.pending]
            if marks:
                text.move_to(marks[0].start)
            elif self._workspace.reading is not None and self._workspace.reading.analysed:
                self._tell_nothing_is_pending()

    def _tell_nothing_is_pending(self) -> None:
        if self._workspace.reading is not None:
            self._view.inform(nothing_pending(self._workspace.reading, self._view.keys))

    # again, and back

    def _repeat(self) -> None:
        """Make the last decision again, here."""
        if self._last is None:
            self._view.inform("There is no decision yet to repeat.")
        elif self._last.what == "label":
            self._give(self._last.label)
        else:
            self._reject()

    def _same(self) -> None:
        """Make the last decision for every same text in the article.

        The text is that of the decision, wherever the cursor has gone since; where it was made in
        another article, it is that under the cursor.
        """
        last, reading = self._last, self._workspace.reading
        if last is None or reading is None:
            self._view.inform("Decide once first; * then decides every same text.")
            return
        target, deciding = self._deciding.target(), self._deciding
        here = (target.start, target.end) if target else self._view.text.cursor
        session, article, label = deciding.session, deciding.article_id, last.label
        span = last.span if last.article == article else here
        if last.what == "label":
            deciding.decide(lambda: session.same(article, span, label))
        elif last.what == "reject":
            deciding.decide(lambda: session.same_reject(article, span, label))
        else:
            words = (reading.article.text[slice(*span)], label)
            gone = frozenset(m.id for m in reading.decisions.mentions if (m.text, m.label) == words)
            deciding.insist(
                lambda sure: session.same_delete(article, span, label, with_relations=sure),
                gone,
                "* again deletes all of it",
            )

    def _undo(self) -> None:
        """Take back the latest decision in the article, of this time or an earlier one.

        Where nothing was decided here since it was opened, it follows to the session's latest, and
        takes back just that. A step over several articles that an earlier session made is told
        first, and taken back the second time.
        """
        workspace, session = self._workspace, self._deciding.session
        article, exactly, latest = workspace.open_id, None, session.latest
        if latest is not None and latest[0] != article and not workspace.decided_here:
            article, exactly = latest
        if article is None:
            return

        def before(entry: HistoryEntry) -> None:
            new = self._asked != entry.id
            if entry.step is not None and new and not session.made(entry.step):
                self._asked = entry.id
                raise self._of_earlier(entry.step)
            if article != workspace.open_id:
                self._view.open_article(article)

        undo = partial(session.undo, exactly=exactly, before=before)
        self._walk(undo, article, "Nothing to undo here.")

    def _of_earlier(self, id_: int) -> DecisionError:
        """What would be undone, in words."""
        step, undo = self._deciding.session.step(id_), key_shown("everywhere.undo", self._view.keys)
        articles = article_count(sum(file.startswith("articles/") for file in step.files))
        reason = f"was one step in {articles}, on {step.at[:10]}"
        return DecisionError("this decision", reason, f"{undo} again takes back all of it.")

    def _redo(self) -> None:
        """Make the decision again that was undone last."""
        if self._workspace.open_id is not None:
            redo, article = self._deciding.session.redo, self._workspace.open_id
            self._walk(redo, article, "Nothing to redo here.")

    def _walk(self, step: Callable[[str], Decided | None], article: str, otherwise: str) -> None:
        """Undo or redo, and bring the cursor to where that was."""
        decided = self._deciding.decide(lambda: step(article), otherwise)
        if decided is None or decided.entry is None:
            return
        if decided.step or any(change.table == "article" for change in decided.entry.changes):
            self._workspace.refresh()  # articles may have come back to the list
            self._view.show_listed()
        for change in decided.entry.changes:
            document = change.after or change.before or {}
            if change.table in ("mentions", "rejections") and "start" in document:
                self._view.text.move_to(document["start"])
                return
