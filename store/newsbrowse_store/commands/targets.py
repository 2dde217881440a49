"""Mentions and rejections as commands make them, and the mention that a target is or becomes."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from newsbrowse_store.errors import DecisionError, quoted
from newsbrowse_store.model import Mention, Suggestion
from newsbrowse_store.rules import check_span

if TYPE_CHECKING:
    from newsbrowse_store.commands.grammar import Grammar
    from newsbrowse_store.model import Origin
    from newsbrowse_store.plan import Plan
    from newsbrowse_store.records.uniqueness import Place

Target: TypeAlias = Mention | Suggestion
"""What a decision is about. A suggestion becomes a mention when it is needed as one."""


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


def mention_at_place(plan: Plan, grammar: Grammar, place: Place, origin: Origin) -> int:
    """Return the id of the mention at a place, made now if there is none.

    Raises `DecisionError`, also for a label that the schema lacks.
    """
    found = plan.at_place("mentions", place)
    if found is None:
        grammar.check_label(place[2])
        found = mark(plan, place, origin)
    return found
