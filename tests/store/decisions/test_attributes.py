"""What can be said of a relation, what is refused, and what tells two relations apart."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from newsbrowse.workspace.wording import decision_words
from newsbrowse_store.errors import DecisionError
from newsbrowse_store.maintenance.check import check
from newsbrowse_store.values import Attributes
from store.sessions import documents, suggest

if TYPE_CHECKING:
    from newsbrowse_store.decisions.session import Session
    from newsbrowse_store.values import Relation

BRANDT, OKOYE = suggest("Ilse Brandt", "PERSON"), suggest("Tomas Okoye", "PERSON")
PLANNED = Attributes(when="2024-11-12", planned=True)


def relations(session: Session, article: str) -> tuple[Relation, ...]:
    return session.library.decisions(article).relations


def allow(session: Session, type_: str, attributes: str) -> None:
    schema = session.library.path / "newsbrowse.toml"
    head = f"[relations.{type_}]"
    schema.write_text(schema.read_text().replace(head, f"{head}\nattributes = {attributes}"))


def test_all_is_kept_that_is_said_and_nothing_else_written(session: Session, article: str) -> None:
    wire = session.entities.create("Xinhua", "ORG", "ana").id
    said = Attributes("2024-11", planned=True, denied=True, certainty="low", reported_by=wire)
    session.relate(article, BRANDT, OKOYE, "meets", attributes=said)
    session.relate(article, BRANDT, OKOYE, "criticises")
    assert [one.attributes for one in relations(session, article)] == [said, Attributes()]
    full, bare = documents(session, article)["relations"].values()
    assert full["attributes"]["reported_by"] == wire
    assert "attributes" not in bare
    session.edit_relation(article, relations(session, article)[0].id, attributes=PLANNED)
    full, _ = documents(session, article)["relations"].values()
    assert full["attributes"] == {"when": "2024-11-12", "planned": True}


def test_nothing_said_any_more_leaves_no_field_and_undo_brings_all_back(
    session: Session, article: str
) -> None:
    session.relate(article, BRANDT, OKOYE, "meets", "a note", attributes=PLANNED)
    (relation,) = relations(session, article)
    before = documents(session, article)
    session.edit_relation(article, relation.id, attributes=Attributes())
    assert "attributes" not in documents(session, article)["relations"][relation.id]
    assert session.edit_relation(article, relation.id, attributes=Attributes()).entry is None
    session.undo(article)
    assert documents(session, article) == before
    session.redo(article)
    assert relations(session, article)[0].attributes == Attributes()


def test_the_words_of_a_decision_tell_what_is_said(session: Session, article: str) -> None:
    wire = session.entities.create("Xinhua", "ORG", "ana").id
    said = Attributes("2024-11", denied=True, reported_by=wire)
    done = session.relate(article, BRANDT, OKOYE, "meets", attributes=said)
    ends, words = "Ilse Brandt —meets→ Tomas Okoye", "(November 2024, denied, reported by Xinhua)"
    assert decision_words(done).startswith(f"{ends} {words}; accepted")
    (relation,) = relations(session, article)
    done = session.edit_relation(article, relation.id, attributes=Attributes("2024"))
    assert decision_words(done) == f"now {ends} (2024)"
    undone = session.undo(article)
    assert undone is not None
    assert decision_words(undone) == f"undone: now {ends} (2024)"
    done = session.edit_relation(article, relation.id, attributes=Attributes())
    assert decision_words(done) == f"now {ends}"


def test_note_type_and_ends_change_without_the_attributes(session: Session, article: str) -> None:
    session.relate(article, BRANDT, OKOYE, "criticises", attributes=PLANNED)
    (relation,) = relations(session, article)
    session.edit_relation(article, relation.id, note="at noon", type="threatens")
    session.reverse_relation(article, relation.id)
    (now,) = relations(session, article)
    assert (now.type, now.note, now.attributes) == ("threatens", "at noon", PLANNED)
    assert now.head == relation.tail


def test_what_a_newer_version_says_stays(session: Session, article: str) -> None:
    session.relate(article, BRANDT, OKOYE, "meets", attributes=PLANNED)
    (relation,) = relations(session, article)
    path = session.library.record(article).path
    path.write_text(path.read_text().replace('"planned": true', '"place": "Amsel"'))
    assert relations(session, article)[0].attributes == Attributes(when="2024-11-12")
    session.edit_relation(article, relation.id, attributes=Attributes(denied=True))
    said = documents(session, article)["relations"][relation.id]["attributes"]
    assert said == {"denied": True, "place": "Amsel"}


@pytest.mark.parametrize("when", ["2024", "2024-11", "2024-11-12", "2024/2024-03", "2024-11/2024"])
def test_a_date_is_as_far_as_known(session: Session, article: str, when: str) -> None:
    session.relate(article, BRANDT, OKOYE, "meets", attributes=Attributes(when=when))
    assert relations(session, article)[0].attributes.when == when


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"when": "yesterday"}, "neither a date nor a period"),
        ({"when": "2024-13"}, "neither a date nor a period"),
        ({"when": "2023-02-29"}, "neither a date nor a period"),
        ({"when": "2024-11-12T10:00"}, "neither a date nor a period"),
        ({"when": "2024/"}, "neither a date nor a period"),
        ({"when": "2024/2025/2026"}, "neither a date nor a period"),
        ({"when": "２０２４"}, "neither a date nor a period"),
        ({"when": "2024-11-12/2024-11-11"}, "ends before it begins"),
        ({"when": "2024-11/2024-10"}, "ends before it begins"),
        ({"certainty": "perhaps"}, "no certainty"),
        ({"reported_by": "a07c"}, "no entity of this library"),
    ],
)
def test_what_cannot_be_is_refused_with_what_would_do(
    session: Session, article: str, said: dict[str, Any], why: str
) -> None:
    with pytest.raises(DecisionError, match=why) as caught:
        session.relate(article, BRANDT, OKOYE, "meets", attributes=Attributes(**said))
    assert caught.value.remedy
    session.relate(article, BRANDT, OKOYE, "meets")
    (relation,) = relations(session, article)
    with pytest.raises(DecisionError, match=why):
        session.edit_relation(article, relation.id, attributes=Attributes(**said))
    assert relations(session, article) == (relation,)


def test_a_type_says_what_may_be_said_of_it(session: Session, article: str) -> None:
    allow(session, "meets", '["when", "certainty"]')
    allow(session, "criticises", "[]")
    said = Attributes(when="2024", planned=True, denied=True)
    with pytest.raises(DecisionError, match="“meets”: cannot have planned, denied") as caught:
        session.relate(article, BRANDT, OKOYE, "meets", attributes=said)
    assert caught.value.remedy.startswith("It may have when, certainty.")
    session.relate(article, BRANDT, OKOYE, "meets", attributes=Attributes(when="2024"))
    (relation,) = relations(session, article)
    with pytest.raises(DecisionError, match="“meets”: cannot have denied"):
        session.edit_relation(article, relation.id, attributes=Attributes(denied=True))
    with pytest.raises(DecisionError, match="“criticises”: cannot have when") as caught:
        session.edit_relation(article, relation.id, type="criticises")
    assert caught.value.remedy.startswith("Leave that out")
    session.edit_relation(article, relation.id, type="criticises", attributes=Attributes())
    session.edit_relation(article, relation.id, type="threatens", attributes=PLANNED)
    assert relations(session, article)[0].attributes == PLANNED


def test_what_a_changed_schema_forbids_keeps_nobody_from_other_changes(
    session: Session, article: str
) -> None:
    session.relate(article, BRANDT, OKOYE, "meets", attributes=PLANNED)
    (relation,) = relations(session, article)
    allow(session, "meets", "[]")
    session.edit_relation(article, relation.id, note="at noon")
    assert relations(session, article)[0].attributes == PLANNED
    schema = session.library.path / "newsbrowse.toml"
    schema.write_text(schema.read_text().replace("[relations.meets]", "[relations.greets]"))
    session.edit_relation(article, relation.id, attributes=Attributes(when="2025"))
    assert relations(session, article)[0].attributes.when == "2025"


def test_relations_that_say_other_things_stand_side_by_side(session: Session, article: str) -> None:
    session.relate(article, BRANDT, OKOYE, "meets", attributes=Attributes(when="2024"))
    session.relate(article, BRANDT, OKOYE, "meets", attributes=Attributes(when="2025"))
    session.relate(article, OKOYE, BRANDT, "meets")
    assert len(relations(session, article)) == 3
    with pytest.raises(DecisionError, match="already, the other way round"):
        session.relate(article, OKOYE, BRANDT, "meets", attributes=Attributes(when="2025"))
    with pytest.raises(DecisionError, match="stands between these two already"):
        session.relate(article, OKOYE, BRANDT, "meets")
    first, _, last = relations(session, article)
    with pytest.raises(DecisionError, match="already, the other way round"):
        session.edit_relation(article, last.id, attributes=first.attributes)
    assert check(session.library.path) == []


def test_who_reports_is_used_and_missed_where_it_is_gone(session: Session, article: str) -> None:
    wire = session.entities.create("Xinhua", "ORG", "ana")
    session.relate(article, BRANDT, OKOYE, "meets", attributes=Attributes(reported_by=wire.id))
    assert check(session.library.path) == []
    session.entities.record(wire.id).path.unlink()
    assert [one.what for one in check(session.library.path)] == ["who reported a 'meets' is gone"]
