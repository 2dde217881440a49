"""followthemoney, the model itself, finds nothing amiss in what we write and nothing to drop."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from followthemoney import model
from hypothesis import HealthCheck, given, settings

from exchange_laws import articles, read, written
from newsbrowse_exchange.formats.graph.follow_the_money import FORMAT
from newsbrowse_exchange.formats.graph.ftm_model import FtmModel

if TYPE_CHECKING:
    from newsbrowse_store.decisions.article_shape import ArticleShape


def _entities(articles: list[ArticleShape]) -> list[dict]:
    (data,) = written(FORMAT, articles).values()
    return [json.loads(line) for line in data.splitlines()]


def _check(entities: list[dict]) -> None:
    schemata = {one["id"]: model.get(one["schema"]) for one in entities}
    for one in entities:
        schema = schemata[one["id"]]
        assert schema is not None
        assert not schema.abstract
        schema.validate(one)
        assert set(one["properties"]) <= set(schema.properties), one
        for name, values in one["properties"].items():
            range_ = schema.properties[name].range
            for value in values if range_ is not None else ():
                assert schemata[value].is_a(range_), f"{name} of {one}"
        # What cleaning takes away others would lose.
        proxy = model.get_proxy(one, cleaned=False)
        assert {name: len(values) for name, values in proxy.properties.items()} == {
            name: len(set(values)) for name, values in one["properties"].items()
        }


def test_the_sample_is_valid_and_its_links_are_those_of_the_model(article: ArticleShape) -> None:
    entities = _entities([article])
    _check(entities)
    assert sorted(one["schema"] for one in entities) == [
        "Address",
        "Article",
        "Company",
        "Directorship",
        "Membership",
        "Mention",
        "Mention",
        "Mention",
        "Mention",
        "Mention",
        "Ownership",
        "Person",
        "Person",
        "UnknownLink",
        "UnknownLink",
    ]


@given(articles())
@settings(max_examples=100, suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_whatever_is_written_is_valid(given: ArticleShape) -> None:
    _check(_entities([given]))


def test_our_table_says_what_the_model_says() -> None:
    table = FtmModel()
    for name, above in table._kinds.items():
        assert all(model.get(name).is_a(one) for one in above)
    for link in table.links.values():
        schema = model.get(link.schema)
        for name, wanted in (link.head, link.tail):
            assert schema.get(name).range.name == (wanted or "Thing")
        assert link.says in schema.properties
        assert ("status" in schema.properties) or link.says != "role"
    assert all(model.get(name) is not None for name in table.documents)
    assert all(model.get(name) is not None for name in table.schemata)
    clean = model.get("Article").get("language").type
    assert all(clean.clean(tag) == code for tag, code in table.languages.items())


def test_what_the_model_itself_wrote_is_read() -> None:
    made = []
    for schema, id_, said in [
        ("PlainText", "d", {"fileName": "a.txt", "bodyText": "Ada owns the Bank."}),
        ("Person", "p", {"name": "Ada"}),
        ("Company", "c", {"name": "The Bank"}),
        ("Ownership", "o", {"owner": "p", "asset": "c", "recordId": "d"}),
        ("Mention", "m", {"document": "d", "name": "Ada", "resolved": "p"}),
    ]:
        entity = model.make_entity(schema)
        entity.id = id_
        for name, value in said.items():
            entity.add(name, value)
        made.append(json.dumps(entity.to_dict()).encode())
    (back,) = read(FORMAT, {"a.ftm.json": b"\n".join(made)})
    assert [(one.text, one.label) for one in back.mentions] == [("Ada", "PERSON")]
    assert [one.type for one in back.relations] == ["owns"]
    assert {one.name for one in back.entities} == {"Ada", "The Bank"}


@pytest.mark.parametrize("schema", [it.name for it in model if it.edge and not it.abstract])
def test_links_that_the_table_lacks_are_few_and_known(schema: str) -> None:
    lacking = {
        "ContractAward",
        "CourtCaseParty",
        "Debt",
        "Documentation",
        "Occupancy",
        "Payment",
        "ProjectParticipant",
    }
    assert (schema in FtmModel().links) != (schema in lacking)
