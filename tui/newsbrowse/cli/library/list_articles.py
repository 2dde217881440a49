"""`newsbrowse list`: the articles of the library."""

from __future__ import annotations

import shutil
import sys
from typing import TYPE_CHECKING

import click

from newsbrowse.cli import options
from newsbrowse.cli.output import put, put_json, say
from newsbrowse.layout.safe import safe
from newsbrowse_store.cache.listing import GROUPS, SORTS
from newsbrowse_store.values import as_document

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from newsbrowse_store.cache.listing import Group, Heading, ListedLine, Sort
    from newsbrowse_store.cache.versions import Removed
    from newsbrowse_store.values import Row

STATES = {"new": "○", "open": "◐", "done": "●"}
TOLD = 20
"""So many damaged articles are told; `newsbrowse check` names all."""

FILTER_HELP = "Only articles with all of these words in headline, source or tags."


@click.command("list")
@options.library
@click.option("--sort", type=click.Choice(SORTS), default=SORTS[0], help="By what to sort.")
@click.option("--group", type=click.Choice(GROUPS[1:]), help="Keep together what has it in common.")
@click.option("--filter", "words", metavar="WORDS", default="", help=FILTER_HELP)
@click.option("--removed", is_flag=True, help="What was removed, the last first, instead.")
@options.as_json
def list_articles(
    library: Path | None,
    sort: Sort,
    group: Group | None,
    words: str,
    removed: bool,
    as_json: bool,
) -> None:
    """List the articles of the library.

    Each line has id, state, star, date, source, headline and tags: on a terminal as much as fits,
    in a pipe all of it with tabs between, and commas between tags. On a terminal groups have
    headings, and the articles of a story are set in under the oldest. In JSON `story` is the id of
    that one, or null. What is damaged is listed under its id, and told on stderr. With --removed
    each line has id, when it was removed, and headline.

    \b
      newsbrowse list --sort pending --filter treaty
      newsbrowse list --group story
    """
    from newsbrowse_store.cache.listing import Folds

    with options.opened(library, fresh=True) as opened:
        catalogue = opened.catalogue
        if removed:
            _removed(catalogue.removed(), as_json=as_json)
            return
        listing = catalogue.listing(sort, words, group=group or "", folds=Folds(folded=False))
        lines = listing.lines(0, len(listing))
        stories = catalogue.stories() if as_json else {}
        rows = [line.row for line in lines if line.row is not None]
        damaged = [row.id for row in rows if row.damaged]
        problems = [opened.problem(id_) for id_ in damaged[:TOLD]]
    for problem in filter(None, problems):
        say(safe(str(problem)))
    if len(damaged) > TOLD:
        say(f"and {len(damaged) - TOLD:,} more; newsbrowse check names all of them")
    if as_json:
        from newsbrowse.cli.shapes import row_shape

        put_json([{**row_shape(row), "story": stories.get(row.id)} for row in rows])
    elif sys.stdout.isatty():
        _table(lines, shutil.get_terminal_size().columns)
    else:
        for row in rows:
            put("\t".join(safe(cell) for cell in cells(row)))


def _removed(articles: Sequence[Removed], *, as_json: bool) -> None:
    if as_json:
        put_json([as_document(one) for one in articles])
    else:
        for one in articles:
            put("\t".join(safe(cell) for cell in (one.id, one.at, one.headline)))
    if not articles:
        say("Nothing is removed.")


def cells(row: Row) -> tuple[str, ...]:
    """What a line in a pipe says of an article: id, state, star, date, source, headline, tags."""
    star = "*" if row.star else ""
    return (row.id, row.state, star, row.published, row.source, row.headline, ",".join(row.tags))


def _table(lines: list[ListedLine], width: int) -> None:
    from rich.cells import cell_len, set_cell_size

    rows = [line.row for line in lines if line.row is not None]
    sources = min(18, max((cell_len(safe(row.source)) for row in rows), default=0))
    for place, line in enumerate(lines):
        if line.row is None:
            if line.heading is not None:
                heading = set_cell_size(_heading(line.heading), width).rstrip()
                put(f"\n{heading}" if place else heading)
            continue
        row = line.row
        state = "!" if row.damaged else STATES[row.state]
        mark = f"{state}{'★' if row.star else ' '}"
        source = set_cell_size(safe(row.source), sources)
        tags = "".join(f"  #{safe(tag)}" for tag in row.tags)
        headline = f"{'  ' * line.inner}{safe(row.headline)}"
        text = f"{row.id}  {mark}  {row.published[:10]:<10}  {source}  {headline}{tags}"
        put(set_cell_size(text, width).rstrip())


def _heading(heading: Heading) -> str:
    from newsbrowse.workspace.wording import article_count, heading_name

    return f"{safe(heading_name(heading))} · {article_count(heading.articles)}"
