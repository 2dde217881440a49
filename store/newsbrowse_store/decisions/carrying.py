"""Carrying over: the decisions made in one version of an article, found again in another."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from msgspec import Struct

from newsbrowse_store.decisions.mentions import mark
from newsbrowse_store.decisions.rules import attributes_key
from newsbrowse_store.errors import DecisionError, quoted
from newsbrowse_store.records.documents import ARTICLE, to_document
from newsbrowse_store.text.differences import Places, compare, words_and_signs
from newsbrowse_store.text.tokens import tokens
from newsbrowse_store.values import Span

if TYPE_CHECKING:
    from collections.abc import Mapping

    from newsbrowse_store.decisions.plan import Plan
    from newsbrowse_store.decisions.relation_rules import RelationRules
    from newsbrowse_store.disk.raw_tables import Document
    from newsbrowse_store.values import Decisions, End, Mention, Relation

_NEAR = 10
"""Words to either side that are a mention's surroundings."""

_TELLING = 4
"""So many words are known again whatever stands around them."""

_GONE = "its words are no longer there"


class Unplaced(Struct, frozen=True):
    """A decision that was not carried over, or not whole: what it is, in words, and why."""

    what: str
    reason: str


class Carried(Struct, frozen=True):
    """What became of the decisions of another version, by the tables they are in.

    `added` counts those that are new here, `present` those that were there already, in substance.
    """

    added: Mapping[str, int]
    present: Mapping[str, int]
    unplaced: tuple[Unplaced, ...] = ()


class Carrying:
    """The command that carries over the `decisions` on the text `old`.

    What has become of them is in `carried` when it was called.
    """

    def __init__(self, old: str, decisions: Decisions, rules_of_relations: RelationRules) -> None:
        self._old, self._decisions = old, decisions
        self._relation_rules = rules_of_relations
        self._begin()

    @property
    def carried(self) -> Carried:
        """What became of the decisions."""
        return Carried(dict(self._added), dict(self._present), tuple(self._unplaced))

    def __call__(self, plan: Plan) -> None:
        """Plan all of it. What has no place is left out, and what is there already stays.

        Raises `DecisionError` where the article was removed: nobody would see it there.
        """
        self._begin()
        article = plan.get("article", ARTICLE) or {}
        if article.get("removed"):
            id_ = str(article.get("id"))
            raise DecisionError(id_, "was removed", f"First: newsbrowse restore {id_}")
        places = Places(compare(self._old, plan.text))
        for mention in self._decisions.mentions:
            self._mention(plan, places, mention)
        self._rejections(plan, places)
        for relation in self._decisions.relations:
            self._relation(plan, places, relation)
        there = {tag["name"] for tag in plan.documents("tags").values()}
        for name in dict.fromkeys(tag.name for tag in self._decisions.tags):  # merges leave two
            self._count("tags", new=name not in there)
            if name not in there:
                plan.insert("tags", name=name)
        self._notes(plan)

    def _begin(self) -> None:
        self._added: Counter[str] = Counter()
        self._present: Counter[str] = Counter()
        self._unplaced: list[Unplaced] = []
        self._mentions: dict[int, int] = {}
        self._relations: dict[int, int] = {}

    def _count(self, table: str, *, new: bool) -> None:
        (self._added if new else self._present)[table] += 1

    def _mention(self, plan: Plan, places: Places, mention: Mention) -> None:
        what = f"{quoted(mention.text)} as {mention.label}"
        span = _place(self._old, plan.text, places, Span(mention.start, mention.end))
        if span is None:
            self._unplaced.append(Unplaced(what, _GONE))
            return
        place = span.start, span.end, mention.label
        id_ = plan.at_place("mentions", place)
        if id_ is None and plan.at_place("rejections", place) is not None:
            self._unplaced.append(Unplaced(what, "it was rejected there"))
            return
        if id_ is None:
            id_ = mark(plan, place, "carried", mention.entity)
            self._count("mentions", new=True)
        elif mention.entity is not None and plan.documents("mentions")[id_]["entity"] is None:
            plan.edit("mentions", id_, entity=mention.entity)
            self._count("mentions", new=True)
        else:
            self._count("mentions", new=False)
        self._mentions[mention.id] = id_

    def _rejections(self, plan: Plan, places: Places) -> None:
        """Refuse again what was refused, only where the text around it is the same."""
        for rejection in self._decisions.rejections:
            span = places.find(Span(rejection.start, rejection.end))
            if span is None or plan.text[span.start : span.end] != rejection.text:
                continue
            place = span.start, span.end, rejection.label
            if plan.at_place("mentions", place) is None:
                new = plan.at_place("rejections", place) is None
                self._count("rejections", new=new)
                if new:
                    start, end, label = place
                    plan.insert(
                        "rejections", start=start, end=end, label=label, text=rejection.text
                    )

    def _relation(self, plan: Plan, places: Places, relation: Relation) -> None:
        what = self._words(relation)
        head, tail = self._end(relation.head), self._end(relation.tail)
        if head is None or tail is None or head == tail:
            self._unplaced.append(Unplaced(what, "one of its ends is not there"))
            return
        document = {**to_document(relation), "head": head, "tail": tail}
        if (there := self._same_relation(plan, document)) is not None:
            self._count("relations", new=False)
            self._relations[relation.id] = there
            return
        evidence, changed = [], False
        for span in relation.evidence:
            found, same = _evidence(self._old, plan.text, places, span)
            changed |= not same
            if found is not None and found not in evidence:
                evidence.append(found)
        if relation.evidence and not evidence:
            self._unplaced.append(Unplaced(what, "what proves it is no longer there"))
            return
        try:
            self._relation_rules.check(plan, relation.type, head, tail)
            self._relation_rules.check_allowed(relation.type, document.get("attributes", {}))
        except DecisionError as error:
            self._unplaced.append(Unplaced(what, error.reason))
            return
        if changed:
            self._unplaced.append(Unplaced(what, "carried over; its evidence reads otherwise now"))
        spans = [{"start": span.start, "end": span.end} for span in sorted(evidence)]
        del document["annotator"], document["at"]
        self._relations[relation.id] = plan.insert("relations", **{**document, "evidence": spans})
        self._count("relations", new=True)

    def _same_relation(self, plan: Plan, document: Document) -> int | None:
        type_ = self._relation_rules.schema.relation(document["type"])
        ends = [(document["head"], document["tail"])]
        if type_ is not None and type_.symmetric:
            ends.append((document["tail"], document["head"]))
        said = attributes_key(document)
        for id_, other in plan.documents("relations").items():
            there = _end_document(other["head"]), _end_document(other["tail"])
            if (
                other["type"] == document["type"]
                and there in ends
                and attributes_key(other) == said
            ):
                return id_
        return None

    def _end(self, end: End) -> Document | None:
        if end.mention is None:
            return {"mention": None, "entity": end.entity}
        id_ = self._mentions.get(end.mention)
        return None if id_ is None else {"mention": id_, "entity": None}

    def _notes(self, plan: Plan) -> None:
        there = {(note["on"], note["text"]) for note in plan.documents("notes").values()}
        ids = {"mention": self._mentions, "relation": self._relations}
        for note in self._decisions.notes:
            kind, _, of = note.on.partition(":")
            on = note.on
            if kind in ids:
                found = ids[kind].get(int(of)) if of.isdecimal() else None
                if found is None:
                    what = f"the note {quoted(note.text)}"
                    self._unplaced.append(Unplaced(what, "what it is on is not there"))
                    continue
                on = f"{kind}:{found}"
            self._count("notes", new=(on, note.text) not in there)
            if (on, note.text) not in there:
                plan.insert("notes", on=on, text=note.text)
                there.add((on, note.text))

    def _words(self, relation: Relation) -> str:
        return f" —{relation.type}→ ".join(map(self._end_words, (relation.head, relation.tail)))

    def _end_words(self, end: End) -> str:
        if end.entity is not None:
            try:
                return self._relation_rules.entity(end.entity).name
            except DecisionError:
                return end.entity
        found = (m.text for m in self._decisions.mentions if m.id == end.mention)
        return quoted(next(found, "?"))


