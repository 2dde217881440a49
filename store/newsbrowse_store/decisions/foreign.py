"""Foreign annotations: one JSON object about one article, read, checked and imported.

The object has the shape of `newsbrowse show --json`; what is in there besides is passed over.
Reading needs no library; `Import` then takes it over by the rules that decisions made here keep.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

from newsbrowse_store.decisions import tags_notes_links
from newsbrowse_store.decisions.mentions import mention_at_place
from newsbrowse_store.decisions.relations import relate
from newsbrowse_store.decisions.rules import tag_name
from newsbrowse_store.errors import DecisionError, ReadError, quoted
from newsbrowse_store.records.uniqueness import place_of
from newsbrowse_store.values import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from newsbrowse_store.decisions.plan import Plan
    from newsbrowse_store.decisions.relation_rules import RelationRules
    from newsbrowse_store.disk.raw_tables import Document
    from newsbrowse_store.records.uniqueness import Place


Ref: TypeAlias = "Place | int | str"
"""What an end of a relation is: the place of a mention, the id of one, or the id of an entity."""

_End: TypeAlias = int | str
"""The id of a mention of the article, or that of an entity."""

_PLACE = re.compile(r"(\d{1,18}):(\d{1,18}):(.+)", re.ASCII)
_ENTITY = "entity:"
_END_REMEDY = f"Write START:END:LABEL, such as 0:11:PERSON, or {_ENTITY}ID."
_LINE_REMEDY = "Write one JSON object a line."
_PARTS = ("mentions", "relations", "tags", "notes")
_MENTION = '{"start": 0, "end": 11, "label": "PERSON"}'
_RELATION = '{"type": "meets", "head": "0:11:PERSON", "tail": "16:27:PERSON"}'
_NOTE = '{"on": "article", "text": "…"}'


@dataclass(frozen=True, slots=True)
class GivenMention:
    """A mention; `id` is what relations and notes beside it call it, `entity` what it is."""

    place: Place
    id: int | None = None
    entity: str | None = None


@dataclass(frozen=True, slots=True)
class GivenRelation:
    """A relation between two ends; `id` is what notes beside it call it."""

    type: str
    head: Ref
    tail: Ref
    note: str = ""
    evidence: tuple[Span, ...] = ()
    id: int | None = None


@dataclass(frozen=True, slots=True)
class GivenNote:
    """A note on `article`, `mention:ID` or `relation:ID`."""

    on: str
    text: str


@dataclass(frozen=True, slots=True)
class Annotations:
    """What one object says of an article, whose id (or the start of it) may be empty.

    `quotes` are the words that it gives for spans of the text, to be compared with the text.
    """

    article: str = ""
    mentions: tuple[GivenMention, ...] = ()
    relations: tuple[GivenRelation, ...] = ()
    tags: tuple[str, ...] = ()
    notes: tuple[GivenNote, ...] = ()
    quotes: tuple[tuple[Span, str], ...] = ()


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


def read_annotations(text: str) -> Annotations:
    """Read one JSON object. Raises `ReadError`, whose `what` names the field that is wrong."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as error:
        where = f" (character {error.pos})" if isinstance(error, json.JSONDecodeError) else ""
        raise ReadError("this", f"is not JSON{where}", _LINE_REMEDY) from error
    if not isinstance(value, dict):
        raise ReadError("this", "is no JSON object", _LINE_REMEDY)
    if not any(part in value for part in _PARTS):
        raise ReadError("this", "annotates nothing", f"Give one of {', '.join(_PARTS)}.")
    line = _Fields(value, "", f"Give one of {', '.join(_PARTS)}, each a list.")
    mentions = list(line.objects("mentions", _MENTION))
    relations = list(line.objects("relations", _RELATION))
    evidence = [list(one.objects("evidence", '{"start": 0, "end": 40}')) for one in relations]
    return Annotations(
        line.text("id", ""),
        tuple(map(_mention, mentions)),
        tuple(map(_relation, relations, evidence)),
        tuple(line.texts("tags")),
        tuple(GivenNote(one.text("on"), one.text("text")) for one in line.objects("notes", _NOTE)),
        tuple(
            (one.span(), one.text("text"))
            for one in [*mentions, *(span for spans in evidence for span in spans)]
            if one.has("text")
        ),
    )


def read_end(text: str) -> Place | str:
    """Return the place or the entity's id in `START:END:LABEL` or `entity:ID`.

    Raises `ReadError`.
    """
    if place := _PLACE.fullmatch(text):
        return int(place[1]), int(place[2]), place[3]
    if text.startswith(_ENTITY) and text != _ENTITY:
        return text.removeprefix(_ENTITY)
    raise ReadError(f"“{text}”", "is no end of a relation", _END_REMEDY)


def _mention(fields: _Fields) -> GivenMention:
    span = fields.span()
    place = span.start, span.end, fields.text("label")
    return GivenMention(place, fields.number("id"), fields.text("entity", "") or None)


