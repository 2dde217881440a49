"""Rules that every decision keeps, whatever made it: a command, an import or an undo."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from newsbrowse_store.errors import DecisionError, quoted
from newsbrowse_store.records.uniqueness import place_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from newsbrowse_store.decisions.plan import Plan
    from newsbrowse_store.disk.raw_tables import Document
    from newsbrowse_store.records.uniqueness import Place

_LOOK_AGAIN = "Look at the article again, then decide."


def check(plan: Plan, *, merged: bool = False) -> None:
    """Raise `DecisionError` when what `plan` changes would break a rule. Schemas are no matter.

    With `merged` the same may be there twice: git puts two people's work side by side.
    """
    for document in (*plan.put_in("mentions").values(), *plan.put_in("rejections").values()):
        check_span(plan.text, document["start"], document["end"])
    _check_nothing_dangles(plan)
    _check_relations(plan)
    _check_notes(plan)
    if not merged:
        _check_mentions_differ(plan)
        _check_relations_differ(plan)
        _check_tags_differ(plan)


def check_span(text: str, start: int, end: int) -> None:
    """Raise `DecisionError` unless `text[start:end]` can be marked: words without space around."""
    if not 0 <= start < end <= len(text):
        raise DecisionError(
            f"{start}:{end}",
            f"is no stretch of this text of {len(text)} characters",
            "Give start and end in characters from 0, the end not included.",
        )
    if text[start].isspace() or text[end - 1].isspace():
        raise DecisionError(
            quoted(text[start:end]),
            "begins or ends with white space",
            "Mark the words without the space around them.",
        )


def tag_name(name: str) -> str:
    """Return a tag as it is kept: no space around its parts. Raises `DecisionError`."""
    parts = [" ".join(part.split()) for part in name.split("/")]
    if not all(parts) or not name.replace("\t", " ").replace("\n", " ").isprintable():
        raise DecisionError(
            quoted(name), "is no tag", "Write words, with `/` between the parts: defence/diplomacy."
        )
    return "/".join(parts)


def hanging_on(plan: Plan, mentions: Collection[int]) -> list[int]:
    """Return the ids of the relations that have one of these mentions as an end."""
    return [
        id_
        for id_, relation in plan.documents("relations").items()
        if relation["head"].get("mention") in mentions
        or relation["tail"].get("mention") in mentions
    ]


def notes_on(plan: Plan, kind: str, ids: Iterable[int]) -> list[int]:
    """Return the ids of the notes on these mentions or relations."""
    places = {f"{kind}:{id_}" for id_ in ids}
    return [id_ for id_, note in plan.documents("notes").items() if note["on"] in places]


def _check_mentions_differ(plan: Plan) -> None:
    new: dict[Place, int] = {}
    for id_, document in plan.put_in("mentions").items():
        place = place_of(document)
        for other in {plan.was_at("mentions", place), new.setdefault(place, id_)} - {id_}:
            there = plan.get("mentions", other)
            if there is not None and place_of(there) == place:
                raise is_marked(document)


def is_marked(mention: Document) -> DecisionError:
    """Say that a mention is there already."""
    return DecisionError(quoted(mention["text"]), f"is {mention['label']} already")


def _check_nothing_dangles(plan: Plan) -> None:
    gone = plan.gone_from("mentions")
    if gone and hanging_on(plan, gone):
        raise DecisionError(
            _first(gone), "has relations that would hang in the air", "Delete them first."
        )
    if gone and notes_on(plan, "mention", gone):
        raise DecisionError(_first(gone), "has notes on it", "Delete them first.")
    if (gone := plan.gone_from("relations")) and notes_on(plan, "relation", gone):
        raise DecisionError("the relation", "has notes on it", "Delete them first.")


def _first(mentions: dict[int, Document]) -> str:
    return quoted(next(iter(mentions.values()))["text"])


def _check_relations(plan: Plan) -> None:
    mentions = plan.documents("mentions")
    for relation in plan.put_in("relations").values():
        head, tail = relation["head"], relation["tail"]
        for end in (head, tail):
            if end.get("entity") is None and end.get("mention") not in mentions:
                raise DecisionError(f"an end of “{relation['type']}”", "is gone", _LOOK_AGAIN)
        if head == tail:
            raise DecisionError(
                f"“{relation['type']}”", "would lead back to where it starts", "Choose two ends."
            )
        for span in relation["evidence"]:
            check_span(plan.text, span["start"], span["end"])


def _check_relations_differ(plan: Plan) -> None:
    new = {_relation_key(relation) for relation in plan.put_in("relations").values()}
    kinds = {type_ for type_, *_ in new}
    seen: set[tuple[Any, ...]] = set()
    for relation in plan.documents("relations").values():
        if relation["type"] in kinds:
            key = _relation_key(relation)
            if key in new and key in seen:
                raise DecisionError(
                    f"“{relation['type']}”",
                    "stands between these two already",
                    "Edit its note or its evidence, or say when it was.",
                )
            seen.add(key)


def _relation_key(relation: Document) -> tuple[Any, ...]:
    """Return what tells a relation from others: type, ends and attributes."""
    ends = ((end.get("mention"), end.get("entity")) for end in (relation["head"], relation["tail"]))
    return relation["type"], *ends, attributes_key(relation)


def attributes_key(relation: Document) -> str:
    """Return what tells the attributes of a relation from others; none are like empty ones."""
    said = {name: it for name, it in relation.get("attributes", {}).items() if it}
    return json.dumps(said, sort_keys=True)


def _check_notes(plan: Plan) -> None:
    for note in plan.put_in("notes").values():
        kind, _, of = note["on"].partition(":")
        if kind in ("mention", "relation") and (
            not of.isdecimal() or plan.get(f"{kind}s", int(of)) is None
        ):
            raise DecisionError(f"the {kind} of the note", "is gone", _LOOK_AGAIN)
        if kind not in ("article", "mention", "relation", "entity"):
            raise DecisionError(note["on"], "is nothing that can have a note")
        if not note["text"].strip():
            raise DecisionError("the note", "is empty", "Write something, or delete it.")


def _check_tags_differ(plan: Plan) -> None:
    put = {tag["name"] for tag in plan.put_in("tags").values()}
    names = [tag["name"] for tag in plan.documents("tags").values() if tag["name"] in put]
    if len(names) > len(put):
        raise DecisionError(quoted(sorted(names)[0]), "is a tag here already")
