"""A processor of JSON-LD finds in our web annotations what the vocabulary calls them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from pyld import jsonld

from exchange_laws import written

if TYPE_CHECKING:
    from collections.abc import Callable

    from newsbrowse_exchange.format import ExchangeFormat
    from newsbrowse_store.decisions.article_shape import ArticleShape

OA = "http://www.w3.org/ns/oa#"
CONTEXT = {
    "@version": 1.1,
    "oa": OA,
    "dcterms": "http://purl.org/dc/terms/",
    "as": "http://www.w3.org/ns/activitystreams#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "id": {"@id": "@id", "@type": "@id"},
    "type": {"@id": "@type", "@type": "@vocab"},
    "Annotation": "oa:Annotation",
    "AnnotationCollection": "as:OrderedCollection",
    "AnnotationPage": "as:OrderedCollectionPage",
    "TextualBody": "oa:TextualBody",
    "SpecificResource": "oa:SpecificResource",
    "TextPositionSelector": "oa:TextPositionSelector",
    "TextQuoteSelector": "oa:TextQuoteSelector",
    "body": {"@id": "oa:hasBody", "@type": "@id"},
    "target": {"@id": "oa:hasTarget", "@type": "@id"},
    "source": {"@id": "oa:hasSource", "@type": "@id"},
    "selector": {"@id": "oa:hasSelector", "@type": "@id"},
    "purpose": {"@id": "oa:hasPurpose", "@type": "@vocab"},
    "motivation": {"@id": "oa:motivatedBy", "@type": "@vocab"},
    "items": {"@id": "as:items", "@type": "@id", "@container": "@list"},
    "first": {"@id": "as:first", "@type": "@id"},
    **{
        name: f"oa:{name}"
        for name in (
            "classifying",
            "commenting",
            "describing",
            "highlighting",
            "identifying",
            "linking",
            "tagging",
        )
    },
    "value": "rdf:value",
    "exact": "oa:exact",
    "prefix": "oa:prefix",
    "suffix": "oa:suffix",
    "start": "oa:start",
    "end": "oa:end",
    "format": "dcterms:format",
    "language": "dcterms:language",
    "creator": {"@id": "dcterms:creator", "@type": "@id"},
    "created": "dcterms:created",
}
"""Of the context of the standard, the terms that are looked at: tests reach no network."""


def _loader(url: str, _: dict) -> dict[str, Any]:
    assert url == "http://www.w3.org/ns/anno.jsonld"
    return {"contextUrl": None, "documentUrl": url, "document": {"@context": CONTEXT}}


def _annotations(files: dict[str, bytes]) -> list[dict]:
    found: list[dict] = []
    for data in files.values():
        try:
            values = [json.loads(data)]
        except json.JSONDecodeError:
            values = [json.loads(line) for line in data.splitlines()]
        for value in values:
            found += jsonld.flatten(value, options={"documentLoader": _loader})
    return found


def test_a_processor_finds_the_annotations_their_places_and_words(
    form: Callable[[str], ExchangeFormat], article: ArticleShape
) -> None:
    nodes = _annotations(written(form("webannotation"), [article]))

    def values(name: str) -> list[Any]:
        return [it["@value"] for node in nodes for it in node.get(name, ()) if "@value" in it]

    annotations = [node for node in nodes if OA + "Annotation" in node.get("@type", ())]
    assert len(annotations) >= len(article.mentions)
    assert all(OA + "hasTarget" in node for node in annotations)
    positions = [n for n in nodes if OA + "TextPositionSelector" in n.get("@type", ())]
    places = {(n[OA + "start"][0]["@value"], n[OA + "end"][0]["@value"]) for n in positions}
    assert {(one.start, one.end) for one in article.mentions} <= places
    assert {one.text for one in article.mentions} <= set(values(OA + "exact"))
    said = {str(value) for node in nodes for value in _all_values(node)}
    assert {one.label for one in article.mentions} <= said
    assert set(article.tags) <= said
    assert {"see also", "who?"} <= said


def _all_values(node: object) -> list[Any]:
    if isinstance(node, dict):
        own = [node["@value"]] if "@value" in node else []
        return own + [it for value in node.values() for it in _all_values(value)]
    if isinstance(node, list):
        return [it for value in node for it in _all_values(value)]
    return []
