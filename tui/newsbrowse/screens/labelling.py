"""Deciding about mentions: label, accept, reject, resize, repeat, undo."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from newsbrowse.layout.tokens import resized
from newsbrowse.screens.reader import Reader
from newsbrowse.widgets.legend import ALL_LABELS
from newsbrowse.workspace.wording import nothing_pending
from newsbrowse_store.errors import DecisionError, NewsbrowseError
from newsbrowse_store.model import Mention, Suggestion

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from newsbrowse.screens.picker import Option
    from newsbrowse.widgets.legend import Legend
    from newsbrowse.widgets.reading_pane.reading_pane import ReadingPane
    from newsbrowse_store.decisions.session import Decided, Target

NO_ENTITY = "There is no entity under the cursor. e goes to the next one."


@dataclass(frozen=True, slots=True)
class LastAct:
    """A decision that can be made again elsewhere, and the words it was about."""

    what: Literal["label", "reject", "delete"]
    label: str
    article: str
    span: tuple[int, int]


class Labelling(Reader):
    """Answers the keys that decide what is a mention, and of which label."""

    _last: LastAct | None = None
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

    def decide(self, command: Callable[[], Decided | None], otherwise: str = "") -> Decided | None:
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
        self._just_done = done.words
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
            words = (target.start, target.end) if target else (start, end)
            self._last = LastAct("label", label, article, words)

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
        pane, target = self.reading_pane, self.target()
        here = (target.start, target.end) if target else pane.cursor
        words = self.desk.reading.article.text[slice(*(pane.selection or here))]
        picker = Picker(f"Label “{' '.join(words.split())}”", options)
        self.app.push_screen(picker, self._picked_label)

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
            self._remember("label", target)
        self.go_on()

    def action_reject(self) -> None:
        """Reject the suggestion, or delete the mention, and go on."""
        target = self.target()
        if target is None:
            self.notify(NO_ENTITY, markup=False)
        elif isinstance(target, Suggestion):
            if self.decide(lambda: self.desk.session.reject(self.article_id, [target])):
                self._remember("reject", target)
                self.go_on()
        elif self.delete_mentions([target.id]):
            self._remember("delete", target)
            self.go_on()

    def _remember(self, what: Literal["label", "reject", "delete"], target: Target) -> None:
        span = (target.start, target.end)
        self._last = LastAct(what, target.label, self.article_id, span)

    def delete_mentions(self, ids: Sequence[int]) -> bool:
        """Delete mentions, asking once when relations would go with them; see `insist`."""
        session, article = self.desk.session, self.article_id
        return self.insist(
            lambda sure: session.delete(article, ids, with_relations=sure),
            frozenset(ids),
            "x again deletes all of it",
        )

    def insist(self, command: Callable[[bool], Decided], about: frozenset[int], again: str) -> bool:
        """Make a decision that relations may be in the way of: said once, done the second time.

        `command` takes whether the reader is sure; `about` are the mentions it deletes. Tells
        whether it was made.
        """
        from newsbrowse_store.decisions.session import RelationsInTheWay

        sure = bool(about) and self._sure == about
        try:
            done = command(sure)
        except RelationsInTheWay as asked:
            self._sure = about
            many = "1 relation hangs" if asked.count == 1 else f"{asked.count} relations hang"
            said = f"{many} on it. {again}; u takes it back."
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
            self._tell_nothing_is_pending()
        else:
            self.decide(lambda: self.desk.session.accept(self.article_id, wanted))
            self.go_on()

    def action_next_pending(self) -> None:
        """Go to the next pending suggestion."""
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
            elif self.desk.reading is not None and self.desk.reading.analysed:
                self._tell_nothing_is_pending()

    def _tell_nothing_is_pending(self) -> None:
        if self.desk.reading is not None:
            said = nothing_pending(self.desk.reading, self.app.keys)
            self.notify(said, markup=False)

    # --- the mouse ---

    def on_legend_picked(self, event: Legend.Picked) -> None:
        """Give the label that was clicked in the legend, or show all."""
        if not self.check_action("label", (event.key,)):
            return
        if event.key == ALL_LABELS:
            self.action_pick_label()
        else:
            self.action_label(event.key)

    def on_reading_pane_cursor_moved(self, event: ReadingPane.CursorMoved) -> None:
        """Say what is under the cursor."""
        self._sure = frozenset()
        self.say_what(self.desk.reading.target(event.mark) if self.desk.reading else None)
        self._just_done = ""
