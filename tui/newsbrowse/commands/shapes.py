"""The JSON of articles and of the list, as DESIGN has them: names of the model, code points."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from newsbrowse_store.model import (
        Article,
        Decisions,
        End,
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
    article: Article, decisions: Decisions, suggestions: Iterable[Suggestion]
) -> dict[str, Any]:
    """The object of `show --json`; `suggestions` are those still pending."""
    mentions = {mention.id: mention for mention in decisions.mentions}
    return {
        "id": article.id,
        "text": article.text,
        "metadata": {**asdict(article.metadata), "extra": dict(article.metadata.extra)},
        "regions": [asdict(region) for region in article.regions],
        "state": article.state,
        "star": article.star,
        "tags": [tag.name for tag in decisions.tags],
        "mentions": [asdict(mention) for mention in decisions.mentions],
        "rejections": [asdict(rejection) for rejection in decisions.rejections],
        "relations": [_relation(r, article.text, mentions) for r in decisions.relations],
        "notes": [asdict(note) for note in decisions.notes],
        "suggestions": [asdict(suggestion) for suggestion in suggestions],
        "relation_suggestions": [],
    }


def _relation(relation: Relation, text: str, mentions: Mapping[int, Mention]) -> dict[str, Any]:
    return {
        **asdict(relation),
        "head": _end(relation.head, mentions),
        "tail": _end(relation.tail, mentions),
        "evidence": [
            {"start": span.start, "end": span.end, "text": text[span.start : span.end]}
            for span in relation.evidence
        ],
    }


def _end(end: End, mentions: Mapping[int, Mention]) -> dict[str, Any]:
    if end.mention is None:
        return {"entity": end.entity}
    mention = mentions.get(end.mention)
    if mention is None:
        return {"mention": end.mention, "text": "", "label": ""}
    return {"mention": mention.id, "text": mention.text, "label": mention.label}
