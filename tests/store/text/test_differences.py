from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from newsbrowse_store.text.differences import Passage, Places, compare
from newsbrowse_store.values import Span

OLD = "Ilse Brandt will sign the treaty on Tuesday. Vesland waits.\n\nShips wait outside."
NEW = (
    "Ilse Brandt will sign the pact on Tuesday. Nobody was told why.\n\n"
    "Ships wait outside. The port is closed."
)
WORDS = st.sampled_from(["Ilse", "Brandt", "met", "Okoye", "in", "Amsel", ".", "\n", ",", "12"])
TEXTS = st.lists(WORDS, max_size=30).map(" ".join)


def said(old: str, new: str, passage: Passage) -> list[str]:
    signs = {"same": "", "removed": "-", "added": "+"}
    return [
        signs[part.kind]
        + (
            new[part.new.start : part.new.end]
            if part.kind == "added"
            else old[part.old.start : part.old.end]
        )
        for part in passage.parts
    ]


def test_a_sentence_is_changed_by_words_and_another_is_taken_out_or_comes() -> None:
    assert [said(OLD, NEW, passage) for passage in compare(OLD, NEW)] == [
        ["Ilse Brandt will sign the", "-treaty", "+pact", "on Tuesday."],
        ["-Vesland waits."],
        ["+Nobody was told why."],
        ["Ships wait outside."],
        ["+The port is closed."],
    ]


def test_equal_texts_differ_in_nothing() -> None:
    assert not any(passage.changed for passage in compare(OLD, OLD))


@given(TEXTS, TEXTS)
def test_all_words_of_both_are_in_the_passages_once_and_in_order(old: str, new: str) -> None:
    passages = compare(old, new)
    parts = [part for passage in passages for part in passage.parts]
    older = [old[p.old.start : p.old.end] for p in parts if p.kind != "added"]
    newer = [new[p.new.start : p.new.end] for p in parts if p.kind != "removed"]
    assert "".join("".join(older).split()) == "".join(old.split())
    assert "".join("".join(newer).split()) == "".join(new.split())
    for part in parts:
        if part.kind == "same":
            assert old[part.old.start : part.old.end] == new[part.new.start : part.new.end]
    for side in ("old", "new"):
        spans = [getattr(part, side) for part in parts]
        assert spans == sorted(spans, key=lambda span: span.start)


@given(TEXTS, TEXTS, st.data())
def test_a_place_that_is_found_begins_and_ends_with_the_same_letters(old, new, data) -> None:
    if old:
        start = data.draw(st.integers(0, len(old) - 1))
        span = Span(start, data.draw(st.integers(start + 1, len(old))))
        places = Places(compare(old, new))
        found = places.find(span)
        if found is not None:
            assert found.start < found.end
            assert (new[found.start], new[found.end - 1]) == (old[span.start], old[span.end - 1])
            assert places.is_old(found)


def test_a_place_is_found_behind_what_was_put_before_it() -> None:
    old, new = "Ilse Brandt met Okoye.", "On Tuesday, Ilse Brandt met Okoye."
    found = Places(compare(old, new)).find(Span(0, 11))
    assert found is not None
    assert new[found.start : found.end] == "Ilse Brandt"
