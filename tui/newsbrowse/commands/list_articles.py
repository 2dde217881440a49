"""`newsbrowse list`: the articles of the library."""

from __future__ import annotations

import os
import shutil
import sys
from typing import TYPE_CHECKING

import click

from newsbrowse.commands import options
from newsbrowse.commands.output import put, put_json
from newsbrowse.safe import safe

if TYPE_CHECKING:
    from pathlib import Path

    from newsbrowse_store.model import Row

STATES = {"new": "○", "open": "◐", "done": "●"}


@click.command("list")
@options.library
@options.as_json
def list_articles(library: Path | None, as_json: bool) -> None:
    """List the articles, newest first.

    Each line has id, state, star, date, source, headline and tags: on a terminal as much as fits,
    in a pipe all of it with tabs between.
    """
    from newsbrowse.libraries import open_library

    opened = open_library(library, os.environ)
    try:
        if opened.catalogue.stale():
            opened.catalogue.refresh()
        view = opened.catalogue.view()
        rows = view.rows(0, len(view))
    finally:
        opened.close()
    if as_json:
        from newsbrowse.commands.shapes import row_shape

        put_json([row_shape(row) for row in rows])
    elif sys.stdout.isatty():
        _table(rows, shutil.get_terminal_size().columns)
    else:
        for row in rows:
            put("\t".join(safe(cell) for cell in cells(row)))


def cells(row: Row) -> tuple[str, ...]:
    """What a line in a pipe says of an article: id, state, star, date, source, headline, tags."""
    star = "*" if row.star else ""
    return (row.id, row.state, star, row.published, row.source, row.headline, " ".join(row.tags))


def _table(rows: list[Row], width: int) -> None:
    from rich.cells import cell_len, set_cell_size

    sources = min(18, max((cell_len(safe(row.source)) for row in rows), default=0))
    for row in rows:
        mark = f"{STATES[row.state]}{'★' if row.star else ' '}"
        source = set_cell_size(safe(row.source), sources)
        tags = "".join(f"  #{safe(tag)}" for tag in row.tags)
        line = f"{row.id}  {mark}  {row.published[:10]:<10}  {source}  {safe(row.headline)}{tags}"
        put(set_cell_size(line, width).rstrip())
