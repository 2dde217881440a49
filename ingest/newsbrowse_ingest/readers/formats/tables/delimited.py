"""CSV and TSV: a row is an article, the first row names the columns."""

from __future__ import annotations

import csv
import re
from itertools import count
from typing import TYPE_CHECKING

from newsbrowse_ingest.readers.article.fields import FIELDS, TAGS, TEXT, bare
from newsbrowse_ingest.readers.article.table_rows import TableRow, drafts
from newsbrowse_ingest.readers.bytes.text_stream import TextStream
from newsbrowse_ingest.readers.format import LIMIT, Format
from newsbrowse_store.errors import ReadError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Self

    from newsbrowse_ingest.readers.format import Found, Remark, Source

_DELIMITERS = (",", "\t", ";", "|")
_KNOWN = frozenset({*TEXT, *TAGS, *(name for names in FIELDS.values() for name in names)})
_TELLING = frozenset({*TEXT, *FIELDS["url"]})
_SAID = re.compile(r"sep=(.)[\r\n]+")
"""How Excel is told the delimiter: a line before the header."""
_END = "\0"
"""Follows the last line: a field that is still open has it in it."""


def sniff(head: bytes) -> bool:
    """Whether the first line is a header with the text or the address among what it names."""
    line = head.partition(b"\n")[0][:2000].decode("utf-8-sig", "ignore")
    return any(
        len(known := _KNOWN.intersection(map(bare, cells))) > 1 and known & _TELLING
        for cells in (line.split(delimiter) for delimiter in _DELIMITERS)
    )


def read(source: Source) -> Iterator[Found]:
    """One article a row, read as they come: the file may be larger than memory.

    Rows are counted as a spreadsheet does, the header being the first.
    """
    with TextStream(source) as text:
        yield from drafts(_records(text), source)


def _records(text: TextStream) -> Iterator[TableRow | ReadError | Remark]:
    header: list[str] = []
    below = False
    for number, row in _rows(text):
        if isinstance(row, ReadError):
            yield row
        elif not header:
            header = _header(row)
            continue
        elif len(row) == len(header):
            yield TableRow(f"row {number}", dict(zip(header, row, strict=True)))
        else:
            reason = f"row {number} has {len(row)} cells, the header {len(header)}"
            yield ReadError(text.name, reason, "Mend the row: text with commas needs quotes.")
        below = True
    if not below:
        remedy = "There is nothing to read in it."
        raise ReadError(text.name, "has no rows below its header", remedy)
    if remark := text.remark():
        yield remark


def _rows(text: TextStream) -> Iterator[tuple[int, list[str] | ReadError]]:
    """The rows that are not blank, with their numbers; an error for one that is no row."""
    # The bound belongs to the process, and stands for what is guarded here: one row in memory.
    csv.field_size_limit(max(LIMIT, csv.field_size_limit()))
    lines = _Lines(text)
    rows = csv.reader(lines, delimiter=_delimiter(text))
    if _SAID.match(text.start()):
        next(lines)
    for number in count(1):
        lines.begin_row()
        try:
            row = next(rows, [_END])
        except (csv.Error, _TooLongError) as error:
            reason = f"row {number} cannot be read ({error})"
            yield number, ReadError(text.name, reason, "Mend the row, or take it out.")
            continue
        if lines.ended and row == [_END]:
            return
        if lines.ended and row[-1].endswith(_END):
            reason = f"row {number} opens a quotation mark that nothing closes"
            remedy = "Close it: all that follows is in that row."
            yield number, ReadError(text.name, reason, remedy)
            return
        if row:
            yield number, row


def _delimiter(text: TextStream) -> str:
    """What parts the cells: the one by which the header names most that is known, and most."""
    start = text.start()
    if said := _SAID.match(start):
        return said[1]

    def worth(delimiter: str) -> tuple[int, int]:
        rows = csv.reader(start.splitlines(keepends=True), delimiter=delimiter)
        cells: list[str] = next(filter(None, rows), [])
        return sum(bare(cell) in _KNOWN for cell in cells), len(cells)

    return max(_DELIMITERS, key=worth)


def _header(row: list[str]) -> list[str]:
    """The names of the columns, each one only once."""
    names: dict[str, None] = {}
    for number, cell in enumerate(row, 1):
        name = " ".join(cell.split()) or f"column {number}"
        while name in names:
            name = f"{name} {number}"
        names[name] = None
    return list(names)


class _TooLongError(Exception):
    pass


class _Lines:
    """The lines for the parser. One that raises can go on, as a generator could not."""

    def __init__(self, text: TextStream) -> None:
        self.ended = False
        self._text = text
        self._length = 0

    def begin_row(self) -> None:
        self._length = 0

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> str:
        if self.ended:
            raise StopIteration
        line = self._text.line()
        if line == "":
            self.ended = True
            return _END
        self._length += len(line) if line else LIMIT
        if line is None or self._length > LIMIT:
            raise _TooLongError(f"it is larger than {LIMIT // 2**20} MiB")
        return line


FORMAT = Format("CSV", (".csv", ".tsv"), sniff, read)
