"""Query: what a search asks for, as words, facts about an article, and how they are joined."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from newsbrowse_store.errors import NewsbrowseError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from newsbrowse_store.query.fields import DateField, FactField, TextField


class QueryError(NewsbrowseError):
    """A search cannot be understood; `column` is where in it, counted from 1.

    `query` is all of it. `unfinished` is set when it may just not have been typed to the end.
    """

    def __init__(
        self, query: str, column: int, reason: str, remedy: str, *, unfinished: bool = False
    ) -> None:
        super().__init__(f"column {column} of the search", reason, remedy)
        self.query = query
        self.column = column
        self.unfinished = unfinished

    def __reduce__(self) -> tuple[object, ...]:
        """Go to another process and back whole."""
        return type(self), (self.query, self.column, self.reason, self.remedy), self.__dict__


@dataclass(frozen=True, slots=True)
class Words:
    """One word, or several that follow each other; with `prefix` the last one may go on."""

    text: str
    field: TextField = "text"
    prefix: bool = False


@dataclass(frozen=True, slots=True)
class Fact:
    """Something an article has: a tag, a mention with a label, a state and so on."""

    field: FactField
    value: str
    prefix: bool = False


@dataclass(frozen=True, slots=True)
class Published:
    """An article of before a day, month or year (ISO 8601), or of one from it on."""

    field: DateField
    date: str


@dataclass(frozen=True, slots=True)
class And:
    """All of the parts."""

    parts: tuple[Query, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """At least one of the parts."""

    parts: tuple[Query, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """Not the part."""

    part: Query


Query: TypeAlias = "Words | Fact | Published | And | Or | Not"


def leaves(query: Query, *, wanted: bool = False) -> Iterator[Words | Fact | Published]:
    """Yield what a search is joined of; if `wanted`, without what stands under a NOT."""
    match query:
        case And(parts) | Or(parts):
            for part in parts:
                yield from leaves(part, wanted=wanted)
        case Not(part):
            if not wanted:
                yield from leaves(part)
        case _:
            yield query
