"""Relating controller: the relation in the making, from head to note; what is related already."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from msgspec import Struct

from newsbrowse.actions import ACTIONS_BY_ID
from newsbrowse.annotating.attribute_line import AttributeLine
from newsbrowse.annotating.deciding import NO_ENTITY
from newsbrowse.annotating.modes import Linking, Modes
from newsbrowse.annotating.view import TYPING_HINTS, Option
from newsbrowse.settings.keymap import key_shown
from newsbrowse.workspace.wording import DraftEnds
from newsbrowse_store.values import Attributes, Mention, Relation, Span, replace

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from newsbrowse.annotating.deciding import Deciding
    from newsbrowse.layout.layers import Mark
    from newsbrowse_store.decisions.session import Target
    from newsbrowse_store.schema.schema import RelationType

NOTE_HINT = "a note on it, or just enter"
SAY = "everywhere.attributes"
NOTHING_TO_SAY = (
    "When it was, planned, denied, how sure and by whom is said of a relation: after its type, "
    "or in the inspector on its row."
)


class RelationDraft(Struct, frozen=True):
    """A relation in the making: where it started; the other end and the rest when chosen.

    `note` is what was typed of it when the attributes were asked for.
    """

    start: Target
    from_tail: bool = False
    other: Target | None = None
    type: str = ""
    evidence: tuple[Span, ...] = ()
    note: str | None = None

    @property
    def ends(self) -> tuple[Target | None, Target | None]:
        """Head and tail, as far as they are chosen."""
        return (self.other, self.start) if self.from_tail else (self.start, self.other)


class Relating:
    """Answers the keys that relate; what is in the making leaves no trace until it is whole."""

    def __init__(self, deciding: Deciding, modes: Modes) -> None:
        self._deciding, self._modes = deciding, modes
        self._workspace, self._view = deciding.workspace, deciding.view
        self._mode = Linking(self._give_up, self._left)
        self._draft: RelationDraft | None = None
        self._recent: tuple[str, ...] = ()
        self._attributes = AttributeLine(deciding)

    def handlers(self) -> Mapping[str, Callable[[], object]]:
        """What it does, by the ids of actions."""
        return {
            "pane.relate": partial(self._start, from_tail=False),
            "pane.relate_from_tail": self._start_from_tail,
            "pane.confirm": self.confirm,
            "pane.follow": self._follow,
            "everywhere.attributes": self._ask_what_is_said,
        }

    # the relation in the making

    def _start_from_tail(self) -> None:
        """Make the entity here the tail of a new relation; turn round one in the making."""
        if self._draft is None:
            self._start(from_tail=True)
        else:
            self._change(from_tail=not self._draft.from_tail)

    def _start(self, *, from_tail: bool) -> None:
        target = self._deciding.target()
        if target is None:
            self._view.inform(NO_ENTITY)
        elif not self._workspace.library.schema.relates(target.label):
            self._view.inform(f"The schema has no relation with {target.label}.")
        else:
            self._modes.leave(self._mode)
            self._draft = RelationDraft(target, from_tail, evidence=self._evidence())
            self._modes.enter(self._mode)
            self._view.text.clear_selection()
            self._show()

    def confirm(self) -> None:
        """Take the entity here as the other end; with nothing in the making, show it."""
        target, draft = self._deciding.target(), self._draft
        if draft is None:
            if target is not None:
                self._view.show_entity(target)
        elif target is None:
            self._view.inform(NO_ENTITY)
        elif (target.start, target.end) == (draft.start.start, draft.start.end):
            self._view.inform("Move to the other entity first; esc leaves.")
        else:
            self._change(other=target, evidence=self._evidence() or draft.evidence)
            self._pick_type()

    def _pick_type(self) -> None:
        head, tail = self._draft.ends if self._draft else (None, None)
        if head is None or tail is None:
            return
        schema = self._workspace.library.schema
        types = schema.allowed(head.label, tail.label)
        if not types:
            said = f"The schema has no relation from {head.label} to {tail.label}."
            if schema.allowed(tail.label, head.label):
                turn = key_shown("pane.relate_from_tail", self._view.keys)
                said += f" {turn} turns the link round."
            self._view.inform(said, severity="warning")
            self._other_again()
            return
        title = " ".join(f"{head.text} … {tail.text}".split())
        options = [Option(t.name, t.name, t.key, t.meaning) for t in self._recent_first(types)]
        self._view.pick(title, options, self._picked_type, otherwise=self._other_again)

    def _recent_first(self, types: list[RelationType]) -> list[RelationType]:
        order = {name: place for place, name in enumerate(self._recent)}
        return sorted(types, key=lambda relation: order.get(relation.name, len(order)))

    def _picked_type(self, name: str) -> None:
        if self._draft is not None:
            self._change(type=name)
            hints = [*TYPING_HINTS]
            if self._attributes.allowed(name):
                key = key_shown(SAY, self._view.keys)
                hints.insert(1, (key, ACTIONS_BY_ID[SAY].hint))
            self._view.ask("note", self._relate, placeholder=NOTE_HINT, hints=hints)

    def _ask_what_is_said(self) -> None:
        """In place of the note of the relation in the making, or of the one in the row."""
        draft, row = self._draft, self._view.row
        if draft is None and self._view.pane_name == "inspector" and isinstance(row, Relation):
            self._attributes.change(row)
        elif draft is None or not draft.type:
            self._view.inform(NOTHING_TO_SAY)
        elif not self._attributes.allowed(draft.type):
            self._view.inform(f"The schema lets nothing be said of “{draft.type}”.")
        elif draft.note is None:
            note = self._view.typed.strip()
            self._change(note=note)
            self._attributes.ask(draft.type, partial(self._relate, note))

    def _relate(self, note: str, said: Attributes = Attributes()) -> None:
        draft = self._draft
        self._modes.leave(self._mode)
        head, tail = draft.ends if draft else (None, None)
        if draft is None or head is None or tail is None:
            return
        session, article = self._deciding.session, self._deciding.article_id
        decided = self._deciding.decide(
            lambda: session.relate(article, head, tail, draft.type, note, draft.evidence, said)
        )
        if decided is not None:
            self._view.text.clear_selection()
            self._recent = (draft.type, *(name for name in self._recent if name != draft.type))

    def _other_again(self) -> None:
        """Back to choosing the other end."""
        if self._draft is not None:
            self._change(other=None, type="")

    def _give_up(self) -> None:
        self._modes.leave(self._mode)
        self._view.text.clear_selection()

    def _left(self) -> None:
        self._draft = None
        self._show()

    def _change(self, **to: object) -> None:
        if self._draft is not None:
            self._draft = replace(self._draft, **to)
            self._show()

    def _evidence(self) -> tuple[Span, ...]:
        selection = self._view.text.selection
        return (Span(*selection),) if selection else ()

    def _show(self) -> None:
        draft, view = self._draft, self._view
        view.show_hints()
        if draft is None:
            view.show_draft(None)
            view.text.set_spotlight(())
            return
        candidate = draft.other or self._deciding.target()
        if candidate and (candidate.start, candidate.end) == (draft.start.start, draft.start.end):
            candidate = None
        head, tail = replace(draft, other=candidate).ends
        text = self._workspace.reading.article.text if self._workspace.reading else ""
        evidence = " … ".join(text[span.start : span.end] for span in draft.evidence)
        (head_text, head_label), (tail_text, tail_label) = (
            (end.text, end.label) if end else ("", "") for end in (head, tail)
        )
        view.show_draft(
            DraftEnds(head_text, draft.type, tail_text, evidence, head_label, tail_label)
        )
        spans = [(draft.start.start, draft.start.end)]
        view.text.set_spotlight(spans + [(span.start, span.end) for span in draft.evidence])

    # what happens in the text

    def cursor_moved(self, mark: Mark | None) -> None:
        """Light up what the entity under the cursor is related to, and by what evidence."""
        if self._draft is not None:
            self._show()
            return
        reading = self._workspace.reading
        target = reading.target(mark) if reading else None
        spans: list[tuple[int, int]] = []
        if reading is not None and isinstance(target, Mention):
            for relation in reading.relations_of(target.id):
                other = self._other_end(relation, target.id)
                spans += [other] if other else []
                spans += reading.evidence(relation)
        self._view.text.set_spotlight(spans)

    def selected(self) -> None:
        """Say what is selected and what can be done with it; while linking it is the evidence."""
        if self._draft is None:
            selection, reading = self._view.text.selection, self._workspace.reading
            if selection is not None and reading is not None:
                words = " ".join(reading.article.text[slice(*selection)].split())
                self._view.say(f"selected “{words}”")
            elif not self._deciding.just_done:
                self._deciding.say_what(self._deciding.target())
            self._view.show_hints()
        elif self._evidence():
            self._change(evidence=self._evidence())

    def clicked(self) -> None:
        """A click on an entity while linking takes it as the other end."""
        if self._draft is not None:
            self.confirm()

    def _other_end(self, relation: Relation, mention: int) -> tuple[int, int] | None:
        end = relation.tail if relation.head.mention == mention else relation.head
        return self._workspace.reading.end_span(end) if self._workspace.reading else None

    def _follow(self) -> None:
        """Go to the other end of a relation; again from there, back or on to the next."""
        reading, target = self._workspace.reading, self._deciding.target()
        ends: list[tuple[int, int]] = []
        if reading is not None and isinstance(target, Mention):
            found = (self._other_end(r, target.id) for r in reading.relations_of(target.id))
            ends = sorted({end for end in found if end})
        if not ends:
            self._view.inform("No relation starts or ends here. r starts one.")
            return
        here = self._view.text.cursor[0]
        self._view.text.move_to(next((start for start, _ in ends if start > here), ends[0][0]))
