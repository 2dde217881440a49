"""What commands on relations do, say and refuse."""

from __future__ import annotations

import pytest
from tinydb import TinyDB

from newsbrowse.workspace.wording import decision_words
from newsbrowse_store.decisions.session import RelationsInTheWay, Session
from newsbrowse_store.errors import DecisionError
from newsbrowse_store.values import End, Span
from store.sessions import TEXT, documents, marked, mention, related, suggest


def test_resizing_keeps_relations_and_label(session: Session, article: str) -> None:
    session.relate(article, suggest("Brandt", "PERSON"), suggest("Okoye", "PERSON"), "meets")
    done = session.resize(article, mention(session, article, "Brandt"), 0, 11)
    assert decision_words(done) == "“Brandt” is “Ilse Brandt” now"
    assert related(session, article) == [("Ilse Brandt", "meets", "Okoye")]
    session.resize(article, suggest("Amsel", "ORG"), 31, 42)
    assert ("Amsel Lines", "ORG") in marked(session, article)


def test_relating_suggestions_is_one_step(session: Session, article: str) -> None:
    head, tail = suggest("Ilse Brandt", "PERSON"), suggest("Tomas Okoye", "PERSON")
    done = session.relate(article, head, tail, "meets", " in Port Amsel ")
    accepted = "accepted “Ilse Brandt” as PERSON, “Tomas Okoye” as PERSON"
    assert decision_words(done) == f"Ilse Brandt —meets→ Tomas Okoye; {accepted}"
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
    assert decision_words(done) == "now Ilse Brandt —threatens→ Tomas Okoye"
    assert session.edit_relation(article, id_, type="threatens").entry is None
    done = session.reverse_relation(article, id_)
    assert decision_words(done) == "turned round to Tomas Okoye —threatens→ Ilse Brandt"
    session.note(article, f"relation:{id_}", "check this")
    assert decision_words(session.delete_relation(article, id_)).startswith("deleted Tomas Okoye")
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
    assert decision_words(done) == "deleted “Ilse Brandt” (PERSON) with 2 relations"
    assert session.library.decisions(article).notes == ()
    session.undo(article)
    assert documents(session, article) == before
    assert session.delete(article, [5]).entry is None


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
    accepted = "accepted “Tomas Okoye” as PERSON"
    assert decision_words(done) == f"Tomas Okoye —leads→ Amsel Lines; {accepted}"
    (relation,) = session.library.decisions(article).relations
    assert relation.tail == End(entity=lines.id)
    assert len(relation.evidence) == 1
    with pytest.raises(DecisionError, match="cannot lead from ORG to PERSON"):
        session.relate(article, lines.id, suggest("Tomas Okoye", "PERSON"), "leads")


def test_plain_tinydb_reads_what_was_decided(session: Session, article: str) -> None:
    head, tail = suggest("Ilse Brandt", "PERSON"), suggest("Tomas Okoye", "PERSON")
    session.relate(article, head, tail, "meets", "a note")
    with TinyDB(session.library.record(article).path) as database:
        (relation,) = database.table("relations").all()
        first = database.table("mentions").get(doc_id=relation["head"]["mention"])
        (entry,) = database.table("history").all()
    assert (first["text"], relation["type"], relation["note"]) == ("Ilse Brandt", "meets", "a note")  # type: ignore[index,call-overload]
    assert (entry["what"], entry["annotator"], len(entry["changes"])) == ("relate", "ana", 3)


def test_the_catalogue_knows_of_a_decision_that_cannot_be_put_into_words(
    session: Session, article: str
) -> None:
    entity = session.entities.create("Ilse Brandt", "PERSON", "ana")
    session.relate(article, entity.id, suggest("Okoye", "PERSON"), "meets")
    (relation,) = session.library.decisions(article).relations
    session.entities.record(entity.id).path.unlink()
    with pytest.raises(DecisionError):
        session.delete_relation(article, relation.id)
    row = session.library.catalogue.row(article)
    assert row is not None
    assert row.relations == len(session.library.decisions(article).relations) == 0
