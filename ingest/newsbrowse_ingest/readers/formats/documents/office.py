"""Office documents: blocks of text and properties, as all word processors have them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from newsbrowse_ingest.readers.article.facts import article, metadata
from newsbrowse_ingest.readers.bytes.markup import local_name

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Set

    from newsbrowse_store.values import Draft

_SPACE = re.compile(r"[ \t\r\n]+")
_NO_TITLE = re.compile(
    r"Microsoft Word - .*|(?:document|dokument|untitled|unbenannt)\W*\d*"
    r"|\S*\.(?:docx?|indd|odt|pages|pdf|qxd|qxp|rtf)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class OfficeDialect:
    """The names of elements, in lower case, by which a kind of document tells what is what.

    Words stand in the elements `spoken`, or anywhere if that is empty. `kind` tells of a paragraph
    whether it is a `title`, an `item` of a list, or something else.
    """

    paragraphs: Set[str]
    row: str
    cell: str
    box: str
    signs: Mapping[str, str]
    dropped: Set[str]
    kind: Callable[[Any], str]
    spoken: Set[str] = frozenset()


def document(
    name: str, body: Any, dialect: OfficeDialect, properties: Mapping[str, Iterable[str]]
) -> Draft:
    """The article that a document is; `properties` are by their names in Dublin Core.

    The day on which the file was made is kept in `extra`: it is none of publication.
    Raises `ReadError`, calling it `name`, if there is no text in it.
    """
    blocks = list(_blocks(body, dialect))
    headline = next((words for kind, words in blocks if kind == "title" and words.strip()), "")
    first = {key: next(iter(values), "") for key, values in properties.items()}
    known = metadata(
        {name: first.get(name, "") for name in ("created", "description", "subject")},
        headline=headline or title(first.get("title", "")),
        byline=first.get("creator", ""),
        language=first.get("language", ""),
    )
    tags = [word for each in properties.get("keyword", ()) for word in re.split("[,;]", each)]
    return article(name, "the document", _joined(blocks), known, tags)


def title(said: str) -> str:
    """The title that a document's properties give, if a person may have given it."""
    return "" if _NO_TITLE.fullmatch(said.strip()) else said


def _blocks(element: Any, dialect: OfficeDialect) -> Iterator[tuple[str, str]]:
    """The paragraphs and rows in an element, each with its kind."""
    for child in element:
        name = local_name(child)
        if name in dialect.paragraphs:
            boxes: list[Any] = []
            yield dialect.kind(child), _words(child, dialect, boxes)
            for box in boxes:
                yield from _blocks(box, dialect)
        elif name == dialect.row:
            cells = list(_cells(child, dialect))
            if len(cells) == 1:  # a table for the layout
                yield from _blocks(cells[0], dialect)
            else:
                texts = (_joined(_blocks(cell, dialect)) for cell in cells)
                yield "row", "\t".join(" ".join(text.split()) for text in texts)
        elif name not in dialect.dropped:
            yield from _blocks(child, dialect)


def _cells(row: Any, dialect: OfficeDialect) -> Iterator[Any]:
    """The cells of a row, also those that something is wrapped around."""
    for child in row:
        name = local_name(child)
        if name == dialect.cell:
            yield child
        elif name not in dialect.dropped:
            yield from _cells(child, dialect)


def _words(element: Any, dialect: OfficeDialect, boxes: list[Any]) -> str:
    """The words in a paragraph; the text boxes that hang on it are put with `boxes`."""
    spoken = not dialect.spoken or local_name(element) in dialect.spoken
    pieces = [_SPACE.sub(" ", element.text or "")] if spoken else []
    for child in element:
        name = local_name(child)
        if name == dialect.box:
            boxes.append(child)
        elif name not in dialect.dropped:
            pieces.append(dialect.signs.get(name) or _words(child, dialect, boxes))
        if spoken:
            pieces.append(_SPACE.sub(" ", child.tail or ""))
    return "".join(pieces)


def _joined(blocks: Iterable[tuple[str, str]]) -> str:
    """The text of blocks: rows and items stand together, all else apart."""
    pieces: list[str] = []
    before = ""
    for kind, words in blocks:
        if words.strip():
            together = kind == before and kind in ("item", "row")
            pieces += ("\n" if together else "\n\n", words.strip(" \n"))
            before = kind
    return "".join(pieces[1:])
