"""One decision for every place where the same words stand."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from newsbrowse.workspace.wording import decision_words
from newsbrowse_store.decisions.repeat import same_text
from newsbrowse_store.decisions.session import RelationsInTheWay
from store.sessions import marked, mention, session_in, suggest

if TYPE_CHECKING:
    from pathlib import Path


def places(text: str, words: str) -> list[int]:
    start = text.index(words)
    return [start for start, _ in same_text(text, start, start + len(words))]


@pytest.mark.parametrize(
    ("text", "words", "expected"),
    [
        ("Brandt, Brandt’s, Brandtish, “Brandt”", "Brandt", [0, 8, 30]),
        ("Su-57 and Su-57E and Su-57s", "Su-57", [0]),
        ("China-led, of China; chinaware", "China", [0, 14]),
        ("U.S. and U.S.-led", "U.S.", [0, 9]),
        ("Pre-War War", "War", [4, 8]),
        ("中国和美国,中国", "中国", [0, 6]),
        ("a a a", "a a", [0]),
        ("Brandt\nBrandt", "Brandt", [0, 7]),
        ("e\u0301t e e\u0301", "e\u0301", [0, 6]),
    ],
)
def test_the_same_words_are_found_on_their_borders(
    text: str, words: str, expected: list[int]
) -> None:
    assert places(text, words) == expected


def test_every_same_text_gets_the_label_in_one_step(tmp_path: Path) -> None:
    session, article = session_in(tmp_path)
    second = suggest("Brandt", "PERSON", 2)
    session.accept(article, [second])
    done = session.same(article, (second.start, second.end), "PERSON")
    assert decision_words(done) == "“Brandt” is PERSON in 2 more places"
    found = session.library.decisions(article).mentions
    assert [(m.text, m.origin) for m in found] == [
        ("Brandt", "accepted"),
        ("Brandt", "propagated"),
        ("Brandt", "propagated"),
    ]
    assert session.same(article, (second.start, second.end), "PERSON").entry is None
    session.undo(article)
    assert len(marked(session, article)) == 1


def test_decided_places_are_relabelled_and_overlapped_or_rejected_ones_passed_over(
    tmp_path: Path,
) -> None:
    session, article = session_in(tmp_path)
    session.accept(article, [suggest("Ilse Brandt", "PERSON"), suggest("Brandt", "ORG", 2)])
    third = suggest("Brandt", "PERSON", 3)
    session.reject(article, [third])
    second = suggest("Brandt", "PERSON", 2)
    session.same(article, (second.start, second.end), "PERSON")
    assert marked(session, article) == [("Ilse Brandt", "PERSON"), ("Brandt", "PERSON")]
    session.same(article, (third.start, third.end), "PERSON")
    assert marked(session, article)[-1] == ("Brandt", "PERSON")
    assert len(marked(session, article)) == 3, "where it was asked for, it is no longer rejected"
    assert session.library.decisions(article).rejections == ()


def test_a_long_mention_covers_places_beyond_the_short_ones_in_it(tmp_path: Path) -> None:
    session, article = session_in(tmp_path)
    session.add(article, 0, 42, "EVENT")
    session.add(article, 5, 11, "PERSON")
    second = suggest("Okoye", "PERSON", 2)
    session.same(article, (second.start, second.end), "PERSON")
    assert marked(session, article)[2:] == [("Okoye", "PERSON")]


def test_a_place_with_two_labels_is_left_as_it_is(tmp_path: Path) -> None:
    session, article = session_in(tmp_path)
    first, second = suggest("Amsel Lines", "ORG"), suggest("Amsel Lines", "LOC")
    session.accept(article, [first, second])
    session.same(article, (first.start, first.end), "PRODUCT")
    assert marked(session, article) == [
        ("Amsel Lines", "LOC"),
        ("Amsel Lines", "ORG"),
        ("Amsel Lines", "PRODUCT"),
    ]


def test_every_same_text_is_rejected_where_nothing_is_marked(tmp_path: Path) -> None:
    session, article = session_in(tmp_path)
    session.accept(article, [suggest("Ilse Brandt", "PERSON")])
    second = suggest("Brandt", "ORG", 2)
    done = session.same_reject(article, (second.start, second.end), "ORG")
    assert decision_words(done) == "“Brandt” as ORG rejected in 2 places"
    assert [r.start for r in session.library.decisions(article).rejections] == [
        second.start,
        suggest("Brandt", "ORG", 3).start,
    ]


def test_every_same_mention_is_deleted_in_one_step(tmp_path: Path) -> None:
    session, article = session_in(tmp_path)
    first = suggest("Amsel Lines", "ORG")
    session.same(article, (first.start, first.end), "ORG")
    session.relate(
        article, suggest("Tomas Okoye", "PERSON"), mention(session, article, "Amsel Lines"), "leads"
    )
    with pytest.raises(RelationsInTheWay):
        session.same_delete(article, (first.start, first.end), "ORG")
    span = first.start, first.end
    done = session.same_delete(article, span, "ORG", with_relations=True)
    assert decision_words(done) == "“Amsel Lines” (ORG) deleted in 2 places with a relation"
    assert marked(session, article) == [("Tomas Okoye", "PERSON")]
    session.undo(article)
    assert len(marked(session, article)) == 3
