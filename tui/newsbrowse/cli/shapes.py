"""JSON shapes of articles, relations and rows: names of the model, offsets in code points."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from newsbrowse_store.errors import DecisionError, StorageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from newsbrowse_store.cache.entities import Entities
    from newsbrowse_store.model import (
        Article,
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
    shape = asdict(row)
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
        "metadata": {**asdict(article.metadata), "extra": dict(article.metadata.extra)},
        "regions": [asdict(region) for region in article.regions],
        "state": article.state,
        "star": article.star,
        "tags": tag_names(decisions),
        "mentions": [asdict(mention) for mention in decisions.mentions],
        "rejections": [asdict(rejection) for rejection in decisions.rejections],
        "relations": relation_shapes(decisions.relations, article.text, decisions, entities),
        "notes": [asdict(note) for note in decisions.notes],
        "entities": [asdict(entity) for entity in entities.values()],
        "suggestions": [asdict(suggestion) for suggestion in suggestions],
        "relation_suggestions": [],
    }


def tag_names(decisions: Decisions) -> list[str]:
    """The tags of an article."""
    return [tag.name for tag in decisions.tags]


def entities_of(decisions: Decisions, entities: Entities) -> dict[str, Entity]:
    """The entities that decisions refer to, by id; those that cannot be read are left out."""
    ends = (end for relation in decisions.relations for end in (relation.head, relation.tail))
    referred = [*(mention.entity for mention in decisions.mentions), *(end.entity for end in ends)]
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
            **asdict(relation),
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
