"""What each command does, says, refuses and leaves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from tinydb import TinyDB

from newsbrowse_store.errors import DecisionError, StorageError
from newsbrowse_store.model import End, Rejection, Span
from newsbrowse_store.session import RelationsInTheWay, Session
from store.sessions import TEXT, documents, marked, mention, related, session_in, suggest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Act = Callable[[Session, str], Any]


@pytest.fixture
def session(tmp_path: Path) -> Session:
    return session_in(tmp_path)[0]


@pytest.fixture
def article(session: Session) -> str:
    return session.library.ids()[0]


def test_a_suggestion_accepted_is_a_mention_and_no_longer_pending(
    session: Session, article: str
) -> None:
    found = [suggest("Ilse Brandt", "PERSON"), suggest("Amsel Lines", "ORG")]
    session.library.suggestions.put(article, "model", found)
    session.library.touch(article)
    done = session.accept(article, found[:1])
    assert done.words == "accepted “Ilse Brandt” as PERSON"
    accepted = session.library.decisions(article).mentions[0]
    assert (accepted.start, accepted.end, accepted.text) == (0, 11, "Ilse Brandt")
    assert (accepted.origin, accepted.annotator) == ("accepted", "ana")
    row = session.library.catalogue.row(article)
    assert row
    assert (row.pending, row.mentions) == (1, 1)


def test_accepting_many_is_one_step(session: Session, article: str) -> None:
    found = [suggest("Ilse Brandt", "PERSON"), suggest("Amsel Lines", "ORG")]
    assert session.accept(article, found).words == "2 suggestions accepted"
    assert session.accept(article, found).entry is None
    assert len(session.library.record(article).history()) == 1
    undone = session.undo(article)
    assert undone
    assert undone.words == "undone: 2 suggestions accepted"
    assert marked(session, article) == []


def test_a_rejected_suggestion_stays_rejected_until_it_is_accepted(
    session: Session, article: str
) -> None:
    found = suggest("Tuesday", "DATE")
    assert session.reject(article, [found]).words == "rejected “Tuesday” as DATE"
    (rejection,) = session.library.decisions(article).rejections
    assert isinstance(rejection, Rejection)
    assert (rejection.text, rejection.label) == ("Tuesday", "DATE")
    assert session.reject(article, [found]).entry is None
    session.accept(article, [found])
    assert session.library.decisions(article).rejections == ()
    assert session.reject(article, [found]).entry is None, "it is decided the other way"
    session.undo(article)
    assert session.library.decisions(article).rejections == (rejection,)


def test_mentions_nest_and_overlap(session: Session, article: str) -> None:
    session.add(article, 0, 11, "PERSON")
    session.add(article, 5, 11, "PERSON")
    session.add(article, 5, 15, "EVENT")
    session.add(article, 0, 11, "ORG")
    assert len(marked(session, article)) == 4
    assert session.library.decisions(article).mentions[0].origin == "manual"


def test_relabelling_a_suggestion_marks_it(session: Session, article: str) -> None:
    done = session.relabel(article, [suggest("Amsel Lines", "PERSON")], "ORG")
    assert done.words == "“Amsel Lines” is ORG now"
    assert marked(session, article) == [("Amsel Lines", "ORG")]
    assert session.library.decisions(article).mentions[0].origin == "manual"


def test_a_decision_is_whose_who_made_it_last(session: Session, article: str) -> None:
    session.add(article, 0, 11, "ORG")
    ben = Session(session.library, "ben")
    ben.relabel(article, [mention(session, article, "Ilse Brandt")], "PERSON")
    assert mention(session, article, "Ilse Brandt").annotator == "ben"
    ben.undo(article)
    assert mention(session, article, "Ilse Brandt").annotator == "ana"


def test_relabelling_many_passes_over_what_has_the_label(session: Session, article: str) -> None:
    session.add(article, 0, 11, "PERSON")
    session.add(article, 0, 11, "ORG")
    session.add(article, 16, 27, "ORG")
    targets = session.library.decisions(article).mentions
    assert session.relabel(article, targets, "PERSON").words == "“Tomas Okoye” is PERSON now"
    assert marked(session, article) == [
        ("Ilse Brandt", "ORG"),
        ("Ilse Brandt", "PERSON"),
        ("Tomas Okoye", "PERSON"),
    ]


def test_no_place_is_both_marked_and_rejected(session: Session, article: str) -> None:
    session.accept(article, [suggest("Okoye", "ORG"), suggest("Tomas", "PERSON")])
    session.reject(article, [suggest("Okoye", "PERSON"), suggest("Tomas Okoye", "PERSON")])
    session.relabel(article, [mention(session, article, "Okoye")], "PERSON")
    left = [(r.text, r.label) for r in session.library.decisions(article).rejections]
    assert left == [("Tomas Okoye", "PERSON")]
    session.resize(article, mention(session, article, "Tomas"), 16, 27)
    assert session.library.decisions(article).rejections == ()


def test_resizing_keeps_relations_and_label(session: Session, article: str) -> None:
    session.relate(article, suggest("Brandt", "PERSON"), suggest("Okoye", "PERSON"), "meets")
    done = session.resize(article, mention(session, article, "Brandt"), 0, 11)
    assert done.words == "“Brandt” is “Ilse Brandt” now"
    assert related(session, article) == [("Ilse Brandt", "meets", "Okoye")]
    session.resize(article, suggest("Amsel", "ORG"), 31, 42)
    assert ("Amsel Lines", "ORG") in marked(session, article)


def test_relating_suggestions_is_one_step(session: Session, article: str) -> None:
    head, tail = suggest("Ilse Brandt", "PERSON"), suggest("Tomas Okoye", "PERSON")
    done = session.relate(article, head, tail, "meets", " in Port Amsel ")
    assert done.words == "Ilse Brandt —meets→ Tomas Okoye"
    (relation,) = session.library.decisions(article).relations
    assert relation.note == "in Port Amsel"
    assert relation.evidence == (Span(0, TEXT.index(" Brandt signed")),)
    assert marked(session, article) == [("Ilse Brandt", "PERSON"), ("Tomas Okoye", "PERSON")]
    session.undo(article)
    assert marked(session, article) == related(session, article) == []


def test_evidence_is_the_sentences_of_both_ends_or_what_was_chosen(
    session: Session, article: str
) -> None:
    second = TEXT.index("Okoye’s")
    head, tail = suggest("Ilse Brandt", "PERSON"), suggest("Amsel Lines", "ORG", 2)
    session.relate(article, head, tail, "leads")
    (relation,) = session.library.decisions(article).relations
    first, last = relation.evidence
    assert TEXT[first.start : first.end].endswith("on Tuesday.")
    assert TEXT[last.start : last.end].startswith("Okoye’s Amsel Lines will own")
    session.edit_relation(article, relation.id, evidence=[Span(second, second + 5), Span(0, 11)])
    assert session.library.decisions(article).relations[0].evidence == (
        Span(0, 11),
        Span(second, second + 5),
    )
    session.edit_relation(article, relation.id, evidence=[])
    assert session.library.decisions(article).relations[0].evidence == relation.evidence


def test_a_relation_is_edited_turned_round_and_deleted(session: Session, article: str) -> None:
    head, tail = suggest("Ilse Brandt", "PERSON"), suggest("Tomas Okoye", "PERSON")
    session.relate(article, head, tail, "criticises")
    id_ = session.library.decisions(article).relations[0].id
    done = session.edit_relation(article, id_, type="threatens", note="said so")
    assert done.words == "now Ilse Brandt —threatens→ Tomas Okoye"
    assert session.edit_relation(article, id_, type="threatens").entry is None
    done = session.reverse_relation(article, id_)
    assert done.words == "turned round to Tomas Okoye —threatens→ Ilse Brandt"
    session.note(article, f"relation:{id_}", "check this")
    assert session.delete_relation(article, id_).words.startswith("deleted Tomas Okoye")
    assert session.library.decisions(article).notes == ()
    session.undo(article)
    assert related(session, article) == [("Tomas Okoye", "threatens", "Ilse Brandt")]
    assert session.library.decisions(article).notes[0].text == "check this"


def test_a_relation_is_turned_round_only_where_the_schema_allows(
    session: Session, article: str
) -> None:
    session.relate(
        article, suggest("Tomas Okoye", "PERSON"), suggest("Amsel Lines", "ORG"), "leads"
    )
    session.relate(article, suggest("Tomas Okoye", "PERSON"), suggest("Brandt", "PERSON"), "meets")
    leads, meets = session.library.decisions(article).relations
    with pytest.raises(DecisionError, match="cannot lead from ORG to PERSON"):
        session.reverse_relation(article, leads.id)
    session.reverse_relation(article, meets.id)
    assert related(session, article)[1] == ("Brandt", "meets", "Tomas Okoye")


def test_deleting_a_mention_with_relations_asks_once_and_is_undone_with_them(
    session: Session, article: str
) -> None:
    head = suggest("Ilse Brandt", "PERSON")
    session.relate(article, head, suggest("Tomas Okoye", "PERSON"), "meets")
    session.relate(article, head, suggest("Amsel Lines", "ORG"), "leads")
    session.note(article, head, "the minister")
    relation = session.library.decisions(article).relations[0]
    session.note(article, f"relation:{relation.id}", "says the wire")
    brandt = mention(session, article, "Ilse Brandt")
    before = documents(session, article)
    with pytest.raises(RelationsInTheWay, match="an end of 2 relations") as caught:
        session.delete(article, [brandt.id])
    assert caught.value.count == 2
    assert documents(session, article) == before
    done = session.delete(article, [brandt.id], with_relations=True)
    assert done.words == "deleted “Ilse Brandt” (PERSON) with 2 relations"
    assert session.library.decisions(article).notes == ()
    session.undo(article)
    assert documents(session, article) == before
    assert session.delete(article, [5]).entry is None


def test_tags_and_notes_come_and_go(session: Session, article: str) -> None:
    done = session.tag(article, [" defence / diplomacy", "china-russia", "china-russia"])
    assert done.words == "tagged defence/diplomacy, china-russia"
    assert session.untag(article, ["china-russia", "none"]).words == "took off china-russia"
    assert [tag.name for tag in session.library.decisions(article).tags] == ["defence/diplomacy"]
    session.note(article, "article", "from the wire")
    session.note(article, suggest("Ilse Brandt", "PERSON"), "the minister")
    first, second = session.library.decisions(article).notes
    brandt = mention(session, article, "Ilse Brandt")
    assert (first.on, second.on) == ("article", f"mention:{brandt.id}")
    assert session.edit_note(article, first.id, "from the agency").words == (
        "note is “from the agency” now"
    )
    session.delete_note(article, second.id)
    assert [note.text for note in session.library.decisions(article).notes] == ["from the agency"]


def test_metadata_are_corrected_and_the_headline_is_then_not_derived(
    session: Session, article: str
) -> None:
    done = session.set_metadata(article, headline="Treaty  signed", published="2026-03-04")
    assert done.words == "corrected headline, published"
    metadata = session.library.article(article).metadata
    assert (metadata.headline, metadata.headline_derived) == ("Treaty signed", False)
    assert metadata.published == "2026-03-04"
    row = session.library.catalogue.row(article)
    assert row
    assert row.headline == "Treaty signed"
    session.undo(article)
    metadata = session.library.article(article).metadata
    assert (metadata.headline, metadata.headline_derived) == ("Treaty", True)


def test_opening_is_noted_once_and_never_undone(session: Session, article: str) -> None:
    session.set_star(article, True)
    assert session.mark_open(article).entry
    assert session.library.article(article).state == "open"
    assert session.mark_open(article).entry is None
    undone = session.undo(article)
    assert undone
    assert undone.words == "undone: starred"
    assert session.undo(article) is None
    found = session.library.article(article)
    assert (found.state, found.star) == ("open", False)
    session.set_state(article, "done")
    session.mark_open(article)
    assert session.library.article(article).state == "done"


@pytest.mark.parametrize(
    ("act", "said"),
    [
        (lambda s, a: s.add(a, 0, 12, "PERSON"), "white space"),
        (lambda s, a: s.add(a, 11, 15, "PERSON"), "white space"),
        (lambda s, a: s.add(a, 5, 5, "PERSON"), "no stretch"),
        (lambda s, a: s.add(a, -3, 5, "PERSON"), "no stretch"),
        (lambda s, a: s.add(a, 0, len(TEXT) + 1, "PERSON"), "no stretch"),
        (lambda s, a: s.accept(a, [suggest("Okoye", "ORG"), suggest(" Okoye", "ORG")]), "white"),
        (lambda s, a: s.reject(a, [suggest("Okoye ", "ORG")]), "white space"),
        (lambda s, a: s.same(a, (0, 12), "PERSON"), "white space"),
        (lambda s, a: s.resize(a, suggest("Okoye", "ORG"), 0, 500), "no stretch"),
        (lambda s, a: s.relabel(a, [mention(s, a, "Amsel Lines")], "DATE"), "an end of “leads”"),
        (lambda s, a: s.same(a, suggest_span("Amsel Lines"), "DATE"), "an end of “leads”"),
        (lambda s, a: s.tag(a, ["defence//diplomacy"]), "no tag"),
        (lambda s, a: s.tag(a, ["a\x1b"]), "no tag"),
        (lambda s, a: s.tag(a, [" "]), "no tag"),
        (lambda s, a: s.note(a, "article", " \n"), "empty"),
        (lambda s, a: s.note(a, "mention:5", "x"), "is gone"),
        (lambda s, a: s.note(a, "planet:5", "x"), "nothing that can have a note"),
        (lambda s, a: s.edit_note(a, 5, "x"), "no longer there"),
        (lambda s, a: s.unlink(a, 5), "no longer there"),
        (lambda s, a: s.link(a, suggest("Okoye", "PERSON"), "abcdef"), "no entity"),
        (lambda s, a: s.link(a, suggest("Okoye", "PERSON"), "../../x"), "no entity"),
        (lambda s, a: s.relate(a, suggest("Okoye", "PERSON"), "abcdef", "leads"), "no entity"),
        (lambda s, a: s.delete_relation(a, 5), "no longer there"),
        (lambda s, a: s.set_metadata(a, headline=" "), "empty"),
        (lambda s, a: s.set_metadata(a, published="yesterday"), "no date"),
        (lambda s, a: s.set_metadata(a, text="x"), "cannot be corrected"),
        (lambda s, a: s.set_state(a, "lost"), "no state"),
    ],
)
def test_what_breaks_a_rule_is_refused_with_the_reason(
    session: Session, article: str, act: Act, said: str
) -> None:
    session.relate(
        article, suggest("Tomas Okoye", "PERSON"), suggest("Amsel Lines", "ORG"), "leads"
    )
    before = session.library.record(article).path.read_bytes()
    with pytest.raises(DecisionError, match=said) as caught:
        act(session, article)
    assert caught.value.what
    assert session.library.record(article).path.read_bytes() == before
    assert session.library.check() == []


def suggest_span(words: str) -> tuple[int, int]:
    found = suggest(words, "")
    return found.start, found.end


def test_a_forbidden_relation_names_the_types_that_would_do(session: Session, article: str) -> None:
    head, tail = suggest("Amsel Lines", "ORG"), suggest("Tuesday", "EVENT")
    with pytest.raises(DecisionError, match="cannot lead from ORG to EVENT") as caught:
        session.relate(article, head, tail, "holds office")
    assert caught.value.remedy.startswith("These would do: leads, part of")
    with pytest.raises(DecisionError, match="no relation of the schema"):
        session.relate(article, head, tail, "adores")
    with pytest.raises(DecisionError, match="Nothing leads"):
        session.relate(article, head, suggest("Tuesday", "DATE"), "adores")
    assert marked(session, article) == []


def test_a_relation_leads_somewhere_else_and_stands_once(session: Session, article: str) -> None:
    head, tail = suggest("Ilse Brandt", "PERSON"), suggest("Tomas Okoye", "PERSON")
    with pytest.raises(DecisionError, match="back to where it starts"):
        session.relate(article, head, head, "meets")
    session.relate(article, head, tail, "meets")
    with pytest.raises(DecisionError, match="stands between these two already"):
        session.relate(article, head, tail, "meets")
    with pytest.raises(DecisionError, match="the other way round"):
        session.relate(article, tail, head, "meets")
    session.relate(article, tail, head, "criticises")
    assert len(related(session, article)) == 2


def test_what_a_changed_schema_forbids_can_still_be_relabelled(
    session: Session, article: str
) -> None:
    session.relate(
        article, suggest("Tomas Okoye", "PERSON"), suggest("Amsel Lines", "ORG"), "leads"
    )
    schema = session.library.path / "newsbrowse.toml"
    schema.write_text(schema.read_text().replace("[relations.leads]", "[relations.heads]"))
    session.relabel(article, [mention(session, article, "Amsel Lines")], "DATE")
    assert ("Amsel Lines", "DATE") in marked(session, article)


def test_ends_may_be_entities(session: Session, article: str) -> None:
    lines = session.entities.create("Amsel Lines", "ORG", "ana")
    done = session.relate(article, suggest("Tomas Okoye", "PERSON"), lines.id, "leads")
    assert done.words == "Tomas Okoye —leads→ Amsel Lines"
    (relation,) = session.library.decisions(article).relations
    assert relation.tail == End(entity=lines.id)
    assert len(relation.evidence) == 1
    with pytest.raises(DecisionError, match="cannot lead from ORG to PERSON"):
        session.relate(article, lines.id, suggest("Tomas Okoye", "PERSON"), "leads")


def test_what_was_just_written_is_not_read_again(session: Session, article: str) -> None:
    session.add(article, 0, 11, "PERSON")
    assert not session.library.record(article).changed()


def test_commands_can_be_joined_to_one_decision(session: Session, article: str) -> None:
    from newsbrowse_store.commands import mentions, remarks

    def both(plan: Any) -> None:
        mentions.add(plan, 0, 11, "PERSON")
        remarks.tag(plan, ["law"])

    session.decide(article, "import", both)
    assert len(session.library.record(article).history()) == 1
    session.undo(article)
    assert documents(session, article)["tags"] == documents(session, article)["mentions"] == {}


def test_nothing_is_decided_where_something_cannot_be_read(session: Session, article: str) -> None:
    path = session.library.record(article).path
    path.write_bytes(path.read_bytes().replace(b'"tags": {\n', b'"tags": {\n"5": {"name": 7}\n'))
    before = path.read_bytes()
    with pytest.raises(StorageError, match="damaged"):
        session.add(article, 0, 11, "PERSON")
    assert path.read_bytes() == before


def test_a_decision_stands_when_the_cache_cannot_be_written(tmp_path: Path) -> None:
    session, article = session_in(tmp_path)
    session.library.close()
    for file in (session.library.path / ".newsbrowse").glob("index*"):
        file.unlink()
    (session.library.path / ".newsbrowse" / "index.sqlite").mkdir()
    assert session.add(article, 0, 11, "PERSON").entry
    assert marked(session, article) == [("Ilse Brandt", "PERSON")]


def test_plain_tinydb_reads_what_was_decided(session: Session, article: str) -> None:
    head, tail = suggest("Ilse Brandt", "PERSON"), suggest("Tomas Okoye", "PERSON")
    session.relate(article, head, tail, "meets", "a note")
    with TinyDB(session.library.record(article).path) as database:
        (relation,) = database.table("relations").all()
        first = database.table("mentions").get(doc_id=relation["head"]["mention"])
        (entry,) = database.table("history").all()
    assert (first["text"], relation["type"], relation["note"]) == ("Ilse Brandt", "meets", "a note")  # type: ignore[index,call-overload]
    assert (entry["what"], entry["annotator"], len(entry["changes"])) == ("relate", "ana", 3)
