"""The values: what an article is, and what people decide about it.

Offsets are code points in the article's text, start inclusive, end exclusive. Values are structs of
msgspec, which are made and imported several times as fast as frozen dataclasses. Use `replace`,
`fields` and `as_document` of this module: those of `dataclasses` fail on them when they are called.
"""

from __future__ import annotations

from collections.abc import Mapping  # noqa: TC003  # msgspec reads the hints
from typing import Any, Literal, TypeVar

from msgspec import Struct, field, to_builtins
from msgspec.structs import replace as _replace

Role = Literal["headline", "caption", "credit", "byline", "date", "dateline", "body"]
State = Literal["new", "open", "done"]
Origin = Literal["manual", "accepted", "propagated", "imported", "carried"]
Certainty = Literal["", "low", "medium", "high"]

ID_LENGTH = 12
"""Hex digits of the text's SHA-256 that make an article's id."""

V = TypeVar("V", bound=Struct)


def replace(value: V, **fields: Any) -> V:
    """Return a value with some of its fields exchanged."""
    return _replace(value, **fields)


def fields(kind: type[Struct] | Struct) -> tuple[str, ...]:
    """Return the names of the fields of a kind of values, in order."""
    return kind.__struct_fields__


def as_document(value: Struct) -> dict[str, Any]:
    """Return a value by the names of its fields, values within it likewise, as JSON can hold it."""
    document: dict[str, Any] = to_builtins(value)
    return document


class Span(Struct, frozen=True, order=True):
    """A stretch of an article's text: `text[start:end]`."""

    start: int
    end: int


class Region(Struct, frozen=True):
    """A stretch of the text with a role. Regions do not overlap and never edit the text.

    `repeats` is set on a caption or headline that says again what the one before it said.
    """

    role: Role
    start: int
    end: int
    repeats: bool = False


class Metadata(Struct, frozen=True):
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


class Appearance(Struct, frozen=True):
    """Where and when a text was seen: as an entry of a feed, or as a page.

    Texts that appeared under one `key` are versions of one article. `place` is the address of the
    feed or page; `seen` and `published` are ISO 8601, `published` empty where it was not said.
    """

    key: str
    place: str = ""
    seen: str = ""
    published: str = ""


class Draft(Struct, frozen=True):
    """What a reader makes of one piece of input: an article that is in no library yet."""

    text: str
    metadata: Metadata
    regions: tuple[Region, ...] = ()
    tags: tuple[str, ...] = ()
    appearance: Appearance | None = None


class Article(Struct, frozen=True):
    """An article of a library. `id` is the start of the text's SHA-256, so equal texts share it.

    One that is `removed` stays on disk with its decisions, and is listed, found and counted no
    more until it is restored.
    """

    id: str
    text: str
    metadata: Metadata
    regions: tuple[Region, ...] = ()
    state: State = "new"
    star: bool = False
    removed: bool = False


class Decision(Struct, frozen=True):
    """What every stored decision carries: its document id, who made it, when (ISO 8601, UTC)."""

    id: int
    annotator: str
    at: str


class Mention(Decision, frozen=True):
    """A named thing in the text, as a person decided it. `text` is the words it covers.

    `grown_over` are the stretches it covered before it was resized: what was suggested there is
    settled by it.
    """

    start: int
    end: int
    label: str
    text: str
    origin: Origin = "manual"
    entity: str | None = None
    grown_over: tuple[Span, ...] = ()


class Rejection(Decision, frozen=True):
    """A span and label that an annotator refused, so that it is not suggested again."""

    start: int
    end: int
    label: str
    text: str


class End(Struct, frozen=True):
    """Head or tail of a relation: either a mention of the article or an entity of the library."""

    mention: int | None = None
    entity: str | None = None


class Attributes(Struct, frozen=True):
    """What is said of a relation beyond its type; what is not said is empty.

    `when` is a date or a period, ISO 8601, as far as known (`2024`, `2024-11`, `2024-11-12`,
    `2024-11-12/2024-11-14`), `reported_by` the id of an entity.
    """

    when: str = ""
    planned: bool = False
    denied: bool = False
    certainty: Certainty = ""
    reported_by: str | None = None


class Relation(Decision, frozen=True):
    """Who did what to whom: `head` —type→ `tail`, with a note and the spans that prove it."""

    type: str
    head: End
    tail: End
    note: str = ""
    evidence: tuple[Span, ...] = ()
    attributes: Attributes = Attributes()


class Tag(Decision, frozen=True):
    """A word on an article or an entity; `/` makes a hierarchy."""

    name: str


class Note(Decision, frozen=True):
    """Free text on something: `on` is `article`, `mention:ID`, `relation:ID` or `entity:ID`."""

    on: str
    text: str


class Decisions(Struct, frozen=True):
    """Everything decided in one article, in the order it was decided."""

    mentions: tuple[Mention, ...] = ()
    rejections: tuple[Rejection, ...] = ()
    relations: tuple[Relation, ...] = ()
    tags: tuple[Tag, ...] = ()
    notes: tuple[Note, ...] = ()


class Entity(Struct, frozen=True):
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


class Suggestion(Struct, frozen=True, order=True):
    """A mention that the model or the library proposes; never stored as a decision.

    `source` says where it comes from: `model`, `agreement`, `known`, `caption`, `dateline`.
    """

    start: int
    end: int
    label: str
    text: str
    source: str = "model"
    entity: str | None = None


class KnownName(Struct, frozen=True):
    """A name that people decided somewhere in the library.

    `count` is the number of mentions with this label, `entity` set when they are linked to one.
    """

    name: str
    label: str
    count: int
    entity: str | None = None


class Row(Struct, frozen=True):
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
