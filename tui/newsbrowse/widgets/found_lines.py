"""Lines of the search screen: articles found, and how to search while nothing is typed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len

from newsbrowse.layout.safe import safe
from newsbrowse.widgets.article_list.article_lines import STAR, STATES
from newsbrowse.widgets.line_list import Line
from newsbrowse.workspace.open_article import date_words
from newsbrowse_store.query.fields import FIELDS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from newsbrowse_store.query.query import QueryError
    from newsbrowse_store.schema.schema import SavedSearch
    from newsbrowse_store.search.search import Excerpt, Found
    from newsbrowse_store.search.snippets import Spans
    from newsbrowse_store.values import Row

TALL = 3
"""Lines of an article that was found."""

INDENT = "  "
_LONGEST = 500

_TAUGHT = (
    ("harbour treaty", "both words, in headline or text"),
    ('"harbour treaty"', "one behind the other"),
    ("harb*", "all words that begin so"),
    ("treaty (strike OR storm) NOT draft", "AND OR NOT and brackets"),
)
_WIDEST = max(len(written) for written, _ in _TAUGHT) + 3


def found_lines(row: Row, excerpt: Excerpt | None) -> tuple[Line, Line, Line]:
    """Headline, where it is from, and a piece of the text, with what was found lit up.

    Without an excerpt, which comes a moment later, nothing is lit up yet.
    """
    quiet = [row.source, date_words(row.published), *(f"#{tag}" for tag in row.tags)]
    facts = " · ".join(fact for fact in quiet if fact)
    lit = excerpt.headline if excerpt else ()
    style = "strong" if row.state != "done" else "quiet"
    head = ((f"{STATES[row.state]} ", "quiet"), *_lit(row.headline[:_LONGEST], 0, lit, style))
    star = ((f"{STAR} ", "accent"),) if row.star else ()
    piece: tuple[tuple[str, str], ...] = ()
    if excerpt and excerpt.snippets:
        snippet = excerpt.snippets[0]
        piece = _lit(snippet.text, snippet.start, snippet.matches, "")
    return (
        Line(head, star, value=row.id),
        Line(((f"{INDENT}{facts}", "quiet"),)),
        Line(((INDENT, ""), *piece)),
    )


def lesson(searches: Sequence[SavedSearch]) -> Iterator[Line]:
    """How to search, with the library's own searches, each to be chosen."""
    if searches:
        yield Line((("Your searches", "strong"),))
        for search in searches:
            name = f"{INDENT}{search.name}  "
            yield Line(((name, "accent"), (search.query, "quiet")), value=search)
        yield Line(())
    yield Line((("Type what to look for", "strong"),))
    for written, meaning in _TAUGHT:
        yield _taught(written, meaning)
    yield Line(())
    yield Line((("or what is known of an article", "strong"),))
    for field in FIELDS.values():
        yield _taught(field.example, field.lesson)


def found_words(found: Found) -> str:
    """How many were found, and in which order they come."""
    if not found.rows:
        return "No article matches."
    if found.count == 1:
        return "1 article"
    many = f"more than {found.count:,}" if found.more else f"{found.count:,}"
    if found.count > len(found.rows):
        many = f"the first {len(found.rows)} of {many}"
    return f"{many} articles, {'best' if found.ranked else 'newest'} first"


def mistake_words(error: QueryError, indent: int, width: int) -> str:
    """What is wrong with a search, with a caret under the place if that fits.

    The search stands in the line above, `indent` cells from the left.
    """
    words = f"{error.reason}. {error.remedy}"
    place = indent + cell_len(safe(error.query[: error.column - 1]))
    if place + len("^ ") + cell_len(words) < width:
        return f"{' ' * place}^ {words}"
    return f"At {error.column}: {words}"


def _taught(written: str, meaning: str) -> Line:
    return Line(((f"{INDENT}{written:<{_WIDEST}}", "accent"), (meaning, "quiet")))


def _lit(text: str, start: int, matches: Spans, style: str) -> tuple[tuple[str, str], ...]:
    """A text, which stands at offset `start`, cut where matches begin and end."""
    parts: list[tuple[str, str]] = []
    at = 0
    for first, last in matches:
        parts += [(text[at : first - start], style), (text[first - start : last - start], "match")]
        at = last - start
    return tuple(part for part in (*parts, (text[at:], style)) if part[0])
