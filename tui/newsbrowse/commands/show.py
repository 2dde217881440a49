"""`newsbrowse show`: one article with its entities."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import click

from newsbrowse.commands import options
from newsbrowse.commands.output import put_json
from newsbrowse.places import places
from newsbrowse.safe import safe

if TYPE_CHECKING:
    from pathlib import Path

    from click.shell_completion import CompletionItem


def _ids(ctx: click.Context, _: click.Parameter, incomplete: str) -> list[CompletionItem]:
    from click.shell_completion import CompletionItem

    from newsbrowse.libraries import chosen
    from newsbrowse_store.library import Library

    path = chosen(ctx.params.get("library"), os.environ, places())
    if not Library.is_library(path):  # a key pressed in the shell makes none
        return []
    with Library.open(path, create=False) as library:
        view = library.catalogue.view()
        rows = [row for row in view.rows(0, len(view)) if row.id.startswith(incomplete)]
    return [CompletionItem(row.id, help=safe(row.headline)) for row in rows]


@click.command("show")
@click.argument("id_", metavar="ID", shell_complete=_ids)
@options.library
@options.model
@options.as_json
def show(id_: str, library: Path | None, model: str | None, as_json: bool) -> None:
    """Show an article with its entities in colour.

    A list of them follows the text: decided ones are bold, suggested ones underlined. ID is the
    start of the id that `newsbrowse list` shows. What was not analysed before is analysed now.
    """
    from newsbrowse.commands.suggesting import suggested
    from newsbrowse.libraries import open_library
    from newsbrowse_store.merge import pending

    opened = open_library(library, os.environ)
    try:
        id_ = opened.resolve(id_)
        article = opened.article(id_)
        decisions = opened.decisions(id_)
        suggestions = pending(suggested(opened, article, model), decisions)
        schema = opened.schema
    finally:
        opened.close()
    if as_json:
        from newsbrowse.commands.shapes import article_shape

        put_json(article_shape(article, decisions, suggestions))
    else:
        from newsbrowse.commands.painting import print_article

        print_article(article, decisions, suggestions, schema)
