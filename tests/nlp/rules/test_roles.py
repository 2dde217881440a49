from __future__ import annotations

import pytest

from newsbrowse_nlp.rules import roles
from newsbrowse_nlp.rules.words import TextWords
from newsbrowse_store.values import Region, Role
from nlp.marked import read, write


def after(marked: str, role: Role, part: str) -> str:
    text, found = read(marked)
    start = text.index(part)
    region = Region(role, start, start + len(part))
    return write(text, roles.apply(TextWords(text), found, [region]))


@pytest.mark.parametrize("role", ["credit", "byline", "date"])
def test_metadata_is_not_text_to_decide(role: Role) -> None:
    marked = "[Brandt|PERSON] arrives [AMW|ORG]\n\n[AMW|ORG] reports."
    assert after(marked, role, "AMW\n") == "[Brandt|PERSON] arrives AMW\n\n[AMW|ORG] reports."


def test_span_that_reaches_into_the_credit_is_dropped() -> None:
    assert after("on [Tuesday AMW|DATE]", "credit", "AMW") == "on Tuesday AMW"


def test_other_roles_change_nothing() -> None:
    assert (
        after("[Brandt|PERSON] arrives", "caption", "Brandt arrives") == "[Brandt|PERSON] arrives"
    )


@pytest.mark.parametrize(
    ("marked", "dateline", "expected"),
    [
        ("[BEIJING|ORG] ([AFP|ORG]) —", "BEIJING (AFP) —", "[BEIJING|GPE] (AFP) —"),
        ("PORT AMSEL (AMW) - x", "PORT AMSEL (AMW) -", "[PORT AMSEL|GPE] (AMW) - x"),
        (
            "[MOON|LOC], [March 3|DATE] (AMW) —",
            "MOON, March 3 (AMW) —",
            "[MOON|LOC], March 3 (AMW) —",
        ),
        ("AIX-EN-PROVENCE — x", "AIX-EN-PROVENCE —", "[AIX-EN-PROVENCE|GPE] — x"),
        ("(AMW) — x", "(AMW) —", "(AMW) — x"),
    ],
)
def test_city_of_a_dateline_is_a_place_and_its_agency_nothing(
    marked: str, dateline: str, expected: str
) -> None:
    assert after(marked, "dateline", dateline) == expected
