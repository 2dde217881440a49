"""Suggestions of one article: what the model finds, put right by the rules."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from newsbrowse_nlp.rules import roles
from newsbrowse_nlp.rules.agreement import agree
from newsbrowse_nlp.rules.captions import share
from newsbrowse_nlp.rules.known_names import Known, prepare, recall
from newsbrowse_nlp.rules.words import TextWords, longest
from newsbrowse_store.values import KnownName, Suggestion, replace

if TYPE_CHECKING:
    from collections.abc import Sequence, Set

    from newsbrowse_store.values import Region


class Rule(StrEnum):
    """The rules, in the order they are applied; each can be left out."""

    AGREEMENT = "agreement"
    KNOWN = "known"
    CAPTIONS = "captions"
    ROLES = "roles"


ALL: Set[Rule] = frozenset(Rule)


def suggest(
    text: str,
    found: Sequence[Suggestion],
    regions: Sequence[Region] = (),
    known: Sequence[KnownName] | Known = (),
    rules: Set[Rule] = ALL,
) -> list[Suggestion]:
    """What the reader is offered to decide, in the order of the text and without overlap.

    `found` is what the model found, in any order; spans are fitted to whole words first. `known`
    are the library's names; pass them through `prepare` once when there are many articles.
    """
    words = TextWords(text)
    suggestions = longest(_fitted(words, found))
    if Rule.ROLES in rules:
        suggestions = roles.apply(words, suggestions, regions)
    if Rule.AGREEMENT in rules:
        suggestions = agree(words, suggestions)
    if Rule.KNOWN in rules:
        names = known if isinstance(known, Known) else prepare(known)
        suggestions = recall(words, suggestions, names)
    if Rule.CAPTIONS in rules:
        suggestions = share(words, suggestions)
    if Rule.ROLES in rules:
        suggestions = roles.apply(words, suggestions, regions)
    return suggestions


def _fitted(words: TextWords, found: Sequence[Suggestion]) -> list[Suggestion]:
    """On whole words; `The Bank` without its article if `Bank` or `the Bank` was found too."""
    fitted = []
    for one in sorted(found, key=_in_order):
        span = words.fit(one.start, one.end)
        if span:
            text = words.text[slice(*span)]
            fitted.append(Suggestion(*span, one.label, text, one.source, one.entity))
    names = {one.text for one in fitted}
    return [
        replace(one, start=one.start + len("The "), text=one.text.removeprefix("The "))
        if one.text.startswith("The ") and one.text.removeprefix("The ") in names
        else one
        for one in fitted
    ]


def _in_order(one: Suggestion) -> tuple[int | str, ...]:
    return one.start, one.end, one.label, one.text, one.source, one.entity or ""
