"""Columns: which column or key each field of an article is in, so that a record becomes a draft."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from newsbrowse_ingest.outcome import NoTextError
from newsbrowse_ingest.readers.article.facts import metadata, readable, words
from newsbrowse_ingest.readers.article.fields import (
    FIELDS,
    TAGS,
    bare,
    date_in,
    field_called,
    guess,
    language_in,
    long_text,
    name_in,
    one_line,
    tag_list,
)
from newsbrowse_ingest.readers.article.story import draft
from newsbrowse_ingest.readers.bytes.markup import html_text
from newsbrowse_store.errors import ReadError
from newsbrowse_store.text.tokens import normalise_newlines, storable
from newsbrowse_store.values import replace

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from newsbrowse_store.values import Draft

_MOST_NAMED = 15
_ELEMENT = re.compile(
    r"\s*<(?:!doctype\s|(?:a|article|b|blockquote|body|br|div|em|figure|h[1-6]|header|html|i|img|main"
    r"|ol|p|section|span|strong|table|ul)[\s/>])",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Columns:
    """`fields` names the column of each field found, `text` included; `tags` those of tags.

    The text is `html` in all of them, or where it begins with an element. Tags in one value are
    parted by any of the `marks`. What is in the columns `left` is of no use.
    """

    fields: Mapping[str, str]
    tags: tuple[str, ...] = ()
    html: bool = False
    marks: str = ","
    left: frozenset[str] = frozenset()

    def words(self) -> str:
        """What is read from where, as `--map` takes it."""
        pairs = [*self.fields.items(), *(("tags", column) for column in self.tags)]
        return ",".join(f"{field}={_short(column)}" for field, column in pairs[:_MOST_NAMED])


def columns_of(names: Iterable[str], wanted: Mapping[str, str], what: str) -> Columns:
    """The columns among `names` that the fields are in: those `wanted`, and the others guessed.

    Raises `ReadError`, calling the input `what`, when one that is wanted is not there, or neither
    text nor address are.
    """
    names = list(dict.fromkeys(names))
    asked = {field: _named(column, names, what) for field, column in wanted.items()}
    free = [name for name in names if name not in asked.values()]
    fields = {field: column for field, column in guess(free).items() if field not in asked}
    fields |= asked
    tags = [fields.pop("tags")] if "tags" in fields else [n for n in free if bare(n) in TAGS]
    if not fields.keys() & {"text", "url"}:
        remedy = f"Say which it is: --map text=NAME. There {_listed(names)}."
        raise ReadError(what, "has no column or key that is known to hold the text", remedy)
    return Columns({f: fields[f] for f in (*FIELDS, "text") if f in fields}, tuple(tags))


def mapping(words: str) -> dict[str, str]:
    """What a person means by `headline=title,text=body`: the column that each field is in.

    Raises `ValueError`, with what is wrong, for a field there is not.
    """
    found = {}
    for pair in re.split(r",(?=[^,=]*=)", words):
        word, is_one, column = (part.strip() for part in pair.partition("="))
        field = field_called(word)
        if not is_one or not column:
            raise ValueError(f"{pair!r} is not FIELD=NAME")
        if not field:
            there = ", ".join((*FIELDS, "text", "tags"))
            raise ValueError(f"{word!r} is no field; there are {there}")
        found[field] = column
    return found


def to_draft(record: Mapping[str, Any], columns: Columns, what: str, place: str) -> Draft:
    """The article in a record, which lies at `place` (such as `row 7`) in the input `what`.

    What no field takes is kept in `extra`. Raises `ReadError` when there is no text, and
    `NoTextError` when there is an address in its place.
    """
    written = {field: name_in(record.get(column)) for field, column in columns.fields.items()}
    written.pop("text", None)
    taken = {*columns.fields.values(), *columns.tags, *columns.left}
    extra = {name: one_line(value) for name, value in record.items() if name not in taken}
    meant = {
        "published": date_in(written.get("published", "")),
        "language": language_in(written.get("language", "")),
    }
    known = metadata(extra, **written | meant)
    lost = {columns.fields[field] for field in written if not getattr(known, field)}
    kept = {name: words(name_in(record.get(name))) for name in lost}
    extra = {storable(name): said for name, said in {**known.extra, **kept}.items() if said}
    known = replace(known, extra=extra)
    text = long_text(record.get(columns.fields.get("text", "")))
    if "\0" in text:
        raise ReadError(what, f"{place} holds NUL characters", "Only text can become an article.")
    tags = [tag for name in columns.tags for tag in tag_list(record.get(name), columns.marks)]
    if columns.html or _ELEMENT.match(text):
        text = html_text(text, what)
    if readable(text):
        return draft(storable(normalise_newlines(text)), known, dict.fromkeys(tags))
    if known.url:
        raise NoTextError.of(what, known, tuple(dict.fromkeys(tags)))
    raise ReadError(what, f"{place} has no text", "There is nothing to read in it.")


def _named(column: str, names: list[str], what: str) -> str:
    if column in names:
        return column
    alike = [name for name in names if bare(name) == bare(column)]
    if not alike:
        raise ReadError(what, f"has no column or key {column!r}", f"There {_listed(names)}.")
    return alike[0]


def _listed(names: list[str]) -> str:
    shown = ", ".join(_short(name) or "(no name)" for name in names[:_MOST_NAMED])
    more = ", …" if len(names) > _MOST_NAMED else ""
    return f"are: {shown}{more}" if names else "are none"


def _short(name: str) -> str:
    return storable(" ".join(name.split()))[:40]
