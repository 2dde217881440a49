"""Agreement of names: a short form takes the label of the full name it belongs to."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from newsbrowse_nlp.rules.names import NameIndex
from newsbrowse_nlp.rules.words import NUMERIC, longest
from newsbrowse_store.values import Suggestion, replace

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from newsbrowse_nlp.rules.words import TextWords

MIN_SHARE = 0.25
"""The part of a name's places in the text that must have been found before the rest is added."""

_AFTER_NAMES = frozenset(("Jr", "Jr.", "Sr", "Sr.", "II", "III", "IV"))


def agree(words: TextWords, found: Sequence[Suggestion]) -> list[Suggestion]:
    """What was found, with persons named as persons, and with the repeats that were missed.

    One word equal to the last or first word of a person's full name becomes a person too. A name
    that was found is marked wherever it stands again, if most finds gave it the same label, and so
    is the last word of a person's full name.
    """
    full_names = _last_and_first(found)
    agreed = [
        replace(one, label="PERSON", source="agreement")
        if one.text in full_names and one.label != "PERSON" and one.label not in NUMERIC
        else one
        for one in found
    ]
    last_names = {form: times for form, times in full_names.items() if times}
    return longest([*agreed, *_repeats(words, agreed, last_names)])


def _last_and_first(found: Sequence[Suggestion]) -> dict[str, int]:
    """The short forms of people's full names, and how many of these they are the last word of."""
    forms: Counter[str] = Counter()
    for one in found:
        parts = one.text.split() if one.label == "PERSON" else []
        while len(parts) > 1 and parts[-1] in _AFTER_NAMES:
            parts.pop()
        if len(parts) > 1:
            forms[parts[0]] += 0
            forms[parts[-1]] += 1
    return {form: times for form, times in forms.items() if _is_name(form)}


def _repeats(
    words: TextWords, found: Sequence[Suggestion], last_names: Mapping[str, int]
) -> list[Suggestion]:
    """Every place of each name that was found in enough of them."""
    by_name: dict[str, Counter[str]] = {}
    for one in found:
        by_name.setdefault(one.text, Counter())[one.label] += 1
    labels = dict.fromkeys(last_names, "PERSON")
    for name, counts in by_name.items():
        label, times = counts.most_common(1)[0]
        if _is_name(name) and label not in NUMERIC and times > counts.total() / 2:
            labels.setdefault(name, label)
    places = list(NameIndex(labels).find(words))
    bare = Counter(name for _, _, name in places)

    def known_enough(name: str) -> bool:
        in_full = last_names.get(name, 0)
        seen = in_full + by_name.get(name, Counter()).total()
        return seen >= MIN_SHARE * (in_full + bare[name])

    return [
        Suggestion(start, end, labels[name], words.text[start:end], "agreement")
        for start, end, name in places
        if known_enough(name)
    ]


def _is_name(form: str) -> bool:
    return len(form) > 1 and form[0].isupper()
