"""JSON shapes of articles, relations and rows: names of the model, offsets in code points."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

from newsbrowse_store.errors import DecisionError, StorageError
from newsbrowse_store.records.documents import to_document
from newsbrowse_store.values import as_document

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from newsbrowse_store.cache.entities import Entities
    from newsbrowse_store.values import (
        Article,
        Decision,
        Decisions,
        End,
        Entity,
        Mention,
        Relation,
        Row,
        Suggestion,
    )


def row_shape(row: Row) -> dict[str, Any]:
    """One article of `list --json`; `pending` is null before the article has been analysed."""
    shape = as_document(row)
    shape["tags"] = list(row.tags)
    shape["pending"] = None if row.pending < 0 else row.pending
    return shape


def article_shape(
    article: Article,
    decisions: Decisions,
    suggestions: Iterable[Suggestion],
    entities: Mapping[str, Entity],
) -> dict[str, Any]:
    """The object of `show --json`; `suggestions` are those still pending.

    `entities` are those that mentions and relations of the article refer to, by id.
    """
    return {
        "id": article.id,
        "text": article.text,
        "metadata": {**as_document(article.metadata), "extra": dict(article.metadata.extra)},
        "regions": [as_document(region) for region in article.regions],
        "state": article.state,
        "star": article.star,
        "tags": tag_names(decisions),
        "mentions": list(map(decision_shape, decisions.mentions)),
        "rejections": list(map(decision_shape, decisions.rejections)),
        "relations": relation_shapes(decisions.relations, article.text, decisions, entities),
        "notes": list(map(decision_shape, decisions.notes)),
        "entities": [as_document(entity) for entity in entities.values()],
        "suggestions": [as_document(suggestion) for suggestion in suggestions],
        "relation_suggestions": [],
    }


def decision_shape(decision: Decision) -> dict[str, Any]:
    """A decision with its id; attributes and the like only where they say something."""
    return {"id": decision.id, **to_document(decision)}


def tag_names(decisions: Decisions) -> list[str]:
    """The tags of an article."""
    return [tag.name for tag in decisions.tags]


def entities_of(decisions: Decisions, entities: Entities) -> dict[str, Entity]:
    """The entities that decisions refer to, by id; those that cannot be read are left out."""
    referred = [mention.entity for mention in decisions.mentions]
    for relation in decisions.relations:
        referred += [relation.head.entity, relation.tail.entity, relation.attributes.reported_by]
    found = {}
    for id_ in dict.fromkeys(referred):
        if id_ is not None:
            with suppress(DecisionError, StorageError):  # `check` tells; the rest can be shown
                found[id_] = entities.get(id_)
    return found


def relation_shapes(
    relations: Iterable[Relation],
    text: str,
    decisions: Decisions,
    entities: Mapping[str, Entity],
) -> list[dict[str, Any]]:
    """Relations with the words and labels of their ends, and the words of their evidence."""
    mentions = {mention.id: mention for mention in decisions.mentions}
    return [
        {
            **decision_shape(relation),
            "head": _end(relation.head, mentions, entities),
            "tail": _end(relation.tail, mentions, entities),
            "evidence": [
                {"start": span.start, "end": span.end, "text": text[span.start : span.end]}
                for span in relation.evidence
            ],
        }
        for relation in relations
    ]


def _end(
    end: End, mentions: Mapping[int, Mention], entities: Mapping[str, Entity]
) -> dict[str, Any]:
    if end.mention is not None:
        mention = mentions.get(end.mention)
        text, label = (mention.text, mention.label) if mention else ("", "")
        return {"mention": end.mention, "text": text, "label": label}
    entity = entities.get(end.entity or "")
    text, label = (entity.name, entity.label) if entity else ("", "")
    return {"entity": end.entity, "text": text, "label": label}
