from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsbrowse_nlp.rules.words import TextWords, longest
from newsbrowse_store.values import Suggestion

spans = st.tuples(st.integers(0, 40), st.integers(1, 8)).map(
    lambda one: Suggestion(one[0], one[0] + one[1], "ORG", "")
)


@pytest.mark.parametrize(
    ("text", "given_span", "fitted"),
    [
        ("Wang Yi's visit", "Wang Yi's", "Wang Yi"),
        ("Wang Yi’s visit", "Wang Yi’s", "Wang Yi"),
        ("in the United States", "the United States", "United States"),
        ("in the west", "the west", "the west"),
        ("for the first time", "the first", "the first"),
        ("The Hague said", "The Hague", "The Hague"),
        ("the Su-57 jet", "Su", "Su-57"),
        ("a China-led bank", "China-", "China"),
        ('"Beijing" said', '"Beijing" ', "Beijing"),
        ("in the U.S. Senate", "U.S", "U.S."),
        ("worth $5 million", "5 million", "$5 million"),
    ],
)
def test_span_is_fitted_to_whole_words(text: str, given_span: str, fitted: str) -> None:
    start = text.index(given_span)
    span = TextWords(text).fit(start, start + len(given_span))
    assert span is not None
    assert text[slice(*span)] == fitted


@pytest.mark.parametrize(
    ("text", "start"), [("", 0), ("   ", 0), ("Port — Amsel", 5), ("Brandt's", 6)]
)
def test_nothing_is_fitted_where_no_word_is(text: str, start: int) -> None:
    assert TextWords(text).fit(start, start + 2) is None


@given(st.lists(spans))
def test_longest_leaves_no_overlap_and_nothing_that_would_fit(
    given_spans: list[Suggestion],
) -> None:
    kept = longest(given_spans)
    for one, other in pairwise(kept):
        assert one.end <= other.start
    for one in given_spans:
        rivals = [other for other in kept if other.start < one.end and one.start < other.end]
        assert any(rival.end - rival.start >= one.end - one.start for rival in rivals)


def test_of_two_equally_long_the_first_given_stays() -> None:
    one, other = Suggestion(0, 4, "ORG", ""), Suggestion(2, 6, "GPE", "")
    assert longest([one, other]) == [one]
    assert longest([other, one]) == [other]
