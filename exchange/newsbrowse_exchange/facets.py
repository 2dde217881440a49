"""Facets: what an article has that a format may carry or leave behind, each by its name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import UnsetType

from newsbrowse_store.errors import quoted
from newsbrowse_store.values import Attributes, Metadata, fields

if TYPE_CHECKING:
    from collections.abc import Iterator, Set

    from newsbrowse_store.decisions.article_shape import ArticleShape, EndShape, RelationShape

METADATA = {f"metadata.{name}": name for name in fields(Metadata) if name != "headline_derived"}
"""The facets of what is known about an article besides its text, with the fields they are."""

NOTED = ("article", "mention", "relation", "entity")
"""What a note may be on."""

WORDS = {
    **{facet: f"metadata: {name.replace('_', ' ')}" for facet, name in METADATA.items()},
    "regions": "headlines, captions and other regions of the text",
    "state": "how far the article is",
    "star": "stars",
    "removed": "that the article is removed",
    "added": "when the article was added",
    "appearances": "where and when the article appeared",
    "tags": "tags of articles",
    "mentions": "mentions",
    "mentions.overlapping": "mentions that overlap others",
    "mentions.origin": "how mentions were made",
    "mentions.grown_over": "what mentions have grown over",
    "mentions.entity": "which entity a mention is",
    "entities.aliases": "aliases of entities",
    "entities.tags": "tags of entities",
    "entities.note": "notes of entities",
    "entities.external": "ids of entities elsewhere",
    "rejections": "rejected suggestions",
    "relations": "relations",
    "relations.entity_ends": "relations that start or end at an entity",
    "relations.note": "notes of relations",
    "relations.evidence": "evidence of relations",
    "relations.attributes": "attributes of relations",
    **{f"notes.{kind}": f"notes on {kind}s" if kind != "article" else "notes" for kind in NOTED},
    "signatures": "who decided, and when",
    "suggestions": "suggestions that nobody decided about",
    "history": "the history of decisions",
}
"""Every facet, with the words that a report has for it."""

ALL = frozenset(WORDS)


def left_behind(article: ArticleShape, carried: Set[str]) -> Iterator[tuple[str, str]]:
    """Yield each thing that a format which carries only these facets would lose.

    That is its facet and a few words that show it. What is left behind with something else, such
    as the note of a relation that is lost itself, is not yielded.
    """
    for facet, example in _of_article(article):
        if facet not in carried:
            yield facet, example
    if "mentions" not in carried:
        yield from (("mentions", quoted(one.text)) for one in article.mentions)
    else:
        yield from ((f, e) for f, e in _of_mentions(article) if f not in carried)
    if "mentions.entity" in carried or "relations.entity_ends" in carried:
        yield from ((f, e) for f, e in _of_entities(article) if f not in carried)
    for relation in article.relations:
        yield from _of_relation(relation, carried)
    for note in article.notes:
        kind = note.on.partition(":")[0]
        of = f"{kind}s"
        if f"notes.{kind}" not in carried and (of not in ALL or of in carried):
            yield f"notes.{kind}", quoted(note.text)
    if "signatures" not in carried:
        decided = (*article.mentions, *article.relations, *article.notes, *article.rejections)
        for one in (*decided, *article.tagged):
            if not isinstance(one.annotator, UnsetType):
                yield "signatures", one.annotator


def _of_article(article: ArticleShape) -> Iterator[tuple[str, str]]:
    for facet, name in METADATA.items():
        value = getattr(article.metadata, name)
        if value and not (name == "headline" and article.metadata.headline_derived):
            yield facet, quoted(str(dict(value)) if name == "extra" else value)
    yield from (("regions", region.role) for region in article.regions)
    if article.state != "new":
        yield "state", article.state
    yield from ((name, name) for name in ("star", "removed") if getattr(article, name))
    if article.added:
        yield "added", article.added
    yield from (("appearances", entry.place or entry.key) for entry in article.entries)
    yield from (("tags", quoted(tag)) for tag in article.tags)
    yield from (("rejections", quoted(one.text)) for one in article.rejections)
    yield from (("suggestions", quoted(one.text)) for one in article.suggestions)
    if not isinstance(article.history, UnsetType):
        yield from (("history", entry.what) for entry in article.history)


def _of_mentions(article: ArticleShape) -> Iterator[tuple[str, str]]:
    end = 0
    for mention in sorted(article.mentions, key=lambda one: (one.start, -one.end)):
        if mention.start < end:
            yield "mentions.overlapping", quoted(mention.text)
        end = max(end, mention.end)
        if mention.origin not in ("manual", "imported"):
            yield "mentions.origin", mention.origin
        if not isinstance(mention.grown_over, UnsetType):
            yield "mentions.grown_over", quoted(mention.text)
        if mention.entity is not None:
            yield "mentions.entity", quoted(mention.text)


def _of_entities(article: ArticleShape) -> Iterator[tuple[str, str]]:
    for entity in article.entities:
        yield from (("entities.aliases", quoted(alias)) for alias in entity.aliases)
        yield from (("entities.tags", quoted(tag)) for tag in entity.tags)
        yield from (
            (f"entities.{name}", quoted(value))
            for name in ("note", "external")
            if (value := getattr(entity, name))
        )


def _of_relation(relation: RelationShape, carried: Set[str]) -> Iterator[tuple[str, str]]:
    words = f"{_words(relation.head)} {relation.type} {_words(relation.tail)}"
    if "relations" not in carried:
        yield "relations", words
        return
    if "relations.entity_ends" not in carried and any(map(_is_entity, _ends(relation))):
        yield "relations.entity_ends", words
        return
    if relation.note and "relations.note" not in carried:
        yield "relations.note", quoted(relation.note)
    if relation.evidence and "relations.evidence" not in carried:
        yield "relations.evidence", words
    said = relation.attributes
    if (
        not isinstance(said, UnsetType)
        and said != Attributes()
        and "relations.attributes" not in carried
    ):
        yield "relations.attributes", words


def _ends(relation: RelationShape) -> tuple[EndShape | str | int, EndShape | str | int]:
    return relation.head, relation.tail


def _is_entity(end: EndShape | str | int) -> bool:
    if isinstance(end, str):
        return end.startswith("entity:")
    return not isinstance(end, int) and isinstance(end.mention, UnsetType)


def _words(end: EndShape | str | int) -> str:
    return quoted(str(end) if isinstance(end, (str, int)) else end.text)
