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

from msgspec import UnsetType, ValidationError, convert

from newsbrowse_store.decisions import tags_notes_links
from newsbrowse_store.decisions.article_shape import (
    FORMAT,
    VERSION,
    ArticleShape,
    EndShape,
    number,
)
from newsbrowse_store.decisions.mentions import mention_at_place
from newsbrowse_store.decisions.relations import relate
from newsbrowse_store.decisions.rules import attributes_key, tag_name
from newsbrowse_store.errors import DecisionError, ReadError, quoted
from newsbrowse_store.records.uniqueness import place_of
from newsbrowse_store.values import Attributes, Span, as_document

if TYPE_CHECKING:
    from newsbrowse_store.decisions.article_shape import MentionShape, RelationShape
    from newsbrowse_store.decisions.plan import Plan
    from newsbrowse_store.decisions.relation_rules import RelationRules
    from newsbrowse_store.disk.raw_tables import Document
    from newsbrowse_store.records.uniqueness import Place


Ref: TypeAlias = "Place | int | str"
"""What an end of a relation is: the place of a mention, the id of one, or the id of an entity."""

_End: TypeAlias = int | str
"""The id of a mention of the article, or that of an entity."""

_PLACE = re.compile(r"(\d{1,18}):(\d{1,18}):(.+)", re.ASCII)
_ID = re.compile(r"\d{1,19}", re.ASCII)
_ENTITY = "entity:"
_END_REMEDY = f"Write START:END:LABEL, such as 0:11:PERSON, or {_ENTITY}ID."
_LINE_REMEDY = "Write one JSON object a line."
_EXAMPLES = {
    "mentions": 'Give {"start": 0, "end": 11, "label": "PERSON"}.',
    "relations": 'Give {"type": "meets", "head": "0:11:PERSON", "tail": "16:27:PERSON"}.',
    "notes": 'Give {"on": "article", "text": "…"}.',
}
_SHAPE_REMEDY = "`newsbrowse show --json-schema` prints what it must be like."

_AT = re.compile(r" - at `\$\.?(.*)`$")
_MISSING = re.compile(r"Object missing required field `(.*)`")
_REASONS = (
    ("Expected `array`", "is no list"),
    ("Expected `object`", "is no object"),
    ("Expected `int | str | object`", "is no end of a relation"),
    ("Expected `int | str`", "is no id"),
    ("Expected `str` matching", "is no id"),
    ("Expected `str` of length", "is empty"),
    ("Expected `int` ", "is too large or too small"),
    ("Expected `int`", "is no whole number"),
    ("Expected `bool`", "is neither true nor false"),
    ("Expected `str", "is no text"),
    ("Invalid enum value", "is none of those there are"),
)
"""How msgspec begins what it says of a wrong field, and how we say it."""


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


def read_annotations(text: str) -> ArticleShape:
    """Read one JSON object. Raises `ReadError`, whose `what` names the field that is wrong."""
    try:
        value = json.loads(text)
        if not isinstance(value, dict):
            raise ReadError("this", "is no JSON object", _LINE_REMEDY)
        _check_version(value)
        given = {  # documents in the history keep their nulls
            name: it if name == "history" else _without_nulls(it) for name, it in value.items()
        }
        shape = convert({name: it for name, it in given.items() if it is not None}, ArticleShape)
    except ValidationError as error:  # first: it is a ValueError
        raise _wrong(str(error)) from error
    except (ValueError, RecursionError) as error:
        where = f" (character {error.pos})" if isinstance(error, json.JSONDecodeError) else ""
        raise ReadError("this", f"is not JSON{where}", _LINE_REMEDY) from error
    if not any(part in value for part in ArticleShape.PARTS):
        parts = ", ".join(ArticleShape.PARTS)
        raise ReadError("this", "annotates nothing", f"Give one of {parts}.")
    for place, relation in enumerate(shape.relations):
        for name in ("head", "tail"):
            _read_ref(getattr(relation, name), f"relations[{place}].{name}")
    return shape


def read_end(text: str) -> Place | str:
    """Return the place or the entity's id in `START:END:LABEL` or `entity:ID`.

    Raises `ReadError`.
    """
    if place := _PLACE.fullmatch(text):
        return int(place[1]), int(place[2]), place[3]
    if text.startswith(_ENTITY) and text != _ENTITY:
        return text.removeprefix(_ENTITY)
    raise ReadError(f"“{text}”", "is no end of a relation", _END_REMEDY)


def ref_of(end: EndShape | str | int) -> Ref:
    """Return what an end of a relation that was read is."""
    return _read_ref(end, "")


def attributes_of(given: RelationShape) -> Document:
    """Return what a relation says beyond its type, as its document has it."""
    return {} if isinstance(given.attributes, UnsetType) else as_document(given.attributes)


def check_quotes(given: ArticleShape, text: str) -> None:
    """Raise `DecisionError` when other words are given for a span than stand there in the text."""
    for span, words in given.quotes():
        found = text[span.start : span.end] if span.start >= 0 else ""
        if found != words:
            raise DecisionError(
                f"{quoted(words)} at {span.start}:{span.end}",
                f"is not what stands there: {quoted(found)}",
                "Count in code points of the text as `newsbrowse show --json` prints it.",
            )


