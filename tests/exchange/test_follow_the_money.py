from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import UnsetType

from exchange_laws import articles, normal, read, written
from newsbrowse_exchange.formats.graph.follow_the_money import FORMAT
from newsbrowse_exchange.report import Report
from newsbrowse_store.decisions.article_shape import (
    ArticleShape,
    AttributesShape,
    EndShape,
    MentionShape,
    RelationShape,
    SpanShape,
)
from newsbrowse_store.values import Entity, Metadata

SIGNED = "." + "0a" * 20
"""What Aleph adds to ids."""

THEIRS = [
    {
        "id": "doc1",
        "schema": "HyperText",
        "properties": {
            "title": ["Ada buys a bank"],
            "bodyText": ["Ada Lovelace bought the Bank.\r\nAda chairs it."],
            "sourceUrl": ["https://example.org/1"],
            "publishedAt": ["2026-03-04"],
            "language": ["eng"],
            "keywords": ["finance"],
        },
    },
    {
        "id": "m1" + SIGNED,
        "schema": "Mention",
        "properties": {"document": ["doc1"], "name": ["Ada"], "detectedSchema": ["Person"]},
    },
    {
        "id": "m2",
        "schema": "Mention",
        "properties": {"document": ["doc1"], "name": ["Ada Lovelace"], "resolved": ["p1"]},
    },
    {
        "id": "m3",
        "schema": "Mention",
        "properties": {"document": ["doc1"], "name": ["Bob"], "detectedSchema": ["Person"]},
    },
    {
        "id": "o1",
        "schema": "Ownership",
        "properties": {
            "owner": ["p1"],
            "asset": [{"id": "c1", "schema": "Company"}],
            "recordId": ["doc1"],
            "startDate": ["2024"],
            "summary": ["bought the Bank"],
            "percentage": ["51"],
        },
    },
    {
        "id": "d1",
        "schema": "Directorship",
        "properties": {
            "director": ["p1"],
            "organization": ["c1"],
            "role": ["Chair"],
            "sourceUrl": ["https://example.org/1"],
        },
    },
    {
        "id": "f1",
        "schema": "Family",
        "properties": {"person": ["p1"], "relative": ["gone"], "proof": ["doc1"]},
    },
    {"id": "u1", "schema": "UnknownLink", "properties": {"subject": ["p1"], "object": ["p2"]}},
    {
        "id": "p1",
        "schema": "Person",
        "properties": {
            "name": ["Ada Lovelace", "Countess"],
            "alias": ["A. L."],
            "wikidataId": ["Q7259"],
        },
    },
    {"id": "p1", "schema": "Person", "properties": {"alias": ["Augusta"], "notes": ["rich"]}},
    {"id": "p2", "schema": "Person", "properties": {"name": ["Nobody"]}},
    {"id": "c1", "schema": "Company", "properties": {"name": ["The Bank"]}},
]
"""As programs of FollowTheMoney write: fragments, nested entities, signed ids."""


def _file(entities: list[dict]) -> dict[str, bytes]:
    return {"a.ftm.json": b"".join(json.dumps(one).encode() + b"\n" for one in entities)}


def _entities(files: dict[str, bytes]) -> list[dict]:
    return [json.loads(line) for line in files["articles.ftm.json"].splitlines()]


def _without_ours(files: dict[str, bytes]) -> dict[str, bytes]:
    """As a program writes it again that knows only the model."""
    lines = [{n: one[n] for n in ("id", "schema", "properties")} for one in _entities(files)]
    return _file(lines)


@given(st.lists(articles(), max_size=3, unique_by=lambda one: one.id))
@settings(max_examples=25)
def test_everything_but_history_and_suggestions_comes_back(given: list) -> None:
    report = Report()
    back = read(FORMAT, written(FORMAT, given, report), report)
    assert [normal(one, FORMAT.carries) for one in back] == [
        normal(one, FORMAT.carries) for one in given
    ]
    assert not report
    assert not report.troubles


@given(articles())
@settings(max_examples=25)
def test_who_is_linked_to_whom_comes_back_through_programs_that_know_the_model_only(
    given: ArticleShape,
) -> None:
    (back,) = read(FORMAT, _without_ours(written(FORMAT, [given])))
    assert (back.id, back.text, back.metadata.url) == (given.id, given.text, given.metadata.url)
    assert set(back.tags) == set(given.tags)
    assert _links(back) == _links(given)
    assert {(one.name, one.label, one.external) for one in back.entities} >= {
        (one.name, one.label, one.external) for one in given.entities
    }
    assert {one.text for one in back.mentions} <= {one.text for one in given.mentions}
    assert bool(back.mentions) == bool(given.mentions)


