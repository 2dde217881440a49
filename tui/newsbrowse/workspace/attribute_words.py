"""Attribute words: what is said of a relation, in words for a reader and in the line one types."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, get_args

from newsbrowse_store.errors import DecisionError, quoted
from newsbrowse_store.text.partial_dates import first_day, period
from newsbrowse_store.values import Attributes, Certainty

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

KINDS = {
    "when": "when",
    "planned": "planned",
    "denied": "denied",
    "certainty": "how sure",
    "reported_by": "by whom",
}
"""The attributes as a reader is asked for them."""
_EXAMPLES = {
    "when": "2024-11-12",
    "planned": "planned",
    "denied": "denied",
    "certainty": "low|medium|high",
    "reported_by": "by NAME",
}
_FLAGS = ("planned", "denied")
_BY = "by"


def attribute_words(said: Attributes, reporter: str) -> str:
    """What is said, for a reader: `12 November 2024, planned, low certainty, reported by Xinhua`.

    `reporter` is the name of the entity that reported it. Empty where nothing is said.
    """
    parts = (
        _period_words(said.when),
        *(name for name in _FLAGS if getattr(said, name)),
        f"{said.certainty} certainty" if said.certainty else "",
        f"reported by {reporter}" if said.reported_by else "",
    )
    return ", ".join(part for part in parts if part)


def attribute_line(said: Attributes, reporter: str) -> str:
    """What is said, as `read_attributes` reads it: `2024-11-12 planned low by Xinhua`."""
    flags = (name for name in _FLAGS if getattr(said, name))
    by = f"{_BY} {' '.join(reporter.split())}" if said.reported_by else ""
    return " ".join(part for part in (said.when, *flags, said.certainty, by) if part)


def example(allowed: Collection[str]) -> str:
    """What can be typed of the attributes that are allowed."""
    return " ".join(shown for name, shown in _EXAMPLES.items() if name in allowed)


def read_attributes(
    line: str, allowed: Collection[str], reporter: Callable[[str], str]
) -> Attributes:
    """Read a line such as `2024-11-12 planned denied low by Xinhua`; `by` must be the last.

    `reporter` gives the id of the entity with a name. Raises `DecisionError`, saying which word is
    wrong and what could stand there, and what `reporter` raises.
    """
    found: dict[str, Any] = {}
    words = line.split()
    while words:
        word = words.pop(0)
        name, value = _meant(word.rstrip(","))
        if name is None or name not in allowed:
            raise DecisionError(quoted(word), f"is none of {example(allowed)}")
        if name in found:
            raise DecisionError(quoted(word), "says that once more", "Take one of them away.")
        if name == "reported_by":
            value = " ".join(words)
            words.clear()
            if not value:
                raise DecisionError("by", "names nobody", "Write by and the name of an entity.")
            value = reporter(value)
        found[name] = value
    return Attributes(**found)


def _meant(word: str) -> tuple[str | None, Any]:
    """The attribute that a word is about and what it says of it, None where it means nothing."""
    folded = word.casefold()
    if folded[:1].isdecimal():
        from newsbrowse_store.decisions.relation_rules import check_when  # not needed to start

        check_when(word)
        return "when", word
    if folded in _FLAGS:
        return folded, True
    if folded and folded in get_args(Certainty):
        return "certainty", folded
    return ("reported_by" if folded == _BY else None), word


def _period_words(when: str) -> str:
    """A date or a period as people write it; what is neither as it stands."""
    dates = period(when)
    if dates is None:
        return when
    first, last = map(_date_words, dates)
    return f"{first} to {last}" if "/" in when else first


def _date_words(written: str) -> str:
    day = date.fromisoformat(first_day(written))
    month = f"{day:%B} {written[:4]}"
    return {4: written, 7: month}.get(len(written), f"{day.day} {month}")
