"""Known names: those that people decided in any article are suggested in this one."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from newsbrowse_nlp.rules.names import NameIndex
from newsbrowse_nlp.rules.words import NUMERIC, longest
from newsbrowse_store.values import Suggestion

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from newsbrowse_nlp.rules.words import TextWords
    from newsbrowse_store.values import KnownName

MIN_LENGTH = 3
"""Characters that a name needs to be looked for elsewhere (two in a script without case)."""

FIRM_COUNT = 4
FIRM_SHARE = 0.75
"""A label is firm for a name that has it this often, and in this share of its mentions."""

ENOUGH = 2
"""Decisions it takes to go against a firm label."""


@dataclass(frozen=True, slots=True)
class Known:
    """The names of a library, chosen and made ready for searching."""

    names: dict[str, KnownName]
    index: NameIndex


def prepare(known: Iterable[KnownName]) -> Known:
    """The names worth looking for, each with the label that most decisions gave it."""
    names: dict[str, KnownName] = {}
    for one in sorted(known, key=lambda one: (-one.count, one.entity is None, one.label)):
        if worth_searching(one.name):
            names.setdefault(one.name, one)
    return Known(names, NameIndex(names))


def worth_searching(name: str) -> bool:
    """Whether the name is distinct enough: not too short, and with a capital if its script has."""
    if name == name.swapcase():
        return len(name) >= MIN_LENGTH - 1 and any(map(str.isalpha, name))
    return len(name) >= MIN_LENGTH and name != name.lower()


def recall(words: TextWords, found: Sequence[Suggestion], known: Known) -> list[Suggestion]:
    """What was found, with the library's names where they are as long or longer.

    A name never takes anything away: where it is not found in the text, nothing changes. Against a
    label that the name firmly has in this article, or against a number or a date, a name counts
    only if it was decided at least `ENOUGH` times.
    """
    labels: dict[str, Counter[str]] = {}
    at = {(one.start, one.end): one for one in found}
    for one in found:
        labels.setdefault(one.text, Counter())[one.label] += 1
    recalled = []
    for start, end, name in known.index.find(words):
        decided, other = known.names[name], at.get((start, end))
        if other and other.label != decided.label and decided.count < ENOUGH:
            counts = labels[other.text]
            firm = counts[other.label] >= max(FIRM_COUNT, FIRM_SHARE * counts.total())
            if firm or other.label in NUMERIC:
                continue
        text = words.text[start:end]
        recalled.append(Suggestion(start, end, decided.label, text, "known", decided.entity))
    return longest([*recalled, *found])
