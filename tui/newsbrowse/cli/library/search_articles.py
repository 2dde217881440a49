"""`newsbrowse search`: the articles that a search finds, and where in them."""

from __future__ import annotations

import sys
from textwrap import fill
from typing import TYPE_CHECKING, Any

import click

from newsbrowse.cli import options
from newsbrowse.cli.output import put, put_json, say
from newsbrowse.layout.safe import safe
from newsbrowse_store.query.fields import FIELDS
from newsbrowse_store.values import as_document

if TYPE_CHECKING:
    from pathlib import Path

    from rich.text import Text

    from newsbrowse_store.query.query import QueryError
    from newsbrowse_store.search.search import Excerpt
    from newsbrowse_store.search.snippets import Spans
    from newsbrowse_store.values import Row

BEFORE, AFTER = 50, 20
"""Characters of a long search that are shown around a mistake in it."""

HELP = """\
Search the articles and print them, best first.

\b
  newsbrowse search treaty                    in headline or text
  newsbrowse search '"harbour treaty" OR pact*'   a phrase, the beginning of a word
  newsbrowse search 'tag:defence treaty NOT draft'
  newsbrowse search 'entity:"Wang Yi" relation:meets after:2026-03' --json

Put the search in single quotes, so that the shell leaves it alone. Case and accents do not matter.

\b
""" + fill(f"Fields: {': '.join(FIELDS)}:", 78)


@click.command("search", help=HELP)
@options.library
@click.argument("words", metavar="QUERY", nargs=-1, required=True)
@click.option(
    "--limit",
    metavar="N",
    type=click.IntRange(1, 100_000),
    default=20,
    show_default=True,
    help="Print so many at most.",
)
@options.as_json
def search(library: Path | None, words: tuple[str, ...], limit: int, as_json: bool) -> int:
    """Print what is found: on a terminal with the places, in a pipe the lines of `list`."""
    from newsbrowse_store.query.parser import parse
    from newsbrowse_store.query.query import QueryError

    try:
        query = parse(" ".join(words))
    except QueryError as error:
        say(pointed_at(error))
        return 1
    with options.opened(library, fresh=True) as opened:
        found = opened.search.find(query, limit)
        excerpts = opened.search.excerpts(found.rows, query)
        stories = opened.catalogue.stories() if as_json else {}
    if as_json:
        shapes = map(_shape, found.rows, excerpts)
        put_json(
            [
                {**shape, "story": stories.get(shape["id"]), "rank": rank}
                for rank, shape in enumerate(shapes, 1)
            ]
        )
        return 0
    _print(found.rows, excerpts)
    if found.count > len(found.rows):
        more = "more than " if found.more else ""
        say(f"The first {len(found.rows)} of {more}{found.count}; --limit N shows others.")
    elif not found.rows:
        say("Nothing found.")
    return 0


def pointed_at(error: QueryError) -> str:
    """What is wrong with a search, over the search with a caret at the place."""
    from rich.cells import cell_len

    start = max(0, error.column - 1 - BEFORE)
    shown = safe(error.query[start : error.column + AFTER])
    left = "…" if start else ""
    right = "…" if error.column + AFTER < len(error.query) else ""
    caret = " " * cell_len(left + safe(error.query[start : error.column - 1])) + "^"
    return f"newsbrowse: {error}\n  {left}{shown}{right}\n  {caret}"


def _shape(row: Row, excerpt: Excerpt) -> dict[str, Any]:
    from newsbrowse.cli.shapes import row_shape

    pieces = [{**as_document(snippet), "matches": snippet.matches} for snippet in excerpt.snippets]
    return {**row_shape(row), "snippets": pieces}


def _print(rows: tuple[Row, ...], excerpts: list[Excerpt]) -> None:
    from newsbrowse.cli.library.list_articles import STATES, cells

    if not sys.stdout.isatty():
        for row in rows:
            put("\t".join(safe(cell) for cell in cells(row)))
        return
    from rich.console import Console
    from rich.padding import Padding
    from rich.text import Text

    console = Console(highlight=False, markup=False, emoji=False)
    for row, excerpt in zip(rows, excerpts, strict=True):
        head = Text(f"{row.id}  {STATES[row.state]}{'★' if row.star else ' '} ")
        head += _lit(row.headline, 0, excerpt.headline)
        facts = [row.source, row.published[:10], *(f"#{tag}" for tag in row.tags)]
        head.append(f"  {safe(' · '.join(fact for fact in facts if fact))}", "dim")
        console.print(head, no_wrap=True, overflow="ellipsis", crop=True)
        for snippet in excerpt.snippets:
            piece = _lit(snippet.text, snippet.start, snippet.matches)
            console.print(Padding(piece, (0, 0, 0, 4), expand=False))


def _lit(text: str, start: int, matches: Spans) -> Text:
    """A text, which stands at offset `start`, with its matches in bold."""
    from rich.text import Text

    shown = Text(safe(text))
    for first, last in matches:
        shown.stylize("bold yellow", first - start, last - start)
    return shown
