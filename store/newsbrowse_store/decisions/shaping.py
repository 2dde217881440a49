"""Shaping: an article of a library, and what is decided in it, as the shape that JSON has."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

from msgspec import UNSET, UnsetType

from newsbrowse_store.decisions.article_shape import (
    ArticleShape,
    AttributesShape,
    ChangeShape,
    EndShape,
    HistoryShape,
    MentionShape,
    NoteShape,
    RejectionShape,
    RelationShape,
    SpanShape,
    TagShape,
    shape_document,
)
from newsbrowse_store.errors import DecisionError, StorageError
from newsbrowse_store.records.documents import ARTICLE, read_appearances
from newsbrowse_store.values import Attributes, as_document

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from newsbrowse_store.cache.entities import Entities
    from newsbrowse_store.library import Library
    from newsbrowse_store.records.history import HistoryEntry
    from newsbrowse_store.values import (
        Appearance,
        Article,
        Decision,
        Decisions,
        End,
        Entity,
        Mention,
        Relation,
        Suggestion,
    )


def shown_article(
    library: Library, id_: str, suggestions: Iterable[Suggestion], *, history: bool = False
) -> ArticleShape:
    """The shape of an article of a library, with its `history` if wished."""
    record = library.record(id_)
    decisions, tables = record.decisions(), record.tables()
    return article_shape(
        record.article(),
        decisions,
        suggestions,
        entities_of(decisions, library.entities),
        added=str(tables["article"].get(ARTICLE, {}).get("added", "")),
        entries=read_appearances(tables),
        history=record.history() if history else None,
    )


def article_shape(
    article: Article,
    decisions: Decisions,
    suggestions: Iterable[Suggestion],
    entities: Mapping[str, Entity],
    *,
    added: str = "",
    entries: Iterable[Appearance] = (),
    history: Iterable[HistoryEntry] | None = None,
) -> ArticleShape:
    """The shape of an article; `suggestions` are those still pending.

    `entities` are those that mentions and relations of the article refer to, by id.
    """
    return ArticleShape(
        id=article.id,
        text=article.text,
        metadata=article.metadata,
        regions=article.regions,
        state=article.state,
        star=article.star,
        removed=article.removed,
        added=added,
        entries=tuple(entries),
        tags=tuple(tag_names(decisions)),
        tagged=tuple(TagShape(**_signed(tag), name=tag.name) for tag in decisions.tags),
        mentions=tuple(map(_mention, decisions.mentions)),
        rejections=tuple(
            RejectionShape(
                **_signed(one), start=one.start, end=one.end, label=one.label, text=one.text
            )
            for one in decisions.rejections
        ),
        relations=tuple(_relations(decisions.relations, article.text, decisions, entities)),
        notes=tuple(
            NoteShape(**_signed(note), on=note.on, text=note.text) for note in decisions.notes
        ),
        entities=tuple(entities.values()),
        suggestions=tuple(suggestions),
        history=UNSET if history is None else tuple(map(_entry, history)),
    )


def mention_shape(mention: Mention) -> dict[str, Any]:
    """A mention, as an article has it."""
    return as_document(_mention(mention))


def relation_shapes(
    relations: Iterable[Relation],
    text: str,
    decisions: Decisions,
    entities: Mapping[str, Entity],
) -> list[dict[str, Any]]:
    """Relations with the words and labels of their ends, and the words of their evidence."""
    return [as_document(shape) for shape in _relations(relations, text, decisions, entities)]


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


def _signed(decision: Decision) -> dict[str, str]:
    return {"id": str(decision.id), "annotator": decision.annotator, "at": decision.at}


def _mention(mention: Mention) -> MentionShape:
    return MentionShape(
        **_signed(mention),
        start=mention.start,
        end=mention.end,
        label=mention.label,
        text=mention.text,
        origin=mention.origin,
        entity=mention.entity,
        grown_over=mention.grown_over or UNSET,
    )


def _relations(
    relations: Iterable[Relation],
    text: str,
    decisions: Decisions,
    entities: Mapping[str, Entity],
) -> list[RelationShape]:
    mentions = {mention.id: mention for mention in decisions.mentions}
    return [
        RelationShape(
            **_signed(relation),
            type=relation.type,
            head=_end(relation.head, mentions, entities),
            tail=_end(relation.tail, mentions, entities),
            note=relation.note,
            evidence=tuple(
                SpanShape(start=span.start, end=span.end, text=text[span.start : span.end])
                for span in relation.evidence
            ),
            attributes=_attributes(relation.attributes),
        )
        for relation in relations
    ]


def _attributes(attributes: Attributes) -> AttributesShape | UnsetType:
    if attributes == Attributes():
        return UNSET
    return AttributesShape(**as_document(attributes))


def _end(end: End, mentions: Mapping[int, Mention], entities: Mapping[str, Entity]) -> EndShape:
    if end.mention is not None:
        mention = mentions.get(end.mention)
        text, label = (mention.text, mention.label) if mention else ("", "")
        return EndShape(mention=str(end.mention), text=text, label=label)
    entity = entities.get(end.entity or "")
    text, label = (entity.name, entity.label) if entity else ("", "")
    return EndShape(entity=end.entity or "", text=text, label=label)


def _entry(entry: HistoryEntry) -> HistoryShape:
    changes = (
        ChangeShape(
            table=change.table,
            id=str(change.id),
            before=shape_document(change.before),
            after=shape_document(change.after),
        )
        for change in entry.changes
    )
    return HistoryShape(
        id=str(entry.id),
        what=entry.what,
        at=entry.at,
        annotator=entry.annotator,
        changes=tuple(changes),
        undoes=None if entry.undoes is None else str(entry.undoes),
        step=None if entry.step is None else str(entry.step),
    )
