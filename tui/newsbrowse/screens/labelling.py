"""Deciding about mentions: label, accept, reject, resize, repeat, undo."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from newsbrowse.screens.reader import Reader
from newsbrowse_store.errors import DecisionError, NewsbrowseError
from newsbrowse_store.model import Mention, Suggestion
from newsbrowse_store.session import RelationsInTheWay
from newsbrowse_store.text import snap, tokens

if TYPE_CHECKING:
    from collections.abc import Callable

    from newsbrowse.screens.picker import Option
    from newsbrowse.widgets.legend import Legend
    from newsbrowse.widgets.reading_pane import ReadingPane
    from newsbrowse_store.session import Done, Target

NOTHING_PENDING = "Nothing is pending here any more. d marks the article done and opens the next."
NO_ENTITY = "There is no entity under the cursor. e goes to the next one."


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision that can be made again elsewhere: a label given, or a refusal."""

    what: Literal["label", "reject"]
    label: str = ""


class Labelling(Reader):
    """Answers the keys that decide what is a mention, and of which label."""

    _last: Decided | None = None
    _sure: frozenset[int] = frozenset()

    # --- what the keys are about ---

    @property
    def article_id(self) -> str:
        """The id of the open article. Raises `DecisionError` when none is open."""
        if self.desk.open_id is None:
            raise DecisionError("No article is open", "there is nothing to decide about")
        return self.desk.open_id

    def target(self) -> Target | None:
        """The mention or suggestion under the cursor, the innermost of several."""
        pane, reading = self.reading_pane, self.desk.reading
        return reading.target(pane.mark_at(pane.cursor[0])) if reading else None

    def decide(self, command: Callable[[], Done | None], otherwise: str = "") -> Done | None:
        """Make a decision: on disk first, then on the screen; a refusal is told.

        Returns what was done, or None; `otherwise` is said when there was nothing to do.
        """
        try:
            done = command()
        except NewsbrowseError as error:
            self.app.tell(error)
            return None
        self._sure = frozenset()
        if done is None:
            self.notify(otherwise, markup=False)
            return None
        self.desk.reopen(done.entity)
        self.sidebar.articles.refresh_row(self.article_id)
        self.say(done.words)
        self.show_reading()
        return done

    # --- labels ---

    def action_label(self, key: str) -> None:
        """Give the label of a number key to the selection, the entity, or the token here."""
        label = self.desk.library.schema.label_for_key(key)
        if label is None:
            self.notify(f"No label has the key {key}. L shows all labels.", markup=False)
        elif self.desk.reading is not None:
            self.give(label.name)

    def give(self, label: str) -> None:
        """Give a label to the selection, else to the entity under the cursor, else to the token."""
        pane = self.reading_pane
        session, article = self.desk.session, self.article_id
        target = self.target()
        if pane.selection is not None:
            start, end = pane.selection
            target = self._mention_at(start, end)
        else:
            start, end = pane.cursor
        if target is None:
            done = self.decide(lambda: session.add(article, start, end, label))
        elif isinstance(target, Suggestion) and target.label == label:
            suggestion = target
            done = self.decide(lambda: session.accept(article, [suggestion]))
        else:
            other = target
            done = self.decide(lambda: session.relabel(article, [other], label))
        if done is not None:
            pane.clear_selection()
            self._last = Decided("label", label)

    def _mention_at(self, start: int, end: int) -> Mention | Suggestion | None:
        reading = self.desk.reading
        marks = self.reading_pane.marks_at(start) if reading else []
        same = (mark for mark in marks if (mark.start, mark.end) == (start, end))
        return reading.target(next(same, None)) if reading else None

    def action_pick_label(self) -> None:
        """Pick out of all labels."""
        from newsbrowse.screens.picker import Option, Picker

        if self.desk.reading is None:
            return
        colours = self.app.label_colours()
        options = [
            Option(label.name, label.name, label.key, label.meaning, colours[label.name])
            for label in self.desk.library.schema.labels
        ]
        self.app.push_screen(Picker("Label", options), self._picked_label)

    def _picked_label(self, chosen: Option[str] | str | None) -> None:
        if chosen is not None and not isinstance(chosen, str):
            self.give(chosen.value)

    # --- the extent ---

    def action_grow_end(self) -> None:
        """Take the next token into the entity."""
        self._resize(0, 1)

    def action_shrink_end(self) -> None:
        """Leave the last token out of the entity."""
        self._resize(0, -1)

    def action_grow_start(self) -> None:
        """Take the token before into the entity."""
        self._resize(-1, 0)

    def action_shrink_start(self) -> None:
        """Leave the first token out of the entity."""
        self._resize(1, 0)

    def _resize(self, start_by: int, end_by: int) -> None:
        target, reading = self.target(), self.desk.reading
        if target is None or reading is None:
            self.notify(NO_ENTITY, markup=False)
            return
        start, end = resized(reading.article.text, (target.start, target.end), start_by, end_by)
        if (start, end) != (target.start, target.end):
            self.decide(lambda: self.desk.session.resize(self.article_id, target, start, end))
            self.reading_pane.move_to(min(max(self.reading_pane.cursor[0], start), end - 1))

    # --- accepting and rejecting ---

    def action_accept(self) -> None:
        """Accept the suggestion under the cursor, and go to the next pending one."""
        target = self.target()
        if isinstance(target, Suggestion):
            if not self.decide(lambda: self.desk.session.accept(self.article_id, [target])):
                return
            self._last = Decided("label", target.label)
        self.go_on()

    def action_reject(self) -> None:
        """Reject the suggestion, or delete the mention, and go on."""
        target = self.target()
        if target is None:
            self.notify(NO_ENTITY, markup=False)
        elif isinstance(target, Suggestion):
            if self.decide(lambda: self.desk.session.reject(self.article_id, [target])):
                self._last = Decided("reject", target.label)
                self.go_on()
        elif self.delete_mention(target):
            self.go_on()

    def delete_mention(self, mention: Mention) -> bool:
        """Delete a mention; with relations on it, say so once and do it the second time."""
        sure = mention.id in self._sure
        session, article = self.desk.session, self.article_id
        try:
            done = session.delete(article, [mention.id], with_relations=sure)
        except RelationsInTheWay as asked:
            self._sure = frozenset({mention.id})
            many = "1 relation hangs" if asked.count == 1 else f"{asked.count} relations hang"
            said = f"{many} on “{mention.text}”. x again deletes all of it; u takes it back."
            self.notify(said, markup=False, severity="warning")
            return False
        except NewsbrowseError as error:
            self.app.tell(error)
            return False
        return self.decide(lambda: done) is not None

    def action_accept_all(self) -> None:
        """Accept everything that is pending and shown in the article."""
        reading = self.desk.reading
        faint = {label.name for label in self.desk.library.schema.labels if label.faint}
        shown = self.reading_pane.numbers_shown
        wanted = [s for s in (reading.pending if reading else []) if shown or s.label not in faint]
        if not wanted:
            self.notify(NOTHING_PENDING, markup=False)
        else:
            self.decide(lambda: self.desk.session.accept(self.article_id, wanted))
            self.go_on()

    def go_on(self) -> None:
        """Go to the next pending suggestion, from the end to the first; say when none is left."""
        pane = self.reading_pane
        before = pane.cursor
        pane.action_next_pending()
        if pane.cursor == before:
            marks = [mark for mark in pane.marks_shown if mark.pending]
            if marks:
                pane.move_to(marks[0].start)
            elif self.desk.reading is not None and self.desk.reading.suggestions is not None:
                self.notify(NOTHING_PENDING, markup=False)

    # --- again ---

    def action_repeat(self) -> None:
        """Make the last decision again, here."""
        last, target = self._last, self.target()
        if last is None:
            self.notify("There is no decision yet to repeat.", markup=False)
        elif last.what == "label":
            self.give(last.label)
        elif target is not None:
            self.action_reject()

    def action_same(self) -> None:
        """Make the last decision for every same text as here in the article."""
        last, reading = self._last, self.desk.reading
        if last is None or reading is None:
            self.notify("Decide once first; * then decides every same text.", markup=False)
            return
        target = self.target()
        span = (target.start, target.end) if target else self.reading_pane.cursor
        session = self.desk.session
        if last.what == "label":
            self.decide(lambda: session.same(self.article_id, span, last.label))
        else:
            self.decide(lambda: session.same_reject(self.article_id, span, last.label))

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

    def _show_place(self, done: Done | None) -> None:
        """Bring the cursor to where something was undone or redone."""
        for change in done.entry.changes if done and done.entry else ():
            document = change.after or change.before or {}
            if change.table in ("mentions", "rejections") and "start" in document:
                self.reading_pane.move_to(document["start"])
                return

    # --- the mouse ---

    def on_legend_picked(self, event: Legend.Picked) -> None:
        """Give the label that was clicked in the legend."""
        self.action_label(event.key)

    def on_moving_pane_cursor_moved(self, event: ReadingPane.CursorMoved) -> None:
        """Say what is under the cursor."""
        self._sure = frozenset()
        self.say_what(self.desk.reading.target(event.mark) if self.desk.reading else None)


def resized(text: str, span: tuple[int, int], start_by: int, end_by: int) -> tuple[int, int]:
    """`span` with its start and end moved by so many tokens, never to nothing, never over a line.

    Positive numbers move to the right.
    """
    start, end = span
    first = text.rfind("\n", 0, start) + 1
    last = text.find("\n", end)
    line = tokens(text, first, len(text) if last < 0 else last)
    start, end = snap(text, start, end)
    starts, ends = [t[0] for t in line], [t[1] for t in line]
    if start not in starts or end not in ends:
        return span
    head = min(max(starts.index(start) + start_by, 0), len(line) - 1)
    tail = min(max(ends.index(end) + end_by, 0), len(line) - 1)
    return (starts[head], ends[tail]) if head <= tail else span
