"""Table rows: a run of records, from whatever file they come, made a run of drafts."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain, islice
from typing import TYPE_CHECKING, Any

from newsbrowse_ingest.readers.article.columns import Columns, columns_of, to_draft
from newsbrowse_ingest.readers.format import Remark
from newsbrowse_store.errors import ReadError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from newsbrowse_ingest.readers.format import Found, Source


_LOOKED_AT = 20
"""So many records at the start tell which columns there are."""

_MOST_WRONG = 100
"""So many on end that are no records: a mark that was never closed has spoilt all that follows."""


@dataclass(frozen=True, slots=True)
class TableRow:
    """Values by the name of their column or key; `place` is where in the file, such as `row 7`."""

    place: str
    values: Mapping[str, Any]


def drafts(records: Iterable[TableRow | ReadError | Remark], source: Source) -> Iterator[Found]:
    """The articles in the records, one after the other.

    A remark says what was taken for what, if not all of it was said by `source.options`. Raises
    `ReadError` when that cannot be told.
    """
    records = _guarded(records, source.name)
    while first := list(islice(records, _LOOKED_AT)):
        if any(isinstance(each, TableRow) for each in first):
            break
        yield from (each for each in first if not isinstance(each, TableRow))
    else:
        return
    names = [name for each in first if isinstance(each, TableRow) for name in each.values]
    wanted = source.options.columns
    export = None if wanted else export_columns(names)
    columns = export or columns_of(names, wanted, source.name)
    said = columns.fields.keys() | ({"tags"} if columns.tags else set())
    if not export and said > wanted.keys():
        yield Remark(source.name, f"read as {columns.words()}; --map FIELD=NAME changes it")
    for each in chain(first, records):
        if not isinstance(each, TableRow):
            yield each
            continue
        try:
            yield to_draft(each.values, columns, source.name, each.place)
        except ReadError as error:
            yield error


def _guarded(
    records: Iterable[TableRow | ReadError | Remark], name: str
) -> Iterator[TableRow | ReadError | Remark]:
    """The records, and what is raised among them as the last of them."""
    wrong = 0
    try:
        for each in records:
            yield each
            wrong = wrong + 1 if isinstance(each, ReadError) else 0
            if wrong == _MOST_WRONG:
                reason = f"has {wrong} on end like that; what follows was not read"
                raise ReadError(name, reason, "Mend it, and add it again.")
    except ReadError as error:
        yield error
    except RecursionError:
        yield ReadError(name, "is nested too deeply", "What follows was not read.")


_WALLABAG = {
    "headline": "title",
    "byline": "published_by",
    "source": "domain_name",
    "published": "published_at",
    "url": "url",
    "language": "language",
    "text": "content",
}
_OMNIVORE = {
    "headline": "title",
    "byline": "author",
    "source": "siteName",
    "published": "publishedAt",
    "url": "url",
    "language": "language",
    "text": "content",
}
_PLAIN = {"headline": "title", "url": "url"}

EXPORTS = (
    ({"is_archived", "is_starred"}, Columns(_WALLABAG, ("tags",), html=True)),
    (
        {"is_read", "is_fav", "content"},  # the first wallabag has each value twice
        Columns({**_PLAIN, "text": "content"}, ("tags",), html=True, left=frozenset("0123456")),
    ),
    ({"slug", "savedAt"}, Columns(_OMNIVORE, ("labels",), html=True)),
    (
        {"href", "extended", "toread"},  # Pinboard
        Columns({"headline": "description", "url": "href"}, ("tags",), marks=" "),
    ),
    ({"owner", "others", "private"}, Columns(_PLAIN, ("tags",))),  # Delicious
    ({"is_saved", "created_at"}, Columns(_PLAIN, ("tags",))),  # elCurator
    (
        {"article__title", "article__url"},  # Readability
        Columns({"headline": "article__title", "url": "article__url"}),
    ),
    ({"time_added", "status"}, Columns(_PLAIN, ("tags",), marks="|,")),  # Pocket
    (
        {"URL", "Title", "Selection", "Folder"},  # Instapaper
        Columns({"headline": "Title", "url": "URL"}, ("Tags",)),
    ),
    (
        {"date_added", "name", "type"},  # Chrome
        Columns({"headline": "name", "url": "url"}),
    ),
)
"""The names that an export has among its own, and the columns that it then has."""


def export_columns(names: Iterable[str]) -> Columns | None:
    """The columns of a known export with these names; None if it is none."""
    there = set(names)
    return next((columns for told_by, columns in EXPORTS if told_by <= there), None)
