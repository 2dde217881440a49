"""Repeated decisions: one for every place of an article where the same words stand."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from newsbrowse_store.decisions.mentions import allow, delete, mark, refuse
from newsbrowse_store.decisions.rules import check_span
from newsbrowse_store.text.spans import Spans
from newsbrowse_store.text.tokens import token_at

if TYPE_CHECKING:
    from collections.abc import Iterator

    from newsbrowse_store.decisions.plan import Plan
    from newsbrowse_store.decisions.relation_rules import RelationRules


def label_same(
    plan: Plan, rules_of_relations: RelationRules, span: tuple[int, int], label: str
) -> None:
    """Give every same text the label: mark it, or relabel the one mention that it is.

    Passed over are places that have the label, where it was rejected, and those that overlap
    another mention.
    """
    marked = _marked(plan)
    changed: dict[int, str] = {}
    for first, last in same_text(plan.text, *span):
        there = marked.overlapping(first, last)
        place = first, last, label
        if not there:
            if plan.at_place("rejections", place) is None or first == span[0]:
                mark(plan, place, "propagated")
        elif len(there) == 1:
            mention = there[0]
            if mention[:2] == (first, last) and mention.label != label:
                changed[mention.id] = mention.label
                allow(plan, place)
                plan.edit("mentions", mention.id, label=label)
    rules_of_relations.check_relabelled(plan, changed)


def reject_same(plan: Plan, span: tuple[int, int], label: str) -> None:
    """Refuse the label wherever the same text stands and overlaps no mention."""
    marked = _marked(plan)
    for first, last in same_text(plan.text, *span):
        if not marked.overlapping(first, last):
            refuse(plan, (first, last, label))


def delete_same(
    plan: Plan, span: tuple[int, int], label: str, *, with_relations: bool = False
) -> None:
    """Delete the mentions of the same text with this label. Raises `RelationsInTheWay`."""
    places = ((*place, label) for place in same_text(plan.text, *span))
    found = (plan.at_place("mentions", place) for place in places)
    delete(plan, [id_ for id_ in found if id_ is not None], with_relations=with_relations)


def same_text(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the places where `text[start:end]` stands as words of its own, itself included."""
    check_span(text, start, end)
    words = text[start:end]
    at = text.find(words)
    while at >= 0:
        stop = at + len(words)
        if at == start or (_is_border(text, at) and _is_border(text, stop)):
            yield at, stop
            at = text.find(words, stop)
        else:
            at = text.find(words, at + 1)


def _is_border(text: str, offset: int) -> bool:
    """Whether no word reaches across `offset`."""
    if offset in (0, len(text)) or text[offset].isspace() or text[offset - 1].isspace():
        return True
    word = token_at(text, offset)
    return word is None or word[0] == offset


class _Marked(NamedTuple):
    """A mention as a document holds it."""

    start: int
    end: int
    label: str
    id: int


def _marked(plan: Plan) -> Spans[_Marked]:
    """Return the mentions there are, to be asked which overlap a stretch of the text."""
    mentions = plan.documents("mentions").items()
    return Spans(_Marked(m["start"], m["end"], m["label"], id_) for id_, m in mentions)
