"""What parent and child say to each other: one JSON object a line, values as plain lists."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from newsbrowse_store.model import KnownName, Region, Suggestion

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Message = dict[str, Any]


def names_message(names: Iterable[KnownName], version: int) -> Message:
    """Parent to child: the library's names from now on."""
    rows = [[one.name, one.label, one.count, one.entity] for one in names]
    return {"do": "names", "version": version, "names": rows}


def names_in(message: Message) -> list[KnownName]:
    """The names of a `names_message`."""
    return [KnownName(*row) for row in message["names"]]


def ask_message(
    ticket: int, text: str, sha256: str, regions: Iterable[Region], priority: int
) -> Message:
    """Parent to child: analyse this text; the answer bears the same ticket."""
    rows = [[one.role, one.start, one.end, one.repeats] for one in regions]
    return {
        "do": "ask",
        "ticket": ticket,
        "text": text,
        "sha256": sha256,
        "regions": rows,
        "priority": priority,
    }


def regions_in(message: Message) -> list[Region]:
    """The regions of an `ask_message`."""
    return [Region(*row) for row in message["regions"]]


def answer_message(ticket: int, version: int, suggestions: Sequence[Suggestion]) -> Message:
    """Child to parent: what is suggested. The words are left out: the parent has the text."""
    rows = [[one.start, one.end, one.label, one.source, one.entity] for one in suggestions]
    return {"say": "answer", "ticket": ticket, "names": version, "suggestions": rows}


def suggestions_in(message: Message, text: str) -> tuple[Suggestion, ...]:
    """The suggestions of an `answer_message` to a question about this text."""
    return tuple(
        Suggestion(start, end, label, text[start:end], source, entity)
        for start, end, label, source, entity in message["suggestions"]
    )