def _links(article: ArticleShape) -> set[tuple]:
    entities = {one.id: (one.name, one.label) for one in article.entities}
    mentions = {
        str(one.id): entities.get(one.entity or "", (one.text, one.label))
        for one in article.mentions
    }

    def end(of: EndShape) -> tuple[str, str]:
        return (
            entities[str(of.entity)]
            if isinstance(of.mention, UnsetType)
            else mentions[str(of.mention)]
        )

    return {(end(one.head), one.type, end(one.tail)) for one in article.relations}


def test_relations_are_the_links_of_the_model_where_it_has_them() -> None:
    text = "Ada leads and owns the Bank in Vesland; Ada met Bob."
    entities = tuple(
        Entity(f"{n:012x}", name, label)
        for n, (name, label) in enumerate(
            [("Ada", "PERSON"), ("The Bank", "ORG"), ("Vesland", "GPE"), ("Bob", "PERSON")]
        )
    )

    def relation(id_: int, type_: str, head: int, tail: int, **more: object) -> RelationShape:
        ends = (EndShape(entity=entities[one].id) for one in (head, tail))
        return RelationShape(id=str(id_), type=type_, head=next(ends), tail=next(ends), **more)

    given = ArticleShape(
        id="0" * 11 + "f",
        text=text,
        metadata=Metadata(source="Wire", url="https://example.org/1", language="en-GB"),
        entities=entities,
        relations=(
            relation(1, "leads", 0, 1, evidence=(SpanShape(start=0, end=9, text="Ada leads"),)),
            relation(2, "owns", 0, 1, note="all of it"),
            relation(3, "leads", 0, 2),
            relation(4, "related to", 0, 3),
            relation(
                5,
                "meets",
                0,
                3,
                attributes=AttributesShape(when="2024-11-12/2024-11-14", denied=True),
            ),
        ),
    )
    made = {one["id"]: one for one in _entities(written(FORMAT, [given]))}
    links = {
        id_[-1]: (one["schema"], one["properties"])
        for id_, one in made.items()
        if "relation" in id_
    }
    ids = [f"newsbrowse-{one.id}" for one in entities]
    about = {
        "recordId": ["newsbrowse-00000000000f"],
        "publisher": ["Wire"],
        "sourceUrl": ["https://example.org/1"],
    }
    assert links == {
        "1": (
            "Directorship",
            about
            | {
                "director": [ids[0]],
                "organization": [ids[1]],
                "role": ["leads"],
                "summary": ["Ada leads"],
            },
        ),
        "2": (
            "Ownership",
            about
            | {
                "owner": [ids[0]],
                "asset": [ids[1]],
                "role": ["owns"],
                "description": ["all of it"],
            },
        ),
        "3": (
            "UnknownLink",
            about | {"subject": [ids[0]], "object": [ids[2]], "role": ["leads"]},
        ),
        "4": (
            "Family",
            about | {"person": [ids[0]], "relative": [ids[3]], "relationship": ["related to"]},
        ),
        "5": (
            "UnknownLink",
            about
            | {
                "subject": [ids[0]],
                "object": [ids[3]],
                "role": ["meets"],
                "startDate": ["2024-11-12"],
                "endDate": ["2024-11-14"],
                "status": ["denied"],
            },
        ),
    }
    # A bank that is owned is an asset, too.
    assert [made[id_]["schema"] for id_ in ids] == ["Person", "Company", "Address", "Person"]
    assert all(made[id_]["properties"]["proof"] == about["recordId"] for id_ in ids)
    assert made["newsbrowse-00000000000f"]["properties"]["language"] == ["eng"]


def test_an_entity_of_many_articles_is_written_once_with_all_of_them_as_its_proof() -> None:
    ada = Entity("0" * 12, "Ada", "PERSON")
    given = [ArticleShape(id=f"{n:012x}", text=f"Ada {n}.", entities=(ada,)) for n in range(3)]
    (line,) = [one for one in _entities(written(FORMAT, given)) if one["schema"] == "Person"]
    assert line["properties"]["proof"] == [f"newsbrowse-{n:012x}" for n in range(3)]


