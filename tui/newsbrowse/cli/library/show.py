"""`newsbrowse show`: one article with its entities."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import click

from newsbrowse.cli import options
from newsbrowse.cli.output import put_json

if TYPE_CHECKING:
    from pathlib import Path


@click.command("show")
@options.article()
@options.library
@options.model
@options.as_json
def show(id_: str, library: Path | None, model: str | None, as_json: bool) -> None:
    """Show an article with its entities in colour.

    A list of them follows the text: decided ones are bold, suggested ones underlined. ID is the
    start of the id that `newsbrowse list` shows. What was not analysed before is analysed now.
    """
    from newsbrowse.cli.models.suggesting import suggested
    from newsbrowse.cli.shapes import article_shape, entities_of
    from newsbrowse.workspace.libraries import open_library
    from newsbrowse_store.records.annotated import pending

    opened = open_library(library, os.environ)
    try:
        id_ = opened.resolve(id_)
        article = opened.article(id_)
        decisions = opened.decisions(id_)
        suggestions = pending(suggested(opened, article, model), decisions)
        entities = entities_of(decisions, opened.entities)
        schema = opened.schema
    finally:
        opened.close()
    if as_json:
        put_json(article_shape(article, decisions, suggestions, entities))
    else:
        from newsbrowse.cli.library.painting import print_article

        print_article(article, decisions, suggestions, schema)
