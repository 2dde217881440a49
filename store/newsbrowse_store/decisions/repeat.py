"""Repeated decisions: one for every place of an article where the same words stand."""

from __future__ import annotations

from bisect import bisect_left
from itertools import accumulate
from typing import TYPE_CHECKING

from newsbrowse_store.decisions.mentions import allow, delete, mark, refuse
from newsbrowse_store.decisions.rules import check_span
from newsbrowse_store.text.tokens import token_at

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from newsbrowse_store.decisions.plan import Plan
    from newsbrowse_store.decisions.relation_rules import RelationRules
    from newsbrowse_store.disk.raw_tables import Document


def label_same(
    plan: Plan, rules_of_relations: RelationRules, span: tuple[int, int], label: str
) -> None:
    """Give every same text the label: mark it, or relabel the one mention that it is.

    Passed over are places that have the label, where it was rejected, and those that overlap
    another mention.
    """
    overlaps = Overlaps(plan.documents("mentions"))
    changed: dict[int, str] = {}
    for first, last in same_text(plan.text, *span):
        there = overlaps.of(first, last)
        place = first, last, label
        if not there:
            if plan.at_place("rejections", place) is None or first == span[0]:
                mark(plan, place, "propagated")
        elif len(there) == 1:
            mention = plan.documents("mentions")[there[0]]
            if (mention["start"], mention["end"]) == (first, last) and mention["label"] != label:
                changed[there[0]] = mention["label"]
                allow(plan, place)
                plan.edit("mentions", there[0], label=label)
    rules_of_relations.check_relabelled(plan, changed)


def reject_same(plan: Plan, span: tuple[int, int], label: str) -> None:
    """Refuse the label wherever the same text stands and overlaps no mention."""
    overlaps = Overlaps(plan.documents("mentions"))
    for first, last in same_text(plan.text, *span):
        if not overlaps.of(first, last):
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


class Overlaps:
    """Which of some mentions overlap a stretch of the text."""

    def __init__(self, mentions: Mapping[int, Document]) -> None:
        self._mentions = sorted((m["start"], m["end"], id_) for id_, m in mentions.items())
        self._starts = [start for start, _, _ in self._mentions]
        self._furthest = list(accumulate((end for _, end, _ in self._mentions), max))

    def of(self, start: int, end: int) -> list[int]:
        """Return the ids of those that overlap `text[start:end]`."""
        found = []
        for at in range(bisect_left(self._starts, end) - 1, -1, -1):
            if self._furthest[at] <= start:
                break
            if self._mentions[at][1] > start:
                found.append(self._mentions[at][2])
        return found
