"""Article row: what the catalogue takes down of one article, and how it is read back."""

from __future__ import annotations

import json
import re
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from newsbrowse_store.cache.facets import Facet, facets, notes_text
from newsbrowse_store.cache.listing import NO_SOURCE
from newsbrowse_store.cache.refresh import file_version
from newsbrowse_store.errors import StorageError
from newsbrowse_store.records.documents import ARTICLE, read_appearances, read_article
from newsbrowse_store.text.folding import fold
from newsbrowse_store.text.partial_dates import first_day
from newsbrowse_store.text.sentence_hashes import sentence_hashes
from newsbrowse_store.values import Row, fields

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from newsbrowse_store.cache.database import Index
    from newsbrowse_store.records.article import ArticleRecord
    from newsbrowse_store.records.history import HistoryEntry
    from newsbrowse_store.values import Suggestion


_DATE = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?")
_NOT_A_WORD = re.compile(r"\W+")
_STATES = ("new", "open", "done")


@dataclass(frozen=True, slots=True)
class CatalogueEntry:
    """One article as it goes into the catalogue.

    `names` counts the mentions by (name, label, entity), entity empty when there is none. `stamp`
    is the version of the file that was read. `problem` is set when it could not be: the article is
    listed all the same. `history` is what was done in it, `facets` and `notes` are what it can be
    found by besides its words. `sentences` are the hashes of its text, None when that was not
    read. `appearances` are the keys under which it appeared, and when it did last.
    """

    row: Row
    stamp: str
    record: ArticleRecord
    names: Mapping[tuple[str, str, str], int] = field(default_factory=dict)
    problem: StorageError | None = None
    history: tuple[HistoryEntry, ...] = ()
    facets: frozenset[Facet] = frozenset()
    notes: str = ""
    sentences: tuple[int, ...] | None = None
    removed: bool = False
    appearances: Mapping[str, str] = field(default_factory=dict)

    @property
    def moment(self) -> str:
        """When it was published, as far as known, else added; UTC, to compare as text.

        A year or a month counts as its first day.
        """
        published = first_day(self.row.published)
        try:
            moment = datetime.fromisoformat(published)
            if moment.tzinfo is not None:
                moment = moment.astimezone(UTC).replace(tzinfo=None)
            return moment.isoformat(timespec="seconds")
        except (ValueError, OverflowError):
            return published if published[:4].isdigit() else self.row.added

    @property
    def day(self) -> int:
        """The day of publication as it is written, else of being added: 20260301.

        20260300 and 20260000 where no more than the month or the year is known, 0 for nothing.
        """
        for said in (self.row.published, self.moment):
            with suppress(ValueError):
                date = datetime.fromisoformat(said)
                return date.year * 10_000 + date.month * 100 + date.day
            if found := _DATE.match(said):
                return int(found[1]) * 10_000 + int(found[2] or 0) * 100 + int(found[3] or 0)
        return 0

    @property
    def by_source(self) -> str:
        """Sort key: the source, articles without one last."""
        return fold(self.row.source) or NO_SOURCE

    @property
    def by_headline(self) -> str:
        """Sort key: the headline from its first letter or digit on."""
        folded = fold(self.row.headline)
        start = _NOT_A_WORD.match(folded)
        return folded[start.end() :] if start else folded

    @property
    def by_state(self) -> int:
        """Sort key: new, open, done."""
        return _STATES.index(self.row.state)

    @property
    def filterable(self) -> str:
        """What a filter looks at."""
        row = self.row
        return fold("\n".join((row.headline, row.source, *row.tags)))


def read_entry(
    record: ArticleRecord, suggestions: Sequence[Suggestion] | None, words: int | None = None
) -> CatalogueEntry | None:
    """Take down an article as it is now, None when it is gone.

    `words` is the number of words of its text where that is known: the text is not read then. An
    article that cannot be read is taken down under its id.
    """
    version = record.version or current_version(record.path)
    if version is None:
        return None

    try:
        document = record.tables()["article"].get(ARTICLE, {})
        text = record.text if words is None else ""
        article = read_article(record.id, text, document)
        annotated, history = record.annotated(suggestions or ()), record.history()
        appeared = read_appearances(record.tables())
        decisions = annotated.decisions
        row = Row(
            id=record.id,
            headline=article.metadata.headline,
            headline_derived=article.metadata.headline_derived,
            source=article.metadata.source,
            published=article.metadata.published,
            state=article.state,
            star=article.star,
            tags=tuple(tag.name for tag in decisions.tags),
            words=len(text.split()) if words is None else words,
            pending=-1 if suggestions is None else len(annotated.pending),
            mentions=len(decisions.mentions),
            relations=len(decisions.relations),
            added=str(document.get("added", "")),
        )
    except (StorageError, ValueError) as error:
        problem = error if isinstance(error, StorageError) else _damaged(record, error)
        row = Row(record.id, record.id, True, "", "", "new", False, (), 0, -1, 0, 0, "")
        return CatalogueEntry(row, version, record, problem=problem)
    return CatalogueEntry(
        row,
        version,
        record,
        annotated.names,
        history=history,
        facets=facets(
            article,
            decisions,
            history,
            labels={label for _, label, _ in annotated.names},
            entities={entity for _, _, entity in annotated.names if entity},
        ),
        notes=notes_text(decisions),
        sentences=sentence_hashes(text, article.regions) if words is None else None,
        removed=article.removed,
        appearances={one.key: one.seen for one in appeared},
    )


def current_version(path: Path) -> str | None:
    """Return the version of a file as it is now, None when there is none."""
    try:
        return file_version(path.stat())
    except OSError:
        return None


def _damaged(record: ArticleRecord, error: ValueError) -> StorageError:
    remedy = "Bring it back from a backup or git; it was left as it is."
    return StorageError(str(record.path), f"is damaged: {error}", remedy)


_ROW = fields(Row)
COLUMNS = ", ".join(f"a.{column}" for column in _ROW)
"""What a query of articles `a` selects to make rows of."""


def row_of(index: Index, id_: str) -> Row | None:
    """Return the row of one article, None when the catalogue does not have it."""
    found = index.query(f"SELECT {COLUMNS} FROM articles AS a WHERE a.id = ?", (id_,))
    return to_row(found[0]) if found else None


def rows_by_number(index: Index, numbers: Sequence[int]) -> dict[int, Row]:
    """Return the rows of those of these articles that there are."""
    found = index.query(
        f"SELECT a.number, {COLUMNS} FROM articles AS a"
        " WHERE number IN (SELECT value FROM json_each(?))",
        (json.dumps(numbers),),
    )
    return {number: to_row(values) for number, *values in found}


def to_row(values: Sequence[Any]) -> Row:
    """Return the row that an article's columns hold, in the order of the fields of `Row`."""
    row = dict(zip(_ROW, values, strict=True))
    row["headline_derived"] = bool(row["headline_derived"])
    row["star"] = bool(row["star"])
    row["tags"] = tuple(row["tags"].split("\n")) if row["tags"] else ()
    return Row(**row)
