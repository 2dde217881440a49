"""Which decision undo and redo take, and when they are refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from newsbrowse.workspace.wording import decision_words, retold
from newsbrowse_store.decisions.session import Session
from newsbrowse_store.decisions.undo import UndoStacks
from newsbrowse_store.errors import DecisionError
from newsbrowse_store.library import Library
from newsbrowse_store.records.history import HistoryEntry
from store.sessions import documents, marked, mention, session_in, suggest

if TYPE_CHECKING:
    from pathlib import Path


def entry(id_: int, undoes: int | None = None, who: str = "ana", what: str = "add") -> HistoryEntry:
    return HistoryEntry(id_, what, "", who, (), undoes)


def steps(*history: HistoryEntry) -> tuple[int | None, int | None]:
    """Return the ids of what undo and redo would take."""
    found = UndoStacks(history, "ana")
    return found.undo and found.undo.id, found.redo and found.redo[0].id


def test_undo_takes_the_latest_that_stands_and_redo_what_was_taken_back_last() -> None:
    assert steps() == (None, None)
    assert steps(entry(1), entry(2)) == (2, None)
    assert steps(entry(1), entry(2), entry(3, 2)) == (1, 2)
    assert steps(entry(1), entry(2), entry(3, 2), entry(4, 1)) == (None, 1)
    assert steps(entry(1), entry(2), entry(3, 2), entry(4, 1), entry(5, 4)) == (1, 2)
    again = (entry(1), entry(2), entry(3, 2), entry(4, 1), entry(5, 4), entry(6, 3))
    assert steps(*again) == (2, None)
    assert steps(*again, entry(7, 2)) == (1, 2)


def test_a_new_decision_ends_redo() -> None:
    assert steps(entry(1), entry(2, 1), entry(3)) == (3, None)
    assert steps(entry(1), entry(2, 1), entry(3), entry(4, 3)) == (None, 3)


def test_others_decisions_and_openings_are_passed_over() -> None:
    opened = entry(3, what="opened")
    assert steps(entry(1), entry(2, who="ben"), opened) == (1, None)
    assert steps(entry(1), entry(2, 1), opened, entry(4, who="ben")) == (None, 1)


def test_histories_that_git_merged_are_followed_as_far_as_they_go() -> None:
    assert steps(entry(1), entry(2, 7), entry(3, 8)) == (1, None)
    assert steps(entry(1), entry(2, 1), entry(3), entry(4, 2)) == (1, None), "made again elsewhere"


def test_undo_reaches_back_into_sessions_before(tmp_path: Path) -> None:
    session, article = session_in(tmp_path)
    session.add(article, 0, 11, "PERSON")
    session.add(article, 16, 27, "PERSON")
    session.library.close()
    later = Session(Library.open(session.library.path), "ana")
    undone = later.undo(article)
    assert undone
    assert decision_words(undone) == "undone: added “Tomas Okoye” as PERSON"
    assert undone.entry
    assert undone.entry.undoes == later.library.record(article).history()[1].id
    assert marked(later, article) == [("Ilse Brandt", "PERSON")]
    latest = Session(Library.open(session.library.path), "ana")
    again = latest.redo(article)
    assert again
    assert decision_words(again) == "made again: added “Tomas Okoye” as PERSON"
    assert latest.redo(article) is None


def test_a_decision_of_somebody_else_stays(tmp_path: Path) -> None:
    ana, article = session_in(tmp_path)
    ben = Session(Library.open(ana.library.path), "ben")
    ana.add(article, 0, 11, "PERSON")
    ben.add(article, 16, 27, "PERSON")
    ana.undo(article)
    assert marked(ben, article) == [("Tomas Okoye", "PERSON")]
    assert ana.undo(article) is None


@pytest.mark.parametrize("act", ["relabel", "delete", "relate", "note"])
def test_what_somebody_has_built_on_is_not_taken_back(tmp_path: Path, act: str) -> None:
    ana, article = session_in(tmp_path)
    ben = Session(Library.open(ana.library.path), "ben")
    ana.add(article, 0, 11, "PERSON")
    brandt = mention(ben, article, "Ilse Brandt")
    if act == "relabel":
        ben.relabel(article, [brandt], "ORG")
    elif act == "delete":
        ben.delete(article, [brandt.id])
    elif act == "relate":
        ben.relate(article, brandt, suggest("Tomas Okoye", "PERSON"), "meets")
    else:
        ben.note(article, brandt, "the minister")
    before = documents(ana, article)
    with pytest.raises(DecisionError, match="cannot be undone") as caught:
        ana.undo(article)
    assert retold(caught.value).what == "added “Ilse Brandt” as PERSON"
    assert documents(ana, article) == before
    if act != "relabel":
        ben.undo(article)
        assert ana.undo(article)


def test_what_would_stand_twice_is_not_brought_back(tmp_path: Path) -> None:
    ana, article = session_in(tmp_path)
    ben = Session(Library.open(ana.library.path), "ben")
    ana.add(article, 0, 11, "PERSON")
    ana.tag(article, ["law"])
    ana.undo(article)
    ana.undo(article)
    ben.add(article, 0, 11, "PERSON")
    with pytest.raises(DecisionError, match="is PERSON already"):
        ana.redo(article)
    ben.undo(article)
    ana.redo(article)
    ben.tag(article, ["law"])
    with pytest.raises(DecisionError, match="a tag here already"):
        ana.redo(article)


def test_a_relation_does_not_come_back_without_its_ends(tmp_path: Path) -> None:
    ana, article = session_in(tmp_path)
    ben = Session(Library.open(ana.library.path), "ben")
    ana.add(article, 0, 11, "PERSON")
    ana.add(article, 16, 27, "PERSON")
    head, tail = mention(ana, article, "Ilse Brandt"), mention(ana, article, "Tomas Okoye")
    ana.relate(article, head, tail, "meets")
    ana.undo(article)
    ben.delete(article, [tail.id])
    with pytest.raises(DecisionError, match="is gone"):
        ana.redo(article)


def test_undo_leaves_what_others_did_to_the_same_article(tmp_path: Path) -> None:
    ana, article = session_in(tmp_path)
    ben = Session(Library.open(ana.library.path), "ben")
    ana.set_metadata(article, headline="Treaty signed")
    ben.set_metadata(article, source="Harbour Wire")
    ben.set_star(article, True)
    ana.undo(article)
    found = ana.library.article(article)
    assert (found.metadata.headline, found.metadata.source) == ("Treaty", "Harbour Wire")
    assert found.star
    ana.redo(article)
    assert ana.library.article(article).metadata.headline == "Treaty signed"
    ben.set_metadata(article, headline="Treaty is signed")
    with pytest.raises(DecisionError, match="cannot be undone: this has been changed since"):
        ana.undo(article)


def test_a_decision_on_an_entity_is_taken_back_where_it_was_made(tmp_path: Path) -> None:
    session, article = session_in(tmp_path)
    done = session.link(article, suggest("Ilse Brandt", "PERSON"), "Ilse Brandt", create=True)
    assert done.entity
    session.tag_entity(done.entity, ["minister"], article=article)
    session.add(article, 31, 42, "ORG")
    assert [decision_words(session.undo(article)) for _ in range(3)] == [  # type: ignore[union-attr]
        "undone: added “Amsel Lines” as ORG",
        "undone: tagged minister",
        "undone: linked “Ilse Brandt” to Ilse Brandt",
    ]
    assert session.entities.get(done.entity).tags == ()
    assert session.undo(article) is None
    assert marked(session, article) == []
    words = [decision_words(session.redo(article)) for _ in range(3)]  # type: ignore[union-attr]
    assert words[1] == "made again: tagged minister"
    assert session.entities.get(done.entity).tags == ("minister",)
    session.undo(article)
    session.undo(article)
    session.tag(article, ["law"])
    assert session.redo(article) is None, "something was decided since"
