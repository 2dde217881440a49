"""Any sequence of commands, undo and redo, against plain sets; and another annotator beside."""

from __future__ import annotations

import copy
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from tinydb import TinyDB

from newsbrowse.workspace.wording import decision_words
from newsbrowse_store.decisions.session import RelationsInTheWay, Session
from newsbrowse_store.disk.json_lines import dumps, loads
from newsbrowse_store.errors import DecisionError
from newsbrowse_store.library import Library
from newsbrowse_store.maintenance.check import check
from newsbrowse_store.records.article import ArticleRecord
from newsbrowse_store.records.documents import ARTICLE_TABLES
from newsbrowse_store.values import Attributes, Mention, Suggestion
from store.session_model import (
    ATTRIBUTES,
    LABELS,
    PLACES,
    SPANS,
    TAGS,
    TEXT,
    TOLD_ONLY_WHEN,
    TYPES,
    Link,
    Model,
    Place,
    may_be_said,
    same_words,
)
from store.sessions import documents, session_in

if TYPE_CHECKING:
    from newsbrowse_store.decisions.session import Decided, Target
    from newsbrowse_store.values import Relation


SUGGESTIONS = tuple(
    Suggestion(start, end, label, TEXT[start:end])
    for start, end in [(0, 4), (5, 11), (0, 11), (16, 27), (31, 42)]
    for label in ("PERSON", "ORG")
    if TEXT[start:end].strip() == TEXT[start:end]
)
"""Suggestions that nest and overlap, to see which of them are pending."""


