"""What each command on mentions, tags, notes and the article does, says and leaves."""

from __future__ import annotations

from typing import Any

from newsbrowse.workspace.wording import decision_words
from newsbrowse_store.decisions.session import Session
from newsbrowse_store.values import Rejection
from store.sessions import documents, marked, mention, suggest


def test_a_suggestion_accepted_is_a_mention_and_no_longer_pending(
    session: Session, article: str
) -> None:
    found = [suggest("Ilse Brandt", "PERSON"), suggest("Amsel Lines", "ORG")]
    session.library.suggestions.put(article, "model", found)
    session.library.touch(article)
    done = session.accept(article, found[:1])
    assert decision_words(done) == "accepted “Ilse Brandt” as PERSON"
    accepted = session.library.decisions(article).mentions[0]
    assert (accepted.start, accepted.end, accepted.text) == (0, 11, "Ilse Brandt")
    assert (accepted.origin, accepted.annotator) == ("accepted", "ana")
    row = session.library.catalogue.row(article)
    assert row
    assert (row.pending, row.mentions) == (1, 1)


def test_accepting_many_is_one_step(session: Session, article: str) -> None:
    found = [suggest("Ilse Brandt", "PERSON"), suggest("Amsel Lines", "ORG")]
    assert decision_words(session.accept(article, found)) == "2 suggestions accepted"
    assert session.accept(article, found).entry is None
    assert len(session.library.record(article).history()) == 1
    undone = session.undo(article)
    assert undone
    assert decision_words(undone) == "undone: 2 suggestions accepted"
    assert marked(session, article) == []


def test_a_rejected_suggestion_stays_rejected_until_it_is_accepted(
    session: Session, article: str
) -> None:
    found = suggest("Tuesday", "DATE")
    assert decision_words(session.reject(article, [found])) == "rejected “Tuesday” as DATE"
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
    assert decision_words(done) == "“Amsel Lines” is ORG now"
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
    assert (
        decision_words(session.relabel(article, targets, "PERSON")) == "“Tomas Okoye” is PERSON now"
    )
    assert marked(session, article) == [
        ("Ilse Brandt", "ORG"),
        ("Ilse Brandt", "PERSON"),
        ("Tomas Okoye", "PERSON"),
    ]


def test_tags_and_notes_come_and_go(session: Session, article: str) -> None:
    done = session.tag(article, [" defence / diplomacy", "china-russia", "china-russia"])
    assert decision_words(done) == "tagged defence/diplomacy, china-russia"
    assert (
        decision_words(session.untag(article, ["china-russia", "none"])) == "took off china-russia"
    )
    assert [tag.name for tag in session.library.decisions(article).tags] == ["defence/diplomacy"]
    session.note(article, "article", "from the wire")
    session.note(article, suggest("Ilse Brandt", "PERSON"), "the minister")
    first, second = session.library.decisions(article).notes
    brandt = mention(session, article, "Ilse Brandt")
    assert (first.on, second.on) == ("article", f"mention:{brandt.id}")
    assert decision_words(session.edit_note(article, first.id, "from the agency")) == (
        "note is “from the agency” now"
    )
    session.delete_note(article, second.id)
    assert [note.text for note in session.library.decisions(article).notes] == ["from the agency"]


def test_metadata_are_corrected_and_the_headline_is_then_not_derived(
    session: Session, article: str
) -> None:
    done = session.set_metadata(article, headline="Treaty  signed", published="2026-03-04")
    assert decision_words(done) == "corrected headline, published"
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
    assert decision_words(undone) == "undone: starred"
    assert session.undo(article) is None
    found = session.library.article(article)
    assert (found.state, found.star) == ("open", False)
    session.set_state(article, "done")
    session.mark_open(article)
    assert session.library.article(article).state == "done"


def test_what_was_just_written_is_not_read_again(session: Session, article: str) -> None:
    session.add(article, 0, 11, "PERSON")
    assert not session.library.record(article).changed()


def test_commands_can_be_joined_to_one_decision(session: Session, article: str) -> None:
    from newsbrowse_store.decisions import mentions, tags_notes_links

    def both(plan: Any) -> None:
        mentions.add(plan, 0, 11, "PERSON")
        tags_notes_links.tag(plan, ["law"])

    session.decide(article, "import", both)
    assert len(session.library.record(article).history()) == 1
    session.undo(article)
    assert documents(session, article)["tags"] == documents(session, article)["mentions"] == {}