def _relation(fields: _Fields, evidence: list[_Fields]) -> GivenRelation:
    return GivenRelation(
        fields.text("type"),
        fields.end("head"),
        fields.end("tail"),
        fields.text("note", ""),
        tuple(span.span() for span in evidence),
        fields.number("id"),
    )


class _Fields:
    """The fields of one object; `where` leads to it, and `remedy` says what it must be like."""

    def __init__(self, value: dict[str, Any], where: str, remedy: str) -> None:
        self._value = value
        self._where = where
        self._remedy = remedy

    def has(self, name: str) -> bool:
        return self._value.get(name) is not None

    def text(self, name: str, default: str | None = None) -> str:
        value = self._value.get(name)
        if value is None and default is not None:
            return default
        if not isinstance(value, str) or (default is None and not value):
            raise self._wrong(name, "is no text")
        return value

    def number(self, name: str) -> int | None:
        value = self._value.get(name)
        if value is not None and (not isinstance(value, int) or isinstance(value, bool)):
            raise self._wrong(name, "is no whole number")
        return value

    def span(self) -> Span:
        start, end = self.number("start"), self.number("end")
        if start is None or end is None:
            raise self._wrong("start" if start is None else "end", "is missing")
        return Span(start, end)

    def end(self, name: str) -> Ref:
        """The end of a relation, written as text, as the id of a mention, or as `show` does."""
        value = self._value.get(name)
        if isinstance(value, str):
            try:
                return read_end(value)
            except ReadError as error:
                raise ReadError(f"{self._where}{name}", error.reason, error.remedy) from error
        fields = _Fields(
            value if isinstance(value, dict) else {"mention": value},
            f"{self._where}{name}.",
            _END_REMEDY,
        )
        mention = fields.number("mention")
        return fields.text("entity") if mention is None else mention

    def objects(self, name: str, example: str) -> Iterator[_Fields]:
        for number, one in enumerate(self._list(name)):
            if not isinstance(one, dict):
                raise ReadError(
                    f"{self._where}{name}[{number}]", "is no object", f"Give {example}."
                )
            yield _Fields(one, f"{self._where}{name}[{number}].", f"Give {example}.")

    def texts(self, name: str) -> Iterator[str]:
        for number, one in enumerate(self._list(name)):
            if not isinstance(one, str):
                raise self._wrong(f"{name}[{number}]", "is no text")
            yield one

    def _list(self, name: str) -> list[Any]:
        value = self._value.get(name)
        if value is not None and not isinstance(value, list):
            raise self._wrong(name, "is no list")
        return value or []

    def _wrong(self, name: str, reason: str) -> ReadError:
        there = name in self._value or "[" in name
        return ReadError(f"{self._where}{name}", reason if there else "is missing", self._remedy)


class Import:
    """The command that takes annotations over. What it has `taken` is known when it was called."""

    def __init__(self, annotations: Annotations, rules_of_relations: RelationRules) -> None:
        self.taken = Taken()
        self._given = annotations
        self._relation_rules = rules_of_relations
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
        id_ = mention_at_place(plan, self._relation_rules, given.place, "imported")
        if given.entity and plan.documents("mentions")[id_]["entity"] is None:
            self._relation_rules.entity(given.entity)  # raises when there is no such entity
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
                id_ = relate(
                    plan, self._relation_rules, *ends, given.type, given.note, given.evidence
                )
                there[given.type, head, tail] = id_
            if given.id is not None and self._relations.setdefault(given.id, id_) != id_:
                raise _twice("relations", given.id)

    def _take_tags(self, plan: Plan) -> None:
        there = {tag["name"] for tag in plan.documents("tags").values()}
        for name in dict.fromkeys(map(tag_name, self._given.tags)):
            self.taken.count("tags", new=name not in there)
            tags_notes_links.tag(plan, [name])

    def _take_notes(self, plan: Plan) -> None:
        there = {
            (document["on"], document["text"]) for document in plan.documents("notes").values()
        }
        for given in self._given.notes:
            on, text = self._noted(plan, given.on), given.text.strip()
            self.taken.count("notes", new=(on, text) not in there)
            if (on, text) not in there:
                tags_notes_links.note(plan, on, text)
                there.add((on, text))

    def _end(self, plan: Plan, ref: Ref) -> _End:
        if isinstance(ref, str):
            self._relation_rules.entity(ref)  # raises when there is no such entity
            return ref
        if isinstance(ref, tuple):
            new = plan.at_place("mentions", ref) is None
            if new:
                self.taken.count("mentions", new=True)
            return mention_at_place(plan, self._relation_rules, ref, "imported")
        return _known(plan, "mention", self._mentions, ref)

    def _noted(self, plan: Plan, on: str) -> str:
        """Return what a note is on, with the ids that mentions and relations have here."""
        kind, _, id_ = on.partition(":")
        ids = {"mention": self._mentions, "relation": self._relations}.get(kind)
        if ids is None or not (id_.isascii() and id_.isdecimal()):
            return on
        return f"{kind}:{_known(plan, kind, ids, int(id_))}"

    def _is_symmetric(self, given: GivenRelation) -> bool:
        relation = self._relation_rules.schema.relation(given.type)
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
