"""dkpro-cassis, which INCEpTION's users read its exports with, reads what we write for it."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import cassis
import pytest

from exchange_laws import read, written

if TYPE_CHECKING:
    from collections.abc import Callable

    from newsbrowse_exchange.format import ExchangeFormat
    from newsbrowse_store.decisions.article_shape import ArticleShape

NAMED = "de.tudarmstadt.ukp.dkpro.core.api.ner.type.NamedEntity"
COREFERENCE = "de.tudarmstadt.ukp.dkpro.core.api.coref.type.Coreference"


def _load(files: dict[str, bytes]) -> cassis.Cas:
    types = files.pop("TypeSystem.xml", None)
    (data,) = files.values()
    if types is None:
        return cassis.load_cas_from_json(data.decode())
    return cassis.load_cas_from_xmi(
        io.BytesIO(data), typesystem=cassis.load_typesystem(io.BytesIO(types))
    )


@pytest.mark.parametrize("name", ["cas-json", "cas-xmi"])
def test_cassis_finds_the_layers_and_nothing_amiss(
    name: str, form: Callable[[str], ExchangeFormat], article: ArticleShape
) -> None:
    cas = _load(written(form(name), [article]))
    assert cas.sofa_string == article.text
    assert cas.document_language == "en"
    assert not cas.typecheck()
    named = cas.select(NAMED)
    assert {(one.get_covered_text(), one.value) for one in named} == {
        (one.text, one.label) for one in article.mentions
    }
    assert {one.identifier for one in named} == {None, "http://www.wikidata.org/entity/Q42"}
    links = cas.select("webanno.custom.NewsbrowseRelation")
    assert {
        (one.Governor.get_covered_text(), one.value, one.Dependent.get_covered_text())
        for one in links
    } == {(one.head.text, one.type, one.tail.text) for one in article.relations}
    assert all((one.begin, one.end) == (one.Dependent.begin, one.Dependent.end) for one in links)
    (chain,) = cas.select(COREFERENCE + "Chain")
    assert chain.first.get_covered_text() == "𝒜da Müller"
    tokens = cas.select("de.tudarmstadt.ukp.dkpro.core.api.segmentation.type.Token")
    assert [one.get_covered_text() for one in tokens][:3] == ["𝒜da", "Müller", "leads"]


@pytest.mark.filterwarnings("ignore:open_binary is deprecated:DeprecationWarning")
def test_a_cas_that_cassis_made_with_all_types_of_dkpro_is_read(
    form: Callable[[str], ExchangeFormat],
) -> None:
    types = cassis.load_dkpro_core_typesystem()
    cas = cassis.Cas(types)
    cas.sofa_string = "𝒜da met the mayor. She left."
    person = types.get_type("de.tudarmstadt.ukp.dkpro.core.api.ner.type.Person")
    link = types.get_type(COREFERENCE + "Link")
    last = link(begin=19, end=22)
    first = link(begin=0, end=3, next=last)
    cas.add_all([
        person(begin=0, end=3, value="PER"),
        person(begin=8, end=17),
        first,
        last,
        types.get_type(COREFERENCE + "Chain")(first=first),
    ])  # fmt: skip
    files = {"TypeSystem.xml": types.to_xml().encode(), "a.xmi": cas.to_xmi().encode()}
    (from_xmi,) = read(form("cas-xmi"), files)
    (from_json,) = read(form("cas-json"), {"a.json": cas.to_json().encode()})
    assert from_xmi == from_json
    assert sorted((one.start, one.text, one.label) for one in from_xmi.mentions) == [
        (0, "𝒜da", "PER"),
        (8, "the mayor", "Person"),
        (19, "She", "Coreference"),
    ]
    assert [one.text for one in from_xmi.mentions if one.entity] == ["𝒜da", "She"]
