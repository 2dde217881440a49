"""The values: what an article is, and what people decide about it.

Offsets are code points in the article's text, start inclusive, end exclusive.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

Role = Literal["headline", "caption", "credit", "byline", "date", "dateline", "body"]
State = Literal["new", "open", "done"]
Origin = Literal["manual", "accepted", "propagated", "imported"]

ID_LENGTH = 12
"""Hex digits of the text's SHA-256 that make an article's id."""


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of an article's text: `text[start:end]`."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Region:
    """A stretch of the text with a role. Regions do not overlap and never edit the text.

    `repeats` is set on a caption or headline that says again what the one before it said.
    """

    role: Role
    start: int
    end: int
    repeats: bool = False


@dataclass(frozen=True, slots=True)
class Metadata:
    """What is known about an article besides its text; empty strings where nothing is known.

    `published` is an ISO 8601 date or date-time, or `2009` or `2009-03` where no more is known;
    `language` is a BCP 47 tag. `extra` holds what a format said beyond these fields.
    """

    headline: str = ""
    headline_derived: bool = False
    byline: str = ""
    dateline: str = ""
    caption: str = ""
    credit: str = ""
    source: str = ""
    published: str = ""
    url: str = ""
    language: str = ""
    rights: str = ""
    imported_from: str = ""
    extra: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Draft:
    """What a reader makes of one piece of input: an article that is in no library yet."""

    text: str
    metadata: Metadata
    regions: tuple[Region, ...] = ()
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Article:
    """An article of a library. `id` is the start of the text's SHA-256, so equal texts share it."""

    id: str
    text: str
    metadata: Metadata
    regions: tuple[Region, ...] = ()
    state: State = "new"
    star: bool = False


@dataclass(frozen=True, slots=True)
class Decision:
    """What every stored decision carries: its document id, who made it, when (ISO 8601, UTC)."""

    id: int
    annotator: str
    at: str


@dataclass(frozen=True, slots=True)
class Mention(Decision):
    """A named thing in the text, as a person decided it. `text` is the words it covers."""

    start: int
    end: int
    label: str
    text: str
    origin: Origin = "manual"
    entity: str | None = None


@dataclass(frozen=True, slots=True)
class Rejection(Decision):
    """A span and label that an annotator refused, so that it is not suggested again."""

    start: int
    end: int
    label: str
    text: str


@dataclass(frozen=True, slots=True)
class End:
    """Head or tail of a relation: either a mention of the article or an entity of the library."""

    mention: int | None = None
    entity: str | None = None


@dataclass(frozen=True, slots=True)
class Relation(Decision):
    """Who did what to whom: `head` —type→ `tail`, with a note and the spans that prove it."""

    type: str
    head: End
    tail: End
    note: str = ""
    evidence: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Tag(Decision):
    """A word on an article or an entity; `/` makes a hierarchy."""

    name: str


@dataclass(frozen=True, slots=True)
class Note(Decision):
    """Free text on something: `on` is `article`, `mention:ID`, `relation:ID` or `entity:ID`."""

    on: str
    text: str


@dataclass(frozen=True, slots=True)
class Decisions:
    """Everything decided in one article, in the order it was decided."""

    mentions: tuple[Mention, ...] = ()
    rejections: tuple[Rejection, ...] = ()
    relations: tuple[Relation, ...] = ()
    tags: tuple[Tag, ...] = ()
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True)
class Entity:
    """One person, organisation, place… across all articles of a library.

    `external` is an id elsewhere, such as a Wikidata Q-number.
    """

    id: str
    name: str
    label: str
    aliases: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    note: str = ""
    external: str = ""


@dataclass(frozen=True, slots=True, order=True)
class Suggestion:
    """A mention that the model or the library proposes; never stored as a decision.

    `source` says where it comes from: `model`, `agreement`, `known`, `caption`, `dateline`.
    """

    start: int
    end: int
    label: str
    text: str
    source: str = "model"
    entity: str | None = None


@dataclass(frozen=True, slots=True)
class KnownName:
    """A name that people decided somewhere in the library.

    `count` is the number of mentions with this label, `entity` set when they are linked to one.
    """

    name: str
    label: str
    count: int
    entity: str | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the list of articles, as the catalogue holds it.

    `words` counts the words of the text, `pending` the suggestions not decided yet (−1 when the
    article has not been analysed).
    """

    id: str
    headline: str
    headline_derived: bool
    source: str
    published: str
    state: State
    star: bool
    tags: tuple[str, ...]
    words: int
    pending: int
    mentions: int
    relations: int
    added: str

    @property
    def damaged(self) -> bool:
        """Whether its file could not be read: then nothing is known of it but the id."""
        return self.headline == self.id and not self.added
