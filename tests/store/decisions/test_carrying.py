from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from newsbrowse_store.decisions.session import Session
from newsbrowse_store.errors import DecisionError
from newsbrowse_store.library import Library
from newsbrowse_store.records.history import Change
from newsbrowse_store.values import Attributes, Draft, Metadata, Span
from store.sessions import documents, marked, mention, related, suggest

if TYPE_CHECKING:
    from pathlib import Path

OLD = (
    "Harbour treaty signed\n\n"
    "Ilse Brandt met Tomas Okoye in Port Amsel on Tuesday. Vesland waits for the ships.\n\n"
    "Amsel Lines owns the quay, Brandt said. The days of the port are over."
)
NEW = (
    "Harbour treaty signed at last\n\n"
    "On Monday Ilse Brandt met Tomas Okoye in Port Amsel on Tuesday. Nobody was told.\n\n"
    "Amsel Lines now owns the quay, Brandt said. The days of the port are over."
)


@pytest.fixture
def session(tmp_path: Path) -> Session:
    return Session(Library.open(tmp_path / "news"), "ana")


def put(session: Session, text: str) -> str:
    return session.library.add(Draft(text, Metadata(headline=text[:20]))).id


@pytest.fixture
def old(session: Session) -> str:
    return put(session, OLD)


@pytest.fixture
def new(session: Session) -> str:
    return put(session, NEW)


def mark(session: Session, article: str, words: str, label: str, nth: int = 1):
    text = session.library.article(article).text
    found = suggest(words, label, nth, text)
    session.add(article, found.start, found.end, label)
    return mention(session, article, words, 1)


def test_mentions_come_along_with_their_entities_and_are_signed(session, old, new) -> None:
    brandt = mark(session, old, "Ilse Brandt", "PERSON")
    mark(session, old, "Vesland", "GPE")
    session.link(old, brandt, "Ilse Brandt", create=True)
    before = documents(session, old)
    ben = Session(session.library, "ben")
    decided, carried = ben.carry_over(old, new)
    [made] = session.library.decisions(new).mentions
    entity = session.library.decisions(old).mentions[0].entity
    assert (made.text, made.label, made.origin, made.annotator, made.entity) == (
        "Ilse Brandt",
        "PERSON",
        "carried",
        "ben",
        entity,
    )
    assert carried.added == {"mentions": 1}
    assert [(one.what, one.reason) for one in carried.unplaced] == [
        ("“Vesland” as GPE", "its words are no longer there")
    ]
    assert documents(session, old) == before
    assert decided.entry is not None
    assert decided.entry.what == "carry"


def test_relations_notes_and_tags_come_along_and_are_one_step_of_undo(session, old, new) -> None:
    brandt = mark(session, old, "Ilse Brandt", "PERSON")
    okoye = mark(session, old, "Tomas Okoye", "PERSON")
    sentence = OLD.index("Ilse"), OLD.index(" Vesland")
    session.relate(old, brandt, okoye, "meets", "in person", [Span(*sentence)])
    relation = session.library.decisions(old).relations[0].id
    session.note(old, f"relation:{relation}", "twice")
    session.note(old, brandt, "the minister")
    session.note(old, "article", "one source")
    session.tag(old, ["law", "trade/harbours"])
    session.tag(new, ["law"])
    before = documents(session, new)
    _, carried = session.carry_over(old, new)
    assert carried.added == {"mentions": 2, "relations": 1, "tags": 1, "notes": 3}
    assert carried.present == {"tags": 1}
    assert related(session, new) == [("Ilse Brandt", "meets", "Tomas Okoye")]
    made = session.library.decisions(new)
    text = session.library.article(new).text
    [span] = made.relations[0].evidence
    assert text[span.start : span.end] == OLD[slice(*sentence)]
    assert made.relations[0].note == "in person"
    assert {note.on for note in made.notes} == {
        "article",
        f"mention:{mention(session, new, 'Ilse Brandt').id}",
        f"relation:{made.relations[0].id}",
    }
    session.undo(new)
    assert documents(session, new) == before
    session.redo(new)
    assert related(session, new) == [("Ilse Brandt", "meets", "Tomas Okoye")]


def test_what_is_said_of_a_relation_comes_along_and_tells_two_apart(session, old, new) -> None:
    brandt = mark(session, old, "Ilse Brandt", "PERSON")
    okoye = mark(session, old, "Tomas Okoye", "PERSON")
    said = Attributes(when="2024-11-12", planned=True)
    session.relate(old, brandt, okoye, "meets", attributes=said)
    session.carry_over(old, new)
    session.relate(old, brandt, okoye, "meets", attributes=Attributes(when="2024-11-13"))
    _, carried = session.carry_over(old, new)
    assert (carried.added, carried.present["relations"]) == ({"relations": 1}, 1)
    assert [one.attributes for one in session.library.decisions(new).relations] == [
        said,
        Attributes(when="2024-11-13"),
    ]


def test_what_is_there_already_is_passed_over(session, old, new) -> None:
    okoye = mark(session, old, "Tomas Okoye", "PERSON")
    session.relate(old, mark(session, old, "Ilse Brandt", "PERSON"), okoye, "meets")
    session.note(old, "article", "one source")
    session.carry_over(old, new)
    before = documents(session, new)
    decided, carried = session.carry_over(old, new)
    assert decided.entry is None
    assert carried.added == {}
    assert carried.present == {"mentions": 2, "relations": 1, "notes": 1}
    assert documents(session, new) == before


