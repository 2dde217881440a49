"""What no decision may break, and what may not break a decision."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from newsbrowse_store.errors import DecisionError, StorageError
from newsbrowse_store.maintenance.check import check
from newsbrowse_store.records.history import Change
from newsbrowse_store.records.ids import new_id
from store.sessions import TEXT, marked, mention, session_in, suggest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from newsbrowse_store.decisions.session import Session

    Act = Callable[[Session, str], Any]


def test_no_place_is_both_marked_and_rejected(session: Session, article: str) -> None:
    session.accept(article, [suggest("Okoye", "ORG"), suggest("Tomas", "PERSON")])
    session.reject(article, [suggest("Okoye", "PERSON"), suggest("Tomas Okoye", "PERSON")])
    session.relabel(article, [mention(session, article, "Okoye")], "PERSON")
    left = [(r.text, r.label) for r in session.library.decisions(article).rejections]
    assert left == [("Tomas Okoye", "PERSON")]
    session.resize(article, mention(session, article, "Tomas"), 16, 27)
    assert session.library.decisions(article).rejections == ()


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
    assert check(session.library.path) == []


def suggest_span(words: str) -> tuple[int, int]:
    found = suggest(words, "")
    return found.start, found.end


def test_a_relation_that_git_merged_twice_is_in_the_way_of_no_other(
    session: Session, article: str
) -> None:
    brandt, okoye = suggest("Ilse Brandt", "PERSON"), suggest("Tomas Okoye", "PERSON")
    session.relate(article, brandt, okoye, "meets")
    record = session.library.record(article)
    (document,) = record.tables()["relations"].values()
    again = [Change("relations", new_id(), None, {**document, "annotator": "ben"})]
    record.commit("relate", "ben", lambda _: again)
    assert session.relate(article, okoye, suggest("Brandt", "PERSON", 2), "meets").entry
    with pytest.raises(DecisionError, match="already"):
        session.relate(article, brandt, okoye, "meets")


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
