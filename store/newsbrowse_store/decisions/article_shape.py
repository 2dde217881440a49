"""Article shape: one article with all that is decided in it as JSON, written and read alike.

`show --json` prints it, `annotate` reads it; a line that a program or a person made may leave out
most of it. Ids of decisions are strings of digits, since they have 63 bits and many programs keep
numbers in 53; numbers are read, too. Offsets are code points, the end not included.
"""

from __future__ import annotations

import json
from collections.abc import Iterator  # noqa: TC003  # msgspec reads the hints of this module
from typing import Annotated, Any, ClassVar, TypeAlias

from msgspec import UNSET, Meta, Struct, UnsetType

from newsbrowse_store.values import (
    Appearance,
    Attributes,
    Entity,
    Metadata,
    Origin,
    Region,
    Span,
    State,
    Suggestion,
)

FORMAT, VERSION = "newsbrowse", 1
"""What every object says of itself. The version grows when older readers would misread it."""

_MOST = 2**63 - 1
Id: TypeAlias = Annotated[str, Meta(pattern="^[0-9]{1,19}$")] | Annotated[int, Meta(ge=1, le=_MOST)]
"""The id of a decision: digits. Written as a string, read as a number too."""

Name: TypeAlias = Annotated[str, Meta(min_length=1)]
"""What is not empty: a label, or a type of relations."""


class SpanShape(Struct, frozen=True, kw_only=True):
    """A stretch of the text; `text`, where given, is the words that stand there."""

    start: int
    end: int
    text: str = ""


class DecisionShape(Struct, frozen=True, kw_only=True):
    """What every decision carries: its id, who made it, when (ISO 8601, UTC).

    Where they are left out, they are those of whoever reads it in.
    """

    id: Id | UnsetType = UNSET
    annotator: str | UnsetType = UNSET
    at: str | UnsetType = UNSET


class RejectionShape(DecisionShape, frozen=True, kw_only=True):
    """A span and label that was refused, so that it is not suggested again."""

    start: int
    end: int
    label: Name
    text: str = ""


class MentionShape(DecisionShape, frozen=True, kw_only=True):
    """A named thing in the text; `entity` is the id of what it is.

    `grown_over` are the stretches that it covered before it was resized.
    """

    start: int
    end: int
    label: Name
    text: str = ""
    origin: Origin = "imported"
    entity: str | None = None
    grown_over: tuple[Span, ...] | UnsetType = UNSET


class EndShape(Struct, frozen=True, kw_only=True):
    """Head or tail of a relation: the id of a mention of the article, or that of an entity.

    `text` and `label` say what that is; they are not read.
    """

    mention: Id | UnsetType = UNSET
    entity: str | UnsetType = UNSET
    text: str = ""
    label: str = ""


class AttributesShape(Attributes, frozen=True, kw_only=True, omit_defaults=True):
    """What is said of a relation beyond its type; what is not said is left out."""


class RelationShape(DecisionShape, frozen=True, kw_only=True):
    """Who did what to whom: `head` —type→ `tail`, with the spans that prove it.

    An end may also be the id of a mention, `START:END:LABEL` or `entity:ID`.
    """

    type: Name
    head: EndShape | str | int
    tail: EndShape | str | int
    note: str = ""
    evidence: tuple[SpanShape, ...] = ()
    attributes: AttributesShape | UnsetType = UNSET


class NoteShape(DecisionShape, frozen=True, kw_only=True):
    """Free text on `article`, `mention:ID`, `relation:ID` or `entity:ID`."""

    on: str
    text: str


class TagShape(DecisionShape, frozen=True, kw_only=True):
    """Who tagged the article when; one whose name is not among the `tags` is passed over."""

    name: str


class ChangeShape(Struct, frozen=True, kw_only=True):
    """What became of one document: `before` is null when it was new, `after` when it went."""

    table: str
    id: Id
    before: dict[str, Any] | None = None
    after: dict[str, Any] | None = None


class HistoryShape(Struct, frozen=True, kw_only=True):
    """One decision as it was made, with the documents it changed.

    `undoes` is the id of the entry that it took back, `step` that of a step over several files.
    """

    id: Id
    what: str
    at: str
    annotator: str
    changes: tuple[ChangeShape, ...]
    undoes: Id | None = None
    step: Id | None = None


class ArticleShape(Struct, frozen=True, kw_only=True):
    """An article and all that is decided in it.

    `id` is the start of the SHA-256 of the text, `added` when it came into the library, `entries`
    where and when it appeared, `suggestions` those nobody decided about yet, `entities` what the
    mentions and relations refer to. `removed` articles are in no list. `history` is only there
    where it was asked for.
    """

    PARTS: ClassVar[tuple[str, ...]] = ("mentions", "relations", "tags", "notes")

    format: str = FORMAT
    version: Annotated[int, Meta(ge=1)] = VERSION
    id: str = ""
    text: str = ""
    metadata: Metadata = Metadata()
    regions: tuple[Region, ...] = ()
    state: State = "new"
    star: bool = False
    removed: bool = False
    added: str = ""
    entries: tuple[Appearance, ...] = ()
    tags: tuple[str, ...] = ()
    tagged: tuple[TagShape, ...] = ()
    mentions: tuple[MentionShape, ...] = ()
    rejections: tuple[RejectionShape, ...] = ()
    relations: tuple[RelationShape, ...] = ()
    notes: tuple[NoteShape, ...] = ()
    entities: tuple[Entity, ...] = ()
    suggestions: tuple[Suggestion, ...] = ()
    relation_suggestions: tuple[Any, ...] = ()
    history: tuple[HistoryShape, ...] | UnsetType = UNSET

    def quotes(self) -> Iterator[tuple[Span, str]]:
        """Yield the spans for which words are given, with these words."""
        quoting: list[MentionShape | RejectionShape | SpanShape]
        quoting = [*self.mentions, *self.rejections]
        for relation in self.relations:
            quoting += relation.evidence
        for one in quoting:
            if one.text:
                yield Span(one.start, one.end), one.text


def number(id_: Id | UnsetType) -> int | None:
    """Return an id as documents have it, None where there is none."""
    return None if isinstance(id_, UnsetType) else int(id_)


def shape_document(document: dict[str, Any] | None) -> dict[str, Any] | None:
    """Return a document of the history with the ids of mentions in it as strings."""
    return _with_mentions(document, str)


def unshape_document(document: dict[str, Any] | None) -> dict[str, Any] | None:
    """Return the document that `shape_document` was given. Raises `ValueError`."""
    return _with_mentions(document, int)


def json_schema() -> str:
    """Return the JSON Schema of an article as text."""
    from msgspec.json import schema  # not needed to read and write

    made = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "An article of newsbrowse",
        **schema(ArticleShape),
    }
    return json.dumps(made, ensure_ascii=False, indent=2) + "\n"


def _with_mentions(document: dict[str, Any] | None, as_: type) -> dict[str, Any] | None:
    if document is None:
        return None
    ends = {
        name: {**end, "mention": as_(end["mention"])}
        for name in ("head", "tail")
        if isinstance(end := document.get(name), dict) and end.get("mention") is not None
    }
    return {**document, **ends}
