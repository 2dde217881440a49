from __future__ import annotations

import pytest

from newsbrowse_nlp.rules.known_names import prepare, recall, worth_searching
from newsbrowse_nlp.rules.words import TextWords
from newsbrowse_store.values import KnownName
from nlp.marked import read, write


def recalled(marked: str, *known: KnownName) -> str:
    text, found = read(marked)
    return write(text, recall(TextWords(text), found, prepare(known)))


def test_name_decided_once_is_suggested_with_its_entity() -> None:
    text, found = read("They sailed to Amsel.")
    (one,) = recall(TextWords(text), found, prepare([KnownName("Amsel", "GPE", 1, "e1")]))
    assert (one.text, one.label, one.source, one.entity) == ("Amsel", "GPE", "known", "e1")


def test_decision_outranks_the_model() -> None:
    known = KnownName("Amsel", "GPE", 1)
    assert recalled("[Amsel|ORG] won.", known) == "[Amsel|GPE] won."


def test_longest_wins_either_way() -> None:
    known = KnownName("Airshow China", "EVENT", 1), KnownName("Council", "ORG", 5)
    assert (
        recalled("Airshow [China|GPE]; [Security Council|ORG]", *known)
        == "[Airshow China|EVENT]; [Security Council|ORG]"
    )


@pytest.mark.parametrize(
    ("name", "worth"),
    [
        ("UN", False),
        ("nato", False),
        ("NATO", True),
        ("de Gaulle", True),
        ("iPhone", True),
        ("京", False),
        ("北京", True),
        ("12", False),
        ("—", False),
    ],
)
def test_name_must_be_distinct(name: str, worth: bool) -> None:
    assert worth_searching(name) is worth
    assert (recalled(f"the {name} is", KnownName(name, "ORG", 9)) != f"the {name} is") is worth


FIRM = "[Amsel|ORG], [Amsel|ORG], [Amsel|ORG], [Amsel|ORG], [Amsel|GPE]"


def test_against_a_firm_label_one_decision_is_not_enough() -> None:
    assert recalled(FIRM, KnownName("Amsel", "PERSON", 1)).count("ORG") == 4


def test_against_a_firm_label_two_decisions_are() -> None:
    assert recalled(FIRM, KnownName("Amsel", "PERSON", 2)).count("PERSON") == 5


def test_three_mentions_are_not_firm() -> None:
    marked = "[Amsel|ORG], [Amsel|ORG], [Amsel|ORG]"
    assert recalled(marked, KnownName("Amsel", "PERSON", 1)).count("PERSON") == 3


def test_a_date_needs_two_decisions_to_become_a_name() -> None:
    marked = "in [May|DATE]"
    assert recalled(marked, KnownName("May", "PERSON", 1)) == marked
    assert recalled(marked, KnownName("May", "PERSON", 2)) == "in [May|PERSON]"


def test_the_label_decided_most_counts() -> None:
    known = KnownName("Amsel", "ORG", 2), KnownName("Amsel", "GPE", 3)
    assert recalled("to Amsel", *known) == recalled("to Amsel", *known[::-1]) == "to [Amsel|GPE]"
    linked = KnownName("Amsel", "GPE", 3), KnownName("Amsel", "GPE", 3, "e1")
    text, found = read("to Amsel")
    assert recall(TextWords(text), found, prepare(linked))[0].entity == "e1"


def test_names_take_nothing_away() -> None:
    marked = "[Brandt|PERSON] at [Amsel|GPE]"
    assert recalled(marked, KnownName("Okoye", "PERSON", 9)) == marked
