"""Snippets: where the words of a search stand in headline and text, and the pieces around them.

What a word is, SQLite says, as it does in the index.
"""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

from msgspec import Struct

from newsbrowse_store.cache.tables import TOKENIZER
from newsbrowse_store.query.query import Words, leaves
from newsbrowse_store.search.sql import expression

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from newsbrowse_store.query.query import Query


Spans = tuple[tuple[int, int], ...]

WIDTH = 160
"""Code points of a snippet at most, unless something else is asked for."""

_MOST_LOOKED_AT = 500
"""Matches looked at for the best pieces; those behind are hardly better."""

_SOMETHING = re.compile(r"\S")
_OPENS, _CLOSES = "\x02", "\x03"
_MARK = re.compile(f"[{_OPENS}{_CLOSES}]")
_WITHOUT_MARKS = dict.fromkeys(map(ord, f"\x00{_OPENS}{_CLOSES}"), " ")


class WordMatches(Struct, frozen=True):
    """The spans of a headline and of a text, in code points, in order and without overlap."""

    headline: Spans = ()
    text: Spans = ()


class Snippet(Struct, frozen=True):
    """A piece of a text: `text[start:end]`, and the matches in it, as offsets in the whole text."""

    start: int
    end: int
    text: str
    matches: Spans = ()


def matches(articles: Iterable[tuple[str, str]], query: Query) -> list[WordMatches]:
    """Return the matches in each of some headlines and texts."""
    given = [(headline, text) for headline, text in articles]
    match = expression(leaf for leaf in leaves(query, wanted=True) if isinstance(leaf, Words))
    found = dict.fromkeys(range(len(given)), WordMatches())
    if match is None:
        return list(found.values())
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute(
            f"CREATE VIRTUAL TABLE texts USING fts5 (headline, body, tokenize = '{TOKENIZER}')"
        )
        connection.executemany(
            "INSERT INTO texts (rowid, headline, body) VALUES (?, ?, ?)",
            [
                (at, headline.translate(_WITHOUT_MARKS), text.translate(_WITHOUT_MARKS))
                for at, (headline, text) in enumerate(given)
            ],
        )
        for at, *marked in connection.execute(
            "SELECT rowid, highlight(texts, 0, ?1, ?2), highlight(texts, 1, ?1, ?2)"
            " FROM texts WHERE texts MATCH ?3",
            (_OPENS, _CLOSES, match),
        ):
            found[at] = WordMatches(*map(_spans, marked))
    return list(found.values())


def snippets(
    text: str,
    matches: Spans,
    *,
    headline: str = "",
    body: Callable[[], int] = int,
    most: int = 2,
    width: int = WIDTH,
) -> list[Snippet]:
    """Return the pieces with the most different matches, in the order of the text.

    There are at `most` so many, none longer than `width` code points. Matches in the `headline`
    that a text begins with are left out, since that is shown itself. Without any other match it is
    the beginning of the text behind it, from where `body` says on: only then it is asked.
    """
    behind = len(headline) if headline and text.startswith(headline) else 0
    looked_at = [span for span in matches if span[0] >= behind]
    if not looked_at:
        return _beginning(text, max(behind, body()), width)
    del looked_at[_MOST_LOOKED_AT:]
    chosen: list[Snippet] = []
    for first, last in sorted(
        _groups(text, looked_at, width), key=lambda g: -_worth(text, looked_at, g)
    ):
        found = _piece(text, looked_at[first][0], looked_at[last][1], matches, width)
        if all(found.end <= other.start or found.start >= other.end for other in chosen):
            chosen.append(found)
        if len(chosen) == most:
            break
    return sorted(chosen, key=lambda snippet: snippet.start)


def _groups(text: str, spans: Sequence[tuple[int, int]], width: int) -> list[tuple[int, int]]:
    """Return for each match as first the last one that fits into a piece with it, on its line."""
    groups = []
    last = 0
    for first, (start, _) in enumerate(spans):
        last = max(last, first)
        line_end = text.find("\n", start)
        limit = min(start + width, line_end if line_end >= 0 else len(text))
        while last + 1 < len(spans) and spans[last + 1][1] <= limit:
            last += 1
        groups.append((first, last))
    return groups


def _worth(text: str, spans: Sequence[tuple[int, int]], group: tuple[int, int]) -> int:
    found = [text[start:end].lower() for start, end in spans[group[0] : group[1] + 1]]
    return len(set(found)) * 10 + min(len(found), 9)


def _piece(text: str, start: int, end: int, matches: Spans, width: int) -> Snippet:
    """Return the words around `text[start:end]` on its line."""
    line_start = text.rfind("\n", 0, start) + 1
    line_end = text.find("\n", end)
    line_end = len(text) if line_end < 0 else line_end
    end = min(end, start + width)
    room = max(width - (end - start), 0)
    first = max(line_start, start - room // 2)
    last = min(line_end, first + width)
    first = max(line_start, min(first, last - width))
    first, last = _whole_words(text, first, last, line_start, line_end, (start, end))
    inside = tuple(span for span in matches if first <= span[0] and span[1] <= last)
    return Snippet(first, last, text[first:last], inside)


def _whole_words(
    text: str, first: int, last: int, line_start: int, line_end: int, keep: tuple[int, int]
) -> tuple[int, int]:
    """Cut off words that are cut in two, but for those in `keep`."""
    if first > line_start and not text[first - 1].isspace():
        space = text.find(" ", first, keep[0])
        first = keep[0] if space < 0 else space + 1
    if last < line_end and not text[last].isspace():
        space = text.rfind(" ", keep[1], last)
        last = keep[1] if space < 0 else space
    return first, last


def _beginning(text: str, body: int, width: int) -> list[Snippet]:
    first = _SOMETHING.search(text, body) or _SOMETHING.search(text)
    if first is None:
        return []
    start, line_end = first.start(), text.find("\n", first.end())
    line_end = len(text) if line_end < 0 else line_end
    last = min(line_end, start + width)
    _, last = _whole_words(text, start, last, start, line_end, first.span())
    return [Snippet(start, last, text[start:last])]


def _spans(marked: str) -> Spans:
    """Return the spans between marks, as they are without the marks."""
    places = [mark.start() - before for before, mark in enumerate(_MARK.finditer(marked))]
    return tuple(zip(places[::2], places[1::2], strict=True))
