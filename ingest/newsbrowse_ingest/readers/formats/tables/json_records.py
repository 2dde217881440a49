"""JSON and JSON lines: an object is an article."""

from __future__ import annotations

import re
from itertools import chain
from typing import TYPE_CHECKING, Any

from newsbrowse_ingest.readers.article.fields import TEXT, bare
from newsbrowse_ingest.readers.article.table_rows import TableRow, drafts
from newsbrowse_ingest.readers.bytes.json_stream import (
    LINE_SUFFIXES,
    in_lines,
    items,
    lines,
    loads,
    whole,
)
from newsbrowse_ingest.readers.bytes.text_stream import TextStream
from newsbrowse_ingest.readers.format import Format
from newsbrowse_store.errors import ReadError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from newsbrowse_ingest.readers.format import Found, Remark, Source

_OPENING = re.compile(rb"(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)?\s*(?:\[\s*[\[{\]]|\{\s*[\"}])")


def sniff(head: bytes) -> bool:
    """Whether an object, or a list of them, is opened at the start."""
    return bool(_OPENING.match(head[:1000].replace(b"\0", b"")))  # it may be UTF-16


def read(source: Source) -> Iterator[Found]:
    """One article an object: those in the list at the top, or of each line, or in the one list.

    Lines and lists at the top are read as they come: the file may be larger than memory.
    """
    with TextStream(source) as text:
        yield from drafts(_records(text), source)


def _records(text: TextStream) -> Iterator[TableRow | ReadError | Remark]:
    start = text.start().lstrip("\ufeff \t\r\n")
    if start.startswith("["):
        yield from _numbered(items(text), text.name)
    elif in_lines(text):
        yield from _lines(text)
    else:
        yield from _document(loads(whole(text), text.name), text.name)
    if remark := text.remark():
        yield remark


def _lines(text: TextStream) -> Iterator[TableRow | ReadError]:
    """The object of each line; a file of one line is a document."""
    found = lines(text)
    first, second = next(found, None), next(found, None)
    if first and not second and not isinstance(first[1], ReadError):
        yield from _document(first[1], text.name)
        return
    for place, value in chain(filter(None, (first, second)), found):
        yield value if isinstance(value, ReadError) else _record(value, place, text.name)


def _document(found: Any, name: str) -> Iterator[TableRow | ReadError]:
    """The articles in the one object of a file: itself, or those of the one list in it."""
    inner = _inner(found) if isinstance(found, dict) else None
    if inner is None:
        yield _record(found, "the object", name)
    else:
        yield from _numbered(inner, name)


def _numbered(items: Any, name: str) -> Iterator[TableRow | ReadError]:
    number = 0
    for number, item in enumerate(items, 1):
        yield _record(item, f"item {number}", name)
    if not number:
        raise ReadError(name, "is an empty list", "There is nothing to read in it.")


def _record(found: Any, place: str, name: str) -> TableRow | ReadError:
    if isinstance(found, dict):
        return TableRow(place, found)
    return ReadError(name, f"{place} is no object", "There is nothing to read in it.")


def _inner(found: dict[str, Any]) -> list[Any] | None:
    """The one list of objects in an object that is no article itself, there or one step down."""
    if any(bare(key) in TEXT and isinstance(found[key], str) for key in found):
        return None
    if isinstance(found.get("roots"), dict):
        return _bookmarks(found["roots"])
    steps = [found, *(value for value in found.values() if isinstance(value, dict))]
    for step in steps:
        lists = [
            value
            for value in step.values()
            if isinstance(value, list) and any(isinstance(item, dict) for item in value)
        ]
        if len(lists) == 1:
            return lists[0]
    return None


def _bookmarks(roots: dict[str, Any]) -> list[Any]:
    """The bookmarks in the folders of a browser, as Chrome keeps them, the first ones first."""
    found = []
    waiting = [*roots.values()][::-1]
    while waiting:
        node = waiting.pop()
        if isinstance(node, dict) and isinstance(node.get("children"), list):
            waiting += node["children"][::-1]
        elif isinstance(node, dict) and node.get("type") == "url":
            found.append(node)
    return found


FORMAT = Format("JSON", (".json", *LINE_SUFFIXES), sniff, read)
