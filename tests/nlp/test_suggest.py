from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsbrowse_nlp.rules.known_names import prepare
from newsbrowse_nlp.suggest import ALL, Rule, suggest
from newsbrowse_store.values import KnownName, Region, Suggestion
from nlp.marked import read, write

LABELS = ["PERSON", "ORG", "GPE", "DATE"]
texts = st.lists(
    st.sampled_from(
        [
            "Ilse",
            "Brandt",
            "Brandt's",
            "the",
            "Port Amsel",
            "U.S.",
            "Su-57",
            "\n",
            "北京",
            "👩‍👩‍👧",
            "(AMW)",
            "e\u0301",
            "May",
        ]
    ),
    max_size=30,
).map(" ".join)


@st.composite
def articles(draw: st.DrawFn) -> tuple[str, list[Suggestion], list[Region], list[KnownName]]:
    text = draw(texts)
    offsets = st.integers(0, len(text))
    span = st.tuples(offsets, offsets).map(lambda pair: (min(pair), max(pair)))
    found = [
        Suggestion(start, end, draw(st.sampled_from(LABELS)), text[start:end])
        for start, end in draw(st.lists(span, max_size=8))
    ]
    known = [
        KnownName(text[start:end], draw(st.sampled_from(LABELS)), draw(st.integers(1, 5)))
        for start, end in draw(st.lists(span, max_size=4))
    ]
    roles = st.sampled_from(["credit", "dateline", "caption", "body"])
    regions = [Region(draw(roles), *draw(span))]
    return text, found, regions, known


@given(articles(), st.sets(st.sampled_from(Rule)))
def test_suggestions_are_spans_that_can_be_decided(
    article: tuple[str, list[Suggestion], list[Region], list[KnownName]], rules: set[Rule]
) -> None:
    text, found, regions, known = article
    suggestions = suggest(text, found, regions, known, rules)
    assert suggestions == sorted(suggestions, key=lambda one: one.start)
    for one, other in pairwise(suggestions):
        assert one.end <= other.start
    for one in suggestions:
        assert 0 <= one.start < one.end <= len(text)
        assert one.text == text[one.start : one.end] == one.text.strip()
        assert one.source in ("model", "agreement", "known", "caption", "dateline")


@given(articles())
def test_order_of_what_is_given_does_not_matter(
    article: tuple[str, list[Suggestion], list[Region], list[KnownName]],
) -> None:
    text, found, regions, known = article
    once = suggest(text, found, regions, known)
    assert once == suggest(text, found[::-1], regions, known[::-1])
    assert once == suggest(text, found, regions, prepare(known))


@pytest.mark.parametrize(
    ("left_out", "lost"),
    [
        (None, {}),
        (Rule.AGREEMENT, {"left. [Brandt|PERSON]": "left. Brandt"}),
        (Rule.KNOWN, {"[Amsel|GPE]": "Amsel"}),
        (Rule.ROLES, {"AMW": "[AMW|ORG]"}),
    ],
)
def test_each_rule_can_be_left_out(left_out: Rule | None, lost: dict[str, str]) -> None:
    text, found = read("[Ilse Brandt|PERSON] to Amsel [AMW|ORG]\nShe left. Brandt")
    regions = [Region("credit", text.index("AMW"), text.index("AMW") + 3)]
    expected = "[Ilse Brandt|PERSON] to [Amsel|GPE] AMW\nShe left. [Brandt|PERSON]"
    for with_it, without in lost.items():
        expected = expected.replace(with_it, without)
    suggestions = suggest(text, found, regions, [KnownName("Amsel", "GPE", 1)], ALL - {left_out})
    assert write(text, suggestions) == expected


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        ("[The Bank|ORG] and [the Bank|ORG]", "The [Bank|ORG] and the [Bank|ORG]"),
        ("[The Hague|GPE] and [Delft|GPE]", "[The Hague|GPE] and [Delft|GPE]"),
    ],
)
def test_article_is_left_out_where_the_name_stands_without(marked: str, expected: str) -> None:
    text, found = read(marked)
    assert write(text, suggest(text, found)) == expected


def test_captions_can_be_left_out() -> None:
    line = "minister brandt sails to amsel"
    text, found = read(line.replace("brandt", "[brandt|PERSON]") + f"\n{line} AMW")
    assert len(suggest(text, found)) == 2
    assert len(suggest(text, found, rules=ALL - {Rule.CAPTIONS})) == 1


def test_a_dateline_in_a_repeated_line_is_a_place_in_both() -> None:
    line = "BEIJING (AFP) — Ilse Brandt arrives on Tuesday"
    text = f"{line}\n{line}"
    found = suggest(text, [], [Region("dateline", 0, 15)])
    assert write(text, found) == text.replace("BEIJING", "[BEIJING|GPE]")
