"""JSON as feeds and agencies write it: the keys at its start, and the values in it."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from newsbrowse_store.errors import ReadError
from newsbrowse_store.readers.decode import decode

if TYPE_CHECKING:
    from collections.abc import Iterator

    from newsbrowse_store.readers.format import Source

_STRING = (
    r'"(?P<key>[^"\\]*(?:\\.[^"\\]*)*)(?:"\s*(?P<colon>:?)|\\?\Z)'  # the last one may break off
)
_TOKEN = re.compile(rf"{_STRING}|(?P<open>[{{\[])|(?P<close>[}}\]])", re.DOTALL)
_OPENING = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:\[\s*)?\{")
_SPACE = re.compile(r"\s*")


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
    """The values in a source one after the other: commonly one, in JSON lines one a line.

    Those in a list at the top count one by one. Raises `ReadError` where it is no JSON, after what
    came before.
    """
    text = decode(source.read(), source.name)
    decoder = json.JSONDecoder()
    place = 0
    while (place := _end_of_space(text, place)) < len(text):
        try:
            value, place = decoder.raw_decode(text, place)
        except json.JSONDecodeError as error:
            reason = f"is not valid JSON (line {error.lineno}, column {error.colno}: {error.msg})"
            raise ReadError(source.name, reason, "Fetch or save it again.") from error
        yield from value if isinstance(value, list) else [value]


def _end_of_space(text: str, place: int) -> int:
    space = _SPACE.match(text, place)
    return space.end() if space else place
