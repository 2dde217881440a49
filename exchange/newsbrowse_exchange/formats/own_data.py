"""Own data: what a format has no place for, as our JSON beside what it has, and both joined again.

Other tools see and change what the format itself has; that counts. The rest comes from our JSON.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from msgspec import UNSET, Struct, UnsetType
from msgspec.json import encode

from newsbrowse_exchange.facets import ALL
from newsbrowse_store.decisions.article_shape import (
    ArticleShape,
    EndShape,
    MentionShape,
    RelationShape,
)
from newsbrowse_store.decisions.foreign import read_annotations
from newsbrowse_store.text.tokens import article_id
from newsbrowse_store.values import ID_LENGTH, replace

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Set

CARRIED = ALL - {"history", "suggestions"}
"""The facets that our JSON brings back."""


class Joined(Struct, frozen=True):
    """An article with the mentions that a file has now.

    `ids` are their ids in the article, in the order of the file, `new` those that our JSON lacks.
    """

    article: ArticleShape
    ids: tuple[str, ...]
    new: frozenset[str]


def packed(article: ArticleShape, text: str) -> str:
    """Return as JSON all that is decided in an article.

    Its text is only in it if it is not the one that the file has.
    """
    kept = "" if article.text == text else article.text
    left = replace(article, text=kept, suggestions=(), relation_suggestions=(), history=UNSET)
    return encode(left).decode()


def unpacked(data: str, text: str) -> ArticleShape:
    """Return the article that was packed, with the text of the file. Raises `ReadError`."""
    kept = read_annotations(data)
    text = kept.text or text
    return replace(kept, text=text, id=article_id(text))


def joined(kept: ArticleShape, found: Iterable[MentionShape], shown: Set[str]) -> Joined:
    """Join what our JSON kept with the mentions that the file has now.

    They are the same by their id, else by place and label. A mention whose id is among the `shown`
    and that is not found was deleted by another tool: it goes, with what hangs on it.
    """
    old = {str(one.id): one for one in kept.mentions}
    places = {(one.start, one.end, one.label): id_ for id_, one in old.items()}
    now = {id_: one for id_, one in old.items() if id_ not in shown}
    called = {one.id: one.external or one.id for one in kept.entities}
    ids: list[str] = []
    new: list[str] = []
    fresh = unused_ids(kept)
    for one in found:
        id_ = str(one.id) if str(one.id) in old else places.get((one.start, one.end, one.label))
        if id_ is None or id_ in ids:
            id_ = next(fresh)
            new.append(id_)
            now[id_] = replace(one, id=id_)
        else:
            entity = old[id_].entity
            if one.entity and called.get(one.entity) != called.get(entity or ""):
                entity = one.entity
            now[id_] = replace(
                old[id_],
                start=one.start,
                end=one.end,
                label=one.label,
                text=one.text,
                entity=entity,
            )
        ids.append(id_)
    mentions = (*(now[id_] for id_ in old if id_ in now), *(now[id_] for id_ in new))
    relations = [
        one
        for one in kept.relations
        if all(end in now for end in map(mention_of, (one.head, one.tail)) if end)
    ]
    article = replace(kept, mentions=mentions, relations=tuple(relations))
    return Joined(_without_lost_notes(article), tuple(ids), frozenset(new))


def with_relations(article: ArticleShape, found: Iterable[RelationShape]) -> ArticleShape:
    """Return an article with the relations between mentions that the file has now.

    One that is of the same type and leads from and to the same mentions is the same.
    """
    now = {_key(one): one for one in found}
    kept = [
        one
        for one in article.relations
        if not (mention_of(one.head) and mention_of(one.tail)) or _key(one) in now
    ]
    there = {_key(one) for one in kept}
    fresh = unused_ids(article)
    new = [replace(one, id=next(fresh)) for key, one in now.items() if key not in there]
    return _without_lost_notes(replace(article, relations=(*kept, *new)))


def mention_of(end: EndShape | str | int) -> str:
    """Return the id of the mention that an end of a relation is; empty if it is an entity."""
    if isinstance(end, EndShape):
        return "" if isinstance(end.mention, UnsetType) else str(end.mention)
    return str(end)


def entity_id(*identifying: str) -> str:
    """Return the id of an entity that comes from elsewhere, by what identifies it there."""
    return hashlib.sha256("\0".join(identifying).encode()).hexdigest()[:ID_LENGTH]


def unused_ids(article: ArticleShape) -> Iterator[str]:
    """Yield ids that no decision of an article has."""
    parts = (article.mentions, article.relations, article.notes, article.rejections, article.tagged)
    used = [int(one.id) for part in parts for one in part if not isinstance(one.id, UnsetType)]
    id_ = max(used, default=0)
    while True:
        id_ += 1
        yield str(id_)


def with_our_newlines(raw: str) -> tuple[str, Callable[[int], int]]:
    """Return a text with LF line ends, and what makes offsets in it of those in the text given."""
    text = raw.replace("\r\n", "\n").replace("\r", "\n")
    return text, lambda at: at - raw.count("\r\n", 0, at)


def _key(relation: RelationShape) -> tuple[str, str, str]:
    return relation.type, mention_of(relation.head), mention_of(relation.tail)


def _without_lost_notes(article: ArticleShape) -> ArticleShape:
    there = {f"mention:{one.id}" for one in article.mentions}
    there |= {f"relation:{one.id}" for one in article.relations}
    notes = [
        one
        for one in article.notes
        if one.on in there or one.on.partition(":")[0] not in ("mention", "relation")
    ]
    return replace(article, notes=tuple(notes))
