"""Annotations from elsewhere: one JSON object about one article, read and checked.

The object has the shape of `newsbrowse show --json`; what is in there besides is passed over.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from newsbrowse_store.errors import ReadError
from newsbrowse_store.model import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from newsbrowse_store.records.uniqueness import Place

Ref: TypeAlias = "Place | int | str"
"""What an end of a relation is: the place of a mention, the id of one, or the id of an entity."""

_PLACE = re.compile(r"(\d{1,18}):(\d{1,18}):(.+)", re.ASCII)
_ENTITY = "entity:"
_END_REMEDY = f"Write START:END:LABEL, such as 0:11:PERSON, or {_ENTITY}ID."
_LINE_REMEDY = "Write one JSON object a line."
_PARTS = ("mentions", "relations", "tags", "notes")
_MENTION = '{"start": 0, "end": 11, "label": "PERSON"}'
_RELATION = '{"type": "meets", "head": "0:11:PERSON", "tail": "16:27:PERSON"}'
_NOTE = '{"on": "article", "text": "…"}'


@dataclass(frozen=True, slots=True)
class GivenMention:
    """A mention; `id` is what relations and notes beside it call it, `entity` what it is."""

    place: Place
    id: int | None = None
    entity: str | None = None


@dataclass(frozen=True, slots=True)
class GivenRelation:
    """A relation between two ends; `id` is what notes beside it call it."""

    type: str
    head: Ref
    tail: Ref
    note: str = ""
    evidence: tuple[Span, ...] = ()
    id: int | None = None


@dataclass(frozen=True, slots=True)
class GivenNote:
    """A note on `article`, `mention:ID` or `relation:ID`."""

    on: str
    text: str


@dataclass(frozen=True, slots=True)
class Annotations:
    """What one object says of an article, whose id (or the start of it) may be empty.

    `quotes` are the words that it gives for spans of the text, to be compared with the text.
    """

    article: str = ""
    mentions: tuple[GivenMention, ...] = ()
    relations: tuple[GivenRelation, ...] = ()
    tags: tuple[str, ...] = ()
    notes: tuple[GivenNote, ...] = ()
    quotes: tuple[tuple[Span, str], ...] = ()


def read_annotations(text: str) -> Annotations:
    """Read one JSON object. Raises `ReadError`, whose `what` names the field that is wrong."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as error:
        where = f" (character {error.pos})" if isinstance(error, json.JSONDecodeError) else ""
        raise ReadError("this", f"is not JSON{where}", _LINE_REMEDY) from error
    if not isinstance(value, dict):
        raise ReadError("this", "is no JSON object", _LINE_REMEDY)
    if not any(part in value for part in _PARTS):
        raise ReadError("this", "annotates nothing", f"Give one of {', '.join(_PARTS)}.")
    line = _Fields(value, "", f"Give one of {', '.join(_PARTS)}, each a list.")
    mentions = list(line.objects("mentions", _MENTION))
    relations = list(line.objects("relations", _RELATION))
    evidence = [list(one.objects("evidence", '{"start": 0, "end": 40}')) for one in relations]
    return Annotations(
        line.text("id", ""),
        tuple(map(_mention, mentions)),
        tuple(map(_relation, relations, evidence)),
        tuple(line.texts("tags")),
        tuple(GivenNote(one.text("on"), one.text("text")) for one in line.objects("notes", _NOTE)),
        tuple(
            (one.span(), one.text("text"))
            for one in [*mentions, *(span for spans in evidence for span in spans)]
            if one.has("text")
        ),
    )


def read_end(text: str) -> Place | str:
    """Return the place or the entity's id in `START:END:LABEL` or `entity:ID`.

    Raises `ReadError`.
    """
    if place := _PLACE.fullmatch(text):
        return int(place[1]), int(place[2]), place[3]
    if text.startswith(_ENTITY) and text != _ENTITY:
        return text.removeprefix(_ENTITY)
    raise ReadError(f"“{text}”", "is no end of a relation", _END_REMEDY)


def _mention(fields: _Fields) -> GivenMention:
    span = fields.span()
    place = span.start, span.end, fields.text("label")
    return GivenMention(place, fields.number("id"), fields.text("entity", "") or None)


def _relation(fields: _Fields, evidence: list[_Fields]) -> GivenRelation:
    return GivenRelation(
        fields.text("type"),
        fields.end("head"),
        fields.end("tail"),
        fields.text("note", ""),
        tuple(span.span() for span in evidence),
        fields.number("id"),
    )


class _Fields:
    """The fields of one object; `where` leads to it, and `remedy` says what it must be like."""

    def __init__(self, value: dict[str, Any], where: str, remedy: str) -> None:
        self._value = value
        self._where = where
        self._remedy = remedy

    def has(self, name: str) -> bool:
        return self._value.get(name) is not None

    def text(self, name: str, default: str | None = None) -> str:
        value = self._value.get(name)
        if value is None and default is not None:
            return default
        if not isinstance(value, str) or (default is None and not value):
            raise self._wrong(name, "is no text")
        return value

    def number(self, name: str) -> int | None:
        value = self._value.get(name)
        if value is not None and (not isinstance(value, int) or isinstance(value, bool)):
            raise self._wrong(name, "is no whole number")
        return value

    def span(self) -> Span:
        start, end = self.number("start"), self.number("end")
        if start is None or end is None:
            raise self._wrong("start" if start is None else "end", "is missing")
        return Span(start, end)

    def end(self, name: str) -> Ref:
        """The end of a relation, written as text, as the id of a mention, or as `show` does."""
        value = self._value.get(name)
        if isinstance(value, str):
            try:
                return read_end(value)
            except ReadError as error:
                raise ReadError(f"{self._where}{name}", error.reason, error.remedy) from error
        fields = _Fields(
            value if isinstance(value, dict) else {"mention": value},
            f"{self._where}{name}.",
            _END_REMEDY,
        )
        mention = fields.number("mention")
        return fields.text("entity") if mention is None else mention

    def objects(self, name: str, example: str) -> Iterator[_Fields]:
        for number, one in enumerate(self._list(name)):
            if not isinstance(one, dict):
                raise ReadError(
                    f"{self._where}{name}[{number}]", "is no object", f"Give {example}."
                )
            yield _Fields(one, f"{self._where}{name}[{number}].", f"Give {example}.")

    def texts(self, name: str) -> Iterator[str]:
        for number, one in enumerate(self._list(name)):
            if not isinstance(one, str):
                raise self._wrong(f"{name}[{number}]", "is no text")
            yield one

    def _list(self, name: str) -> list[Any]:
        value = self._value.get(name)
        if value is not None and not isinstance(value, list):
            raise self._wrong(name, "is no list")
        return value or []

    def _wrong(self, name: str, reason: str) -> ReadError:
        there = name in self._value or "[" in name
        return ReadError(f"{self._where}{name}", reason if there else "is missing", self._remedy)