class Sessions(RuleBasedStateMachine):
    """One annotator's session, with undo and redo as lists of models, and somebody's tags."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="newsbrowse-test-"))
        self.session, self.article = session_in(self.folder, text=TEXT)
        schema, head = self.folder / "news" / "newsbrowse.toml", f'[relations."{TOLD_ONLY_WHEN}"]'
        schema.write_text(schema.read_text().replace(head, f'{head}\nattributes = ["when"]'))
        self.session.library.suggestions.put(self.article, "model", SUGGESTIONS)
        self.session.library.touch(self.article)
        self.other = Session(Library.open(self.folder / "news", create=False), "ben")
        self.model = Model()
        self.undone: list[Model] = []
        self.before: list[Model] = []
        self.others_tags: list[str] = []

    def teardown(self) -> None:
        path = self.session.library.record(self.article).path
        with TinyDB(path) as database:
            assert database.tables() == set(ARTICLE_TABLES)
            assert len(database.table("mentions").all()) == len(self.model.mentions)
        assert check(self.session.library.path) == []
        catalogue = self.session.library.catalogue
        known = catalogue.row(self.article), catalogue.known_names(), catalogue.activity()
        catalogue.rebuild()
        assert (catalogue.row(self.article), catalogue.known_names(), catalogue.activity()) == known
        self.session.library.close()
        self.other.library.close()
        shutil.rmtree(self.folder)

    def target(self, place: Place) -> Target:
        """Return the mention there, else a suggestion of one."""
        for mention in self.session.library.decisions(self.article).mentions:
            if (mention.start, mention.end, mention.label) == place:
                return mention
        return Suggestion(*place, TEXT[place[0] : place[1]])

    def expect(self, done: Decided, after: Model) -> None:
        """Hold the session to what the model says of a command that was allowed."""
        assert (done.entry is not None) == (after != self.model)
        if done.entry is not None:
            assert decision_words(done)
            self.before.append(self.model)
            self.undone.clear()
        self.model = after

    def allows(self, link: Link) -> bool:
        return self.session.library.schema.allows(link[0], link[1][2], link[2][2])

    @rule(places=st.lists(PLACES, min_size=1, max_size=4))
    def accept(self, places: list[Place]) -> None:
        after = copy.deepcopy(self.model)
        for place in places:
            if place not in after.mentions:
                after.mark(place)
        suggestions = [Suggestion(*place, "") for place in places]
        self.expect(self.session.accept(self.article, suggestions), after)

    @rule(places=st.lists(PLACES, min_size=1, max_size=3))
    def reject(self, places: list[Place]) -> None:
        after = copy.deepcopy(self.model)
        after.rejections |= set(places) - after.mentions
        suggestions = [Suggestion(*place, "") for place in places]
        self.expect(self.session.reject(self.article, suggestions), after)

    @rule(place=PLACES)
    def add(self, place: Place) -> None:
        if place in self.model.mentions:
            with pytest.raises(DecisionError, match="already"):
                self.session.add(self.article, *place)
            return
        after = copy.deepcopy(self.model)
        after.mark(place)
        self.expect(self.session.add(self.article, *place), after)

    @rule(places=st.lists(PLACES, min_size=1, max_size=3, unique=True), label=LABELS)
    def relabel(self, places: list[Place], label: str) -> None:
        after = copy.deepcopy(self.model)
        for old in places:
            new = (*old[:2], label)
            if new in after.mentions:
                continue
            if old in after.mentions:
                after.move(old, new)
            else:
                after.mark(new)
        targets = [self.target(place) for place in places]
        if any(not self.allows(link) for link in after.relations):
            with pytest.raises(DecisionError, match="cannot be an end"):
                self.session.relabel(self.article, targets, label)
        else:
            self.expect(self.session.relabel(self.article, targets, label), after)

    @rule(place=PLACES, span=SPANS)
    def resize(self, place: Place, span: tuple[int, int]) -> None:
        after = copy.deepcopy(self.model)
        new = (*span, place[2])
        target = self.target(place)
        if new in after.mentions and new != place:
            with pytest.raises(DecisionError, match="already"):
                self.session.resize(self.article, target, *span)
            return
        if place not in after.mentions:
            after.mark(new)
        elif new != place:
            after.move(place, new)
        self.expect(self.session.resize(self.article, target, *span), after)

    @rule(places=st.lists(PLACES, min_size=1, max_size=3), sure=st.booleans())
    def delete(self, places: list[Place], sure: bool) -> None:
        there = set(places) & self.model.mentions
        ids = [m.id for place in there if isinstance(m := self.target(place), Mention)]
        hanging = self.model.hanging(there)
        if hanging and not sure:
            with pytest.raises(RelationsInTheWay) as caught:
                self.session.delete(self.article, ids)
            assert caught.value.count == len(hanging)
            return
        after = copy.deepcopy(self.model)
        after.mentions -= there
        after.relations -= hanging
        self.expect(self.session.delete(self.article, ids, with_relations=sure), after)

    @rule(span=SPANS, label=LABELS)
    def same(self, span: tuple[int, int], label: str) -> None:
        after = copy.deepcopy(self.model)
        for start, end in same_words(span):
            place = (start, end, label)
            over = {m for m in after.mentions if m[0] < end and start < m[1]}
            if not over and (place not in after.rejections or start == span[0]):
                after.mark(place)
            elif len(over) == 1 and (old := over.pop())[:2] == (start, end) and old != place:
                after.move(old, place)
        if any(not self.allows(link) for link in after.relations):
            with pytest.raises(DecisionError, match="cannot be an end"):
                self.session.same(self.article, span, label)
        else:
            self.expect(self.session.same(self.article, span, label), after)

    @rule(span=SPANS, label=LABELS)
    def same_reject(self, span: tuple[int, int], label: str) -> None:
        after = copy.deepcopy(self.model)
        for start, end in same_words(span):
            if not any(m[0] < end and start < m[1] for m in after.mentions):
                after.rejections.add((start, end, label))
        self.expect(self.session.same_reject(self.article, span, label), after)

    @rule(span=SPANS, label=LABELS)
    def same_delete(self, span: tuple[int, int], label: str) -> None:
        after = copy.deepcopy(self.model)
        gone = {(*place, label) for place in same_words(span)} & after.mentions
        after.relations -= after.hanging(gone)
        after.mentions -= gone
        done = self.session.same_delete(self.article, span, label, with_relations=True)
        self.expect(done, after)

    def stands(self, link: Link, among: set[Link]) -> bool:
        type_, head, tail, said = link
        return link in among or (type_ == "meets" and (type_, tail, head, said) in among)

    def link_of(self, relation: Relation) -> Link:
        mentions = self.session.library.decisions(self.article).mentions
        places = {m.id: (m.start, m.end, m.label) for m in mentions}
        ends = places[relation.head.mention or 0], places[relation.tail.mention or 0]
        return (relation.type, *ends, relation.attributes)

    @rule(type_=TYPES, head=PLACES, tail=PLACES, said=ATTRIBUTES)
    def relate(self, type_: str, head: Place, tail: Place, said: Attributes) -> None:
        link = (type_, head, tail, said)
        right = self.allows(link) and may_be_said(type_, said) and head != tail
        ends = self.target(head), self.target(tail)
        if not right or self.stands(link, self.model.relations):
            with pytest.raises(DecisionError):
                self.session.relate(self.article, *ends, type_, attributes=said)
            return
        after = copy.deepcopy(self.model)
        for end in (head, tail):
            if end not in after.mentions:
                after.mark(end)
        after.relations.add(link)
        self.expect(self.session.relate(self.article, *ends, type_, attributes=said), after)

    @precondition(lambda self: self.model.relations)
    @rule(data=st.data(), type_=st.none() | TYPES, said=st.none() | ATTRIBUTES)
    def edit_relation(
        self, data: st.DataObject, type_: str | None, said: Attributes | None
    ) -> None:
        relations = self.session.library.decisions(self.article).relations
        relation = data.draw(st.sampled_from(relations))
        old = self.link_of(relation)
        new: Link = (type_ or old[0], *old[1:3], old[3] if said is None else said)
        right = self.allows(new) and may_be_said(new[0], new[3])
        rest = self.model.relations - {old}
        change = {"type": type_, "attributes": said}
        if new != old and (not right or self.stands(new, rest)):
            with pytest.raises(DecisionError):
                self.session.edit_relation(self.article, relation.id, **change)
            return
        after = copy.deepcopy(self.model)
        after.relations = rest | {new}
        self.expect(self.session.edit_relation(self.article, relation.id, **change), after)

    @precondition(lambda self: self.model.relations)
    @rule(data=st.data())
    def reverse_relation(self, data: st.DataObject) -> None:
        relations = self.session.library.decisions(self.article).relations
        relation = data.draw(st.sampled_from(relations))
        type_, head, tail, said = old = self.link_of(relation)
        new = (type_, tail, head, said)
        rest = self.model.relations - {old}
        if not self.allows(new) or self.stands(new, rest):
            with pytest.raises(DecisionError):
                self.session.reverse_relation(self.article, relation.id)
            return
        after = copy.deepcopy(self.model)
        after.relations = rest | {new}
        self.expect(self.session.reverse_relation(self.article, relation.id), after)

    @precondition(lambda self: self.model.relations)
    @rule(data=st.data())
    def delete_relation(self, data: st.DataObject) -> None:
        relations = self.session.library.decisions(self.article).relations
        relation = data.draw(st.sampled_from(relations))
        after = copy.deepcopy(self.model)
        after.relations.remove(self.link_of(relation))
        self.expect(self.session.delete_relation(self.article, relation.id), after)

    @rule(names=st.lists(TAGS, min_size=1, max_size=3), off=st.booleans())
    def tag(self, names: list[str], off: bool) -> None:
        after = copy.deepcopy(self.model)
        after.tags = after.tags - set(names) if off else after.tags | set(names)
        command = self.session.untag if off else self.session.tag
        self.expect(command(self.article, names), after)

    @rule(text=st.sampled_from(["says the wire", "twice"]))
    def note(self, text: str) -> None:
        after = copy.deepcopy(self.model)
        after.notes.append(text)
        self.expect(self.session.note(self.article, "article", text), after)

    @precondition(lambda self: self.model.notes)
    @rule(data=st.data())
    def delete_note(self, data: st.DataObject) -> None:
        notes = self.session.library.decisions(self.article).notes
        note = data.draw(st.sampled_from(notes))
        after = copy.deepcopy(self.model)
        del after.notes[notes.index(note)]  # the same words may stand on it twice
        self.expect(self.session.delete_note(self.article, note.id), after)

    @rule(state=st.sampled_from(["new", "open", "done"]))
    def set_state(self, state: str) -> None:
        after = copy.deepcopy(self.model)
        after.state = state
        self.expect(self.session.set_state(self.article, state), after)  # type: ignore[arg-type]

    @rule(star=st.booleans())
    def set_star(self, star: bool) -> None:
        after = copy.deepcopy(self.model)
        after.star = star
        self.expect(self.session.set_star(self.article, star), after)

    @rule(headline=st.sampled_from(["Treaty", "Treaty signed"]))
    def set_headline(self, headline: str) -> None:
        after = copy.deepcopy(self.model)
        after.headline = headline
        if headline != self.model.headline:
            self.expect(self.session.set_metadata(self.article, headline=headline), after)

    @rule()
    def another_window_tags(self) -> None:
        name = f"ben/{len(self.others_tags)}"
        self.other.tag(self.article, [name])
        self.others_tags.append(name)

    @precondition(lambda self: self.others_tags)
    @rule()
    def another_window_undoes(self) -> None:
        assert self.other.undo(self.article)
        self.others_tags.pop()

    @rule()
    def undo(self) -> None:
        done = self.session.undo(self.article)
        assert (done is None) == (not self.before)
        if done is not None:
            self.undone.append(self.model)
            self.model = self.before.pop()

    @rule()
    def redo(self) -> None:
        done = self.session.redo(self.article)
        assert (done is None) == (not self.undone)
        if done is not None:
            self.before.append(self.model)
            self.model = self.undone.pop()

    @rule()
    def undo_all_and_redo_as_many(self) -> None:
        before = documents(self.session, self.article)
        steps = 0
        while self.session.undo(self.article):
            steps += 1
        assert steps == len(self.before)
        assert self.shown() == (self.before[0] if self.before else self.model)
        for _ in range(steps):
            assert self.session.redo(self.article)
        assert documents(self.session, self.article) == before

    @invariant()
    def equals_the_model(self) -> None:
        assert self.shown() == self.model

    @invariant()
    def remembers_what_the_file_holds(self) -> None:
        record = self.session.library.record(self.article)
        anew = ArticleRecord(self.session.library.path, self.article)
        assert anew.tables() == record.tables()
        assert anew.decisions() == record.decisions()
        assert anew.history() == record.history()
        assert anew.uniqueness() == record.uniqueness()
        suggestions = self.session.library.suggestions.latest(self.article)
        assert suggestions is not None
        now, then = record.annotated(suggestions), anew.annotated(suggestions)
        assert list(now.mentions) == list(then.mentions)
        assert list(now.pending) == list(then.pending)
        assert now.names == then.names

    @invariant()
    def writes_the_file_as_if_it_were_new(self) -> None:
        written = self.session.library.record(self.article).path.read_bytes()
        assert written == dumps(loads(written))

    def shown(self) -> Model:
        record = self.session.library.record(self.article)
        decisions, article = record.decisions(), record.article()
        places = {m.id: (m.start, m.end, m.label) for m in decisions.mentions}
        tags = [tag.name for tag in decisions.tags if not tag.name.startswith("ben/")]
        assert len(places) == len(set(places.values()))
        assert len(tags) == len(set(tags))
        assert all(TEXT[m.start : m.end] == m.text for m in decisions.mentions)
        return Model(
            set(places.values()),
            {(r.start, r.end, r.label) for r in decisions.rejections},
            {self.link_of(relation) for relation in decisions.relations},
            [note.text for note in decisions.notes],
            set(tags),
            article.state,
            article.star,
            article.metadata.headline,
        )


TestSessions = Sessions.TestCase
TestSessions.settings = settings(max_examples=40, stateful_step_count=30, deadline=None)
