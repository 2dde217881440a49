"""Fields of a search: all that may stand before a colon, each with how it is used and taught."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

TextField = Literal["text", "title", "source", "note"]
"""Where words are looked for; `text` is headline and text, and stands for no field."""

FactField = Literal["tag", "label", "entity", "relation", "annotator", "state", "star"]
DateField = Literal["before", "after"]


@dataclass(frozen=True, slots=True)
class SearchField:
    """A field of a search.

    Behind a `text` field stand words, behind a `fact` what an article has, behind a `date` a day,
    month or year. `values` are all that it takes, empty for any. `example` is a search with it,
    `lesson` says what it finds.
    """

    name: str
    kind: Literal["text", "fact", "date"]
    example: str
    lesson: str
    values: tuple[str, ...] = ()


FIELDS: dict[str, SearchField] = {
    field.name: field
    for field in (
        SearchField("title", "text", "title:treaty", "words of the headline"),
        SearchField("source", "text", 'source:"harbour wire"', "words of the source"),
        SearchField("tag", "fact", "tag:defence", "a tag, with all beneath it"),
        SearchField("label", "fact", "label:PERSON", "has a mention with this label"),
        SearchField(
            "entity", "fact", 'entity:"Wang Yi"', "by name, alias or the words of a mention"
        ),
        SearchField("relation", "fact", "relation:meets", "has a relation of this type"),
        SearchField("state", "fact", "state:open", "new, open or done", ("new", "open", "done")),
        SearchField("star", "fact", "star:yes", "yes or no", ("yes", "no")),
        SearchField("annotator", "fact", "annotator:ana", "who decided something in it"),
        SearchField("before", "date", "before:2026-03", "of before a day, month or year"),
        SearchField("after", "date", "after:2025", "of one from then on"),
        SearchField("note", "text", "note:source", "words of the notes"),
    )
}
"""Fields by name, in the order in which they are taught."""
