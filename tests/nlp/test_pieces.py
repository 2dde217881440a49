from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from newsbrowse_nlp.pieces import digestible, pieces

texts = st.text(alphabet="ab \n", max_size=80)


@given(texts, st.integers(1, 20))
def test_pieces_hold_everything_but_white_space_in_order(text: str, size: int) -> None:
    cut = pieces(text, size)
    assert all(0 < end - start <= size for start, end in cut)
    assert all(one[1] <= other[0] for one, other in pairwise(cut))
    held = "".join(text[start:end] for start, end in cut)
    assert "".join(held.split()) == "".join(text.split())


def test_paragraphs_stay_whole_where_they_fit() -> None:
    text = "one two\n\nthree\nfour five six\nseven"
    assert [text[start:end] for start, end in pieces(text, 16)] == [
        "one two\n\nthree",
        "four five six",
        "seven",
    ]


def test_long_paragraph_is_cut_between_words() -> None:
    text = "one two three four"
    assert [text[start:end] for start, end in pieces(text, 8)] == ["one two", " three", " four"]


@given(st.text(alphabet="a(' 北。", max_size=50).map(lambda part: part * 12))
def test_digestible_is_as_long_and_has_the_same_words(text: str) -> None:
    eased = digestible(text)
    assert len(eased) == len(text)
    assert all(new in (old, " ") for new, old in zip(eased, text, strict=True))
    assert all(new == old for new, old in zip(eased, text, strict=True) if old.isalpha())


def test_only_endless_runs_are_eased() -> None:
    assert digestible("(a.b)") == "(a.b)"
    assert digestible("(" * 300 + " x)") == " " * 300 + " x)"
