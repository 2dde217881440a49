from __future__ import annotations

import pytest

from newsbrowse_nlp.rules.agreement import agree
from newsbrowse_nlp.rules.words import TextWords
from nlp.marked import read, write


def agreed(marked: str) -> str:
    text, found = read(marked)
    return write(text, agree(TextWords(text), found))


@pytest.mark.parametrize("label", ["ORG", "GPE", "PRODUCT"])
def test_last_name_becomes_a_person_whatever_it_was(label: str) -> None:
    assert (
        agreed(f"[Ilse Brandt|PERSON] spoke. [Brandt|{label}] left.")
        == "[Ilse Brandt|PERSON] spoke. [Brandt|PERSON] left."
    )


def test_first_name_becomes_a_person_where_it_was_found() -> None:
    assert (
        agreed("[Xi Jinping|PERSON] spoke. [Xi|ORG] left; Xi slept.")
        == "[Xi Jinping|PERSON] spoke. [Xi|PERSON] left; [Xi|PERSON] slept."
    )


def test_first_name_alone_is_not_marked_where_nothing_was_found() -> None:
    marked = "[King Olaf|PERSON] spoke of the King Street."
    assert agreed(marked) == marked


def test_missed_last_name_is_added() -> None:
    assert (
        agreed("[Ilse Brandt|PERSON] spoke. Brandt left.")
        == "[Ilse Brandt|PERSON] spoke. [Brandt|PERSON] left."
    )


def test_suffix_is_no_last_name() -> None:
    marked = "[Tom Okoye Jr.|PERSON] spoke. Then Jr. and [Okoye|ORG] left."
    assert "Jr. and [Okoye|PERSON]" in agreed(marked)


def test_missed_repeats_are_added() -> None:
    assert (
        agreed("[Amsel Lines|ORG] sails. Amsel Lines sinks.")
        == "[Amsel Lines|ORG] sails. [Amsel Lines|ORG] sinks."
    )


@pytest.mark.parametrize(
    "marked",
    [
        "[Amsel|ORG] and [Amsel|GPE] and Amsel.",  # no label in most places
        "[Image|ORG] one. Image. Image. Image. Image. Image.",  # found in too few places
        "[March|DATE] and March.",
        "[amsel|ORG] and amsel.",
        "[pro-Vesland|PERSON] words in Vesland.",  # one word, no full name
        "[Ilse May|PERSON] left in [May|DATE].",
    ],
)
def test_guards(marked: str) -> None:
    assert agreed(marked) == marked


def test_added_and_changed_ones_say_so() -> None:
    text, found = read("[Ilse Brandt|PERSON], [Brandt|ORG], Brandt")
    assert [one.source for one in agree(TextWords(text), found)] == [
        "model",
        "agreement",
        "agreement",
    ]


def test_longer_name_replaces_the_part_of_it_that_was_found() -> None:
    assert (
        agreed("[Port Amsel|GPE] is old. Port [Amsel|ORG] is new.")
        == "[Port Amsel|GPE] is old. [Port Amsel|GPE] is new."
    )
