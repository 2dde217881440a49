"""JSON and JSON lines: an object is an article."""

from __future__ import annotations

import json
import re
from itertools import count
from typing import TYPE_CHECKING, Any

from newsbrowse_store.errors import ReadError
from newsbrowse_store.readers.field_names import TEXT, bare
from newsbrowse_store.readers.format import HEAD, LIMIT, Format
from newsbrowse_store.readers.records import Record, drafts
from newsbrowse_store.readers.text_stream import TextStream

if TYPE_CHECKING:
    from collections.abc import Iterator

    from newsbrowse_store.readers.format import Found, Remark, Source

_OPENING = re.compile(rb"(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)?\s*(?:\[\s*[\[{\]]|\{\s*[\"}])")
_LINES = re.compile(r"\s*\{[^\r\n]*\}[ \t]*[\r\n]\s*\{")
_SPACE = re.compile(r"[\s,]*")
_LINE_SUFFIXES = (".jsonl", ".ndjson", ".jl")
_PIECE = 65_536
_AGAIN = "Fetch or save it again."


def sniff(head: bytes) -> bool:
    """Whether an object, or a list of them, is opened at the start."""
    return bool(_OPENING.match(head[:1000].replace(b"\0", b"")))  # it may be UTF-16


def read(source: Source) -> Iterator[Found]:
    """One article an object: those in the list at the top, or of each line, or in the one list.

    Lines and lists at the top are read as they come: the file may be larger than memory.
    """
    with TextStream(source) as text:
        yield from drafts(_records(text), source)


def _records(text: TextStream) -> Iterator[Record | ReadError | Remark]:
    start = text.start().lstrip("\ufeff \t\r\n")
    in_lines = _LINES.match(start) or text.name.lower().endswith(_LINE_SUFFIXES)
    if start.startswith("["):
        yield from _numbered(_items(text), text.name)
    elif in_lines or (len(text.head) == HEAD and not {"\n", "\r"} & {*start}):
        yield from _lines(text)
    else:
        yield from _document(_loads(_whole(text), text.name), text.name)
    if remark := text.remark():
        yield remark


def _lines(text: TextStream) -> Iterator[Record | ReadError]:
    """The object of each line; a file of one line is a document."""
    only: Any = None
    for number in count(1):
        line = text.line()
        if line == "":
            break
        place = f"line {number}"
        if line is None:
            reason = f"{place} is larger than {LIMIT // 2**20} MiB"
            yield ReadError(text.name, reason, "Take it out, or split it.")
        elif not line.isspace():
            try:
                found = _loads(line, text.name, f"{place} ")
            except ReadError as error:
                yield error
                continue
            except RecursionError:
                yield ReadError(text.name, f"{place} is nested too deeply", "Take it out.")
                continue
            if number == 1:
                only = found
                continue
            if only is not None:
                yield _record(only, "line 1", text.name)
                only = None
            yield _record(found, place, text.name)
    if only is not None:
        yield from _document(only, text.name)


def _items(text: TextStream) -> Iterator[Any]:
    """The values in the list at the top, one after the other, decoded as the text comes."""
    decode = json.JSONDecoder().raw_decode
    buffer = text.piece(_PIECE).lstrip("\ufeff")
    place, more = buffer.index("[") + 1, True
    while True:
        place = _after_space(buffer, place)
        if buffer.startswith("]", place):
            break
        try:
            value, end = decode(buffer, place)
        except json.JSONDecodeError as error:
            if not more or len(buffer) - place > LIMIT:
                raise _invalid(error, text.name) from error
            end = len(buffer)
        except ValueError as error:  # a number of too many digits
            raise ReadError(text.name, f"is not valid JSON ({error})", _AGAIN) from error
        if end == len(buffer) and more:  # it may go on
            piece = text.piece(max(_PIECE, end - place))
            buffer, place, more = buffer[place:] + piece, 0, bool(piece)
            continue
        place = end
        yield value
    if buffer[place + 1 :].strip() or text.piece(_PIECE).strip():
        raise ReadError(text.name, "has more after the end of its list", "That was not read.")


def _after_space(buffer: str, place: int) -> int:
    space = _SPACE.match(buffer, place)
    return space.end() if space else place


def _whole(text: TextStream) -> str:
    whole = text.piece(LIMIT + 1)
    if len(whole) > LIMIT:
        remedy = "Make JSON lines of it, one article a line."
        raise ReadError(text.name, f"is larger than {LIMIT // 2**20} MiB", remedy)
    return whole.lstrip("\ufeff")


def _loads(words: str, name: str, place: str = "") -> Any:
    try:
        return json.loads(words)
    except json.JSONDecodeError as error:
        raise _invalid(error, name, place) from error
    except ValueError as error:
        raise ReadError(name, f"{place}is not valid JSON ({error})", _AGAIN) from error


def _invalid(error: json.JSONDecodeError, name: str, place: str = "") -> ReadError:
    line = "" if place else f"line {error.lineno}, "
    return ReadError(
        name, f"{place}is not valid JSON ({line}column {error.colno}: {error.msg})", _AGAIN
    )


def _document(found: Any, name: str) -> Iterator[Record | ReadError]:
    """The articles in the one object of a file: itself, or those of the one list in it."""
    inner = _inner(found) if isinstance(found, dict) else None
    if inner is None:
        yield _record(found, "the object", name)
    else:
        yield from _numbered(inner, name)


def _numbered(items: Any, name: str) -> Iterator[Record | ReadError]:
    number = 0
    for number, item in enumerate(items, 1):
        yield _record(item, f"item {number}", name)
    if not number:
        raise ReadError(name, "is an empty list", "There is nothing to read in it.")


def _record(found: Any, place: str, name: str) -> Record | ReadError:
    if isinstance(found, dict):
        return Record(place, found)
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


FORMAT = Format("JSON", (".json", *_LINE_SUFFIXES), sniff, read)
