"""Open article: with its decisions and suggestions, as one value to draw from."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from datetime import datetime
from functools import cached_property
from operator import attrgetter
from typing import TYPE_CHECKING

from msgspec import Struct, field

from newsbrowse.layout.layers import Mark
from newsbrowse.layout.page import Document
from newsbrowse.workspace.attribute_words import attribute_words
from newsbrowse_store.text.spans import Spans
from newsbrowse_store.text.tokens import sentence_at
from newsbrowse_store.values import Mention

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from newsbrowse_store.errors import NewsbrowseError
    from newsbrowse_store.records.annotated import Annotated
    from newsbrowse_store.values import (
        Article,
        Decisions,
        End,
        Entity,
        Metadata,
        Note,
        Relation,
        Suggestion,
    )

_id = attrgetter("id")


class OpenArticle(Struct, frozen=True, dict=True):
    """An article as it is being read; `analysed` is false until its suggestions are known.

    `problem` is set when its decisions cannot be read: it can be read then, not decided in.
    `entities` are those of the library that its mentions and relations name, by id.
    """

    article: Article
    annotated: Annotated
    analysed: bool = True
    problem: NewsbrowseError | None = None
    entities: Mapping[str, Entity] = field(default_factory=dict)

    def follow(self, before: OpenArticle) -> None:
        """Take over what was worked out of the article `before` one decision, as far as it holds.

        It is the same as working it out anew, and costs less in a long article.
        """
        delta, known = self.annotated.marks_delta_from(before.annotated), vars(before)
        if delta is not None and "marks" in known:
            gone, come = map(mark_of, delta.gone), map(mark_of, delta.come)
            vars(self)["marks"] = before.marks.changed(gone, come) if delta.any else before.marks
        if "_relations_of" in known and self.decisions.relations is before.decisions.relations:
            vars(self)["_relations_of"] = before._relations_of

    @property
    def decisions(self) -> Decisions:
        """What was decided in it."""
        return self.annotated.decisions

    @property
    def pending(self) -> Spans[Suggestion]:
        """The suggestions that nobody accepted, corrected or rejected yet."""
        return self.annotated.pending

    @property
    def document(self) -> Document:
        """The article as the reading pane shows it."""
        article, meta = self.article, self.article.metadata
        in_text = any(region.role == "headline" for region in article.regions)
        tags = tuple(tag.name for tag in self.decisions.tags)
        heading = None if in_text else meta.headline
        return Document(article.id, article.text, article.regions, heading, subtitle(meta), tags)

    @cached_property
    def relations(self) -> Mapping[int, Relation]:
        """The relations by their ids."""
        return {relation.id: relation for relation in self.decisions.relations}

    @cached_property
    def _relations_of(self) -> Mapping[int, list[Relation]]:
        found: dict[int, list[Relation]] = defaultdict(list)
        for relation in self.decisions.relations:
            for end in {relation.head.mention, relation.tail.mention} - {None}:
                found[end].append(relation)  # type: ignore[index]
        return found

    @cached_property
    def marks(self) -> Spans[Mark]:
        """Everything to colour in the text: the mentions, and the suggestions still pending."""
        return Spans([mark_of(one) for one in (*self.annotated.mentions, *self.pending)])

    def mention(self, id_: int | None) -> Mention | None:
        """The mention of this id, None when there is none."""
        mentions = self.decisions.mentions  # in the order of their ids
        at = bisect_left(mentions, id_ or 0, key=_id)
        return mentions[at] if at < len(mentions) and mentions[at].id == id_ else None

    def target(self, mark: Mark | None) -> Mention | Suggestion | None:
        """What a mark stands for."""
        if mark is None or not mark.pending:
            return self.mention(mark.id) if mark else None
        found = self.pending.overlapping(mark.start, mark.end)
        return next((one for one in found if mark_of(one) == mark), None)

    def subject(self, note: Note) -> Mention | Relation | None:
        """What a note is about; None is the article, or something that is gone."""
        kind, _, id_ = note.on.partition(":")
        number = int(id_) if id_.isdecimal() else 0
        return self.mention(number) if kind == "mention" else self.relations.get(number)

    def relations_of(self, mention: int) -> Sequence[Relation]:
        """The relations that have a mention as head or tail."""
        return self._relations_of.get(mention, ())

    def end_text(self, end: End) -> str:
        """The name of a relation's head or tail, or its words; `?` when what it names is gone."""
        mention = self.mention(end.mention)
        entity = self.entities.get(end.entity or (mention.entity if mention else None) or "")
        if entity is not None:
            return entity.name
        return " ".join(mention.text.split()) if mention else "?"

    def said(self, relation: Relation) -> str:
        """What is said of a relation beyond its type, in words; `?` reported it who is gone."""
        entity = self.entities.get(relation.attributes.reported_by or "")
        return attribute_words(relation.attributes, entity.name if entity else "?")

    def end_span(self, end: End) -> tuple[int, int] | None:
        """Where a relation's head or tail stands in the text, if it does."""
        mention = self.mention(end.mention)
        return (mention.start, mention.end) if mention else None

    def evidence(self, relation: Relation) -> list[tuple[int, int]]:
        """The spans that prove a relation: those chosen, else the sentences of its ends."""
        if relation.evidence:
            return [(span.start, span.end) for span in relation.evidence]
        ends = [self.end_span(end) for end in (relation.head, relation.tail)]
        sentences = [sentence_at(self.article.text, span[0]) for span in ends if span]
        return sorted({sentence for sentence in sentences if sentence})


def mark_of(found: Mention | Suggestion) -> Mark:
    """How a mention or suggestion is coloured in the text."""
    if isinstance(found, Mention):
        return Mark(found.start, found.end, found.label, pending=False, id=found.id)
    return Mark(found.start, found.end, found.label, pending=True)


def date_words(published: str) -> str:
    """An ISO 8601 date as people write it, `3 March 2026`; anything else as it stands."""
    try:
        date = datetime.fromisoformat(published)
    except ValueError:
        return published
    return f"{date.day} {date:%B} {date.year}"


def subtitle(metadata: Metadata) -> str:
    """The line under the headline: source, date and who wrote it, as far as they are known."""
    byline = metadata.byline
    if byline and not byline.lower().startswith("by "):
        byline = f"by {byline}"
    parts = (metadata.source, date_words(metadata.published), byline)
    return " · ".join(part for part in parts if part)


def quotation(text: str, metadata: Metadata) -> str:
    """Some words of an article with where they come from, ready to be pasted."""
    published = date_words(metadata.published)
    source = [metadata.headline, metadata.source, published, metadata.url]
    return f"“{' '.join(text.split())}” ({', '.join(part for part in source if part)})"
