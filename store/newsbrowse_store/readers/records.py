"""A run of records, from whatever file they come, becomes a run of drafts."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain, islice
from typing import TYPE_CHECKING, Any

from newsbrowse_store.errors import ReadError
from newsbrowse_store.readers.columns import columns_of, to_draft
from newsbrowse_store.readers.format import Remark

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from newsbrowse_store.readers.format import Found, Source

_LOOKED_AT = 20
"""So many records at the start tell which columns there are."""


@dataclass(frozen=True, slots=True)
class Record:
    """Values by the name of their column or key; `place` is where in the file, such as `row 7`."""

    place: str
    values: Mapping[str, Any]


def drafts(records: Iterable[Record | ReadError | Remark], source: Source) -> Iterator[Found]:
    """The articles in the records, one after the other.

    A remark says what was taken for what, if not all of it was said by `source.options`. Raises
    `ReadError` when that cannot be told.
    """
    records = iter(records)
    while first := list(islice(records, _LOOKED_AT)):
        names = [name for each in first if isinstance(each, Record) for name in each.values]
        if names:
            break
        yield from (each for each in first if not isinstance(each, Record))
    else:
        return
    wanted = source.options.columns
    columns = columns_of(names, wanted, source.name)
    if columns.fields.keys() | ({"tags"} if columns.tags else set()) > wanted.keys():
        yield Remark(source.name, f"read as {columns.words()}; --map FIELD=NAME changes it")
    for each in chain(first, records):
        if not isinstance(each, Record):
            yield each
            continue
        try:
            yield to_draft(each.values, columns, source.name, each.place)
        except ReadError as error:
            yield error
