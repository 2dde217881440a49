"""Commands on mentions and rejections, and the mention that a target is or becomes.

The commands come first; what they, and other commands, are made of comes below them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from newsbrowse_store.decisions.rules import check_span, hanging_on, is_marked, notes_on
from newsbrowse_store.errors import DecisionError, quoted
from newsbrowse_store.values import Mention, Suggestion

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from newsbrowse_store.decisions.plan import Plan
    from newsbrowse_store.decisions.relation_rules import RelationRules
    from newsbrowse_store.disk.raw_tables import Document
    from newsbrowse_store.records.uniqueness import Place
    from newsbrowse_store.values import Origin


Target: TypeAlias = Mention | Suggestion
"""What a decision is about. A suggestion becomes a mention when it is needed as one."""


class RelationsInTheWay(DecisionError):  # noqa: N818
    """Mentions cannot be deleted without the `count` relations they are an end of."""

    def __init__(self, what: str, count: int) -> None:
        noun = "a relation" if count == 1 else f"{count} relations"
        super().__init__(what, f"is an end of {noun}", "Delete it together with them, or not.")
        self.count = count


def accept(plan: Plan, suggestions: Iterable[Suggestion]) -> None:
    """Make mentions of suggestions, passing over those that are mentions already."""
    for suggestion in suggestions:
        mention_of(plan, suggestion)


def reject(plan: Plan, suggestions: Iterable[Suggestion]) -> None:
    """Refuse suggestions, passing over those that are decided already."""
    for suggestion in suggestions:
        refuse(plan, (suggestion.start, suggestion.end, suggestion.label))


def add(plan: Plan, start: int, end: int, label: str) -> None:
    """Mark a stretch of the text. Raises `DecisionError` when it has this label already."""
    if (there := plan.at_place("mentions", (start, end, label))) is not None:
        raise is_marked(plan.documents("mentions")[there])
    mark(plan, (start, end, label), "manual")


def relabel(
    plan: Plan, rules_of_relations: RelationRules, targets: Iterable[Target], label: str
) -> None:
    """Give targets another label, passing over stretches that have it already.

    Raises `DecisionError` when a relation would come to be one that the schema forbids.
    """
    changed: dict[int, str] = {}
    for target in targets:
        id_ = mention_at(plan, target)
        start, end = target.start, target.end
        if id_ is not None:
            mention = plan.documents("mentions")[id_]
            start, end = mention["start"], mention["end"]
        if plan.at_place("mentions", (start, end, label)) is not None:
            continue
        if id_ is None:
            mark(plan, (start, end, label), "manual", target.entity)
        else:
            changed[id_] = mention["label"]
            allow(plan, (start, end, label))
            plan.edit("mentions", id_, label=label)
    rules_of_relations.check_relabelled(plan, changed)


def resize(plan: Plan, target: Target, start: int, end: int) -> None:
    """Let a target cover another stretch of the text."""
    check_span(plan.text, start, end)
    id_ = mention_at(plan, target)
    label = target.label if id_ is None else plan.documents("mentions")[id_]["label"]
    there = plan.at_place("mentions", (start, end, label))
    if there is not None and there != id_:
        raise is_marked(plan.documents("mentions")[there])
    if id_ is None:
        id_ = mark(plan, (start, end, label), "manual", target.entity)
        was: Document = {"start": target.start, "end": target.end}
    elif there is None:
        allow(plan, (start, end, label))
        was = plan.documents("mentions")[id_]
        plan.edit("mentions", id_, start=start, end=end, text=plan.text[start:end])
    else:
        return
    former = [*was.get("grown_over", ()), {"start": was["start"], "end": was["end"]}]
    within = [span for span in former if start <= span["start"] and span["end"] <= end]
    plan.put("mentions", id_, {**plan.documents("mentions")[id_], "grown_over": within})


def delete(plan: Plan, ids: Collection[int], *, with_relations: bool = False) -> None:
    """Delete mentions with the notes on them, and, if it is wished, with their relations.

    Raises `RelationsInTheWay`.
    """
    there = {id_: m for id_ in ids if (m := plan.get("mentions", id_)) is not None}
    relations = hanging_on(plan, there)
    if relations and not with_relations:
        first = next(id_ for id_ in there if hanging_on(plan, (id_,)))
        raise RelationsInTheWay(quoted(there[first]["text"]), len(relations))
    notes = [*notes_on(plan, "relation", relations), *notes_on(plan, "mention", there)]
    for table, gone in (("notes", notes), ("relations", relations), ("mentions", there)):
        for id_ in gone:
            plan.remove(table, id_)


def mark(plan: Plan, place: Place, origin: Origin, entity: str | None = None) -> int:
    """Plan a mention, in place of a rejection of the same; return its id."""
    start, end, label = place
    check_span(plan.text, start, end)
    allow(plan, place)
    text = plan.text[start:end]
    return plan.insert(
        "mentions", start=start, end=end, label=label, text=text, origin=origin, entity=entity
    )


def refuse(plan: Plan, place: Place) -> None:
    """Plan a rejection, unless the place is decided already."""
    start, end, label = place
    check_span(plan.text, start, end)
    if plan.at_place("mentions", place) is None and plan.at_place("rejections", place) is None:
        text = plan.text[start:end]
        plan.insert("rejections", start=start, end=end, label=label, text=text)


def allow(plan: Plan, place: Place) -> None:
    """Plan that a rejection goes, if there is one."""
    if (rejection := plan.at_place("rejections", place)) is not None:
        plan.remove("rejections", rejection)


def place_of(target: Target) -> Place:
    """Return where a target is and what it is."""
    return target.start, target.end, target.label


def mention_at(plan: Plan, target: Target) -> int | None:
    """Return the id of the mention that a target is: itself, or the same decided meanwhile.

    None for a suggestion that is none. Raises `DecisionError` for a mention that is gone.
    """
    if isinstance(target, Suggestion):
        return plan.at_place("mentions", place_of(target))
    if plan.get("mentions", target.id) is None:
        raise DecisionError(
            quoted(target.text), "is no longer marked", "Look at the article again, then decide."
        )
    return target.id


def mention_of(plan: Plan, target: Target) -> int:
    """Return the id of the mention that a target is, or now becomes. Raises `DecisionError`."""
    found = mention_at(plan, target)
    return mark(plan, place_of(target), "accepted", target.entity) if found is None else found


def mention_at_place(
    plan: Plan, rules_of_relations: RelationRules, place: Place, origin: Origin
) -> int:
    """Return the id of the mention at a place, made now if there is none.

    Raises `DecisionError`, also for a label that the schema lacks.
    """
    found = plan.at_place("mentions", place)
    if found is None:
        rules_of_relations.check_label(place[2])
        found = mark(plan, place, origin)
    return found
