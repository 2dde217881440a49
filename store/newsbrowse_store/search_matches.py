"""Where the words of a search stand in a headline and a text, by the index's notion of words."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING

from newsbrowse_store.cache.tables import TOKENIZER
from newsbrowse_store.query.query import wanted_words
from newsbrowse_store.query_sql import expression

if TYPE_CHECKING:
    from collections.abc import Iterable

    from newsbrowse_store.query.query import Query

Spans = tuple[tuple[int, int], ...]

_OPENS, _CLOSES = "\x02", "\x03"
_MARK = re.compile(f"[{_OPENS}{_CLOSES}]")
_WITHOUT_MARKS = dict.fromkeys(map(ord, f"\x00{_OPENS}{_CLOSES}"), " ")


@dataclass(frozen=True, slots=True)
class Matches:
    """The spans of a headline and of a text, in code points, in order and without overlap."""

    headline: Spans = ()
    text: Spans = ()


def matches(articles: Iterable[tuple[str, str]], query: Query) -> list[Matches]:
    """Return the matches in each of some headlines and texts."""
    given = [(headline, text) for headline, text in articles]
    match = expression(wanted_words(query))
    found = dict.fromkeys(range(len(given)), Matches())
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
            found[at] = Matches(*map(_spans, marked))
    return list(found.values())


def _spans(marked: str) -> Spans:
    """Return the spans between marks, as they are without the marks."""
    places = [mark.start() - before for before, mark in enumerate(_MARK.finditer(marked))]
    return tuple(zip(places[::2], places[1::2], strict=True))
