"""What is open: an article with its decisions and suggestions, as one value to draw from."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING

from newsbrowse.layout.document import Document
from newsbrowse.layout.layers import Mark
from newsbrowse_store.merge import pending
from newsbrowse_store.text import sentence_at

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from newsbrowse_store.errors import StorageError
    from newsbrowse_store.model import (
        Article,
        Decisions,
        End,
        Entity,
        Mention,
        Metadata,
        Note,
        Relation,
        Suggestion,
    )


@dataclass(frozen=True)
class Reading:
    """An article as it is being read; `suggestions` is None until it has been analysed.

    `problem` is set when its decisions cannot be read: it can be read then, not decided in.
    `entities` are those of the library that its mentions and relations name, by id.
    """

    article: Article
    decisions: Decisions
    suggestions: tuple[Suggestion, ...] | None = None
    problem: StorageError | None = None
    entities: Mapping[str, Entity] = field(default_factory=dict)

    @cached_property
    def pending(self) -> list[Suggestion]:
        """The suggestions that nobody accepted, corrected or rejected yet."""
        return pending(self.suggestions or (), self.decisions)

    @property
    def document(self) -> Document:
        """The article as the reading pane shows it."""
        article, meta = self.article, self.article.metadata
        in_text = any(region.role == "headline" for region in article.regions)
        tags = tuple(tag.name for tag in self.decisions.tags)
        heading = None if in_text else meta.headline
        return Document(article.id, article.text, article.regions, heading, subtitle(meta), tags)

    @cached_property
    def mentions(self) -> Mapping[int, Mention]:
        """The mentions by their ids."""
        return {mention.id: mention for mention in self.decisions.mentions}

    @cached_property
    def relations(self) -> Mapping[int, Relation]:
        """The relations by their ids."""
        return {relation.id: relation for relation in self.decisions.relations}

    @cached_property
    def _suggested(self) -> Mapping[tuple[int, int, str], Suggestion]:
        return {(s.start, s.end, s.label): s for s in self.pending}

    @cached_property
    def _relations_of(self) -> Mapping[int, list[Relation]]:
        found: dict[int, list[Relation]] = defaultdict(list)
        for relation in self.decisions.relations:
            for end in {relation.head.mention, relation.tail.mention} - {None}:
                found[end].append(relation)  # type: ignore[index]
        return found

    def marks(self) -> list[Mark]:
        """Everything to colour in the text: the mentions, and the suggestions still pending."""
        decided = [Mark(m.start, m.end, m.label, False, m.id) for m in self.decisions.mentions]
        return decided + [Mark(s.start, s.end, s.label, True) for s in self.pending]

    def target(self, mark: Mark | None) -> Mention | Suggestion | None:
        """What a mark stands for."""
        if mark is None:
            return None
        if mark.pending:
            return self._suggested.get((mark.start, mark.end, mark.label))
        return self.mentions.get(mark.id)

    def subject(self, note: Note) -> Mention | Relation | None:
        """What a note is about; None is the article, or something that is gone."""
        kind, _, id_ = note.on.partition(":")
        number = int(id_) if id_.isdecimal() else 0
        return self.mentions.get(number) if kind == "mention" else self.relations.get(number)

    def relations_of(self, mention: int) -> Sequence[Relation]:
        """The relations that have a mention as head or tail."""
        return self._relations_of.get(mention, ())

    def end_text(self, end: End) -> str:
        """The name of a relation's head or tail, or its words; `?` when what it names is gone."""
        mention = self.mentions.get(end.mention or 0)
        entity = self.entities.get(end.entity or (mention.entity if mention else None) or "")
        if entity is not None:
            return entity.name
        return " ".join(mention.text.split()) if mention else "?"

    def end_span(self, end: End) -> tuple[int, int] | None:
        """Where a relation's head or tail stands in the text, if it does."""
        mention = self.mentions.get(end.mention or 0)
        return (mention.start, mention.end) if mention else None

    def evidence(self, relation: Relation) -> list[tuple[int, int]]:
        """The spans that prove a relation: those chosen, else the sentences of its ends."""
        if relation.evidence:
            return [(span.start, span.end) for span in relation.evidence]
        ends = [self.end_span(end) for end in (relation.head, relation.tail)]
        sentences = [sentence_at(self.article.text, span[0]) for span in ends if span]
        return sorted({sentence for sentence in sentences if sentence})


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