def _end_document(end: Document) -> Document:
    return {"mention": end.get("mention"), "entity": end.get("entity")}


def _place(old: str, new: str, places: Places, span: Span) -> Span | None:
    """Return where the words of a stretch are now: where the texts lie on each other, else alike.

    That is the one place, among those with the same words that are new, whose surroundings are most
    alike.
    """
    words = old[span.start : span.end]
    found = places.find(span)
    if found is not None and _alike(new[found.start : found.end], words):
        return found
    near = _surroundings(old, span)
    best: list[Span] = []
    most = 0
    for other in _occurrences(new, words):
        if not places.is_old(other):
            shared = (near & _surroundings(new, other)).total()
            if shared > most:
                best, most = [other], shared
            elif shared == most:
                best.append(other)
    tells = most or len(tokens(words)) >= _TELLING
    return best[0] if tells and len(best) == 1 else None


def _evidence(old: str, new: str, places: Places, span: Span) -> tuple[Span | None, bool]:
    """Return where evidence is now, and whether it reads as it did."""
    found = _place(old, new, places, span)
    if found is not None:
        return found, True
    inside = words_and_signs(old, span.start, span.end)
    ends = [there for piece in inside if (there := places.find(piece)) is not None]
    if 2 * len(ends) <= len(inside):  # most of it is other words
        return None, False
    return Span(min(ends).start, max(ends).end), False


def _alike(words: str, others: str) -> bool:
    return words.split() == others.split()


def _occurrences(text: str, words: str) -> list[Span]:
    """Return where words stand as words of their own."""
    found = []
    at = text.find(words)
    while at >= 0:
        end = at + len(words)
        before = at > 0 and text[at - 1].isalnum() and words[:1].isalnum()
        behind = end < len(text) and text[end].isalnum() and words[-1:].isalnum()
        if not before and not behind:
            found.append(Span(at, end))
        at = text.find(words, at + 1)
    return found


def _surroundings(text: str, span: Span) -> Counter[str]:
    """Return the words of the line around a stretch, the nearest of them."""
    first = text.rfind("\n", 0, span.start) + 1
    last = text.find("\n", span.end)
    before = tokens(text, first, span.start)[-_NEAR:]
    behind = tokens(text, span.end, len(text) if last < 0 else last)[:_NEAR]
    return Counter(text[start:end].casefold() for start, end in (*before, *behind))
