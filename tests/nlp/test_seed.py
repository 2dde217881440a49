"""The model and the rules together, on the article the project was asked for."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from newsbrowse_ingest.readers.read import read_path
from newsbrowse_nlp.rules.captions import repeats
from newsbrowse_nlp.rules.words import NUMERIC, TextWords
from newsbrowse_nlp.suggest import suggest
from newsbrowse_store.values import Region, Suggestion

if TYPE_CHECKING:
    from newsbrowse_nlp.spacy_pipeline import Model


@pytest.fixture(scope="module")
def suggestions(model: Model, seed: str) -> list[Suggestion]:
    (found,) = model.entities([seed])
    credit = seed.index("AFP")
    return suggest(
        seed,
        [Suggestion(start, end, label, seed[start:end]) for start, end, label in found],
        [Region("credit", credit, credit + 3)],
    )


def test_every_shoigu_is_a_person(seed: str, suggestions: list[Suggestion]) -> None:
    found = [one for one in suggestions if "Shoigu" in one.text]
    assert len(found) == seed.count("Shoigu") == 6
    assert {one.label for one in found} == {"PERSON"}
    assert {one.text for one in found} == {"Sergei Shoigu", "Shoigu"}


def test_both_captions_have_the_same_entities(seed: str, suggestions: list[Suggestion]) -> None:
    (repeat,) = repeats(TextWords(seed))
    one, other = (
        [
            (found.start - start, found.end - start, found.label)
            for found in suggestions
            if start <= found.start < start + repeat.length
        ]
        for start in repeat.starts
    )
    assert one == other
    assert len(one) >= 5


def test_credit_is_no_text_to_decide(suggestions: list[Suggestion]) -> None:
    assert not [one for one in suggestions if "AFP" in one.text]


@pytest.mark.parametrize(
    ("name", "label"),
    [("Su-57", "PRODUCT"), ("Security Council", "ORG"), ("Wang Yi", "PERSON"), ("NATO", "ORG")],
)
def test_names_are_cut_cleanly(suggestions: list[Suggestion], name: str, label: str) -> None:
    assert {one.label for one in suggestions if one.text == name} == {label}


SEEDS = sorted((Path(__file__).resolve().parents[2] / "seeds").glob("*.*"))


@pytest.mark.parametrize("path", SEEDS, ids=lambda path: path.stem)
def test_articles_that_come_with_it(model: Model, path: Path) -> None:
    for draft in read_path(path):
        found = [
            Suggestion(start, end, label, draft.text[start:end])
            for start, end, label in model.entities([draft.text])[0]
        ]
        suggestions = suggest(draft.text, found, draft.regions)
        assert len(suggestions) > 10
        people = {one.text for one in suggestions if one.label == "PERSON"}
        last_names = {name.split()[-1] for name in people if " " in name}
        labels = {one.label for one in suggestions if one.text in last_names}
        assert labels - NUMERIC <= {"PERSON"}
        metadata = [one for one in draft.regions if one.role in ("credit", "byline", "date")]
        for region in metadata:
            assert not [one for one in suggestions if region.start <= one.start < region.end]
