from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from newsbrowse_nlp.rules.names import NameIndex
from newsbrowse_nlp.rules.words import TextWords

phrases = st.lists(st.sampled_from(["Port", "Amsel", "Lines", "of", "Vesland"]), min_size=1).map(
    " ".join
)


def found(names: list[str], text: str) -> list[str]:
    return [text[start:end] for start, end, _ in NameIndex(names).find(TextWords(text))]


@given(st.lists(phrases.filter(lambda name: len(name) < 20), max_size=5), phrases)
def test_finds_what_a_pattern_of_all_names_finds(names: list[str], text: str) -> None:
    longest_first = sorted(names, key=len, reverse=True)
    pattern = re.compile(rf"\b(?:{'|'.join(map(re.escape, longest_first))})\b")
    expected = [match[0] for match in pattern.finditer(text)] if names else []
    assert found(names, text) == expected


def test_longest_name_is_found_and_a_shorter_one_where_the_rest_differs() -> None:
    names = ["Amsel", "Amsel Lines", "Amsel Lines of Vesland"]
    assert found(names, "Amsel Lines of Port Amsel") == ["Amsel Lines", "Amsel"]


def test_whole_words_in_the_same_case_only() -> None:
    assert found(["Amsel"], "Amselberg amsel AMSEL pre-Amsel") == ["Amsel"]


def test_punctuation_within_a_name_counts_and_white_space_does_not() -> None:
    assert found(["Wang Yi"], "Wang, Yi; Wang\nYi; Wang  Yi") == ["Wang\nYi", "Wang  Yi"]


def test_scripts_without_spaces() -> None:
    assert found(["北京", "王毅"], "王毅在北京说") == ["王毅", "北京"]


def test_name_without_any_word_is_never_found() -> None:
    assert found(["—", ""], "— and —") == []


def test_name_is_given_back_as_it_was_given() -> None:
    (place,) = NameIndex(["Amsel  Lines!"]).find(TextWords("by Amsel Lines."))
    assert place == (3, 14, "Amsel  Lines!")
