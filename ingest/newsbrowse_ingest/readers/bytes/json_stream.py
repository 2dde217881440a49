"""JSON stream: the keys at its start, the values in it, in a list or one a line, as they come."""

from __future__ import annotations

import json
import re
from itertools import count
from typing import TYPE_CHECKING, Any

from newsbrowse_ingest.readers.bytes.text_stream import TextStream
from newsbrowse_ingest.readers.format import HEAD, LIMIT
from newsbrowse_store.errors import ReadError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from newsbrowse_ingest.readers.format import Source

_STRING = (
    r'"(?P<key>[^"\\]*(?:\\.[^"\\]*)*)(?:"\s*(?P<colon>:?)|\\?\Z)'  # the last one may break off
)
_TOKEN = re.compile(rf"{_STRING}|(?P<open>[{{\[])|(?P<close>[}}\]])", re.DOTALL)
_OPENING = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:\[\s*)?\{")
_LINES = re.compile(r"\s*\{[^\r\n]*\}[ \t]*[\r\n]\s*\{")
_SPACE = re.compile(r"[\s,]*")
_PIECE = 65_536
_AGAIN = "Fetch or save it again."

LINE_SUFFIXES = (".jsonl", ".ndjson", ".jl")


def first_keys(head: bytes) -> frozenset[str]:
    """The keys of the object at the start, or of the first one in a list there; none in all else.

    Those of the objects in it do not count.
    """
    opening = _OPENING.match(head)
    if not opening:
        return frozenset()
    text = head[opening.end() - 1 :].decode(errors="ignore")
    keys: set[str] = set()
    depth = 0
    for token in _TOKEN.finditer(text):
        if token["open"]:
            depth += 1
        elif token["close"]:
            depth -= 1
            if depth == 0:
                break
        elif depth == 1 and token["colon"]:
            keys.add(token["key"])
    return frozenset(keys)


def values(source: Source) -> Iterator[Any]:
    """The values in a source: the one in it, those of the list in it, or of its lines.

    What cannot be read among them is a `ReadError`, what is to be said of them a `Remark`. Raises
    `ReadError` where nothing more can be read.
    """
    with TextStream(source) as text:
        if text.start().lstrip("\ufeff \t\r\n").startswith("["):
            yield from items(text)
        elif in_lines(text):
            yield from (value for _, value in lines(text))
        else:
            yield loads(whole(text), text.name)
        if remark := text.remark():
            yield remark


def in_lines(text: TextStream) -> bool:
    """Whether there is an object a line, as far as its name and its start tell."""
    start = text.start().lstrip("\ufeff \t\r\n")
    if text.name.lower().endswith(LINE_SUFFIXES) or _LINES.match(start):
        return True
    return len(text.head) == HEAD and not {"\n", "\r"} & {*start}


def lines(text: TextStream) -> Iterator[tuple[str, Any]]:
    """The place and the value of each line; a `ReadError` where it has none."""
    for number in count(1):
        line = text.line()
        if line == "":
            break
        place = f"line {number}"
        if line is None:
            reason = f"{place} is larger than {LIMIT // 2**20} MiB"
            yield place, ReadError(text.name, reason, "Take it out, or split it.")
        elif not line.isspace():
            try:
                found = loads(line, text.name, f"{place} ")
            except ReadError as error:
                found = error
            except RecursionError:
                found = ReadError(text.name, f"{place} is nested too deeply", "Take it out.")
            yield place, found


def items(text: TextStream) -> Iterator[Any]:
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


def whole(text: TextStream) -> str:
    """All of the text. Raises `ReadError` when it is more than `LIMIT`."""
    whole = text.piece(LIMIT + 1)
    if len(whole) > LIMIT:
        remedy = "Make JSON lines of it, one article a line."
        raise ReadError(text.name, f"is larger than {LIMIT // 2**20} MiB", remedy)
    return whole.lstrip("\ufeff")


def loads(words: str, name: str, place: str = "") -> Any:
    """The value in the words, which stand at `place`; raises `ReadError` where there is none."""
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