def test_what_was_rejected_in_the_new_version_stays_so(session, old, new) -> None:
    brandt = mark(session, old, "Ilse Brandt", "PERSON")
    session.relate(old, brandt, mark(session, old, "Tomas Okoye", "PERSON"), "meets")
    session.reject(new, [suggest("Ilse Brandt", "PERSON", text=NEW)])
    _, carried = session.carry_over(old, new)
    assert marked(session, new) == [("Tomas Okoye", "PERSON")]
    assert [one.reason for one in carried.unplaced] == [
        "it was rejected there",
        "one of its ends is not there",
    ]


def test_rejections_come_along_where_the_text_is_the_same(session, old, new) -> None:
    session.reject(old, [suggest("Port Amsel", "ORG", text=OLD), suggest("Vesland", "ORG", 1, OLD)])
    session.carry_over(old, new)
    [made] = session.library.decisions(new).rejections
    assert NEW[made.start : made.end] == "Port Amsel"


def test_evidence_that_was_rewritten_comes_along_and_is_told(session, old, new) -> None:
    lines = mark(session, old, "Amsel Lines", "ORG")
    session.relate(old, mark(session, old, "Brandt", "PERSON", 2), lines, "meets")
    _, carried = session.carry_over(old, new)
    [span] = session.library.decisions(new).relations[0].evidence
    assert NEW[span.start : span.end] == "Amsel Lines now owns the quay, Brandt said."
    assert [one.reason for one in carried.unplaced] == [
        "carried over; its evidence reads otherwise now"
    ]


def test_a_relation_whose_evidence_is_gone_is_not_claimed_again(session) -> None:
    old = put(session, "Treaty\n\nIlse Brandt and Tomas Okoye came. They met behind closed doors.")
    new = put(session, "Treaty\n\nIlse Brandt and Tomas Okoye came. It is said no pact was made.")
    text = session.library.article(old).text
    ends = mark(session, old, "Ilse Brandt", "PERSON"), mark(session, old, "Tomas Okoye", "PERSON")
    session.relate(old, *ends, "meets", "", [Span(text.index("They"), len(text))])
    _, carried = session.carry_over(old, new)
    assert not session.library.decisions(new).relations
    assert [(one.what, one.reason) for one in carried.unplaced] == [
        ("“Ilse Brandt” —meets→ “Tomas Okoye”", "what proves it is no longer there")
    ]


def test_of_two_places_the_one_with_the_same_surroundings_is_taken(session) -> None:
    old = put(session, "One.\n\nThe minister Brandt signed it. Two.\n\nThree.")
    new = put(
        session, "One.\n\nThree.\n\nOnly Brandt came to see it.\n\nThe minister Brandt signed it."
    )
    mark(session, old, "Brandt", "PERSON")
    session.carry_over(old, new)
    [made] = session.library.decisions(new).mentions
    assert made.start == session.library.article(new).text.rindex("Brandt")


def test_of_two_places_alike_none_is_taken(session) -> None:
    old = put(session, "One.\n\nThe minister Brandt signed it at home with friends.")
    new = put(session, "One.\n\nNobody knew.\n\nSo Brandt left.\n\nYet Brandt smiled.")
    mark(session, old, "Brandt", "PERSON")
    _, carried = session.carry_over(old, new)
    assert not session.library.decisions(new).mentions
    assert len(carried.unplaced) == 1


def test_a_tag_that_a_merge_left_twice_comes_along_once(session, old, new) -> None:
    session.tag(old, ["ports"])
    record = session.library.record(old)
    (id_, tag), *_ = record.tables()["tags"].items()
    again = [Change("tags", id_ + 1, None, {**tag, "annotator": "ben"})]
    record.commit("tag", "ben", lambda _: again)  # past the rules, as git does
    _, carried = session.carry_over(old, new)
    assert carried.added == {"tags": 1}
    assert [tag.name for tag in session.library.decisions(new).tags] == ["ports"]


def test_nothing_is_carried_over_to_what_was_removed(session, old, new) -> None:
    session.tag(old, ["ports"])
    session.remove([new])
    with pytest.raises(DecisionError, match=f"was removed. First: newsbrowse restore {new}"):
        session.carry_over(old, new)
    assert session.library.decisions(new).tags == ()


def test_a_version_is_not_carried_over_to_itself(session, old) -> None:
    with pytest.raises(DecisionError, match="itself"):
        session.carry_over(old, old)


WORDS = st.sampled_from(["Ilse", "Brandt", "met", "Okoye", "in", "Port", "Amsel", ".", "\n", ","])
TEXTS = st.lists(WORDS, min_size=1, max_size=25).map(lambda words: f"Ilse {' '.join(words)}")


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(old=TEXTS, new=TEXTS, data=st.data())
def test_every_mention_carried_over_stands_on_the_same_words(
    tmp_path_factory: pytest.TempPathFactory, old: str, new: str, data: st.DataObject
) -> None:
    library = Library.open(tmp_path_factory.mktemp("carry") / "news")
    session = Session(library, "ana")
    first, second = put(session, old), put(session, new)
    if first == second:
        return
    words = [(at, at + len(word)) for word in {*old.split()} for at in [old.index(word)]]
    for start, end in data.draw(st.lists(st.sampled_from(words), max_size=4, unique=True)):
        session.add(first, start, end, "PERSON")
    mentions = library.decisions(first).mentions
    _, carried = session.carry_over(first, second)
    made = library.decisions(second).mentions
    assert all(new[one.start : one.end] == one.text for one in made)
    assert len(made) == carried.added.get("mentions", 0)
    assert len(mentions) == len(made) + carried.present.get("mentions", 0) + len(carried.unplaced)
    texts = [one.text for one in mentions]
    assert all(one.text in texts and one.origin == "carried" for one in made)
    library.close()