def test_a_relation_that_the_model_cannot_have_is_told_and_comes_back() -> None:
    text = "Ada on Monday."
    given = ArticleShape(
        text=text,
        mentions=(
            MentionShape(id="1", start=0, end=3, label="PERSON", text="Ada"),
            MentionShape(id="2", start=7, end=13, label="DATE", text="Monday"),
        ),
        relations=(
            RelationShape(
                id="3", type="born", head=EndShape(mention="1"), tail=EndShape(mention="2")
            ),
        ),
    )
    report = Report()
    files = written(FORMAT, [given], report)
    assert [kind.count for kind in report.kinds()] == [1]
    assert len(read(FORMAT, files)[0].relations) == 1


def test_what_others_wrote_is_read_with_what_proves_it() -> None:
    report = Report()
    (back,) = read(FORMAT, _file(THEIRS), report)
    assert back.text == "Ada Lovelace bought the Bank.\nAda chairs it."
    assert back.metadata.headline == "Ada buys a bank"
    assert back.metadata.language == "en"
    assert back.tags == ("finance",)
    assert [(one.start, one.text, one.label, bool(one.entity)) for one in back.mentions] == [
        (0, "Ada Lovelace", "PERSON", True),
        (30, "Ada", "PERSON", False),
    ]
    ada = next(one for one in back.entities if one.label == "PERSON")
    assert (ada.name, ada.aliases, ada.note, ada.external) == (
        "Ada Lovelace",
        ("Countess", "A. L.", "Augusta"),
        "rich",
        "Q7259",
    )
    assert _links(back) == {
        (("Ada Lovelace", "PERSON"), "owns", ("The Bank", "ORG")),
        (("Ada Lovelace", "PERSON"), "leads", ("The Bank", "ORG")),
    }
    owns = next(one for one in back.relations if one.type == "owns")
    assert owns.attributes == AttributesShape(when="2024")
    assert [one.text for one in owns.evidence] == ["bought the Bank"]
    assert [one.note for one in back.relations if one.type == "leads"] == ["Chair"]
    assert {kind.said: kind.examples for kind in report.kinds()} == {
        "names that are not in the text": ("“Bob” in doc1",),
        "links to entities that are not there": ("Family f1 in doc1",),
        "links that no article proves": ("UnknownLink u1",),
        "entities that no article speaks of": ("“Nobody”",),
    }


def test_what_others_add_to_our_file_joins_what_we_wrote() -> None:
    ada = Entity("0" * 12, "Ada", "PERSON")
    given = ArticleShape(id="0" * 11 + "f", text="Ada met Bob.", entities=(ada,), tags=("x",))
    files = written(FORMAT, [given])
    link = {
        "id": "n1",
        "schema": "Family",
        "properties": {
            "person": [f"newsbrowse-{ada.id}"],
            "relative": ["bob"],
            "proof": [f"newsbrowse-{given.id}"],
        },
    }
    bob = {"id": "bob", "schema": "Person", "properties": {"name": ["Bob"]}}
    files["articles.ftm.json"] += b"\n".join(json.dumps(one).encode() for one in (link, bob))
    (back,) = read(FORMAT, files)
    assert _links(back) == {(("Ada", "PERSON"), "related to", ("Bob", "PERSON"))}
    assert back.tags == ("x",)


@pytest.mark.parametrize(
    "line",
    [b"{", b"[]", b'{"id": 1, "schema": "Person", "properties": {}}', b"\xff", b'{"id": "a"}'],
)
def test_a_line_that_is_no_entity_is_told_and_the_rest_comes_in(line: bytes) -> None:
    good = _file(THEIRS)["a.ftm.json"]
    report = Report()
    back = read(FORMAT, {"a.ftm.json": line + b"\n" + good}, report)
    assert len(back) == 1
    assert [(one.file, one.line) for one in report.troubles] == [("a.ftm.json", 1)]


def test_a_file_is_known_by_its_name_and_its_first_line() -> None:
    assert FORMAT.claims is not None
    data = written(FORMAT, [ArticleShape(text="Ada")])["articles.ftm.json"]
    assert FORMAT.claims("a.ftm.json", data[:65_536])
    assert FORMAT.claims("a.ijson", b'{"schema": "Person", "id": "a", "properties": {}}')
    assert not FORMAT.claims("a.json", b'{"id": "a"}\n{"schema": 1, "properties": 2}')
    assert not FORMAT.claims("a.txt", data)
