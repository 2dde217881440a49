"""Relating two entities: the link mode from head to note, and following what is related."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from newsbrowse.actions import ACTIONS
from newsbrowse.screens.again import Again
from newsbrowse.screens.labelling import NO_ENTITY
from newsbrowse.settings.keymap import key_shown
from newsbrowse.widgets.inspector.inspector_lines import EntityRow
from newsbrowse.widgets.link_bar import LinkBar, Linking
from newsbrowse_store.model import Mention, Span

if TYPE_CHECKING:
    from newsbrowse.screens.picker import Option
    from newsbrowse.widgets.reading_pane.reading_pane import ReadingPane
    from newsbrowse_store.decisions.session import Target
    from newsbrowse_store.model import Relation
    from newsbrowse_store.schema.schema import RelationType

NOTE_HINT = "a note on it, or just enter"
LINK_OPEN = "A relation is in the making: {} leaves it, then this can be decided."
DECISIONS = frozenset(
    action.name
    for action in ACTIONS
    if action.id in ("pane.link", "pane.note", "pane.tag_entity")
    or (action.group in ("Deciding", "Labelling") and action.on_screen)
    or (action.group == "Deciding" and action.context == "everywhere")
)
"""The names of the actions that decide something: they wait until no relation is in the making."""


@dataclass(frozen=True, slots=True)
class Link:
    """A relation in the making: where it started, the other end, type and evidence when chosen."""

    start: Target
    from_tail: bool = False
    other: Target | None = None
    type: str = ""
    evidence: tuple[Span, ...] = ()

    @property
    def ends(self) -> tuple[Target | None, Target | None]:
        """Head and tail, as far as they are chosen."""
        return (self.other, self.start) if self.from_tail else (self.start, self.other)


class Relating(Again):
    """Answers the keys that relate; what is in the making leaves no trace until it is whole."""

    _link: Link | None = None
    _recent_types: tuple[str, ...] = ()

    # --- the link mode ---

    @property
    def footer_place(self) -> str:
        """In the link mode the keys are others, and with something selected."""
        if self._link is not None:
            return "linking"
        place = super().footer_place
        selecting = place in ("pane", "decided") and self.reading_pane.selection is not None
        return "selecting" if selecting else place

    def action_relate(self) -> None:
        """Make the entity here the head of a new relation."""
        self._start_link(from_tail=False)

    def action_relate_from_tail(self) -> None:
        """Make the entity here the tail of a new relation; turn round one in the making."""
        if self._link is None:
            self._start_link(from_tail=True)
        else:
            self._link = replace(self._link, from_tail=not self._link.from_tail)
            self._show_link()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Refuse what decides something else while a relation is in the making."""
        if self._link is not None and action in DECISIONS:
            leave = key_shown("everywhere.back", self.app.keys)
            self.notify(LINK_OPEN.format(leave), markup=False)
            return False
        return super().check_action(action, parameters)

    def _start_link(self, *, from_tail: bool) -> None:
        target = self.target()
        if target is None:
            self.notify(NO_ENTITY, markup=False)
            return
        if not self.desk.library.schema.relates(target.label):
            self.notify(f"The schema has no relation with {target.label}.", markup=False)
            return
        self._link = Link(target, from_tail, evidence=self._evidence())
        self.reading_pane.clear_selection()
        self._show_link()

    def action_confirm(self) -> None:
        """Take the entity here as the other end; without a link, show it in the inspector."""
        target = self.target()
        if self._link is None:
            if target is not None:
                self.show_in_inspector(target)
        elif target is None:
            self.notify(NO_ENTITY, markup=False)
        elif (target.start, target.end) == (self._link.start.start, self._link.start.end):
            self.notify("Move to the other entity first; esc leaves.", markup=False)
        else:
            evidence = self._evidence() or self._link.evidence
            self._link = replace(self._link, other=target, evidence=evidence)
            self._show_link()
            self._pick_type()

    def _pick_type(self) -> None:
        from newsbrowse.screens.picker import Option, Picker

        head, tail = self._link.ends if self._link else (None, None)
        if head is None or tail is None:
            return
        schema = self.desk.library.schema
        types = schema.allowed(head.label, tail.label)
        if not types:
            said = f"The schema has no relation from {head.label} to {tail.label}."
            if schema.allowed(tail.label, head.label):
                said += (
                    f" {key_shown('pane.relate_from_tail', self.app.keys)} turns the link round."
                )
            self.notify(said, markup=False, severity="warning")
            self._other_again()
            return
        options = [Option(t.name, t.name, t.key, t.meaning) for t in self._recent_first(types)]
        title = f"{head.text} … {tail.text}"
        self.app.push_screen(Picker(" ".join(title.split()), options), self._picked_type)

    def _recent_first(self, types: list[RelationType]) -> list[RelationType]:
        order = {name: place for place, name in enumerate(self._recent_types)}
        return sorted(types, key=lambda relation: order.get(relation.name, len(order)))

    def _picked_type(self, chosen: Option[str] | str | None) -> None:
        if self._link is None:
            return
        if chosen is None or isinstance(chosen, str):
            self._other_again()
            return
        self._link = replace(self._link, type=chosen.value)
        self._show_link()
        self.ask("note", self._relate, placeholder=NOTE_HINT)

    def _relate(self, note: str) -> None:
        link, self._link = self._link, None
        self._show_link()
        head, tail = link.ends if link else (None, None)
        if link is None or head is None or tail is None:
            return
        session = self.desk.session
        done = self.decide(
            lambda: session.relate(self.article_id, head, tail, link.type, note, link.evidence)
        )
        if done is not None:
            self.reading_pane.clear_selection()
            others = (name for name in self._recent_types if name != link.type)
            self._recent_types = (link.type, *others)

    def _other_again(self) -> None:
        """Back to choosing the other end."""
        if self._link is not None:
            self._link = replace(self._link, other=None, type="")
            self._show_link()

    def leave_link(self) -> bool:
        """Give up the relation in the making, if there is one; tell whether there was."""
        was, self._link = self._link is not None, None
        self._show_link()
        return was

    def leave_off(self) -> None:
        """Give up the relation too: its ends are of the article that is left."""
        super().leave_off()
        self.leave_link()

    @property
    def at_work(self) -> bool:
        """Linking is work too."""
        return self._link is not None or super().at_work

    def _evidence(self) -> tuple[Span, ...]:
        selection = self.reading_pane.selection
        return (Span(*selection),) if selection else ()

    def _show_link(self) -> None:
        link, bar = self._link, self.query_one(LinkBar)
        self.show_hints()
        if link is None:
            bar.show(None)
            self._spotlight(None)
            return
        candidate = link.other or self.target()
        if candidate and (candidate.start, candidate.end) == (link.start.start, link.start.end):
            candidate = None
        head, tail = replace(link, other=candidate).ends
        text = self.desk.reading.article.text if self.desk.reading else ""
        evidence = " … ".join(text[span.start : span.end] for span in link.evidence)
        (head_text, head_label), (tail_text, tail_label) = (
            (end.text, end.label) if end else ("", "") for end in (head, tail)
        )
        bar.show(Linking(head_text, link.type, tail_text, evidence, head_label, tail_label))
        spans = [(link.start.start, link.start.end)]
        spans += [(span.start, span.end) for span in link.evidence]
        self.reading_pane.set_spotlight(spans)

    # --- relations seen in the text ---

    def on_reading_pane_cursor_moved(self, event: ReadingPane.CursorMoved) -> None:
        """Light up what the entity under the cursor is related to, and by what evidence."""
        if self._link is not None:
            self._show_link()
            return
        reading = self.desk.reading
        target = reading.target(event.mark) if reading else None
        self._spotlight(target if isinstance(target, Mention) else None)

    def on_reading_pane_selected(self) -> None:
        """Say what is selected and what can be done with it; while linking it is the evidence."""
        if self._link is None:
            words = " ".join(self.reading_pane.selected_text.split())
            if words:
                self.say(f"selected “{words}”")
            elif not self._just_done:
                self.say_what(self.target())
            self.show_hints()
        elif self._evidence():
            self._link = replace(self._link, evidence=self._evidence())
            self._show_link()

    def on_reading_pane_mark_clicked(self) -> None:
        """A click on an entity while linking takes it as the other end."""
        if self._link is not None:
            self.action_confirm()

    def _spotlight(self, mention: Mention | None) -> None:
        reading = self.desk.reading
        spans: list[tuple[int, int]] = []
        for relation in reading.relations_of(mention.id) if reading and mention else ():
            other = self._other_end(relation, mention.id if mention else 0)
            spans += [other] if other else []
            spans += reading.evidence(relation) if reading else []
        self.reading_pane.set_spotlight(spans)

    def _other_end(self, relation: Relation, mention: int) -> tuple[int, int] | None:
        end = relation.tail if relation.head.mention == mention else relation.head
        return self.desk.reading.end_span(end) if self.desk.reading else None

    def action_follow(self) -> None:
        """Go to the other end of a relation; again from there, back or on to the next."""
        reading, target = self.desk.reading, self.target()
        ends: list[tuple[int, int]] = []
        if reading is not None and isinstance(target, Mention):
            found = (self._other_end(r, target.id) for r in reading.relations_of(target.id))
            ends = sorted({end for end in found if end})
        if not ends:
            self.notify("No relation starts or ends here. r starts one.", markup=False)
            return
        here = self.reading_pane.cursor[0]
        self.reading_pane.move_to(next((start for start, _ in ends if start > here), ends[0][0]))

    def show_in_inspector(self, target: Target) -> None:
        """Bring the inspector to the entity."""
        self.inspector.tab = "Entities"
        self.focus_pane("inspector")
        self.fill_inspector()
        for line in self.inspector.lines.lines:
            if isinstance(line.value, EntityRow) and target in line.value.members.at(target.start):
                self.inspector.lines.set_lines(self.inspector.lines.lines, line.value)
                return
