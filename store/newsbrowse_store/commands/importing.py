"""Annotations from elsewhere, taken over into an article: what is there already stays."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from newsbrowse_store.commands import remarks
from newsbrowse_store.commands.relations import relate
from newsbrowse_store.commands.targets import mention_at_place
from newsbrowse_store.errors import DecisionError, quoted
from newsbrowse_store.records.uniqueness import place_of
from newsbrowse_store.rules import tag_name

if TYPE_CHECKING:
    from newsbrowse_store.annotations import Annotations, GivenMention, GivenRelation, Ref
    from newsbrowse_store.commands.grammar import Grammar
    from newsbrowse_store.disk.raw_tables import Document
    from newsbrowse_store.model import Span
    from newsbrowse_store.plan import Plan
    from newsbrowse_store.records.uniqueness import Place

_End: TypeAlias = int | str
"""The id of a mention of the article, or that of an entity."""


@dataclass(frozen=True)
class Taken:
    """How many mentions, relations, tags and notes were added, and how many were there already.

    A mention that was there and got the entity it is counts as added.
    """

    added: Counter[str] = field(default_factory=Counter)
    present: Counter[str] = field(default_factory=Counter)

    def count(self, table: str, *, new: bool) -> None:
        """Count one more."""
        (self.added if new else self.present)[table] += 1


class Import:
    """The command that takes annotations over. What it has `taken` is known when it was called."""

    def __init__(self, annotations: Annotations, grammar: Grammar) -> None:
        self.taken = Taken()
        self._given = annotations
        self._grammar = grammar
        self._mentions: dict[int, int] = {}
        self._relations: dict[int, int] = {}

    def __call__(self, plan: Plan) -> None:
        """Plan all of it. Raises `DecisionError`."""
        for span, words in self._given.quotes:
            _check_quote(plan.text, span, words)
        for mention in self._given.mentions:
            self._take_mention(plan, mention)
        self._take_relations(plan)
        self._take_tags(plan)
        self._take_notes(plan)

    def _take_mention(self, plan: Plan, given: GivenMention) -> None:
        new = plan.at_place("mentions", given.place) is None
        id_ = mention_at_place(plan, self._grammar, given.place, "imported")
        if given.entity and plan.documents("mentions")[id_]["entity"] is None:
            self._grammar.entity(given.entity)  # raises when there is no such entity
            plan.edit("mentions", id_, entity=given.entity)
            new = True
        if given.id is not None and self._mentions.setdefault(given.id, id_) != id_:
            raise _twice("mentions", given.id)
        self.taken.count("mentions", new=new)

    def _take_relations(self, plan: Plan) -> None:
        there = {_key(document): id_ for id_, document in plan.documents("relations").items()}
        for given in self._given.relations:
            head, tail = self._end(plan, given.head), self._end(plan, given.tail)
            id_ = there.get((given.type, head, tail))
            if id_ is None and self._is_symmetric(given):
                id_ = there.get((given.type, tail, head))
            self.taken.count("relations", new=id_ is None)
            if id_ is None:
                ends = _place(plan, head), _place(plan, tail)
                id_ = relate(plan, self._grammar, *ends, given.type, given.note, given.evidence)
                there[given.type, head, tail] = id_
            if given.id is not None and self._relations.setdefault(given.id, id_) != id_:
                raise _twice("relations", given.id)

    def _take_tags(self, plan: Plan) -> None:
        there = {tag["name"] for tag in plan.documents("tags").values()}
        for name in dict.fromkeys(map(tag_name, self._given.tags)):
            self.taken.count("tags", new=name not in there)
            remarks.tag(plan, [name])

    def _take_notes(self, plan: Plan) -> None:
        there = {
            (document["on"], document["text"]) for document in plan.documents("notes").values()
        }
        for given in self._given.notes:
            on, text = self._noted(plan, given.on), given.text.strip()
            self.taken.count("notes", new=(on, text) not in there)
            if (on, text) not in there:
                remarks.note(plan, on, text)
                there.add((on, text))

    def _end(self, plan: Plan, ref: Ref) -> _End:
        if isinstance(ref, str):
            self._grammar.entity(ref)  # raises when there is no such entity
            return ref
        if isinstance(ref, tuple):
            new = plan.at_place("mentions", ref) is None
            if new:
                self.taken.count("mentions", new=True)
            return mention_at_place(plan, self._grammar, ref, "imported")
        return _known(plan, "mention", self._mentions, ref)

    def _noted(self, plan: Plan, on: str) -> str:
        """Return what a note is on, with the ids that mentions and relations have here."""
        kind, _, id_ = on.partition(":")
        ids = {"mention": self._mentions, "relation": self._relations}.get(kind)
        if ids is None or not (id_.isascii() and id_.isdecimal()):
            return on
        return f"{kind}:{_known(plan, kind, ids, int(id_))}"

    def _is_symmetric(self, given: GivenRelation) -> bool:
        relation = self._grammar.schema.relation(given.type)
        return relation is not None and relation.symmetric


def _known(plan: Plan, kind: str, ids: dict[int, int], id_: int) -> int:
    """Return the id here of what calls itself `id_`: beside it in the line, else in the article."""
    found = ids.get(id_, id_)
    if plan.get(f"{kind}s", found) is None:
        raise DecisionError(
            f"{kind} {id_}", "is neither in the line nor in the article", f"Give the {kind} too."
        )
    return found


def _place(plan: Plan, end: _End) -> Place | str:
    return end if isinstance(end, str) else place_of(plan.documents("mentions")[end])


def _key(relation: Document) -> tuple[str, _End, _End]:
    head, tail = (
        end["mention"] if end.get("entity") is None else end["entity"]
        for end in (relation["head"], relation["tail"])
    )
    return relation["type"], head, tail


def _twice(table: str, id_: int) -> DecisionError:
    return DecisionError(
        str(id_),
        f"is the id of two {table}",
        "Give each an id of its own; jq before 1.7 rounds long ones.",
    )


def _check_quote(text: str, span: Span, words: str) -> None:
    found = text[span.start : span.end] if span.start >= 0 else ""
    if found != words:
        raise DecisionError(
            f"{quoted(words)} at {span.start}:{span.end}",
            f"is not what stands there: {quoted(found)}",
            "Count in code points of the text as `newsbrowse show --json` prints it.",
        )
