"""Attributes in words for a reader, and as they are typed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsbrowse.workspace.attribute_words import (
    attribute_line,
    attribute_words,
    example,
    read_attributes,
)
from newsbrowse_store.errors import DecisionError
from newsbrowse_store.schema.schema import ATTRIBUTES
from newsbrowse_store.values import Attributes

IDS = {"Xinhua": "a07c", "Harbour Wire": "b1"}


def called(name: str) -> str:
    try:
        return IDS[name]
    except KeyError:
        raise DecisionError(f"“{name}”", "is no entity yet") from None


def read(line: str, allowed: tuple[str, ...] = ATTRIBUTES) -> Attributes:
    return read_attributes(line, allowed, called)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("", Attributes()),
        ("2024 planned denied low by Xinhua", Attributes("2024", True, True, "low", "a07c")),
        ("  High, Planned, 2024 ", Attributes("2024", True, certainty="high")),
        ("2024-11/2025", Attributes("2024-11/2025")),
        ("by  Harbour   Wire", Attributes(reported_by="b1")),
    ],
)  # fmt: skip
def test_a_line_is_read_in_any_order(line: str, said: Attributes) -> None:
    assert read(line) == said


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("plannd", "“plannd”: is none of 2024-11-12 planned denied low|medium|high by NAME"),
        (",", "is none of"),
        ("planned Planned", "“Planned”: says that once more"),
        ("low high", "“high”: says that once more"),
        ("2024 2025", "“2025”: says that once more"),
        ("2024-13", "neither a date nor a period"),
        ("2024/2023", "ends before it begins"),
        ("low by", "names nobody"),
        ("by Reuters planned", "“Reuters planned”: is no entity yet"),
    ],
)
def test_the_word_that_is_wrong_is_named(line: str, why: str) -> None:
    with pytest.raises(DecisionError) as caught:
        read(line)
    assert why in str(caught.value)


def test_only_what_the_type_allows_is_offered_and_read() -> None:
    assert example(("when", "certainty")) == "2024-11-12 low|medium|high"
    with pytest.raises(DecisionError, match="“denied”: is none of 2024-11-12 planned"):
        read("2024 denied", ("when", "planned"))


@given(
    st.builds(
        Attributes,
        when=st.sampled_from(["", "2024", "2024-11", "2024-11-12", "2024/2025-01"]),
        planned=st.booleans(),
        denied=st.booleans(),
        certainty=st.sampled_from(["", "low", "medium", "high"]),
        reported_by=st.sampled_from([None, *IDS.values()]),
    )
)
def test_what_is_written_is_read_again(said: Attributes) -> None:
    names = {id_: name for name, id_ in IDS.items()}
    line = attribute_line(said, names.get(said.reported_by or "", ""))
    assert read(line) == said
    assert bool(attribute_words(said, "Xinhua")) == (said != Attributes())


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (Attributes("2024"), "2024"),
        (Attributes("2024-11", denied=True), "November 2024, denied"),
        (Attributes("2024-11-02/2025-01"), "2 November 2024 to January 2025"),
        (Attributes("soon"), "soon"),
        (Attributes(certainty="low", reported_by="a07c"), "low certainty, reported by Xinhua"),
    ],
)
def test_a_reader_is_told_in_words(said: Attributes, words: str) -> None:
    assert attribute_words(said, "Xinhua") == words
