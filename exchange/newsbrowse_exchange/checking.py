"""Checking: an article's annotations without those that the rules of a library forbid."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import UNSET, UnsetType

from newsbrowse_exchange.placing import squeezed
from newsbrowse_store.decisions.article_shape import (
    ArticleShape,
    AttributesShape,
    EndShape,
    MentionShape,
)
from newsbrowse_store.decisions.relation_rules import RelationRules, check_when
from newsbrowse_store.decisions.rules import check_span, tag_name
from newsbrowse_store.errors import DecisionError, quoted
from newsbrowse_store.records.ids import new_id
from newsbrowse_store.schema.schema import ATTRIBUTES
from newsbrowse_store.values import Attributes, Mention, replace

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from newsbrowse_exchange.report import Report
    from newsbrowse_store.decisions.article_shape import RejectionShape, RelationShape


class CheckedAnnotations:
    """An article's annotations without what the rules of the library forbid, which is told.

    `entities` has the ids here of the entities that are given. `mentions` are those that can be.
    """

    def __init__(
        self,
        rules: RelationRules,
        report: Report,
        given: ArticleShape,
        entities: Mapping[str, str],
    ) -> None:
        self._rules, self._report = rules, report
        self._given = given
        self._entities = entities
        self.mentions = [one for mention in given.mentions if (one := self._mention(mention))]

    def shape(self, kept: Mapping[str, MentionShape | Mention]) -> ArticleShape:
        """Return the annotations with these mentions, ours in the place of some of theirs."""
        relations = [one for each in self._given.relations if (one := self._relation(each, kept))]
        known = {f"mention:{id_}" for id_ in kept} | {f"relation:{one.id}" for one in relations}
        notes = []
        for note in self._given.notes:
            kind, _, id_ = note.on.partition(":")
            on = note.on
            if kind == "entity" or (id_ and note.on not in known):
                self._lost(f"notes on {kind}s that are not there", note.text)
                continue
            if isinstance(there := kept.get(id_), Mention) and kind == "mention":
                on = f"mention:{there.id}"
            if note.text.strip():
                notes.append(replace(note, on=on))
        return replace(
            self._given,
            tags=tuple(self._tags()),
            mentions=tuple(one for one in kept.values() if isinstance(one, MentionShape)),
            rejections=tuple(self._rejections()),
            relations=tuple(relations),
            notes=tuple(notes),
            entities=(),
        )

    def _lost(self, kind: str, example: str) -> None:
        self._report.lost(kind, self._given.id, quoted(example))

    def _fits(self, one: MentionShape) -> MentionShape | None:
        """Return it without white space at its ends, None where it has no place."""
        text = self._given.text
        span = one.start, one.end
        words = text[max(one.start, 0) : max(one.end, 0)]
        start = one.start + len(words) - len(words.lstrip())
        end = start + len(words.strip())
        try:
            check_span(text, *((start, end) if 0 <= one.start < one.end <= len(text) else span))
        except DecisionError as error:
            self._report.wrong(self._given.id, 0, f"{one.start}:{one.end} {error.reason}")
            return None
        if one.text and squeezed(one.text) != squeezed(text[start:end]):
            there = quoted(text[start:end])
            self._report.wrong(self._given.id, 0, f"{quoted(one.text)} is not what stands: {there}")
            return None
        return replace(one, start=start, end=end, text=text[start:end])

    def _mention(self, given: MentionShape) -> MentionShape | None:
        if not self._rules.schema.label(given.label).known:
            self._lost(f"mentions labelled {given.label}, no label of newsbrowse.toml", given.text)
            return None
        found = self._fits(given)
        if found is None:
            return None
        entity = self._entities.get(found.entity or "")
        id_ = str(new_id()) if isinstance(found.id, UnsetType) else found.id
        return replace(found, id=id_, entity=entity)

    def _rejections(self) -> Iterator[RejectionShape]:
        text = self._given.text
        for one in self._given.rejections:
            known = self._rules.schema.label(one.label).known
            if known and 0 <= one.start < one.end <= len(text):
                yield one

    def _tags(self) -> Iterator[str]:
        for tag in self._given.tags:
            try:
                yield tag_name(tag)
            except DecisionError as error:
                self._report.wrong(self._given.id, 0, f"{error.what} {error.reason}")

    def _relation(
        self, given: RelationShape, kept: Mapping[str, MentionShape | Mention]
    ) -> RelationShape | None:
        ends = [self._end(end, kept) for end in (given.head, given.tail)]
        if None in ends:
            self._lost("relations one end of which is not there", given.type)
            return None
        (head, from_), (tail, to) = ends  # type: ignore[misc]  # none of them is None
        schema = self._rules.schema
        if schema.relation(given.type) is None:
            self._lost(f"relations “{given.type}”, no type of newsbrowse.toml", given.type)
            return None
        if not schema.allows(given.type, from_, to):
            self._lost(f"relations “{given.type}” from {from_} to {to}, which none may be", "")
            return None
        text = self._given.text
        evidence = [one for one in given.evidence if 0 <= one.start < one.end <= len(text)]
        said = self._attributes(given)
        id_ = str(new_id()) if isinstance(given.id, UnsetType) else given.id
        return replace(
            given, id=id_, head=head, tail=tail, evidence=tuple(evidence), attributes=said
        )

    def _end(
        self, end: EndShape | str | int, kept: Mapping[str, MentionShape | Mention]
    ) -> tuple[EndShape | str, str] | None:
        if isinstance(end, EndShape) and not isinstance(end.entity, UnsetType):
            id_ = self._entities.get(end.entity)
            return (EndShape(entity=id_), self._rules.entity(id_).label) if id_ else None
        mention = kept.get(str(end.mention if isinstance(end, EndShape) else end))
        if isinstance(mention, Mention):
            return f"{mention.start}:{mention.end}:{mention.label}", mention.label
        if mention is None or isinstance(mention.id, UnsetType):
            return None
        return EndShape(mention=mention.id), mention.label

    def _attributes(self, given: RelationShape) -> AttributesShape | UnsetType:
        said = given.attributes
        if isinstance(said, UnsetType):
            return UNSET
        type_ = self._rules.schema.relation(given.type)
        allowed = type_.attributes if type_ else ()
        for name in ATTRIBUTES:
            if getattr(said, name) and name not in allowed:
                self._lost(f"{name.replace('_', ' ')} of relations “{given.type}”", given.type)
                said = replace(said, **{name: getattr(Attributes(), name)})
        reporter = self._entities.get(said.reported_by or "")
        said = replace(said, reported_by=reporter)
        if said.when:
            try:
                check_when(said.when)
            except DecisionError as error:
                self._report.wrong(self._given.id, 0, f"{error.what} {error.reason}")
                said = replace(said, when="")
        return UNSET if said == type(said)() else said