def _check_version(value: dict[str, Any]) -> None:
    version, of = value.get("version"), value.get("format")
    if of not in (None, FORMAT):
        raise ReadError("format", f"is not “{FORMAT}”", _SHAPE_REMEDY)
    if isinstance(version, int) and version > VERSION:
        raise ReadError(
            "version",
            f"is {version}, and this newsbrowse reads {VERSION}",
            "Read it with a newer newsbrowse.",
        )


def _without_nulls(value: Any) -> Any:
    """Return a value without the fields that are null: they are as good as left out."""
    if isinstance(value, dict):
        return {name: _without_nulls(it) for name, it in value.items() if it is not None}
    return [_without_nulls(it) for it in value] if isinstance(value, list) else value


def _wrong(said: str) -> ReadError:
    at = _AT.search(said)
    where, said = (at[1], said[: at.start()]) if at else ("", said)
    remedy = _EXAMPLES.get(where.partition("[")[0].partition(".")[0], _SHAPE_REMEDY)
    if missing := _MISSING.match(said):
        return ReadError(f"{where}.{missing[1]}".lstrip("."), "is missing", remedy)
    reason = next((reason for begins, reason in _REASONS if said.startswith(begins)), said)
    if where in ArticleShape.PARTS:
        remedy = f"Give one of {', '.join(ArticleShape.PARTS)}, each a list."
    return ReadError(where or "this", reason, remedy)


def _read_ref(end: EndShape | str | int, where: str) -> Ref:
    """Return what an end is. Raises `ReadError`, which says `where` it is."""
    if isinstance(end, int):
        return end
    if isinstance(end, str):
        if _ID.fullmatch(end):
            return int(end)
        try:
            return read_end(end)
        except ReadError as error:
            raise ReadError(where, error.reason, error.remedy) from error
    mention = number(end.mention)
    if mention is not None:
        return mention
    if isinstance(end.entity, UnsetType) or not end.entity:
        raise ReadError(f"{where}.entity", "is missing", _END_REMEDY)
    return end.entity


class Import:
    """The command that takes annotations over. What it has `taken` is known when it was called."""

    def __init__(self, annotations: ArticleShape, rules_of_relations: RelationRules) -> None:
        self.taken = Taken()
        self._given = annotations
        self._relation_rules = rules_of_relations
        self._mentions: dict[int, int] = {}
        self._relations: dict[int, int] = {}

    def __call__(self, plan: Plan) -> None:
        """Plan all of it. Raises `DecisionError`."""
        check_quotes(self._given, plan.text)
        for mention in self._given.mentions:
            self._take_mention(plan, mention)
        self._take_relations(plan)
        self._take_tags(plan)
        self._take_notes(plan)

    def _take_mention(self, plan: Plan, given: MentionShape) -> None:
        place = given.start, given.end, given.label
        new = plan.at_place("mentions", place) is None
        id_ = mention_at_place(plan, self._relation_rules, place, "imported")
        if given.entity and plan.documents("mentions")[id_]["entity"] is None:
            self._relation_rules.entity(given.entity)  # raises when there is no such entity
            plan.edit("mentions", id_, entity=given.entity)
            new = True
        called = number(given.id)
        if called is not None and self._mentions.setdefault(called, id_) != id_:
            raise twice("mentions", called)
        self.taken.count("mentions", new=new)

    def _take_relations(self, plan: Plan) -> None:
        there = {_key(document): id_ for id_, document in plan.documents("relations").items()}
        for given in self._given.relations:
            head, tail = (self._end(plan, ref_of(end)) for end in (given.head, given.tail))
            attributes = attributes_of(given)
            said = attributes_key({"attributes": attributes})
            if self._is_symmetric(given) and (given.type, tail, head, said) in there:
                head, tail = tail, head
            key = given.type, head, tail, said
            id_ = there.get(key)
            self.taken.count("relations", new=id_ is None)
            if id_ is None:
                ends = _place(plan, head), _place(plan, tail)
                evidence = [Span(span.start, span.end) for span in given.evidence]
                says = Attributes(**attributes)
                id_ = relate(
                    plan, self._relation_rules, *ends, given.type, given.note, evidence, says
                )
                there[key] = id_
            called = number(given.id)
            if called is not None and self._relations.setdefault(called, id_) != id_:
                raise twice("relations", called)

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

    def _is_symmetric(self, given: RelationShape) -> bool:
        relation = self._relation_rules.schema.relation(given.type)
        return relation is not None and relation.symmetric


def _known(plan: Plan, kind: str, ids: dict[int, int], id_: int) -> int:
    """Return the id here of what calls itself `id_`: beside it in the line, else in the article."""
    found = ids.get(id_, id_)
    if plan.get(f"{kind}s", found) is None:
        raise unknown(kind, id_)
    return found


def unknown(kind: str, id_: int) -> DecisionError:
    """Say that nothing has an id that something refers to."""
    return DecisionError(
        f"{kind} {id_}", "is neither in the line nor in the article", f"Give the {kind} too."
    )


def twice(table: str, id_: int) -> DecisionError:
    """Say that two things have one id."""
    return DecisionError(str(id_), f"is the id of two {table}", "Give each an id of its own.")


def _place(plan: Plan, end: _End) -> Place | str:
    return end if isinstance(end, str) else place_of(plan.documents("mentions")[end])


def _key(relation: Document) -> tuple[str, _End, _End, str]:
    head, tail = (
        end["mention"] if end.get("entity") is None else end["entity"]
        for end in (relation["head"], relation["tail"])
    )
    return relation["type"], head, tail, attributes_key(relation)
